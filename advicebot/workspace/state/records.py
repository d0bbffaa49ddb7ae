"""Conversations and messages as the workspace keeps them."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from advicebot.workspace.blocks.attached import attached_blocks
from advicebot.workspace.config import UserConfig

Json = dict[str, Any]

NOTES = frozenset(
    {
        "channel_join",
        "channel_leave",
        "channel_topic",
        "channel_purpose",
        "channel_name",
        "channel_archive",
        "channel_unarchive",
    }
)
OLDER_KEPT = 50  # drawings of a message or a view that can still be clicked after it was changed


class Kind(StrEnum):
    """The kinds of conversation, as the page names them."""

    CHANNEL = "channel"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The name and the picture that an app gave to one message instead of its own."""

    username: str = ""
    icon_emoji: str = ""
    icon_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Who did something to a message or a channel, and when, in Unix seconds."""

    by: str
    at: int


@dataclass(slots=True, kw_only=True)
class AssistantThread:
    """What an app shows at a thread of its assistant."""

    status: str = ""
    title: str = ""
    prompts_title: str = ""
    prompts: list[Json] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Message:
    """One message.

    ``shown_to`` is set on ephemeral ones: the only person who sees it. ``entered`` has what each
    person has chosen in its elements, by user, block and action. ``older`` and
    ``older_attachments`` have what it showed before it was changed, newest first: somebody may be
    looking at that still. ``files`` has the
    ids of the files shared in it. ``reactions`` has who reacted, by the emoji's name. ``extra`` has
    what its subtype tells. ``stream`` is how tasks are shown while an app adds to it:
    ``timeline`` or ``plan``; empty when it is finished.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    client_msg_id: str | None = None
    shown_to: str | None = None
    look: Look | None = None
    is_mrkdwn: bool = True
    stream: str = ""
    extra: Json = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    pinned: Mark | None = None
    entered: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)
    older: deque[list[Json]] = field(default_factory=lambda: deque(maxlen=OLDER_KEPT))
    older_attachments: deque[list[Json]] = field(default_factory=lambda: deque(maxlen=OLDER_KEPT))

    @property
    def is_streaming(self) -> bool:
        """Return whether its app still adds to it."""
        return bool(self.stream)

    @property
    def drawings(self) -> Iterator[tuple[int | None, list[Json]]]:
        """Yield the blocks it has and had, newest first.

        With them comes the number of the attachment they are in, None for the message's own.
        """
        if self.blocks:
            yield None, self.blocks
        yield from attached_blocks(self.attachments)
        yield from ((None, blocks) for blocks in self.older)
        for attachments in self.older_attachments:
            yield from attached_blocks(attachments)

    @property
    def all_blocks(self) -> list[Json]:
        """Return the blocks it has, those of its attachments after its own."""
        attached = [block for _, blocks in attached_blocks(self.attachments) for block in blocks]
        return [*(self.blocks or ()), *attached]

    @property
    def is_note(self) -> bool:
        """Return whether the workspace wrote it: somebody joined or left."""
        return self.subtype in NOTES

    @property
    def is_reply(self) -> bool:
        """Return whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_top_level(self) -> bool:
        """Return whether the conversation itself shows it."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation with its messages in the order of their timestamps.

    ``users`` is everybody in the workspace by id, as they are now.
    ``last_read`` has the last message a person has read, ``thread_read`` the last reply by person
    and first message of the thread. ``topic_set`` and ``purpose_set`` are None for what was there
    from the start. ``is_open`` tells whether a DM stands in the app's list. ``assistant`` has what
    an app shows, by the first message of the thread.
    """

    id: str
    name: str
    kind: Kind
    members: list[str]
    created: int
    users: Mapping[str, UserConfig] = field(repr=False, compare=False)
    creator: str = ""
    topic: str = ""
    purpose: str = ""
    topic_set: Mark | None = None
    purpose_set: Mark | None = None
    previous_names: list[str] = field(default_factory=list)
    is_open: bool = True
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    thread_read: dict[tuple[str, str], str] = field(default_factory=dict)
    bookmarks: dict[str, Json] = field(default_factory=dict)
    assistant: dict[str, AssistantThread] = field(default_factory=dict)

    def is_visible_to(self, user: str) -> bool:
        """Return whether this person may see it at all; guests see what they are in alone."""
        known = self.users.get(user)
        is_guest = known is not None and (known.is_restricted or known.is_ultra_restricted)
        return user in self.members or (self.kind is Kind.CHANNEL and not is_guest)

    def thread(self, ts: str) -> list[Message]:
        """Return the replies under a message, oldest first."""
        return [self.messages[reply] for reply in self.replies.get(ts, ())]
