"""What went to and fro, and the Web API calls."""

from advicebot.workspace.control.asked import Asked, ControlError, ControlRoute
from advicebot.workspace.control.summary import row_of
from advicebot.workspace.named import app_named
from advicebot.workspace.state import Json
from advicebot.workspace.traffic import without_tokens

MOST = 2_000
EXACT = ("way", "kind", "name")


def rows(asked: Asked) -> Json:
    """Return the entries that fit, oldest first; ``last`` is what to give as ``after`` next."""
    after, limit = int(asked.number("after", 0)), int(asked.number("limit", MOST))
    fitting = [row for row in _rows(asked, after) if _fits(asked, row)]
    return {"entries": fitting[-limit:] if limit else [], "last": asked.ws.traffic.last()}


def _rows(asked: Asked, after: int) -> list[Json]:
    return [row_of(asked.ws.state, entry) for entry in asked.ws.traffic.after(after)]


def _fits(asked: Asked, row: Json) -> bool:
    if asked.has("app") and row["app"] != app_named(asked.ws, asked.text("app")).config.id:
        return False
    if any(asked.has(key) and asked.text(key) != row[key] for key in EXACT):
        return False
    if asked.flag("errors") and not row["trouble"]:
        return False
    return asked.text("text").casefold() in str(row).casefold()


def one(asked: Asked) -> Json:
    """Return one entry by its number."""
    number = int(asked.number("number", 0))
    entry = asked.ws.traffic.get(number)
    if entry is None:
        rule = f"The last {MOST:,} are kept; GET /control/traffic lists them."
        raise ControlError("entry_not_found", f"There is no entry {number}.", rule)
    return {"entry": row_of(asked.ws.state, entry)}


def clear(asked: Asked) -> Json:
    """Forget all entries."""
    asked.ws.traffic.clear()
    return {}


def calls(asked: Asked) -> Json:
    """Return the Web API calls, oldest first."""
    method = asked.text("method")
    found = [
        {"method": name, "arguments": without_tokens(given), "answer": without_tokens(answer)}
        for name, given, answer in asked.ws.calls
        if method in ("", name)
    ]
    return {"calls": found}


FILTERS = "after=NUMBER, limit=N, app=, way=from-app|to-app, kind=, name=, text=, errors=true"
ROUTES = (
    ControlRoute(
        method="GET",
        path="/control/traffic",
        about="What went to and fro, oldest first, without tokens.",
        takes=FILTERS,
        keys=("app", *EXACT, "after", "limit", "text", "errors"),
        does=rows,
    ),
    ControlRoute(
        method="DELETE",
        path="/control/traffic",
        about="Forget what went to and fro.",
        does=clear,
    ),
    ControlRoute(
        method="GET",
        path="/control/traffic/{number}",
        about="One entry of it.",
        does=one,
    ),
    ControlRoute(
        method="GET",
        path="/control/calls",
        about="The Web API calls with arguments and answers, oldest first.",
        takes="method=chat.postMessage",
        keys=("method",),
        does=calls,
    ),
)
