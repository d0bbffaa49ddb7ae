"""What a message may say: its text, blocks and metadata, checked as Slack checks them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.check import check_message, text_length
from advicebot.workspace.blocks.walk import pictures_in
from advicebot.workspace.errors import ApiError
from advicebot.workspace.shapes.files import may_open
from advicebot.workspace.state import Json, State

TEXT_LIMIT = 40_000
ALL_BLOCKS_TEXT_LIMIT = 13_200  # seen in practice, not documented
METADATA_LIMIT = 16_000  # the whole payload as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A message's content. ``metadata`` None means not given, ``{}`` means: take it away."""

    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any], state: State, by: str) -> "Content":
        """Return the checked content of a call's arguments; raises ApiError.

        ``by`` is the user id of who posts it.
        """
        text = given.get("text") or ""
        if not isinstance(text, str):
            text = str(text)
        blocks = checked_blocks(given.get("blocks"), state, by)
        attachments = _checked_attachments(given.get("attachments"), state, by)
        if not text.strip() and not blocks and not attachments:
            raise ApiError("no_text")
        if len(text) > TEXT_LIMIT:
            raise ApiError("msg_too_long")
        return cls(
            text=text,
            blocks=blocks,
            attachments=attachments,
            metadata=_metadata(given.get("metadata")),
        )


def picture_problems(state: State, blocks: Sequence[Json], by: str, at: str = "") -> list[str]:
    """Return what Slack says of pictures whose file cannot be shown by ``by``.

    It is not there, not ready, no picture, or nothing that ``by`` may open: whoever sees the
    message or the view may open its files, so nobody may show what they cannot open themselves.
    """

    def may_show(picture: Json) -> bool:
        file = state.files.in_picture(picture)
        return file is not None and state.files.can_show(file) and may_open(state, file, by)

    return [
        f"[ERROR] invalid slack file [json-pointer:{where}/slack_file]"
        for where, picture in pictures_in(blocks, f"{at}/blocks")
        if not may_show(picture)
    ]


def checked_blocks(blocks: object, state: State, by: str) -> list[Json] | None:
    """Return a message's blocks, None when there are none; raises ApiError for wrong ones.

    ``by`` is the user id of who posts them.
    """
    if blocks is None or blocks == "" or blocks == []:
        return None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = check_message(blocks) or picture_problems(state, blocks, by)
    if problems:
        raise ApiError("invalid_blocks", problems)
    if text_length(blocks) > ALL_BLOCKS_TEXT_LIMIT:
        raise ApiError("msg_blocks_too_long")
    return blocks


def _checked_attachments(attachments: object, state: State, by: str) -> list[Json] | None:
    """Return a message's attachments, None for none; raises ApiError when their blocks are wrong.

    The error's name and where it points are Slack's: slackapi/node-slack-sdk#832.
    """
    if not attachments:
        return None
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise ApiError("invalid_attachments", ["[ERROR] must be an array of objects"])
    problems: list[str] = []
    for index, one in enumerate(attachments):
        at, blocks = f"/attachments/{index}", one.get("blocks") or []
        if not isinstance(blocks, list):
            problems.append(f"[ERROR] must be an array [json-pointer:{at}/blocks]")
        else:
            problems += check_message(blocks, at) or picture_problems(state, blocks, by, at)
    if problems:
        raise ApiError("invalid_attachments", problems)
    return attachments


def _metadata(metadata: object) -> Json | None:
    if metadata is None or metadata == "":
        return None
    if metadata == {}:
        return {}
    is_right = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not is_right:
        raise ApiError("invalid_metadata_format")
    assert isinstance(metadata, dict)
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise ApiError("metadata_too_large")
    return metadata
