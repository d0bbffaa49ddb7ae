"""files.*: uploading in Slack's three steps, looking at a file, deleting it.

The steps are files.getUploadURLExternal, a POST of the bytes to the address it gave (see
``file_routes``), and files.completeUploadExternal.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from advicebot.workspace import strict_json
from advicebot.workspace.api.call import Call, Method
from advicebot.workspace.api.chat import thread_of
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import messages
from advicebot.workspace.service.content import TEXT_LIMIT, Content, checked_blocks
from advicebot.workspace.shapes.change_events import file_deleted_event
from advicebot.workspace.shapes.files import file_json, kinds_of, may_open
from advicebot.workspace.state import Channel, Json
from advicebot.workspace.state.file_store import File

SIZE_LIMIT = 1_000_000_000
SNIPPET_LIMIT = 1_000_000
ALT_TEXT_LIMIT = 1000
CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]+")
CHANNEL_RULE = "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$"


def get_upload_url(call: Call) -> Json:
    """Give out the address that takes the bytes of a new file."""
    name, size = call.needed("filename"), _size(call)
    alt_text = call.text("alt_txt")
    if len(alt_text) > ALT_TEXT_LIMIT:
        raise ApiError("alt_txt_too_large")
    file, token = call.state.files.begin(
        name=name,
        title=name,
        size=size,
        alt_text=alt_text,
        user=call.bot,
        created=call.state.seconds(),
    )
    return {"upload_url": f"{call.ws.url}/upload/v1/{token}", "file_id": file.id}


def _size(call: Call) -> int:
    given = call.needed("length")
    if not (given.isascii() and given.isdecimal()):
        raise ApiError("invalid_arguments", ["[ERROR] must be an integer [json-pointer:/length]"])
    digits = given.lstrip("0")
    if not digits:
        raise ApiError("missing_argument")
    if len(digits) > len(str(SIZE_LIMIT)) or int(digits) > SIZE_LIMIT:
        raise ApiError("file_upload_size_restricted")
    size = int(digits)
    if call.text("snippet_type") and size > SNIPPET_LIMIT:
        raise ApiError("snippet_too_large")
    return size


def complete_upload(call: Call) -> Json:
    """Finish uploads, and share the files in a message when a conversation is named."""
    named = _named_files(call)
    places = _places(call)
    text = call.text("initial_comment")
    if len(text) > TEXT_LIMIT:
        raise ApiError("msg_too_long")
    blocks = None if text else checked_blocks(call.args.get("blocks"), call.state, call.bot)
    thread_ts = thread_of(call, places[0]) if len(places) == 1 else None
    for file, title in named:
        file.title = title or file.name
        call.state.files.complete(file)
    files = [file for file, _ in named]
    for channel in places:
        _share(call, channel, files, text=text, blocks=blocks, thread_ts=thread_ts)
    return {"files": [file_json(call.state, file) for file in files]}


def _named_files(call: Call) -> list[tuple[File, str]]:
    given: Any = call.args.get("files")
    if isinstance(given, str):
        try:
            given = strict_json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, list) or not given or not all(isinstance(f, dict) for f in given):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: files"])
    return [(_arrived(call, one.get("id")), str(one.get("title") or "")) for one in given]


def _arrived(call: Call, file_id: object) -> File:
    file = call.state.files.find(file_id)
    if file is None or file.is_deleted or file.user != call.bot:
        raise ApiError("file_not_found")
    if file.content is None or file.ready_at is not None:
        raise ApiError("file_update_failed")
    return file


def _places(call: Call) -> list[Channel]:
    """Return where the files are to be shared, nowhere when they stay private; raises ApiError."""
    given = call.text("channel_id")
    if given and not CHANNEL_ID.fullmatch(given):
        raise ApiError("invalid_arguments", [f"[ERROR] {CHANNEL_RULE} [json-pointer:/channel_id]"])
    return [_place(call, one) for one in ([given] if given else call.words("channels"))]


def _place(call: Call, given: str) -> Channel:
    return Call(ws=call.ws, app=call.app, args={"channel": given}).writable_channel()


def _share(
    call: Call,
    channel: Channel,
    files: Sequence[File],
    *,
    text: str,
    blocks: list[Json] | None,
    thread_ts: str | None,
) -> None:
    def post() -> None:
        left = [file.id for file in files if not file.is_deleted]
        messages.post(
            call.ws,
            channel,
            Content(text=text, blocks=blocks),
            user=call.bot,
            files=left,
            thread_ts=thread_ts,
        )

    processing = call.state.files.processing
    if processing:
        asyncio.get_running_loop().call_later(processing, post)
    else:
        post()


def info(call: Call) -> Json:
    """Describe a file."""
    file = _seen(call)
    if file.ready_at is None:
        raise ApiError("file_not_found")
    shown = file_json(call.state, file)
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def _seen(call: Call) -> File:
    """Return the file that is asked for and that the app may open; raises ApiError."""
    file = call.state.files.find(call.text("file"))
    if file is None or not may_open(call.state, file, call.bot):
        raise ApiError("file_not_found")
    if file.is_deleted:
        raise ApiError("file_deleted")
    return file


def delete(call: Call) -> Json:
    """Delete a file of the app's own; where it was shared a mark is left."""
    file = _seen(call)
    if file.user != call.bot:
        raise ApiError("cant_delete_file")
    call.state.files.delete(file)
    for channel_id, ts in file.places:
        channel = call.state.channels[channel_id]
        message = channel.messages.get(ts)
        if message is not None:
            messages.show(call.ws, channel, "message_changed", message)
    _tell_deleted(call, file)
    return {}


def _tell_deleted(call: Call, file: File) -> None:
    """Tell the app whose file it was, and those where it was shared."""
    channels = list(dict.fromkeys(channel_id for channel_id, _ in file.places))
    users = {user for channel_id in channels for user in call.state.channels[channel_id].members}
    told = call.ws.subscribers("file_deleted", among={*users, file.user})
    call.ws.emit(file_deleted_event(call.state, file.id, channels), to=told)


def list_all(call: Call) -> Json:
    """List the files that the app may open, newest first, page by page."""
    found = [file for file in call.state.files if _is_wanted(call, file)]
    count, page = call.number("count", default=100), call.number("page", default=1)
    if count < 1 or page < 1:
        raise ApiError("invalid_arguments", ["[ERROR] must be greater than 0: count, page"])
    start = (page - 1) * count
    shown = [file_json(call.state, file) for file in found[::-1][start : start + count]]
    pages = max(1, -(-len(found) // count))
    paging = {"count": count, "total": len(found), "page": page, "pages": pages}
    return {"files": shown, "paging": paging}


def _is_wanted(call: Call, file: File) -> bool:
    """Return whether a file is ready, the app may open it, and it is one that was asked for."""
    kinds = set(call.words("types")) - {"all"}
    channel = call.text("channel")
    after, before = call.number("ts_from", default=0), call.number("ts_to", default=file.created)
    return (
        call.state.files.is_ready(file)
        and may_open(call.state, file, call.bot)
        and call.text("user") in ("", file.user)
        and (not channel or channel in [place for place, _ in file.places])
        and after <= file.created <= before
        and (not kinds or bool(kinds & kinds_of(file)))
    )


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
    "files.list": list_all,
}
