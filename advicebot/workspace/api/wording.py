"""What an app wants a message to say, and under which name."""

import re

from advicebot.workspace.api.call import Call
from advicebot.workspace.api.scopes import CUSTOMIZE, require
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service.content import Content
from advicebot.workspace.shapes.richtext import LINK
from advicebot.workspace.state import Json, Look, State

MARKDOWN_LIMIT = 12_000
NOT_WITH_MARKDOWN = ("text", "blocks")
ATTACHMENT_LIMIT = 100
NAMED = re.compile(r"(?<![\w<&])([@#])([\w.\-]+)")


def content_of(call: Call) -> Content:
    """Return the checked content of a call's message; raises ApiError."""
    args = dict(call.args)
    if markdown := call.text("markdown_text"):
        args |= _from_markdown(call, markdown)
    elif args.get("text"):
        args["text"] = _linked(call, str(args["text"]))
    attachments = args.get("attachments")
    if isinstance(attachments, list) and len(attachments) > ATTACHMENT_LIMIT:
        raise ApiError("too_many_attachments")
    return Content.of(args, call.state, call.bot)


def _from_markdown(call: Call, markdown: str) -> Json:
    if any(call.args.get(name) for name in NOT_WITH_MARKDOWN):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_LIMIT:
        raise ApiError("msg_too_long")
    return {"text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}


def _linked(call: Call, text: str) -> str:
    """Return text with names and addresses made into links, as far as the call asks for it."""
    is_full = call.text("parse") == "full"
    if is_full:
        text = LINK.sub(lambda found: _address(text, found), text)
    if is_full or call.flag("link_names"):
        text = NAMED.sub(lambda found: link_to(call.state, found), text)
    return text


def _address(text: str, found: re.Match[str]) -> str:
    is_linked = text[: found.start()].endswith(("<", "|"))
    return found[0] if is_linked else f"<{found[0]}>"


def link_to(state: State, found: re.Match[str]) -> str:
    """Return the mention that ``@handle`` of a user group or ``#channel`` stands for."""
    name = found[2].rstrip(".-")
    rest = found[2][len(name) :]
    if found[1] == "@":
        group = state.groups.by_handle(name)
        return f"<!subteam^{group.id}>{rest}" if group else found[0]
    channel = state.find_channel(name)
    return f"<#{channel.id}|{channel.name}>{rest}" if channel else found[0]


def look_of(call: Call) -> Look | None:
    """Return the name and picture given for one message; raises ApiError ``missing_scope``."""
    given = {name: call.text(name) for name in ("username", "icon_emoji", "icon_url")}
    if not any(given.values()):
        return None
    require(call, CUSTOMIZE)
    return Look(**given)
