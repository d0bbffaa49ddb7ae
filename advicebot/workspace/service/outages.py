"""Outages, and events thrown away: the two switches that strike every app at once."""

from advicebot.workspace.workspace import Workspace


async def set_outage(ws: Workspace, *, is_down: bool) -> None:
    """Begin or end an outage: every Web API call fails with 503 and every socket is closed.

    Events wait for the apps to come back.
    """
    ws.is_down = is_down
    for app in ws.apps:
        app.socket.is_down = is_down
        if is_down:
            await app.socket.close_all()


def set_discarding(ws: Workspace, *, discarding: bool) -> None:
    """Throw events away for good from now on, or no longer."""
    for app in ws.apps:
        app.delivery.discarding = discarding


def end_faults(ws: Workspace) -> None:
    """End everything that goes wrong on purpose: rules, the plan, the outage, the discarding."""
    ws.faults.clear()
    ws.fault_plan = None
    ws.is_down = False
    for app in ws.apps:
        app.socket.is_down = False
    set_discarding(ws, discarding=False)
