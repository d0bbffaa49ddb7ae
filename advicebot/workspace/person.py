"""A person at the workspace, for tests: everything the page can do, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advicebot.workspace.blocks.values import Values, chosen
from advicebot.workspace.blocks.walk import all_elements
from advicebot.workspace.client import look
from advicebot.workspace.client.acts import perform
from advicebot.workspace.errors import ActError, FormError
from advicebot.workspace.server import Server
from advicebot.workspace.state import Json
from advicebot.workspace.views import view_json
from advicebot.workspace.waiting import wait_for


class Person:
    """One person. A ``channel`` left out is always the DM with the app.

    Every act raises ActError (FormError for a modal) when it is refused, also when the app does not
    answer in time.
    """

    def __init__(self, server: Server, user_id: str) -> None:
        self._server = server
        self._ws = server.workspace
        self.id = user_id
        self.dm = self._do("open_dm", user=self._ws.config.app.bot_user_id)["channel"]

    def says(self, text: str, *, channel: str | None = None, thread: str | None = None) -> str:
        """Write a message and return its timestamp."""
        made = self._do("message", channel=channel or self.dm, text=text, thread=thread)
        return str(made["ts"])

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
        """Become a member of a channel."""
        self._do("join", channel=channel)

    def reads(self, ts: str, *, channel: str | None = None) -> None:
        """Mark a conversation as read up to a message."""
        self._do("mark_read", channel=channel or self.dm, ts=ts)

    def clicks(
        self,
        action_id: str,
        *,
        ts: str | None = None,
        channel: str | None = None,
        block_id: str | None = None,
        choose: Any = None,
    ) -> None:
        """Act on an element of a message, by default of the newest one that has it.

        Args:
            choose: what to select in a menu, radio group, checkboxes or picker.
        """
        channel = channel or self.dm
        seen = [m for m in self.messages(channel) + self._replies(channel) if ts in (None, m["ts"])]
        for message in reversed(seen):
            found = _find(message.get("blocks"), action_id, block_id)
            if found is not None:
                where = {"type": "message", "channel": channel, "ts": message["ts"]}
                self._click(where, found, choose)
                return
        raise ActError("action_not_found", f"{self.id} sees no element {action_id!r}.")

    def clicks_in_modal(
        self, action_id: str, *, block_id: str | None = None, choose: Any = None
    ) -> None:
        """Act on an element of the modal on top."""
        self._click_in_view(self._needed_modal(), action_id, block_id, choose)

    def clicks_at_home(
        self, action_id: str, *, block_id: str | None = None, choose: Any = None
    ) -> None:
        """Act on an element of the home tab."""
        home = self.home
        if home is None:
            raise ActError("view_not_found", f"Nothing is published at the home of {self.id}.")
        self._click_in_view(home, action_id, block_id, choose)

    def submits(self, values: Mapping[str, Any] | None = None) -> None:
        """Send the modal on top.

        Args:
            values: what to fill in, by block id: a text, a date, an option's value or a list of
                them. Inputs not named keep what is in them.
        """
        modal = self._needed_modal()
        filled = _filled(modal, values or {})
        self._do("submit", view_id=modal["id"], values=filled)

    def closes_modal(self, *, clear: bool = False) -> None:
        """Close the modal on top, or all with ``clear``."""
        self._do("close_view", view_id=self._needed_modal()["id"], clear=clear)

    @property
    def modal(self) -> Json | None:
        """The modal on top as Slack's view object, None when none is open."""

        def see() -> Json | None:
            view = self._ws.views.top(self.id)
            return view_json(self._ws, view) if view else None

        return self._server.read(see)

    @property
    def home(self) -> Json | None:
        """The published home tab as Slack's view object, None before there is one."""
        return self._server.read(lambda: look.home(self._ws, self.id))

    @property
    def sidebar(self) -> dict[str, Json]:
        """The conversations this person may see, by id."""
        booted = self._server.read(lambda: look.boot(self._ws, self.id))
        return {channel["id"]: channel for channel in booted["channels"]}

    def messages(self, channel: str | None = None, *, thread: str | None = None) -> list[Json]:
        """Return what this person sees in a conversation or thread, oldest first."""

        def see() -> list[Json]:
            found = look.channel_of(self._ws, self.id, channel or self.dm)
            return look.messages(self._ws, self.id, found, thread)

        return self._server.read(see)

    def waits_for_message(
        self,
        is_wanted: Callable[[Json], bool] | str,
        *,
        channel: str | None = None,
        thread: str | None = None,
        within: float = 5.0,
    ) -> Json:
        """Return the first message that fits, or whose text contains the given words.

        Raises:
            TimeoutError: none came within the seconds given; it says what was seen instead.
        """

        def find() -> Json | None:
            seen = self.messages(channel, thread=thread)
            return next((m for m in seen if _fits(m, is_wanted)), None)

        seen = lambda: [m["text"] for m in self.messages(channel, thread=thread)]  # noqa: E731
        return wait_for(find, within=within, seen=seen)

    def waits_for_modal(
        self, is_wanted: Callable[[Json], bool] | None = None, *, within: float = 5.0
    ) -> Json:
        """Return the modal on top as soon as one is open that fits."""

        def find() -> Json | None:
            modal = self.modal
            return modal if modal and (is_wanted is None or is_wanted(modal)) else None

        return wait_for(find, within=within, seen=lambda: self.modal)

    def waits_for_home(
        self, is_wanted: Callable[[Json], bool] | None = None, *, within: float = 5.0
    ) -> Json:
        """Return the home tab as soon as one is published that fits."""

        def find() -> Json | None:
            home = self.home
            return home if home and (is_wanted is None or is_wanted(home)) else None

        return wait_for(find, within=within, seen=lambda: self.home)

    def _do(self, act: str, **given: Any) -> Json:
        asked = {"as": self.id, "act": act, **given}
        answer = self._server.run(perform(self._ws, asked))
        if answer["ok"]:
            return answer
        if "errors" in answer:
            raise FormError(answer["errors"])
        raise ActError(answer["error"], answer["message"])

    def _replies(self, channel: str) -> list[Json]:
        parents = [m for m in self.messages(channel) if m.get("reply_count")]
        return [r for p in parents for r in self.messages(channel, thread=p["ts"])[1:]]

    def _needed_modal(self) -> Json:
        modal = self.modal
        if modal is None:
            raise ActError("view_not_found", f"{self.id} has no modal open.")
        return modal

    def _click_in_view(self, view: Json, action_id: str, block_id: str | None, choose: Any) -> None:
        found = _find(view["blocks"], action_id, block_id)
        if found is None:
            raise ActError("action_not_found", f"The view has no element {action_id!r}.")
        self._click({"type": "view", "view_id": view["id"]}, found, choose)

    def _click(self, where: Json, found: tuple[Json, Json], choose: Any) -> None:
        block, element = found
        self._do(
            "click",
            container=where,
            block_id=block["block_id"],
            action_id=element["action_id"],
            selected=choose,
        )


def _find(
    blocks: Sequence[Json] | None, action_id: str, block_id: str | None
) -> tuple[Json, Json] | None:
    for block, element in all_elements(blocks):
        if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
            return block, element
    return None


def _fits(message: Json, is_wanted: Callable[[Json], bool] | str) -> bool:
    if isinstance(is_wanted, str):
        return is_wanted in message["text"]
    return is_wanted(message)


def _filled(modal: Json, values: Mapping[str, Any]) -> Values:
    made: Values = {}
    for block, element in all_elements(modal["blocks"]):
        block_id = block["block_id"]
        if block_id in values:
            value = {"type": element["type"], **chosen(element, values[block_id])}
            made.setdefault(block_id, {})[element["action_id"]] = value
    if strangers := sorted(set(values) - set(made)):
        raise ActError("block_not_found", f"The modal has no input {', '.join(strangers)}.")
    return made
