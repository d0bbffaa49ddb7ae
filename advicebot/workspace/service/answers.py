"""What the app says back to a click or a command: by acknowledgement or by response URL."""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from advicebot.workspace import strict_json
from advicebot.workspace.answering import Asked, Done, answered
from advicebot.workspace.errors import ApiError
from advicebot.workspace.handles import ResponseUrl
from advicebot.workspace.service import ephemerals, messages
from advicebot.workspace.service.content import Content
from advicebot.workspace.state import Json, Message
from advicebot.workspace.workspace import Workspace

RESPONSE_URL = "response-url"
"""The name by which faults know a POST to a response URL; its channel and user are arguments."""


async def respond(ws: Workspace, request: Request) -> Response:
    """Do what the app posted to a response URL, and answer as Slack does."""
    began, token = time.monotonic(), request.path_params["token"]
    raw = await request.body()
    handle = ws.response_urls.find(token)
    args: Json = {"channel": handle.channel, "user": handle.user} if handle else {}

    def do() -> Done:
        try:
            answer(ws, ws.response_urls.use(token), parsed(raw))
        except ApiError as refusal:
            said: Json = {"ok": False, "error": refusal.name}
            return Done(answer=said, response=JSONResponse(said, status_code=404))
        return Done(answer={"ok": True}, response=PlainTextResponse("ok"))

    asked = Asked(
        kind=RESPONSE_URL,
        name=RESPONSE_URL,
        args=args,
        app=handle.app.id if handle else "",
        began=began,
        body=_shown(raw),
    )
    return await answered(ws, asked, do)


def answer(ws: Workspace, handle: ResponseUrl, body: Json, *, is_ack: bool = False) -> None:
    """Do as ``body`` asks. Without ``response_type`` a new message is for the person alone.

    A thread that is not there is refused; in an acknowledgement, which cannot be refused, it counts
    as none, and the message is seen in the conversation.

    Raises:
        ApiError: the content is wrong, or what it is about is not there.
    """
    original = _original(ws, handle)
    if body.get("delete_original"):
        _delete(ws, handle, original)
        return
    content = Content.of(body, ws.state, handle.app.bot_user_id)
    if body.get("replace_original"):
        _replace(ws, handle, original, content)
    else:
        thread_ts = _thread(ws, handle, body.get("thread_ts"), is_ack=is_ack)
        _add(ws, handle, content, thread_ts, in_channel=body.get("response_type") == "in_channel")


def _original(ws: Workspace, handle: ResponseUrl) -> Message | None:
    channel = ws.state.channels[handle.channel]
    kept = channel.ephemerals if handle.is_ephemeral else channel.messages
    return kept.get(handle.message_ts or "")


def _delete(ws: Workspace, handle: ResponseUrl, original: Message | None) -> None:
    channel = ws.state.channels[handle.channel]
    if original is None:
        raise ApiError("message_not_found")
    if handle.is_ephemeral:
        ephemerals.remove(ws, channel, original)
    else:
        messages.remove(ws, channel, original)


def _replace(
    ws: Workspace, handle: ResponseUrl, original: Message | None, content: Content
) -> None:
    """Replace the message "in its entirety" (api.slack.com/legacy/interactive-messages): blocks and
    attachments that are not given go.
    """
    channel = ws.state.channels[handle.channel]
    if original is None:
        raise ApiError("message_not_found")
    text, blocks, attachments = content.text, content.blocks, content.attachments or []
    if handle.is_ephemeral:
        ephemerals.change(ws, channel, original, text=text, blocks=blocks, attachments=attachments)
    else:
        metadata = content.metadata if content.metadata is not None else original.metadata
        messages.change(
            ws,
            channel,
            original,
            text=text,
            blocks=blocks,
            attachments=attachments,
            metadata=metadata or None,
            is_edit=blocks is None,
        )


def _thread(ws: Workspace, handle: ResponseUrl, given: object, *, is_ack: bool) -> str | None:
    """Return the message to answer below, None for none; raises ApiError ``invalid_thread_ts``."""
    known = ws.state.channels[handle.channel].messages
    if not given:
        return handle.thread_ts if handle.thread_ts in known else None
    if isinstance(given, str) and given in known:
        return given
    if is_ack:
        return None
    raise ApiError("invalid_thread_ts")


def _add(
    ws: Workspace,
    handle: ResponseUrl,
    content: Content,
    thread_ts: str | None,
    *,
    in_channel: bool,
) -> None:
    channel = ws.state.channels[handle.channel]
    if in_channel:
        messages.post(
            ws,
            channel,
            content,
            user=handle.app.bot_user_id,
            thread_ts=thread_ts,
        )
    else:
        ephemerals.show_to(
            ws,
            channel,
            handle.user,
            content,
            app=handle.app,
            thread_ts=thread_ts,
        )


def parsed(raw: bytes) -> Json:
    """Return the JSON of a response URL's request; raises ApiError ``invalid_payload``."""
    try:
        body = strict_json.loads(raw)
    except strict_json.JsonError:
        raise ApiError("invalid_payload") from None
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body


def _shown(raw: bytes) -> Json:
    try:
        return parsed(raw)
    except ApiError:
        return {"unreadable": raw.decode(errors="replace")}
