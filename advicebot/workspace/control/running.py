"""The workspace as a whole: its state, waiting until nothing is on its way, a new beginning."""

import time

from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.control.channels import channel_json
from advicebot.workspace.control.clock import clock_json
from advicebot.workspace.control.looking import MOST_SECONDS, waited
from advicebot.workspace.control.resetting import reset
from advicebot.workspace.shapes.page import page_user
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace


def state(asked: Asked) -> Json:
    """Return who and what is there, and what is on its way."""
    ws = asked.ws
    return {
        "team": {"id": ws.config.team_id, "name": ws.config.team_name, "url": ws.url},
        "people": [page_user(user) for user in ws.state.users.values()],
        "channels": [channel_json(channel) for channel in ws.state.channels.values()],
        "apps": _apps(ws),
        "clock": clock_json(ws),
        "is_down": ws.is_down,
        **_on_the_way(ws),
        "traffic": ws.traffic.last(),
    }


def _apps(ws: Workspace) -> list[Json]:
    return [
        {
            "id": app.config.id,
            "name": app.config.name,
            "bot_user_id": app.config.bot_user_id,
            "request_url": app.config.request_url,
            "connections": app.delivery.connections,
            "outstanding": app.delivery.outstanding,
            "dropped": app.delivery.dropped,
            "discarding": app.delivery.discarding,
        }
        for app in ws.apps
    ]


def _on_the_way(ws: Workspace) -> Json:
    """Return the three counts of all apps together."""
    return {
        "connections": sum(app.delivery.connections for app in ws.apps),
        "outstanding": sum(app.delivery.outstanding for app in ws.apps),
        "dropped": sum(app.delivery.dropped for app in ws.apps),
    }


async def wait(asked: Asked) -> Json:
    """Wait until every event is acknowledged and, with ``quiet``, nothing was sent for a while."""
    ws = asked.ws
    seconds = asked.number("timeout", 10.0, most=MOST_SECONDS)
    quiet = asked.number("quiet", 0.0, most=MOST_SECONDS)
    connections = asked.number("connections", 0)
    heard, since = ws.traffic.last(), time.monotonic()

    async def is_settled() -> bool:
        nonlocal heard, since
        if ws.traffic.last() != heard:
            heard, since = ws.traffic.last(), time.monotonic()
        there = _on_the_way(ws)
        is_still = time.monotonic() - since >= quiet
        return is_still and not there["outstanding"] and there["connections"] >= connections

    if await waited(is_settled, seconds):
        return _on_the_way(ws)
    there = _on_the_way(ws)
    message = (
        f"After {seconds:g} s {there['outstanding']} events are not acknowledged "
        f"and {there['connections']} connections are open."
    )
    raise ControlError("timeout", message, "Give a longer timeout, or see whether the app runs.")


async def start_again(asked: Asked) -> Json:
    """Go back to the configuration."""
    await reset(asked.ws)
    return {}


ROUTES = (
    ControlRoute(
        method="GET",
        path="/control/state",
        about="People, channels, apps, the clock, connections, and how many events are outstanding "
        "or were dropped.",
        does=state,
    ),
    ControlRoute(
        method="POST",
        path="/control/wait",
        about="Wait until no event is outstanding, at least so many connections are open, and "
        "nothing was sent for quiet seconds.",
        takes='{"timeout": 10, "connections": 1, "quiet": 0.2}',
        keys=("timeout", "quiet", "connections"),
        does=wait,
    ),
    ControlRoute(
        method="POST",
        path="/control/reset",
        about="Back to the configuration: messages, people, views, faults, clock and traffic. "
        "Connections stay.",
        does=start_again,
    ),
)
