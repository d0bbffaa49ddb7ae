"""The workspace as tests and demonstrations hold it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from advicebot.workspace.config import UserConfig, WorkspaceConfig
from advicebot.workspace.delivery import Delivery
from advicebot.workspace.driver.person import Person
from advicebot.workspace.driver.waiting import wait_for
from advicebot.workspace.faults import FaultPlan
from advicebot.workspace.faults.handle import FaultHandle
from advicebot.workspace.named import user_named
from advicebot.workspace.server import Server
from advicebot.workspace.service import messages, outages, people
from advicebot.workspace.shapes import message_json
from advicebot.workspace.state import Json


class LocalWorkspace:
    """A local Slack. Its methods may be called from any thread once it has started.

    Example:
        with LocalWorkspace(config) as workspace:
            client = WebClient(token=config.app.bot_token, base_url=workspace.api_url)
            ana = workspace.as_user("U0SAMPLE001")
            ana.says("Hello")
            ana.waits_for_message("Hello to you")
    """

    def __init__(self, config: WorkspaceConfig, port: int = 0) -> None:
        self.config = config
        self._server = Server(config, port)
        self._ws = self._server.workspace

    def __enter__(self) -> "LocalWorkspace":
        """Start and return the workspace."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the workspace."""
        self.stop()

    def start(self) -> None:
        """Start serving in a thread of its own; the server listens when this returns."""
        self._server.start()

    def stop(self) -> None:
        """Close every connection with a close frame and stop serving. Safe to call twice."""
        self._server.stop()

    @property
    def url(self) -> str:
        """The address of the page, without a slash at the end."""
        return self._server.url

    @property
    def api_url(self) -> str:
        """The base address of the Web API, for ``WebClient(base_url=...)``."""
        return self._server.api_url

    @property
    def connections(self) -> int:
        """How many Socket Mode connections the apps have."""
        return self._sum(lambda delivery: delivery.connections)

    @property
    def outstanding(self) -> int:
        """How many events the apps have not acknowledged yet."""
        return self._sum(lambda delivery: delivery.outstanding)

    @property
    def dropped(self) -> int:
        """How many events were given up after their last attempt."""
        return self._sum(lambda delivery: delivery.dropped)

    def _sum(self, count: Callable[[Delivery], int]) -> int:
        return self._server.read(lambda: sum(count(app.delivery) for app in self._ws.apps))

    def as_user(self, name: str) -> Person:
        """Return a person to act as, by id, display name, real name or first name."""
        user = self._server.read(lambda: user_named(self._ws.state, name))
        return Person(self._server, user.id)

    def posted(self, channel: str) -> list[Json]:
        """Return every message of a conversation, replies too, oldest first, with metadata.

        Ephemeral messages are not among them.
        """

        def see() -> list[Json]:
            kept = self._ws.state.channels[channel].messages.values()
            return [message_json(self._ws.state, m, with_metadata=True) for m in kept]

        return self._server.read(see)

    def ephemerals(self, channel: str) -> list[Json]:
        """Return the ephemeral messages of a conversation, each with ``shown_to``."""

        def see() -> list[Json]:
            kept = self._ws.state.channels[channel].ephemerals.values()
            return [message_json(self._ws.state, m) | {"shown_to": m.shown_to} for m in kept]

        return self._server.read(see)

    def calls(self, method: str | None = None) -> list[tuple[str, Json, Json]]:
        """Return the last Web API calls as (method, arguments, answer), oldest first.

        A call that a fault kept from being done is among them, with the error that the app got,
        ``reset`` or ``silence`` where it got none. One that was done has its true answer, though
        that may have been lost on its way.
        """
        calls = self._server.read(lambda: list(self._ws.calls))
        return [call for call in calls if method in (None, call[0])]

    def fail(self, plan: FaultPlan | None) -> None:
        """Let Web API calls fail as ``plan`` decides from now on; None lets all through."""

        def put() -> None:
            self._ws.fault_plan = plan

        self._server.read(put)

    @property
    def faults(self) -> FaultHandle:
        """The rules by which things fail, and what can be done at once to open connections."""
        return FaultHandle(self._server)

    def outage(self, is_down: bool) -> None:
        """Begin or end an outage: every Web API call fails with 503 and every socket is closed.

        Events wait for the app to come back; add ``discards_events`` to have them lost.
        """
        self._server.run(outages.set_outage(self._ws, is_down=is_down))

    def discards_events(self, discarding: bool) -> None:
        """Begin or end an outage in which events are thrown away for good."""
        self._server.read(lambda: outages.set_discarding(self._ws, discarding=discarding))

    def deactivate(self, user_id: str) -> None:
        """End a person's account, as an administrator does."""
        self.change_user(user_id, deleted=True)

    def make_guest(self, user_id: str, *, of_one_channel: bool = False) -> None:
        """Turn a person into a guest."""
        self.change_user(user_id, **(people.ONE_CHANNEL_GUEST if of_one_channel else people.GUEST))

    def make_member(self, user_id: str) -> None:
        """Turn a guest, or somebody whose account was ended, into a full member."""
        self.change_user(user_id, deleted=False, **people.MEMBER)

    def change_user(self, user_id: str, **changed: Any) -> None:
        """Change what is known of a person, by the fields of UserConfig."""
        self._server.read(lambda: people.change_user(self._ws, user_id, **changed))

    def add_user(self, user: UserConfig) -> Person:
        """Let somebody new join the workspace, and return the person to act as."""
        self._server.read(lambda: people.add_user(self._ws, user))
        return self.as_user(user.id)

    def add_to(self, channel: str, user_id: str, *, by: str | None = None) -> None:
        """Make a person, or the app, a member of a channel."""
        to = self._ws.state.channels[channel]
        self._server.read(lambda: messages.join(self._ws, to, user_id, inviter=by))

    def remove_from(self, channel: str, user_id: str) -> None:
        """Take a person, or the app, out of a channel."""
        out_of = self._ws.state.channels[channel]
        self._server.read(lambda: people.leave(self._ws, out_of, user_id))

    def archive(self, channel: str, *, by: str, is_archived: bool = True) -> None:
        """Close a channel to new messages, or open it again."""
        what = self._ws.state.channels[channel]
        self._server.read(lambda: people.archive(self._ws, what, by=by, is_archived=is_archived))

    def move_clock(self, by: timedelta) -> None:
        """Move the workspace's clock; ``on_clock`` has been called when this returns."""
        offset = self._server.read(lambda: self._ws.clock.shift(by))
        if self.config.on_clock is not None:
            self.config.on_clock(offset)

    def move_clock_by_step(self, label: str) -> None:
        """Move the clock as its bar does; ``on_clock`` has been called when this returns."""
        offset = self._server.read(lambda: self._ws.clock.move(label))
        if self.config.on_clock is not None:
            self.config.on_clock(offset)

    def now(self) -> datetime:
        """Return the workspace's present instant in UTC."""
        return self._server.read(self._ws.clock.now)

    def refresh_connections(self) -> None:
        """Ask the apps to replace their connections, as Slack does every few hours."""

        async def work() -> None:
            for app in self._ws.apps:
                await app.socket.refresh()

        self._server.run(work())

    def wait_until(self, is_so: Callable[["LocalWorkspace"], bool], *, within: float = 5.0) -> None:
        """Return as soon as a condition holds; raises TimeoutError after the seconds given."""

        def look() -> bool | None:
            return True if is_so(self) else None

        def seen() -> str:
            return f"{self.connections} connections, {self.outstanding} events outstanding"

        wait_for(look, within=within, seen=seen, awaited="What was awaited of the workspace")
