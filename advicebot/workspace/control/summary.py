"""One line about each thing that went to or fro, for people who look through many."""

from collections.abc import Iterator, Mapping
from typing import Any

from advicebot.workspace.shapes.plain import name_of, readable
from advicebot.workspace.state import Json, Kind, State
from advicebot.workspace.traffic import Entry, without_tokens

WORDS_SHOWN = 120


def row_of(state: State, entry: Entry) -> Json:
    """Return an entry with ``summary``, ``result`` (in words) and ``trouble`` (whether it failed).

    ``fault`` has what the workspace did wrong on purpose, empty for nothing.
    """
    result, trouble = _result(entry)
    fault = entry.note.partition("fault: ")[2]
    return entry.as_json() | {
        "summary": without_tokens(summary(state, entry)),
        "result": result,
        "trouble": trouble or bool(fault),
        "fault": fault,
    }


def summary(state: State, entry: Entry) -> str:
    """Return where it was, who it is about, and its first words; empty when it says none."""
    body = entry.body
    event = body["event"] if isinstance(body.get("event"), dict) else body
    parts = [_place(state, body, event), _person(state, body, event), _gist(state, body, event)]
    return " · ".join(part for part in parts if part)


def _place(state: State, body: Json, event: Json) -> str:
    container = body.get("container")
    container = container if isinstance(container, dict) else {}
    given = event.get("channel") or body.get("channel_id") or container.get("channel_id")
    item = event.get("item")
    if not given and isinstance(item, dict):
        given = item.get("channel")
    channel = state.channels.get(_id(given))
    if channel is None:
        return name_of(state, _id(given)) if given else ""
    if channel.kind in (Kind.IM, Kind.MPIM):
        return "DM " + ", ".join(
            name_of(state, m) for m in channel.members if not _is_bot(state, m)
        )
    return f"#{channel.name}"


def _is_bot(state: State, user: str) -> bool:
    return state.users[user].is_bot if user in state.users else False


def _person(state: State, body: Json, event: Json) -> str:
    inner = event.get("message")
    author = inner.get("user") if isinstance(inner, dict) and "user" not in event else None
    given = event.get("user") or author or body.get("user_id") or body.get("user")
    who = _id(given)
    return name_of(state, who) if who in state.users else ""


def _id(given: object) -> str:
    if isinstance(given, Mapping):
        return str(given.get("id") or "")
    return str(given or "")


def _gist(state: State, body: Json, event: Json) -> str:
    said = next(filter(None, _sayings(body, event)), "")
    words = " ".join(readable(state, str(said)).split())
    return words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1] + "…"


def _sayings(body: Json, event: Json) -> Iterator[Any]:
    """Yield what may be the words of it, the most telling first."""
    for action in _dicts(body.get("actions")):
        yield _text(action.get("text")) or action.get("action_id")
    if body.get("callback_id"):
        yield body["callback_id"]
    view = body.get("view")
    if isinstance(view, dict) and event.get("type") != "app_home_opened":
        yield _text(view.get("title")) or view.get("callback_id")
    if event.get("reaction"):
        yield f":{event['reaction']}:"
    yield event.get("text")
    for name in ("message", "previous_message"):
        inner = event.get(name)
        yield inner.get("text") if isinstance(inner, dict) else None
    for key in ("value", "tab", "name", "status", "reason", "email", "filename"):
        yield event.get(key)


def _dicts(value: object) -> Iterator[Json]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _text(value: object) -> str:
    return str(value.get("text") or "") if isinstance(value, dict) else ""


def _result(entry: Entry) -> tuple[str, bool]:
    """Return how it went in words, and whether it went wrong."""
    answer = entry.answer
    if answer is None:
        return (entry.note or "sent", bool(entry.note))
    if answer.get("ok") is False:
        return str(answer.get("error") or "refused"), True
    if answer.get("response_action"):
        return str(answer["response_action"]), answer["response_action"] == "errors"
    return ("ok" if "ok" in answer else "acknowledged"), False
