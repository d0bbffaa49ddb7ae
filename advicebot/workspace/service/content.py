"""What a message may say: its text, blocks and metadata, checked as Slack checks them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advicebot.workspace.blocks.check import check_message, text_length
from advicebot.workspace.errors import ApiError
from advicebot.workspace.state import Json
from advicebot.workspace.state.file_store import FileStore

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
    def of(cls, given: Mapping[str, Any], files: FileStore) -> "Content":
        """Return the checked content of a call's arguments; raises ApiError."""
        text = given.get("text") or ""
        if not isinstance(text, str):
            text = str(text)
        blocks = checked_blocks(given.get("blocks"), files)
        attachments = _checked_attachments(given.get("attachments"), files)
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


def checked_blocks(blocks: object, files: FileStore) -> list[Json] | None:
    """Return a message's blocks, None when there are none; raises ApiError for wrong ones."""
    if blocks is None or blocks == "" or blocks == []:
        return None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = check_message(blocks) or files.problems_with(blocks)
    if problems:
        raise ApiError("invalid_blocks", problems)
    if text_length(blocks) > ALL_BLOCKS_TEXT_LIMIT:
        raise ApiError("msg_blocks_too_long")
    return blocks


def _checked_attachments(attachments: object, files: FileStore) -> list[Json] | None:
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
            problems += check_message(blocks, at) or files.problems_with(blocks, at)
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
