"""What a person at the workspace sees, for tests, and waiting until they see it."""

from collections.abc import Callable

from advicebot.workspace.client import look
from advicebot.workspace.plain import transcript, words_of
from advicebot.workspace.server import Server
from advicebot.workspace.state import Channel, Json
from advicebot.workspace.views import view_json
from advicebot.workspace.waiting import wait_for


class Viewer:
    """One person, looking. A ``channel`` left out is always the DM with the app."""

    dm: str

    def __init__(self, server: Server, user_id: str) -> None:
        self._server = server
        self._ws = server.workspace
        self.id = user_id

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
        return self._server.read(lambda: self._written(self._place(channel)))

    def sees(self, words: str, *, channel: str | None = None, within: float = 5.0) -> Json:
        """Return the newest message in a conversation or its threads that shows these words.

        Raises:
            TimeoutError: none came within the seconds given; the transcript is in it.
        """

        def find() -> Json | None:
            seen = look.everything(self._ws, self.id, self._place(channel))
            shown = (m for m in reversed(seen) if words in words_of(self._ws.state, m))
            return next(shown, None)

        return wait_for(
            lambda: self._server.read(find), within=within, seen=lambda: self.transcript(channel)
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

    def _place(self, channel: str | None) -> Channel:
        return look.channel_of(self._ws, self.id, channel or self.dm)

    def _written(self, channel: Channel) -> str:
        lines = []
        for message in look.messages(self._ws, self.id, channel):
            lines.append(transcript(self._ws.state, message))
            if message["ts"] in channel.replies:
                below = look.messages(self._ws, self.id, channel, message["ts"])[1:]
                lines += [transcript(self._ws.state, reply, indent=" > ") for reply in below]
        return "\n".join(lines)


def _fits(message: Json, is_wanted: Callable[[Json], bool] | str) -> bool:
    if isinstance(is_wanted, str):
        return is_wanted in message["text"]
    return is_wanted(message)
