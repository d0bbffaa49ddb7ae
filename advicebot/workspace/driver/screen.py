"""Exactly what one person sees, as plain text: a conversation, the modal on top, a home tab."""

import re
from collections.abc import Iterator
from typing import Any

from advicebot.workspace.blocks.values import Values, state_values
from advicebot.workspace.client import look
from advicebot.workspace.config import AppConfig
from advicebot.workspace.driver.said import attached, newest
from advicebot.workspace.errors import ActError
from advicebot.workspace.shapes.plain import name_of, transcript, words_of
from advicebot.workspace.state import Channel, Json, Kind
from advicebot.workspace.workspace import Workspace

TIMESTAMP = re.compile(r"\d+\.\d+")
BELOW = " > "
TICKED, UNTICKED = "[x]", "[ ]"
TYPED = ("value", "selected_date", "selected_time")


def screen(ws: Workspace, user: str, channel: Channel) -> str:
    """Return a conversation with its name, each thread below its first message, then the modal.

    A line is ``Name: words``, what follows in the same message is indented by four spaces, a reply
    begins with `` > ``. Ephemeral messages are marked, buttons are ``[Label]``. A modal that is
    open comes last, below a line with its title.
    """
    parts = [f"# {title(ws, user, channel)}", conversation(ws, user, channel)]
    parts.append(modal_text(ws, user))
    return "\n".join(part for part in parts if part)


def ts_named(ws: Workspace, user: str, channel: Channel, named: str, *, kept: bool) -> str:
    """Return the timestamp of a message that is named by it, or by words it shows.

    ``kept`` leaves out ephemeral ones. Raises ActError with the screen in it.
    """
    if TIMESTAMP.fullmatch(named):
        return named
    found = newest(ws, user, channel, named, kept=kept)
    if found is None:
        noun = "message that stays" if newest(ws, user, channel, named) else "message"
        seen = screen(ws, user, channel)
        raise ActError("message_not_found", f"No {noun} shows {named!r}:\n{seen}")
    return str(found["ts"])


def title(ws: Workspace, user: str, channel: Channel) -> str:
    """Return the name of a conversation as this person sees it, with the topic of a channel."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        others = [member for member in channel.members if member != user] or [user]
        return ", ".join(name_of(ws.state, other) for other in others)
    closed = " (archived)" if channel.is_archived else ""
    return channel.name + closed + (f": {channel.topic}" if channel.topic else "")


def conversation(ws: Workspace, user: str, channel: Channel) -> str:
    """Return the messages of a conversation, oldest first, each thread below its first message."""
    lines = []
    for message in look.messages(ws, user, channel):
        lines.append(_message(ws, message))
        for reply in look.messages(ws, user, channel, message["ts"]):
            if reply["ts"] != message["ts"]:
                lines.append(_message(ws, reply, indent=BELOW))
        lines += _assistant(channel, message["ts"], indent=BELOW)
    lines += _assistant(channel, "", indent="")
    return "\n".join(lines)


def _assistant(channel: Channel, ts: str, *, indent: str) -> Iterator[str]:
    """Yield what an app shows at a thread, or at the conversation itself when ``ts`` is empty.

    That is what one could ask, and what it is doing.
    """
    thread = channel.assistant.get(ts)
    if thread is not None and thread.prompts:
        yield indent + " ".join(f"[{prompt['title']}]" for prompt in thread.prompts)
    if thread is not None and thread.status:
        yield f"{indent}({thread.status})"


def _message(ws: Workspace, message: Json, *, indent: str = "") -> str:
    written = transcript(ws.state, message, indent=indent)
    if below := attached(ws.state, message):
        written += "".join(f"\n{indent}    {line}" for line in below.split("\n"))
    reactions = [_reaction(ws, one) for one in message.get("reactions") or ()]
    below = f"\n{indent}    {' '.join(reactions)}" if reactions else ""
    return written + (" (pinned)" if message.get("pinned") else "") + below


def _reaction(ws: Workspace, reaction: Json) -> str:
    who = ", ".join(name_of(ws.state, user) for user in reaction["users"])
    return f":{reaction['name']}: {len(reaction['users'])} ({who})"


def modal_text(ws: Workspace, user: str) -> str:
    """Return the modal a person has on top, empty when none is open."""
    view = ws.views.top(user)
    if view is None:
        return ""
    body = view.body
    lines = [f"== {_words(body.get('title')) or 'Untitled'} =="]
    lines += _blocks(ws, view.blocks, state_values(view.blocks, view.entered))
    buttons = [_words(body.get("close")) or "Cancel", _words(body.get("submit"))]
    return "\n".join([*lines, " ".join(f"[{label}]" for label in buttons if label)])


def home_text(ws: Workspace, user: str, app: AppConfig) -> str:
    """Return the home tab that an app published for a person, empty before it did."""
    view = ws.views.home(user, app)
    if view is None:
        return ""
    return "\n".join(_blocks(ws, view.blocks, state_values(view.blocks, view.entered)))


def _blocks(ws: Workspace, blocks: list[Json], values: Values) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "input":
            yield _input(ws, block, values)
            continue
        words = words_of(ws.state, {"blocks": [block], "text": ""})
        if words:
            yield words


def _input(ws: Workspace, block: Json, values: Values) -> str:
    element = block["element"]
    value = values.get(block["block_id"], {}).get(element["action_id"], {})
    label = _words(block["label"]) + (" (optional)" if block.get("optional") else "")
    if element["type"] in ("checkboxes", "radio_buttons"):
        picked = [each["value"] for each in _picked(value)]
        lines = [_choice(option, picked) for option in element.get("options", [])]
        return "\n".join([f"{label}:", *lines])
    return f"{label}: [{_shown(ws, value) or _words(element.get('placeholder'))}]"


def _choice(option: Json, picked: list[str]) -> str:
    return f"  {TICKED if option['value'] in picked else UNTICKED} {_words(option['text'])}"


def _picked(value: Json) -> list[Json]:
    one = value.get("selected_option")
    return [one] if one else list(value.get("selected_options") or ())


def _shown(ws: Workspace, value: Json) -> str:
    typed = next((value[key] for key in TYPED if value.get(key)), "")
    options = ", ".join(_words(option["text"]) for option in _picked(value))
    return str(typed or options or _named(ws, value))


def _named(ws: Workspace, value: Json) -> str:
    """Return the people and conversations that were chosen."""
    found: list[Any] = []
    for key, chosen in value.items():
        if key.startswith("selected_") and chosen:
            found += chosen if isinstance(chosen, list) else [chosen]
    names = (ws.state.channels[one].name if one in ws.state.channels else one for one in found)
    return ", ".join(name_of(ws.state, str(name)) for name in names)


def _words(text: object) -> str:
    if isinstance(text, dict):
        return str(text.get("text") or "")
    return str(text or "")
