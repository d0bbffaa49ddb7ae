"""How files look in Slack's JSON, to the page, and who may open one."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from advicebot.workspace.state import Json, Kind, State
from advicebot.workspace.state.file_store import File

GROUPS = {Kind.CHANNEL: "channels", Kind.PRIVATE: "groups", Kind.IM: "ims", Kind.MPIM: "groups"}


def files_json(state: State, ids: Sequence[str]) -> list[Json]:
    """Return the files of a message as Slack lists them."""
    found = [state.files.find(file_id) for file_id in ids]
    return [file_json(state, file) for file in found if file is not None]


def file_json(state: State, file: File) -> Json:
    """Return a file object. Until it has been processed nothing is said of its kind."""
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    is_ready = state.files.is_ready(file)
    made: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.media.mimetype if is_ready else "",
        "filetype": file.media.kind if is_ready else "",
        "pretty_type": file.media.pretty if is_ready else "",
        "user": file.user,
        "user_team": state.config.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(state.channels[c].kind is Kind.CHANNEL for c, _ in file.places),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "file_access": "visible",
        "has_rich_preview": False,
    }
    return made | _addresses(state, file) | _size(file, is_ready) | _shares(state, file)


def _addresses(state: State, file: File) -> Json:
    team, name = state.config.team_id, quote(file.name)
    return {
        "url_private": f"{state.url}/files-pri/{team}-{file.id}/{name}",
        "url_private_download": f"{state.url}/files-pri/{team}-{file.id}/download/{name}",
        "permalink": f"{state.url}/files/{file.user}/{file.id}/{name}",
    }


def _size(file: File, is_ready: bool) -> Json:
    alt: Json = {"alt_txt": file.alt_text} if file.alt_text else {}
    media = file.media
    if is_ready and media.width and media.height:
        return alt | {"original_w": media.width, "original_h": media.height}
    return alt


def _shares(state: State, file: File) -> Json:
    """Return where a file was posted as one; pictures in blocks are not counted by Slack either."""
    made: dict[str, Any] = {"channels": [], "groups": [], "ims": [], "shares": {}}
    for channel_id, ts in file.places:
        channel = state.channels[channel_id]
        message = channel.messages.get(ts)
        if message is None or file.id not in message.files:
            continue
        made[GROUPS[channel.kind]].append(channel_id)
        side = "public" if channel.kind is Kind.CHANNEL else "private"
        posts = made["shares"].setdefault(side, {}).setdefault(channel_id, [])
        posts.append({"ts": ts, "team_id": state.config.team_id})
    return made


def page_file(state: State, file_id: str) -> Json | None:
    """Return a file as the page draws it below a message, None when it is unknown."""
    file = state.files.find(file_id)
    if file is None:
        return None
    if file.is_deleted:
        return {"id": file.id, "is_deleted": True, "name": file.name, "title": file.title}
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "alt": file.alt_text,
        "kind": file.media.pretty,
        "size": file.size,
        "is_picture": file.media.is_picture,
        "width": file.media.width,
        "height": file.media.height,
    }


def may_open(state: State, file: File, user: str) -> bool:
    """Return whether somebody may open a file: it is theirs, or stands in what they can see."""
    if user == file.user or user in file.shown_to:
        return True
    return any(_sees(state, user, channel, ts) for channel, ts in file.places)


def _sees(state: State, user: str, channel_id: str, ts: str) -> bool:
    channel = state.channels[channel_id]
    message = channel.messages.get(ts) or channel.ephemerals.get(ts)
    if message is None or not channel.is_visible_to(user):
        return False
    return message.shown_to in (None, user)


def kinds_of(file: File) -> set[str]:
    """Return the words by which files.list asks for files of this kind."""
    if file.media.is_picture:
        return {"images"}
    named = {"pdf": "pdfs", "zip": "zips", "text": "snippets"}
    return {named[file.media.kind]} if file.media.kind in named else set()
