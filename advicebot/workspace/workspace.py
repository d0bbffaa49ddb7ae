"""The parts of a running workspace, joined."""

from collections import deque

from advicebot.workspace.clock import WorkspaceClock
from advicebot.workspace.config import WorkspaceConfig
from advicebot.workspace.delivery import Delivery
from advicebot.workspace.events import event_payload
from advicebot.workspace.faults import FaultPlan
from advicebot.workspace.handles import ResponseUrls, Triggers
from advicebot.workspace.live import Hub
from advicebot.workspace.socket import SocketMode
from advicebot.workspace.state import Json, State
from advicebot.workspace.view_store import ViewStore

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
        self.delivery = Delivery(ack_within=config.ack_within, redelivery=config.redelivery)
        self.socket = SocketMode(delivery=self.delivery, app_id=config.app.id)
        self.live = Hub()
        self.views = ViewStore()
        self.triggers = Triggers()
        self.response_urls = ResponseUrls()
        self.calls: deque[tuple[str, Json, Json]] = deque(maxlen=CALLS_KEPT)
        self.fault_plan: FaultPlan | None = None
        self.is_down = False

    @property
    def url(self) -> str:
        """Return the address of the page, without a slash at the end."""
        return self.state.url

    def emit(self, event: Json) -> None:
        """Send an event to the app."""
        self.delivery.send_event(event_payload(self.state, event))

    def subscribes(self, event: str) -> bool:
        """Return whether the app asked for this event."""
        return event in self.config.app.bot_events
