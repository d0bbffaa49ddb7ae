"""A person at the workspace, for tests: everything the page can do, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from advicebot.workspace.blocks.uploads import keep_file
from advicebot.workspace.client import find
from advicebot.workspace.client.acts import perform
from advicebot.workspace.driver import screen
from advicebot.workspace.driver.offers import question
from advicebot.workspace.driver.viewer import Viewer
from advicebot.workspace.errors import ActError, FormError
from advicebot.workspace.named import user_named
from advicebot.workspace.server import Server
from advicebot.workspace.state import Json
from advicebot.workspace.state.view_store import View


class Person(Viewer):
    """One person. A ``channel`` left out is always the DM with the first app.

    Every act raises ActError (FormError for a modal) when it is refused, also when the app does not
    answer in time.
    """

    def __init__(self, server: Server, user_id: str) -> None:
        super().__init__(server, user_id)
        self.dm = self._do("open_dm", user=self._ws.config.app.bot_user_id)["channel"]

    def says(self, text: str, *, channel: str | None = None, thread: str | None = None) -> str:
        """Write a message, in the thread below another one when named; return its timestamp."""
        below = self._ts(thread, channel) if thread else None
        made = self._do("message", channel=self._id(channel), text=text, thread=below)
        return str(made["ts"])

    def shares(
        self, name: str, content: bytes, text: str = "", *, channel: str | None = None
    ) -> str:
        """Share a file in a message, with or without words, and return its timestamp."""
        file = self._server.read(lambda: keep_file(self._ws, self.id, name, content))
        made = self._do("message", channel=self._id(channel), text=text, files=[file["id"]])
        return str(made["ts"])

    def replies(self, to: str, text: str, *, channel: str | None = None) -> str:
        """Answer in the thread below a message, and return the answer's timestamp.

        ``to`` is its timestamp, or words that it shows; so is ``ts`` in the other acts.
        """
        return self.says(text, channel=channel, thread=to)

    def edits(self, ts: str, text: str, *, channel: str | None = None) -> None:
        """Change one's own message."""
        self._do("edit", channel=self._id(channel), ts=self._ts(ts, channel), text=text)

    def deletes(self, ts: str, *, channel: str | None = None) -> None:
        """Delete one's own message, or put away an ephemeral one."""
        found = self._ts(ts, channel, kept=False)
        self._do("delete", channel=self._id(channel), ts=found)

    def reacts(self, name: str, *, to: str, channel: str | None = None) -> None:
        """React to a message with an emoji by its name, with or without colons."""
        self._do("react", channel=self._id(channel), ts=self._ts(to, channel), name=name)

    def unreacts(self, name: str, *, to: str, channel: str | None = None) -> None:
        """Take a reaction away."""
        self._do("unreact", channel=self._id(channel), ts=self._ts(to, channel), name=name)

    def pins(self, ts: str, *, channel: str | None = None) -> None:
        """Pin a message."""
        self._do("pin", channel=self._id(channel), ts=self._ts(ts, channel))

    def unpins(self, ts: str, *, channel: str | None = None) -> None:
        """Take a pin away."""
        self._do("unpin", channel=self._id(channel), ts=self._ts(ts, channel))

    def begins_chat(self, *, app: str | None = None) -> str:
        """Begin a thread with an app's assistant, and return its first message's timestamp."""
        return str(self._do("new_chat", app=self._app_id(app))["ts"])

    def runs(self, command: str, text: str = "", *, channel: str | None = None) -> None:
        """Send a slash command, with what is written after it as ``text``."""
        name, _, rest = command.strip().partition(" ")
        if rest:
            message = f"{command!r} is no command, but {name!r} may be: runs({name!r}, {rest!r})."
            raise ActError("unknown_command", message)
        self._do("command", channel=self._id(channel), command=command, text=text)

    def uses_shortcut(
        self, callback_id: str, *, ts: str | None = None, channel: str | None = None
    ) -> None:
        """Use a shortcut, on a message when ``ts`` is given."""
        where = {"channel": self._id(channel), "ts": self._ts(ts, channel)} if ts else {}
        self._do("shortcut", callback_id=callback_id, **where)

    def opens_home(self, *, app: str | None = None) -> None:
        """Look at the home tab of an app, by id or name, of the first one when none is named."""
        self._do("open_home", app=self._app_id(app))

    def opens_messages(self, *, app: str | None = None) -> None:
        """Look at the messages tab of an app."""
        self._do("open_messages", app=self._app_id(app))

    def opens_dm(self, *users: str) -> str:
        """Open a DM, or a group DM with several, and return its id."""
        known = self._server.read(lambda: [user_named(self._ws.state, one).id for one in users])
        return str(self._do("open_dm", user=known)["channel"])

    def joins(self, channel: str) -> None:
        """Become a member of a public channel."""
        self._do("join", channel=self._id(channel))

    def leaves(self, channel: str) -> None:
        """Stop being a member of a channel."""
        self._do("leave", channel=self._id(channel))

    def reads(self, ts: str, *, channel: str | None = None, thread: str | None = None) -> None:
        """Mark a conversation, or a thread in it, as read up to a message."""
        self._do("mark_read", channel=self._id(channel), ts=self._ts(ts, channel), thread=thread)

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

        ``action_id`` may be the element's label instead: ``clicks("Take it")``. It is looked up in
        what the message shows at the moment of the click.

        Args:
            value: of which button, where several have the same action.
            choose: what to select in a menu, radio group, checkboxes or picker.
        """

        at = None if ts is None else self._ts(ts, channel, kept=False)

        def given() -> Json:
            place = self._place(channel).id
            where = find.in_messages(
                self._ws, self.id, action_id, channel=place, ts=at, block_id=block_id, value=value
            )
            return where | {"selected": choose}

        self._act("click", given)

    def looks_up(
        self, action_id: str, typed: str = "", *, channel: str | None = None
    ) -> list[Json]:
        """Type into a menu that asks the app, and return the options offered, those in groups too.

        It is the menu of the modal on top when one is open, else of the newest message that has it.
        One of the options is what ``clicks(..., choose=option)`` takes. With fewer letters than its
        ``min_query_length`` the app is not asked, and that is an ActError.
        """

        def given() -> Json:
            return question(self._ws, self.id, action_id, typed, self._place(channel))

        offered = self._act("options", given)
        groups = offered["option_groups"] or []
        return [*offered["options"], *(one for group in groups for one in group["options"])]

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
        app: str | None = None,
    ) -> None:
        """Act on an element of the home tab of an app."""

        def given() -> Json:
            where = find.in_view(self._published(app), action_id, block_id, value)
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

    def _id(self, channel: str | None) -> str:
        return self._server.read(lambda: self._place(channel).id)

    def _ts(self, named: str, channel: str | None, *, kept: bool = True) -> str:
        """Return the timestamp of a message that is named by it, or by words it shows.

        Ephemeral ones are left out unless ``kept`` is false: most acts are not possible on them.
        """

        return self._server.read(
            lambda: screen.ts_named(self._ws, self.id, self._place(channel), named, kept=kept)
        )

    def _app_id(self, named: str | None) -> str:
        return self._server.read(lambda: self._app(named).id)

    def _published(self, app: str | None) -> View:
        view = self._ws.views.home(self.id, self._app(app))
        if view is None:
            raise ActError("view_not_found", f"Nothing is published at the home of {self.id}.")
        return view
