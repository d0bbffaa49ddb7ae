"""What blocks say, as plain text in the order of reading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.walk import elements_of
from advicebot.workspace.shapes.richtext import unescape
from advicebot.workspace.state import Json

LEVELS = {"error": "Error", "warning": "Warning", "success": "Success", "info": "Note"}
STATES = {
    "pending": "to do",
    "in_progress": "in progress",
    "complete": "done",
    "error": "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How the things that a text names are called: text of Slack's, people, places, groups."""

    mrkdwn: Callable[[str], str]
    user: Callable[[str], str]
    channel: Callable[[str], str]
    group: Callable[[str], str]


def words_of_block(names: Names, block: Json) -> str:
    """Return a block's words, lines between its parts; actions stand on one line."""
    say = BLOCKS.get(block["type"])
    return say(names, block) if say else ""


def _lines(parts: Iterable[str], between: str = "\n") -> str:
    return between.join(part for part in parts if part)


def text_of(names: Names, part: Any) -> str:
    """Return the words of a text object, a plain string or rich text; empty for none."""
    if part is None:
        return ""
    if isinstance(part, str):
        return names.mrkdwn(part)
    if part["type"] == "rich_text":
        return _rich_text(names, part)
    said = str(part.get("text") or "")
    return names.mrkdwn(said) if part["type"] == "mrkdwn" else unescape(said)


def _texts(*keys: str, between: str = "\n") -> Callable[[Names, Json], str]:
    def say(names: Names, block: Json) -> str:
        return _lines((text_of(names, block.get(key)) for key in keys), between)

    return say


def _section(names: Names, block: Json) -> str:
    texts = [block.get("text"), *block.get("fields", [])]
    accessory = block.get("accessory") or {}
    return _lines([*(text_of(names, one) for one in texts), _element(names, accessory)])


def _context(names: Names, block: Json) -> str:
    return _lines(
        _picture(e) if e["type"] == "image" else text_of(names, e) for e in block["elements"]
    )


def _actions(names: Names, block: Json) -> str:
    return _lines((_element(names, one) for one in elements_of(block)), " ")


def _input(names: Names, block: Json) -> str:
    label = text_of(names, block["label"]) + (" (optional)" if block.get("optional") else "")
    hint = text_of(names, block.get("hint"))
    return _lines([label, _element(names, block["element"]), hint])


def _image(names: Names, block: Json) -> str:
    return _lines([text_of(names, block.get("title")), block["alt_text"]])


def _picture(element: Json | None) -> str:
    return str(element["alt_text"]) if element else ""


def _rich_text(names: Names, block: Json) -> str:
    return _lines(_part(names, part) for part in block["elements"])


def _part(names: Names, part: Json) -> str:
    if part["type"] == "rich_text_list":
        return _list(names, part)
    said = _leaves(names, part)
    return "\n".join(f"> {line}" for line in said.split("\n")) if "quote" in part["type"] else said


def _leaves(names: Names, part: Json) -> str:
    return "".join(_leaf(names, leaf) for leaf in part["elements"])


def _list(names: Names, part: Json) -> str:
    start, indent = part.get("offset", 0) + 1, "    " * part.get("indent", 0)
    marks = (
        f"{start + number}." if part["style"] == "ordered" else "-"
        for number in range(len(part["elements"]))
    )
    lines = zip(marks, part["elements"], strict=True)
    return "\n".join(f"{indent}{mark} {_leaves(names, one)}" for mark, one in lines)


def _leaf(names: Names, leaf: Json) -> str:
    say = LEAVES.get(leaf["type"])
    return say(names, leaf) if say else ""


def _date(names: Names, leaf: Json) -> str:
    shown = f"<!date^{leaf['timestamp']}^{leaf['format']}|{leaf.get('fallback', '')}>"
    return names.mrkdwn(shown)


def _table(names: Names, block: Json) -> str:
    rows = (" | ".join(_cell(names, cell) for cell in row) for row in block["rows"])
    return _lines([block.get("caption", ""), *rows])


def _cell(names: Names, cell: Json) -> str:
    if cell["type"] == "rich_text":
        return _rich_text(names, cell).replace("\n", " ")
    return str(cell.get("text") or cell.get("value", ""))


def _chart(names: Names, block: Json) -> str:
    chart = block["chart"]
    if chart["type"] == "pie":
        rows = [f"{one['label']} | {one['value']}" for one in chart["segments"]]
    else:
        head = ["", *(series["name"] for series in chart["series"])]
        points = zip(*(series["data"] for series in chart["series"]), strict=True)
        rows = [" | ".join(head).strip()]
        rows += [" | ".join([row[0]["label"], *(str(p["value"]) for p in row)]) for row in points]
    return _lines([block["title"], *rows])


def _video(names: Names, block: Json) -> str:
    by = " | ".join(block[key] for key in ("author_name", "provider_name") if block.get(key))
    return _lines([text_of(names, block["title"]), by, text_of(names, block.get("description"))])


def _alert(names: Names, block: Json) -> str:
    level = LEVELS.get(block.get("level", ""))
    return f"{level}: {text_of(names, block['text'])}" if level else text_of(names, block["text"])


def _card(names: Names, block: Json) -> str:
    picture = _picture(block.get("hero_image"))
    said = _texts("title", "subtitle", "body")(names, block)
    return _lines([picture, said, _actions(names, block)])


def _container(names: Names, block: Json) -> str:
    title = text_of(names, block.get("rich_text_title") or block.get("title"))
    inner = (words_of_block(names, child) for child in block["child_blocks"])
    return _lines([title, text_of(names, block.get("subtitle")), *inner])


def _task(names: Names, task: Json) -> str:
    state = STATES.get(task.get("status", ""))
    sources = [f"[{source['text']}]" for source in task.get("sources", ())]
    details = [text_of(names, task.get("details")), text_of(names, task.get("output"))]
    return _lines([task["title"] + (f" ({state})" if state else ""), *details, " ".join(sources)])


def _plan(names: Names, block: Json) -> str:
    title = block["title"]["text"] if isinstance(block["title"], dict) else block["title"]
    return _lines([title, *(_task(names, task) for task in block.get("tasks", ()))])


def _provider(names: Names, block: Json) -> str:
    button = "" if block["is_connected"] else "[Connect]"
    said = _texts("name", "description", "connected_identity", "connected_context")(names, block)
    return _lines([said, button, _actions(names, block)])


def _element(names: Names, element: Json) -> str:
    """Return an element as its label in brackets, with what it starts with."""
    kind = element.get("type")
    if kind is None or kind == "image":
        return _picture(element) if kind else ""
    if kind == "overflow":
        return "[...]"
    if kind == "feedback_buttons":
        both = (element["positive_button"], element["negative_button"])
        return " ".join(f"[{text_of(names, button['text'])}]" for button in both)
    if kind in ("radio_buttons", "checkboxes"):
        return _lines(f"[{text_of(names, option['text'])}]" for option in element["options"])
    label = text_of(names, element.get("text") or element.get("placeholder"))
    return f"[{label or kind}]"


BLOCKS: dict[str, Callable[[Names, Json], str]] = {
    "header": _texts("text"),
    "markdown": _texts("text"),
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": _rich_text,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "video": _video,
    "file": lambda names, block: f"[{block['external_id']}]",
    "call": lambda names, block: "[Call]",
    "alert": _alert,
    "card": _card,
    "carousel": lambda names, block: _lines(_card(names, card) for card in block["elements"]),
    "container": _container,
    "task_card": _task,
    "plan": _plan,
    "auth_provider": _provider,
}
LEAVES: dict[str, Callable[[Names, Json], str]] = {
    "text": lambda names, leaf: str(leaf["text"]),
    "link": lambda names, leaf: str(leaf.get("text") or leaf["url"]),
    "user": lambda names, leaf: f"@{names.user(leaf['user_id'])}",
    "usergroup": lambda names, leaf: f"@{names.group(leaf['usergroup_id'])}",
    "channel": lambda names, leaf: f"#{names.channel(leaf['channel_id'])}",
    "team": lambda names, leaf: "@everyone",
    "broadcast": lambda names, leaf: f"@{leaf['range']}",
    "emoji": lambda names, leaf: f":{leaf['name']}:",
    "color": lambda names, leaf: str(leaf["value"]),
    "date": _date,
}
