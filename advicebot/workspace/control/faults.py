"""Faults: rules that stand, strikes at once, chance, and the outage."""

from dataclasses import fields
from typing import Any

from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.errors import ActError
from advicebot.workspace.faults import FaultKind, FaultRule, Strike
from advicebot.workspace.faults.adding import add_fault
from advicebot.workspace.named import app_named
from advicebot.workspace.service import outages
from advicebot.workspace.state import Json
from advicebot.workspace.workspace import Workspace

RULE = (
    f"fault is one of {', '.join(FaultKind)}; method is a Web API method, response-url, upload or "
    "an event; app and to are names or ids of what is here."
)
FIELDS = tuple(field.name for field in fields(FaultRule) if field.name != "id")
STRIKES = ", ".join(Strike)


def listed(asked: Asked) -> Json:
    """Return the seed, the rules with how often each struck, and the two switches."""
    return faults_json(asked.ws)


def faults_json(ws: Workspace) -> Json:
    """Return everything that goes wrong on purpose at the moment."""
    discarding = any(app.delivery.discarding for app in ws.apps)
    connections = sum(app.delivery.connections for app in ws.apps)
    switches = {"is_down": ws.is_down, "discarding": discarding, "connections": connections}
    return ws.faults.as_json() | switches


def add(asked: Asked) -> Json:
    """Put a rule in force."""
    given: dict[str, Any] = dict(asked.given)
    if isinstance(given.get("to"), str):
        given["to"] = [one for one in given["to"].split(",") if one]
    if given.get("app") == "":
        given["app"] = None
    try:
        made = add_fault(asked.ws, given)
    except ActError as refusal:
        raise ControlError(refusal.name, refusal.message, RULE) from None
    return {"id": made, **faults_json(asked.ws)}


def remove(asked: Asked) -> Json:
    """End one rule."""
    asked.ws.faults.remove(asked.needed("id"))
    return faults_json(asked.ws)


def clear(asked: Asked) -> Json:
    """End every rule, the outage and the throwing away."""
    outages.end_faults(asked.ws)
    return faults_json(asked.ws)


def seed(asked: Asked) -> Json:
    """Begin chance anew."""
    number = asked.number("seed", 0)
    asked.ws.faults.seed(int(number))
    return faults_json(asked.ws)


def strike(asked: Asked) -> Json:
    """Strike open connections at once."""
    app = app_named(asked.ws, asked.text("app")).config.id if asked.has("app") else None
    index = int(asked.number("index", 0)) if asked.has("index") else None
    try:
        struck = asked.ws.faults.strike(asked.needed("strike"), index=index, app=app)
    except ActError as refusal:
        rule = f"strike is one of {STRIKES}; index counts the open connections from 0."
        raise ControlError(refusal.name, refusal.message, rule) from None
    return {"struck": struck, **faults_json(asked.ws)}


async def outage(asked: Asked) -> Json:
    """Begin or end an outage: calls fail with 503 and sockets are closed."""
    await outages.set_outage(asked.ws, is_down=asked.flag("down", default=True))
    return faults_json(asked.ws)


def discard(asked: Asked) -> Json:
    """Throw events away from now on, or no longer."""
    outages.set_discarding(asked.ws, discarding=asked.flag("discarding", default=True))
    return faults_json(asked.ws)


ROUTES = (
    ControlRoute(
        method="GET",
        path="/control/faults",
        about="The seed, the rules in force with how often each struck, outage and discarding.",
        does=listed,
    ),
    ControlRoute(
        method="POST",
        path="/control/faults",
        about=f"Put a rule in force. {RULE}",
        takes='{"fault": ..., "method": "chat.*", "to": [NAMES], "app": null, "share": 1, '
        '"times": null, "retry_after": 1, "error": ..., "status": 500, "seconds": 2, "note": ""}',
        keys=FIELDS,
        does=add,
    ),
    ControlRoute(
        method="DELETE",
        path="/control/faults",
        about="End every rule, the outage and the discarding.",
        does=clear,
    ),
    ControlRoute(
        method="DELETE",
        path="/control/faults/{id}",
        about="End one rule.",
        does=remove,
    ),
    ControlRoute(
        method="POST",
        path="/control/faults/seed",
        about="Begin chance anew, so that a run can be repeated.",
        takes='{"seed": 7}',
        keys=("seed",),
        does=seed,
    ),
    ControlRoute(
        method="POST",
        path="/control/faults/strike",
        about=f"Do something to open connections at once: {STRIKES}.",
        takes='{"strike": ..., "index": one of them, "app": NAME}',
        keys=("strike", "index", "app"),
        does=strike,
    ),
    ControlRoute(
        method="POST",
        path="/control/outage",
        about="Begin or end an outage: every call fails with 503, every socket is closed; events "
        "wait for the app.",
        takes='{"down": true}',
        keys=("down",),
        does=outage,
    ),
    ControlRoute(
        method="POST",
        path="/control/discard",
        about="Throw events away for good, or stop doing so.",
        takes='{"discarding": true}',
        keys=("discarding",),
        does=discard,
    ),
)
