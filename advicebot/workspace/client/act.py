"""One act of a person, and how to read what came with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.apps import Installed
from advicebot.workspace.client.look import channel_of
from advicebot.workspace.errors import ActError
from advicebot.workspace.state import Channel, Json, Kind, State
from advicebot.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act of one person."""

    ws: Workspace
    user: str
    given: dict[str, Any]

    @property
    def state(self) -> State:
        """Return the workspace's state."""
        return self.ws.state

    def text(self, name: str) -> str:
        """Return a text that came with the act, empty when absent."""
        value = self.given.get(name)
        return "" if value is None else str(value)

    def channel(self) -> Channel:
        """Return the conversation named; raises ActError when this person cannot see it."""
        return channel_of(self.ws, self.user, self.given.get("channel"))

    def app(self) -> Installed:
        """Return the app named by its id, the first one when none is; raises ActError."""
        named = self.text("app")
        found = [app for app in self.ws.apps if named in ("", app.config.id)]
        if not found:
            raise ActError("app_not_found", f"There is no app {named!r}.")
        return found[0]

    def member_channel(self) -> Channel:
        """Return the conversation named; raises ActError when this person cannot write there."""
        channel = self.channel()
        if self.user not in channel.members:
            raise ActError("not_in_channel", f"Join #{channel.name} before you write there.")
        if channel.kind is Kind.IM and any(self.state.users[u].deleted for u in channel.members):
            raise ActError("user_disabled", "That account was deactivated: nobody would read it.")
        if channel.is_archived:
            raise ActError("is_archived", f"#{channel.name} is archived.")
        return channel


Doer = Callable[[Act], Awaitable[Json]]
