"""The parts of a running workspace, joined."""

from collections import deque
from collections.abc import Iterable
from functools import partial

from advicebot.workspace.apps import Apps, Installed
from advicebot.workspace.clock import WorkspaceClock
from advicebot.workspace.config import AppConfig, WorkspaceConfig
from advicebot.workspace.delivery import Delivery, Record
from advicebot.workspace.delivery.connection import Connection
from advicebot.workspace.delivery.http import HttpCarrier
from advicebot.workspace.delivery.socket import SocketMode
from advicebot.workspace.faults import OUTAGE, Fault, FaultPlan, Faults
from advicebot.workspace.handles import ResponseUrls, Triggers
from advicebot.workspace.live import Hub
from advicebot.workspace.rates import RateLimits
from advicebot.workspace.service.schedule import Schedule
from advicebot.workspace.shapes.events import event_payload
from advicebot.workspace.state import Json, State
from advicebot.workspace.state.view_store import ViewStore
from advicebot.workspace.traffic import Traffic

CALLS_KEPT = 10_000


class Workspace:
    """Everything one workspace holds. Only its server's event loop may touch it.

    ``calls`` has the last Web API calls as (method, arguments, answer). ``is_down`` is true during
    an outage.
    """

    def __init__(self, config: WorkspaceConfig) -> None:
        self.config = config
        self.clock = WorkspaceClock(
            offset=config.start_offset, steps=config.clock_steps, time_zone=config.time_zone
        )
        self.state = State(config, self.clock)
        self.traffic = Traffic()
        self.faults = Faults(
            apps=[app.id for app in config.apps],
            traffic=self.traffic,
            connections=self._connections,
        )
        self.apps = Apps({app.id: self._install(app) for app in config.apps})
        self.live = Hub()
        self.views = ViewStore()
        self.triggers = Triggers()
        self.response_urls = ResponseUrls()
        self.limits = RateLimits()
        self.schedule = Schedule(self.clock)
        self.calls: deque[tuple[str, Json, Json]] = deque(maxlen=CALLS_KEPT)
        self.fault_plan: FaultPlan | None = None
        self._is_down = False

    @property
    def url(self) -> str:
        """Return the address of the page, without a slash at the end."""
        return self.state.url

    @property
    def is_down(self) -> bool:
        """Return whether there is an outage. Set it to begin or end one."""
        return self._is_down

    @is_down.setter
    def is_down(self, is_down: bool) -> None:
        self._is_down = is_down
        if not is_down:
            for app in self.apps:
                app.delivery.flush()

    def fault_of(self, name: str, args: Json, *, app: str) -> Fault | None:
        """Return what befalls a request of an app, None for nothing."""
        if self._is_down:
            return OUTAGE
        planned = self.fault_plan(name, args) if self.fault_plan else None
        return planned or self.faults.of_call(name, args, app=app)

    def emit(self, event: Json, *, to: Iterable[Installed]) -> None:
        """Send an event to these apps, to each as an event of its own."""
        for app in to:
            app.delivery.send_event(event_payload(self.state, app.config, event))

    def subscribers(self, event: str, *, among: Iterable[str] | None = None) -> list[Installed]:
        """Return the apps that asked for an event, by its name in a manifest.

        ``among`` leaves only those whose bot is one of these users: the members of a channel.
        """
        users = None if among is None else set(among)
        return [
            app
            for app in self.apps
            if app.subscribes(event) and (users is None or app.config.bot_user_id in users)
        ]

    def _install(self, app: AppConfig) -> Installed:
        record = partial(self.traffic.add, app=app.id)
        delivery = Delivery(
            ack_within=self.config.ack_within,
            redelivery=self.config.redelivery,
            record=record,
            gate=self.faults.gate(app.id),
        )
        socket = SocketMode(
            delivery=delivery,
            app_id=app.id,
            faults=self.faults,
            record=record,
            refresh_every=self.config.refresh_every,
            is_shut=app.request_url is not None,
        )
        http = self._http(app, delivery, record) if app.request_url else None
        delivery.carrier = http or socket
        return Installed(config=app, delivery=delivery, socket=socket, http=http)

    def _http(self, app: AppConfig, delivery: Delivery, record: Record) -> HttpCarrier:
        return HttpCarrier(
            app=app,
            delivery=delivery,
            record=record,
            ack_within=self.config.ack_within,
            is_down=lambda: self.is_down,
        )

    def _connections(self) -> list[Connection]:
        """Return the open connections of all apps, each app's oldest first."""
        return [connection for app in self.apps for connection in app.socket.open]
