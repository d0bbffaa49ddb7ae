"""A new beginning without a new process: tests that share a workspace start from the same."""

from advicebot.workspace.control.clock import tell
from advicebot.workspace.handles import ResponseUrls, Triggers
from advicebot.workspace.rates import RateLimits
from advicebot.workspace.service.outages import end_faults
from advicebot.workspace.state import State
from advicebot.workspace.state.view_store import ViewStore
from advicebot.workspace.workspace import Workspace


async def reset(ws: Workspace) -> None:
    """Put everything back to what the configuration says. The apps stay connected."""
    for scheduled in list(ws.schedule):
        ws.schedule.drop(scheduled.id)
    ws.clock.start_again(ws.config.start_offset)
    await tell(ws)
    address = ws.url
    ws.state = State(ws.config, ws.clock)
    ws.state.url = address
    ws.views = ViewStore()
    ws.triggers, ws.response_urls, ws.limits = Triggers(), ResponseUrls(), RateLimits()
    ws.calls.clear()
    end_faults(ws)
    ws.faults.seed(0)
    for app in ws.apps:
        app.delivery.forget()
    ws.traffic.clear()
    for user in ws.live.watchers():
        ws.live.send(user, {"type": "reset"})
