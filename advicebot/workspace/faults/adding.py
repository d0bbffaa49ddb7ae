"""Putting a rule in force by what one calls things; one that could never strike is refused."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from advicebot.workspace.api.methods import METHODS
from advicebot.workspace.errors import ActError
from advicebot.workspace.faults.events import EVENT_NAMES
from advicebot.workspace.faults.rules import OF_CALLS, OF_EVENTS, OF_OPENING, OPEN, FaultRule
from advicebot.workspace.file_routes import UPLOAD
from advicebot.workspace.named import app_named, nearest, user_named
from advicebot.workspace.service.answers import RESPONSE_URL
from advicebot.workspace.workspace import Workspace

CALLS = (*METHODS, RESPONSE_URL, UPLOAD)


def add_fault(ws: Workspace, given: Mapping[str, Any]) -> str:
    """Put a rule in force by the fields of FaultRule and return its id.

    ``app`` may be an app's name; ``to`` may have names of channels, people and apps.

    Raises:
        ActError: ``invalid_fault``: a field is wrong, names what is not here, or leaves nothing
            that the fault could strike.
    """
    rule = FaultRule.of(given)
    _check_method(rule)
    if rule.to and rule.fault not in OF_EVENTS | (OF_CALLS - OF_OPENING):
        raise _refusal(f"has to, but a {rule.fault} is to nobody: leave it out")
    app = None if rule.app is None else _app(ws, rule.app)
    return ws.faults.put(replace(rule, app=app, to=tuple(_target(ws, one) for one in rule.to)))


def _check_method(rule: FaultRule) -> None:
    known = _could_strike(rule)
    if any(fnmatchcase(name, rule.method) for name in known):
        return
    noun = "event" if rule.fault in OF_EVENTS else "call"
    advice = nearest(rule.method, known) or f"give {_examples(known)}, or * for every {noun}"
    raise _refusal(f"has method {rule.method!r}: a {rule.fault} knows no such {noun}; {advice}")


def _could_strike(rule: FaultRule) -> Collection[str]:
    if rule.fault in OF_EVENTS:
        return EVENT_NAMES
    return CALLS if rule.fault in OF_CALLS - OF_OPENING else (OPEN,)


def _examples(known: Collection[str]) -> str:
    common = ("chat.postMessage", "chat.*", RESPONSE_URL, "message", "message.im", "app_mention")
    found = [name for name in common if any(fnmatchcase(one, name) for one in known)]
    return " or ".join(found or known)


def _app(ws: Workspace, named: str) -> str:
    try:
        if not named.strip():
            raise ActError("app_not_found", "It names none: leave it out to mean every app.")
        return app_named(ws, named).config.id
    except ActError as unknown:
        raise _refusal(f"has app {named!r}. {unknown.message.rstrip('.')}") from None


def _target(ws: Workspace, named: str) -> str:
    """Return the id of a conversation or of a person; raises ActError."""
    channel = ws.state.find_channel(named)
    if channel is not None:
        return channel.id
    try:
        bots = [app.config.bot_user_id for app in ws.apps if named == app.config.name]
        return bots[0] if bots else user_named(ws.state, named).id
    except ActError as unknown:
        if unknown.name == "user_ambiguous":
            raise _refusal(f"has {named!r} in to: {unknown.message.rstrip('.')}") from None
    advice = nearest(named.removeprefix("#"), _names(ws)) or "give names or ids of what is here"
    raise _refusal(f"has {named!r} in to, which is neither a conversation nor a person; {advice}")


def _names(ws: Workspace) -> list[str]:
    channels = [one.name for one in ws.state.channels.values()]
    people = [name for one in ws.state.users.values() for name in (one.name, one.real_name)]
    return [*channels, *people, *ws.state.channels, *ws.state.users]


def _refusal(what: str) -> ActError:
    return ActError("invalid_fault", f"The fault {what}" + ("" if what.endswith("?") else "."))
