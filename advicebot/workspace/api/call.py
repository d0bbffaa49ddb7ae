"""One Web API call: its arguments and how to read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Channel, Json, Kind, State
from advicebot.workspace.workspace import Workspace

PAGE_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of the app to the Web API."""

    ws: Workspace
    args: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """Return the workspace's state."""
        return self.ws.state

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
        """Return a whole number; raises ApiError ``invalid_limit`` for anything else."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise ApiError(f"invalid_{name}") from None

    def words(self, name: str) -> list[str]:
        """Return a list given as a list or with commas."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def channel(self, name: str = "channel") -> Channel:
        """Return a conversation the app may know of; raises ApiError ``channel_not_found``."""
        channel = self.state.find_channel(self.text(name))
        if channel is None or not channel.is_visible_to(self.state.bot_user_id):
            raise ApiError("channel_not_found")
        return channel

    def own_channel(self, name: str = "channel") -> Channel:
        """Return a conversation the app is in; raises ApiError."""
        channel = self.channel(name)
        if self.state.bot_user_id not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def writable_channel(self) -> Channel:
        """Return where to post. A user id means the DM with that person.

        Slack takes messages for people who were deactivated without a word
        (slackapi/python-slack-sdk#1156): only conversations.open and users.info tell.
        """
        given = self.text("channel")
        if given in self.state.users:
            return self.direct([given], may_be_gone=True)
        channel = self.own_channel()
        if channel.is_archived:
            raise ApiError("is_archived")
        return channel

    def direct(self, users: Sequence[str], *, may_be_gone: bool = False) -> Channel:
        """Return the app's DM or group DM with these people; raises ApiError."""
        for user_id in users:
            user = self.state.user_or_refuse(user_id)
            if user.is_bot:
                raise ApiError("cannot_dm_bot")
            if user.deleted and not may_be_gone:
                raise ApiError("user_disabled")
        return self.state.direct(frozenset({*users, self.state.bot_user_id}))

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
    number = cursor.removeprefix("next:")
    if not number.isdigit():
        raise ApiError("invalid_cursor")
    return int(number)


def is_group(channel: Channel) -> bool:
    """Return whether Slack calls it a channel, public or private."""
    return channel.kind in (Kind.CHANNEL, Kind.PRIVATE)


Method = Callable[[Call], Json]
