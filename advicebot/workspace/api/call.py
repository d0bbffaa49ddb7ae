"""One Web API call: its arguments and how to read them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from advicebot.workspace.apps import Installed
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes import channel_json
from advicebot.workspace.state import Channel, Json, Kind, Message, State
from advicebot.workspace.workspace import Workspace

PAGE_LIMIT = 1000
MOST_DIGITS = 18
TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of an app to the Web API. ``token`` is what it showed to be let in."""

    ws: Workspace
    app: Installed
    args: dict[str, Any] = field(default_factory=dict)
    token: str = ""

    @property
    def state(self) -> State:
        """Return the workspace's state."""
        return self.ws.state

    @property
    def bot(self) -> str:
        """Return the user id of the app's bot."""
        return self.app.config.bot_user_id

    def may(self, scope: str) -> bool:
        """Return whether the app has a scope; one that lists none has all."""
        return self.app.config.may(scope)

    def text(self, name: str) -> str:
        """Return an argument as text, empty when absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return an argument that may not be absent; raises ApiError ``invalid_arguments``."""
        value = self.text(name)
        if not value:
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a switch, however the client wrote it."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return str(value).lower() in ("1", "true")

    def number(self, name: str, *, default: int) -> int:
        """Return a whole number that is not negative; raises ApiError ``invalid_limit`` or so."""
        value = self.text(name)
        if not value:
            return default
        number = whole_number(value)
        if number is None:
            raise ApiError(f"invalid_{name}")
        return number

    def words(self, name: str) -> list[str]:
        """Return a list given as a list or with commas."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def known(self, name: str = "channel") -> Channel:
        """Return a conversation named by its id; raises ApiError, also when none is named."""
        self.needed(name)
        return self.channel(name)

    def channel(self, name: str = "channel") -> Channel:
        """Return a conversation the app may know of; raises ApiError ``channel_not_found``.

        A channel's name does for chat.postMessage alone.
        """
        channel = self.state.channels.get(self.text(name))
        if channel is None or not channel.is_visible_to(self.bot):
            raise ApiError("channel_not_found")
        return channel

    def own_channel(self, name: str = "channel") -> Channel:
        """Return a conversation the app is in; raises ApiError."""
        return self._member_of(self.channel(name))

    def own_group(self) -> Channel:
        """Return a channel the app is in, public or private and no DM; raises ApiError."""
        self.needed("channel")
        channel = self.own_channel()
        if not is_group(channel):
            raise ApiError("method_not_supported_for_channel_type")
        return channel

    def open_group(self) -> Channel:
        """Return a channel the app is in that is not archived; raises ApiError."""
        channel = self.own_group()
        if channel.is_archived:
            raise ApiError("is_archived")
        return channel

    def shown(self, channel: Channel) -> Json:
        """Return the answer that is a conversation, as the app sees it."""
        return {"channel": channel_json(self.state, channel, self.bot)}

    def _member_of(self, channel: Channel) -> Channel:
        if self.bot not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "timestamp") -> Message:
        """Return a message of a conversation by its timestamp; raises ApiError."""
        given = self.text(name)
        if not TIMESTAMP.fullmatch(given):
            raise ApiError("bad_timestamp" if given else "no_item_specified")
        message = channel.messages.get(given)
        if message is None or message.subtype == "tombstone":
            raise ApiError("message_not_found")
        return message

    def writable_channel(self) -> Channel:
        """Return where to post. A user id means the DM with that person.

        Slack takes messages for people who were deactivated without a word
        (slackapi/python-slack-sdk#1156): only conversations.open and users.info tell.
        """
        given = self.text("channel")
        if given in self.state.users:
            return self.direct([given], may_be_gone=True)
        channel = self.state.find_channel(given)
        if channel is None or not channel.is_visible_to(self.bot):
            raise ApiError("channel_not_found")
        if not self._may_write_unasked(channel):
            self._member_of(channel)
        if channel.is_archived:
            raise ApiError("is_archived")
        channel.is_open = True
        return channel

    def _may_write_unasked(self, channel: Channel) -> bool:
        """Return whether the app may post to a public channel that it is not in."""
        listed = self.app.config.bot_scopes or ()
        return channel.kind is Kind.CHANNEL and "chat:write.public" in listed

    def direct(self, users: Sequence[str], *, may_be_gone: bool = False) -> Channel:
        """Return the app's DM or group DM with these people; raises ApiError."""
        for user_id in users:
            user = self.state.user_or_refuse(user_id)
            if user.is_bot:
                raise ApiError("cannot_dm_bot")
            if user.deleted and not may_be_gone:
                raise ApiError("user_disabled")
        return self.state.direct(frozenset({*users, self.bot}))

    def page(self, rows: Sequence[Json], *, default: int = 100) -> tuple[list[Json], Json]:
        """Return the rows of the asked page, and ``response_metadata`` with the next cursor."""
        limit = self.number("limit", default=default)
        if limit < 1 or limit > PAGE_LIMIT:
            raise ApiError("invalid_limit")
        start = cursor_value(self.text("cursor"))
        end = start + limit
        cursor = f"next:{end}" if end < len(rows) else ""
        return list(rows[start:end]), {"response_metadata": {"next_cursor": cursor}}


def cursor_value(cursor: str) -> int:
    """Return where a page starts; raises ApiError ``invalid_cursor``."""
    if not cursor:
        return 0
    number = whole_number(cursor.removeprefix("next:"))
    if number is None:
        raise ApiError("invalid_cursor")
    return number


def whole_number(given: str) -> int | None:
    """Return the number that 1 to 18 plain digits say, None for anything else.

    Python alone would take the digits of every script, and fail on very many of them.
    """
    is_number = given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS
    return int(given) if is_number else None


def is_group(channel: Channel) -> bool:
    """Return whether Slack calls it a channel, public or private."""
    return channel.kind in (Kind.CHANNEL, Kind.PRIVATE)


Method = Callable[[Call], Json]
