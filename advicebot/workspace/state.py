"""What the workspace remembers, in memory. Only the server's event loop touches it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from advicebot.workspace.clock import WorkspaceClock
from advicebot.workspace.config import UserConfig, WorkspaceConfig
from advicebot.workspace.errors import ApiError
from advicebot.workspace.file_store import FileStore
from advicebot.workspace.ids import conversation_id

Json = dict[str, Any]

NOTES = frozenset({"channel_join", "channel_leave"})
OLDER_KEPT = 50  # drawings of a message or a view that can still be clicked after it was changed


class Kind(StrEnum):
    """The kinds of conversation, as the page names them."""

    CHANNEL = "channel"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"


@dataclass(slots=True, kw_only=True)
class Message:
    """One message.

    ``shown_to`` is set on ephemeral ones: the only person who sees it. ``entered`` has what each
    person has chosen in its elements, by user, block and action. ``older`` has what it showed
    before it was changed, newest first: somebody may be looking at that still. ``files`` has the
    ids of the files shared in it.
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
    entered: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)
    older: deque[list[Json]] = field(default_factory=lambda: deque(maxlen=OLDER_KEPT))

    @property
    def drawings(self) -> Iterator[list[Json]]:
        """Yield the blocks it has and had, newest first."""
        if self.blocks:
            yield self.blocks
        yield from self.older

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

    ``last_read`` has the last message a person has read, ``thread_read`` the last reply by person
    and first message of the thread.
    """

    id: str
    name: str
    kind: Kind
    members: list[str]
    created: int
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    thread_read: dict[tuple[str, str], str] = field(default_factory=dict)

    def is_visible_to(self, user: str) -> bool:
        """Return whether this person may see it at all."""
        return self.kind is Kind.CHANNEL or user in self.members

    def thread(self, ts: str) -> list[Message]:
        """Return the replies under a message, oldest first."""
        return [self.messages[reply] for reply in self.replies.get(ts, ())]


class State:
    """People, conversations, messages and files.

    ``updated`` has when a person was last changed, ``url`` the address of the page.
    """

    def __init__(self, config: WorkspaceConfig, clock: WorkspaceClock) -> None:
        self.config = config
        self.clock = clock
        self.url = ""
        self.files = FileStore(processing=config.file_processing)
        app = config.app
        bot = UserConfig(
            id=app.bot_user_id,
            name=app.name.lower().replace(" ", "_"),
            real_name=app.name,
            is_bot=True,
            may_log_in=False,
        )
        self.users: dict[str, UserConfig] = {user.id: user for user in (*config.users, bot)}
        self.updated: dict[str, int] = {}
        self.channels: dict[str, Channel] = {}
        for made in config.channels:
            self.channels[made.id] = Channel(
                id=made.id,
                name=made.name,
                kind=Kind.PRIVATE if made.is_private else Kind.CHANNEL,
                members=list(dict.fromkeys(made.members)),
                created=self.seconds(),
                topic=made.topic,
                purpose=made.purpose,
                is_archived=made.is_archived,
                is_ext_shared=made.is_ext_shared,
            )

    @property
    def bot_user_id(self) -> str:
        """Return the user id of the app's bot."""
        return self.config.app.bot_user_id

    def seconds(self) -> int:
        """Return the workspace's time as whole Unix seconds."""
        return int(self.clock.now().timestamp())

    def people(self) -> list[UserConfig]:
        """Return everybody one may choose to be."""
        return [u for u in self.users.values() if u.may_log_in and not u.is_bot and not u.deleted]

    def direct(self, members: frozenset[str]) -> Channel:
        """Return the DM or group DM of exactly these people, made if there was none."""
        is_group = len(members) > 2
        key = conversation_id("G" if is_group else "D", members)
        channel = self.channels.get(key)
        if channel is None:
            names = [self.users[user].name for user in sorted(members)]
            channel = Channel(
                id=key,
                name=f"mpdm-{'--'.join(names)}-1" if is_group else "directmessage",
                kind=Kind.MPIM if is_group else Kind.IM,
                members=sorted(members),
                created=self.seconds(),
            )
            self.channels[key] = channel
        return channel

    def app_dm(self, user: str) -> Channel:
        """Return this person's DM with the app."""
        return self.direct(frozenset({user, self.bot_user_id}))

    def find_channel(self, given: str) -> Channel | None:
        """Return the conversation with this id, or with this name with or without a #."""
        found = self.channels.get(given)
        if found is not None:
            return found
        name = given.removeprefix("#")
        named = (c for c in self.channels.values() if c.kind in (Kind.CHANNEL, Kind.PRIVATE))
        return next((c for c in named if c.name == name), None)

    def visible_channels(self, user: str) -> Iterator[Channel]:
        """Yield the conversations this person may see."""
        return (c for c in self.channels.values() if c.is_visible_to(user))

    def user_or_refuse(self, user_id: object) -> UserConfig:
        """Return the user with this id; raises ApiError ``user_not_found``."""
        user = self.users.get(user_id) if isinstance(user_id, str) else None
        if user is None:
            raise ApiError("user_not_found")
        return user
