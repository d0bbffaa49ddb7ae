"""chat.startStream, appendStream and stopStream: a message that grows before one's eyes."""

import copy
from typing import Any

from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.chat import own_message, thread_of
from advicebot.workspace.api.wording import MARKDOWN_LIMIT, look_of
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import messages
from advicebot.workspace.service.content import Content, checked_blocks
from advicebot.workspace.shapes import message_json
from advicebot.workspace.state import Channel, Json, Kind, Message

TASK_WORDS, TASK_RICH = ("title", "status", "sources"), ("details", "output")
MODES = ("timeline", "plan")
RECIPIENT = ("recipient_team_id", "recipient_user_id")


def start(call: Call) -> Json:
    """Begin a message that more is added to. Outside of DMs it names whom it answers."""
    channel = call.writable_channel()
    if channel.kind is not Kind.IM:
        for name in RECIPIENT:
            if not call.text(name):
                raise ApiError(f"missing_{name}")
    mode = call.text("task_display_mode") or "timeline"
    if mode not in MODES:
        raise ApiError("invalid_arguments", ["[ERROR] must be timeline or plan: task_display_mode"])
    blocks = _grown(call, [], mode)
    message = messages.post(
        call.ws,
        channel,
        Content(text=_text_of(blocks), blocks=blocks),
        user=call.bot,
        thread_ts=thread_of(call, channel),
        look=look_of(call),
        stream=mode,
    )
    return {"channel": channel.id, "ts": message.ts}


def append(call: Call) -> Json:
    """Add to a message that was begun."""
    channel, message = _streaming(call)
    if not call.args.get("chunks"):
        call.needed("markdown_text")
    _put(call, message, _grown(call, message.blocks or [], message.stream))
    messages.show(call.ws, channel, "message_changed", message)
    return {"channel": channel.id, "ts": message.ts}


def stop(call: Call) -> Json:
    """Finish a message, with blocks below it if there are some. Apps hear of the whole."""
    channel, message = _streaming(call)
    below = checked_blocks(call.args.get("blocks"), call.state, call.bot) or []
    given = {"text": "-", "metadata": call.args.get("metadata")}
    content = Content.of(given, call.state, call.bot)
    blocks = [*_grown(call, message.blocks or [], message.stream), *below]
    message.stream = ""
    messages.change(
        call.ws,
        channel,
        message,
        text=_text_of(blocks),
        blocks=blocks,
        metadata=content.metadata or None,
        is_edit=False,
    )
    shown = message_json(call.state, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _streaming(call: Call) -> tuple[Channel, Message]:
    channel = call.own_channel()
    message = own_message(call, channel, "message_not_owned_by_app")
    if not message.is_streaming:
        raise ApiError("message_not_in_streaming_state")
    return channel, message


def _put(call: Call, message: Message, blocks: list[Json]) -> None:
    messages.draw(call.ws, message, blocks)
    message.text = _text_of(blocks)


def _grown(call: Call, blocks: list[Json], mode: str) -> list[Json]:
    """Return blocks with what the call adds to them; raises ApiError."""
    grown = copy.deepcopy(blocks)
    markdown = call.text("markdown_text")
    if len(markdown) > MARKDOWN_LIMIT:
        raise ApiError("msg_too_long")
    if markdown:
        _add_words(grown, markdown)
    chunks = call.args.get("chunks") or []
    if not isinstance(chunks, list):
        raise ApiError("invalid_chunks")
    for chunk in chunks:
        _add_chunk(call, grown, chunk, mode)
    return grown


def _add_chunk(call: Call, grown: list[Json], chunk: Any, mode: str) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind == "markdown_text" and isinstance(chunk.get("text"), str):
        _add_words(grown, chunk["text"])
    elif kind == "task_update" and chunk.get("id") and chunk.get("title"):
        tasks = _plan(grown, chunk["title"])["tasks"] if mode == "plan" else grown
        _set_task(tasks, chunk)
    elif kind == "plan_update" and chunk.get("title"):
        _plan(grown, chunk["title"])["title"] = chunk["title"]
    elif kind == "blocks" and (added := checked_blocks(chunk.get("blocks"), call.state, call.bot)):
        grown.extend(added)
    else:
        raise ApiError("invalid_chunks")


def _add_words(grown: list[Json], words: str) -> None:
    if grown and grown[-1]["type"] == "markdown":
        grown[-1]["text"] += words
    else:
        grown.append({"type": "markdown", "text": words})


def _plan(grown: list[Json], title: str) -> Json:
    """Return the plan that gathers the tasks, made with this title if there was none."""
    for block in grown:
        if block["type"] == "plan":
            return block
    grown.append({"type": "plan", "title": title, "tasks": []})
    return grown[-1]


def _set_task(tasks: list[Json], chunk: Json) -> None:
    told: Json = {name: chunk[name] for name in TASK_WORDS if chunk.get(name)}
    told |= {name: _rich(str(chunk[name])) for name in TASK_RICH if chunk.get(name)}
    for task in tasks:
        if task["type"] == "task_card" and task["task_id"] == chunk["id"]:
            task.update(told)
            return
    tasks.append({"type": "task_card", "task_id": chunk["id"], **told})


def _rich(words: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [section]}


def _text_of(blocks: list[Json]) -> str:
    return "\n".join(block["text"] for block in blocks if block["type"] == "markdown")


METHODS: dict[str, Method] = {
    "chat.startStream": start,
    "chat.appendStream": append,
    "chat.stopStream": stop,
}
