"""A person at the workspace, for tests: everything the page can do, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from advicebot.workspace.client import find
from advicebot.workspace.client.acts import perform
from advicebot.workspace.errors import ActError, FormError
from advicebot.workspace.server import Server
from advicebot.workspace.state import Json
from advicebot.workspace.view_store import View
from advicebot.workspace.viewer import Viewer


class Person(Viewer):
    """One person. A ``channel`` left out is always the DM with the app.

    Every act raises ActError (FormError for a modal) when it is refused, also when the app does not
    answer in time.
    """

    def __init__(self, server: Server, user_id: str) -> None:
        super().__init__(server, user_id)
        self.dm = self._do("open_dm", user=self._ws.config.app.bot_user_id)["channel"]

    def says(self, text: str, *, channel: str | None = None, thread: str | None = None) -> str:
        """Write a message, in the thread below another one when named; return its timestamp."""
        made = self._do("message", channel=channel or self.dm, text=text, thread=thread)
        return str(made["ts"])

    def replies(self, ts: str, text: str, *, channel: str | None = None) -> str:
        """Answer in the thread below a message, and return the answer's timestamp."""
        return self.says(text, channel=channel, thread=ts)

    def edits(self, ts: str, text: str, *, channel: str | None = None) -> None:
        """Change one's own message."""
        self._do("edit", channel=channel or self.dm, ts=ts, text=text)

    def deletes(self, ts: str, *, channel: str | None = None) -> None:
        """Delete one's own message."""
        self._do("delete", channel=channel or self.dm, ts=ts)

    def runs(self, command: str, text: str = "", *, channel: str | None = None) -> None:
        """Send a slash command."""
        self._do("command", channel=channel or self.dm, command=command, text=text)

    def uses_shortcut(
        self, callback_id: str, *, ts: str | None = None, channel: str | None = None
    ) -> None:
        """Use a shortcut, on a message when ``ts`` is given."""
        where = {"channel": channel or self.dm, "ts": ts} if ts else {}
        self._do("shortcut", callback_id=callback_id, **where)

    def opens_home(self) -> None:
        """Look at the home tab."""
        self._do("open_home")

    def opens_messages(self) -> None:
        """Look at the messages tab."""
        self._do("open_messages")

    def opens_dm(self, *users: str) -> str:
        """Open a DM, or a group DM with several, and return its id."""
        return str(self._do("open_dm", user=list(users))["channel"])

    def joins(self, channel: str) -> None:
        """Become a member of a public channel."""
        self._do("join", channel=channel)

    def leaves(self, channel: str) -> None:
        """Stop being a member of a channel."""
        self._do("leave", channel=channel)

    def reads(self, ts: str, *, channel: str | None = None, thread: str | None = None) -> None:
        """Mark a conversation, or a thread in it, as read up to a message."""
        self._do("mark_read", channel=channel or self.dm, ts=ts, thread=thread)

    def clicks(
        self,
        action_id: str,
        *,
        ts: str | None = None,
        channel: str | None = None,
        block_id: str | None = None,
        value: str | None = None,
        choose: Any = None,
    ) -> None:
        """Act on an element of a message, by default of the newest one that has it.

        The element is looked up in what the message shows at the moment of the click.

        Args:
            value: of which button, where several have the same action.
            choose: what to select in a menu, radio group, checkboxes or picker.
        """
        self._act(
            "click",
            lambda: (
                find.in_messages(
                    self._ws,
                    self.id,
                    channel=channel or self.dm,
                    ts=ts,
                    action_id=action_id,
                    block_id=block_id,
                    value=value,
                )
                | {"selected": choose}
            ),
        )

    def clicks_in_modal(
        self,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        choose: Any = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Act on an element of the modal on top.

        Args:
            value: of which button, where several have the same action.
            values: what stands in its inputs at the moment of the click, as for ``submits``.
        """

        def given() -> Json:
            view = self._top()
            typed = {"values": find.filled(view, values)} if values else {}
            where = find.in_view(view, action_id, block_id, value)
            return where | {"selected": choose} | typed

        self._act("click", given)

    def clicks_at_home(
        self,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        choose: Any = None,
    ) -> None:
        """Act on an element of the home tab."""

        def given() -> Json:
            where = find.in_view(self._published(), action_id, block_id, value)
            return where | {"selected": choose}

        self._act("click", given)

    def submits(self, values: Mapping[str, Any] | None = None) -> None:
        """Send the modal on top.

        Args:
            values: what to fill in, by block id: a text, a date, an option's value or a list of
                them for ticks and menus of several. None empties an input; those not named keep
                what is in them.
        """

        def given() -> Json:
            view = self._top()
            return {"view_id": view.id, "values": find.filled(view, values or {})}

        self._act("submit", given)

    def closes_modal(self, *, clear: bool = False) -> None:
        """Close the modal on top, or all with ``clear``."""
        self._act("close_view", lambda: {"view_id": self._top().id, "clear": clear})

    def _do(self, act: str, **given: Any) -> Json:
        return self._act(act, lambda: given)

    def _act(self, act: str, given: Callable[[], Json]) -> Json:
        """Do an act; ``given`` looks up what goes with it, and nothing happens in between."""

        async def work() -> Json:
            return await perform(self._ws, {"as": self.id, "act": act, **given()})

        answer = self._server.run(work())
        if answer["ok"]:
            return answer
        if "errors" in answer:
            raise FormError(answer["errors"])
        raise ActError(answer["error"], answer["message"])

    def _top(self) -> View:
        view = self._ws.views.top(self.id)
        if view is None:
            raise ActError("view_not_found", f"{self.id} has no modal open.")
        return view

    def _published(self) -> View:
        view = self._ws.views.homes.get(self.id)
        if view is None:
            raise ActError("view_not_found", f"Nothing is published at the home of {self.id}.")
        return view
