"""What a person at the workspace sees, for tests, and waiting until they see it."""

import time
from collections.abc import Callable

from advicebot.workspace.client import look
from advicebot.workspace.config import AppConfig
from advicebot.workspace.driver import said, screen
from advicebot.workspace.driver.waiting import LOOK_EVERY, wait_for
from advicebot.workspace.named import app_named, conversation_named, label_of
from advicebot.workspace.server import Server
from advicebot.workspace.service.views import view_json
from advicebot.workspace.state import Channel, Json


class Viewer:
    """One person, looking.

    A ``channel`` is an id, the name of a channel, or the name of whom a DM is with; left out it is
    always the DM with the first app.
    """

    dm: str

    def __init__(self, server: Server, user_id: str) -> None:
        self._server = server
        self._ws = server.workspace
        self.id = user_id

    @property
    def name(self) -> str:
        """The name this person is shown by."""
        return self._server.read(lambda: label_of(self._ws.state.users[self.id]))

    @property
    def modal(self) -> Json | None:
        """The modal on top as Slack's view object, None when none is open."""

        def see() -> Json | None:
            view = self._ws.views.top(self.id)
            return view_json(self._ws, view) if view else None

        return self._server.read(see)

    @property
    def home(self) -> Json | None:
        """The home tab of the first app as Slack's view object, None before there is one."""
        return self.home_of(None)

    def home_of(self, app: str | None) -> Json | None:
        """Return the home tab of an app, by id or name, as ``home`` does."""
        return self._server.read(lambda: look.home(self._ws, self.id, self._app(app)))

    @property
    def sidebar(self) -> dict[str, Json]:
        """The conversations this person may see, by id."""
        booted = self._server.read(lambda: look.boot(self._ws, self.id))
        return {channel["id"]: channel for channel in booted["channels"]}

    def messages(self, channel: str | None = None, *, thread: str | None = None) -> list[Json]:
        """Return what this person sees in a conversation or thread, oldest first."""
        return self._server.read(
            lambda: look.messages(self._ws, self.id, self._place(channel), thread)
        )

    def files(self, channel: str | None = None) -> list[Json]:
        """Return the files shared in a conversation and its threads, oldest first."""

        def see() -> list[Json]:
            seen = look.everything(self._ws, self.id, self._place(channel))
            return [file for message in seen for file in message.get("files") or ()]

        return self._server.read(see)

    def opens_file(self, file_id: str) -> bytes:
        """Return the bytes of a file that this person may open.

        Raises:
            ActError: there is no such file, or this person sees it nowhere.
        """
        return self._server.read(lambda: look.file(self._ws, self.id, file_id))

    def transcript(self, channel: str | None = None) -> str:
        """Return a conversation as plain text, oldest first, each thread below its first message.

        A line is ``Name: words``; what follows in the same message is indented by four spaces, a
        reply begins with `` > ``. Buttons are ``[Label]``.
        """
        return self._server.read(
            lambda: screen.conversation(self._ws, self.id, self._place(channel))
        )

    def screen(self, channel: str | None = None) -> str:
        """Return all that stands before this person: the conversation and the modal over it."""
        return self._server.read(lambda: screen.screen(self._ws, self.id, self._place(channel)))

    def modal_screen(self) -> str:
        """Return the modal on top as plain text with what is filled in, empty when none is open."""
        return self._server.read(lambda: screen.modal_text(self._ws, self.id))

    def home_screen(self, app: str | None = None) -> str:
        """Return the home tab of an app as plain text, empty before there is one."""
        return self._server.read(lambda: screen.home_text(self._ws, self.id, self._app(app)))

    def sees(self, words: str, *, channel: str | None = None, within: float = 5.0) -> Json:
        """Return the newest message in a conversation or its threads that shows these words.

        Raises:
            NotSeenError: none came within the seconds given; the screen is in it, and where else
                the words stand.
        """
        return wait_for(
            lambda: self._server.read(lambda: self._showing(words, channel)),
            within=within,
            seen=lambda: self.screen(channel),
            awaited=f"A message to {self.name} with {words!r}",
            hint=lambda: self._elsewhere(words, channel),
        )

    def does_not_see(self, words: str, *, channel: str | None = None, during: float = 0.2) -> None:
        """Return when no message with these words was there for so many seconds.

        Raises:
            AssertionError: there is one; the screen is in it.
        """
        until = time.monotonic() + during
        while True:
            if self._server.read(lambda: self._showing(words, channel)):
                there = self.screen(channel)
                raise AssertionError(f"{self.name} sees {words!r} and should not:\n{there}")
            if time.monotonic() > until:
                return
            time.sleep(LOOK_EVERY)

    def sees_modal(self, words: str = "", *, within: float = 5.0) -> Json:
        """Return the modal on top as soon as one is open that shows these words."""
        return wait_for(
            lambda: self.modal if words in self.modal_screen() else None,
            within=within,
            seen=lambda: self.screen(),
            awaited=f"A modal of {self.name} with {words!r}",
        )

    def sees_home(self, words: str = "", *, app: str | None = None, within: float = 5.0) -> Json:
        """Return the home tab of an app as soon as it shows these words."""
        return wait_for(
            lambda: self.home_of(app) if words in self.home_screen(app) else None,
            within=within,
            seen=lambda: self.home_screen(app),
            awaited=f"A home tab of {self.name} with {words!r}",
        )

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
            NotSeenError: none came within the seconds given; it says what was seen instead.
        """

        def find() -> Json | None:
            seen = self.messages(channel, thread=thread)
            return next((m for m in seen if _fits(m, is_wanted)), None)

        words = repr(is_wanted) if isinstance(is_wanted, str) else "what is wanted"
        return wait_for(
            find,
            within=within,
            seen=lambda: self.screen(channel),
            awaited=f"A message to {self.name} with {words}",
        )

    def waits_for_modal(
        self, is_wanted: Callable[[Json], bool] | None = None, *, within: float = 5.0
    ) -> Json:
        """Return the modal on top as soon as one is open that fits."""

        def find() -> Json | None:
            modal = self.modal
            return modal if modal and (is_wanted is None or is_wanted(modal)) else None

        awaited = f"A modal of {self.name}"
        return wait_for(find, within=within, seen=lambda: self.modal, awaited=awaited)

    def waits_for_home(
        self, is_wanted: Callable[[Json], bool] | None = None, *, within: float = 5.0
    ) -> Json:
        """Return the home tab as soon as one is published that fits."""

        def find() -> Json | None:
            home = self.home
            return home if home and (is_wanted is None or is_wanted(home)) else None

        awaited = f"A home tab of {self.name}"
        return wait_for(find, within=within, seen=lambda: self.home, awaited=awaited)

    def _place(self, channel: str | None) -> Channel:
        return conversation_named(self._ws, self.id, channel or self.dm)

    def _app(self, named: str | None) -> AppConfig:
        return app_named(self._ws, named).config

    def _showing(self, words: str, channel: str | None) -> Json | None:
        return said.newest(self._ws, self.id, self._place(channel), words)

    def _elsewhere(self, words: str, channel: str | None) -> str:
        return self._server.read(
            lambda: said.elsewhere(self._ws, self.id, self._place(channel), words)
        )


def _fits(message: Json, is_wanted: Callable[[Json], bool] | str) -> bool:
    if isinstance(is_wanted, str):
        return is_wanted in message["text"]
    return is_wanted(message)
