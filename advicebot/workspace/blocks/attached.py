"""Blocks inside the attachments of a message.

Slack counts attachments from one. It says the number as ``id`` in the attachment, and as
``attachment_id`` in the container of a click.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from advicebot.workspace.blocks.walk import Block, with_ids


def attached_blocks(attachments: Sequence[Block] | None) -> Iterator[tuple[int, list[Block]]]:
    """Yield the number and the blocks of each attachment that has some."""
    for number, one in enumerate(attachments or (), start=1):
        if one.get("blocks"):
            yield number, one["blocks"]


def with_attached_ids(
    attachments: Sequence[Block] | None, before: Sequence[Block] | None = None
) -> list[Block] | None:
    """Return a copy in which each attachment with blocks has its number, and its blocks have ids.

    An id that was made up is kept where the same stood in the same attachment of ``before``. None
    for no attachments.
    """
    old = dict(attached_blocks(before))
    made: list[Any] = [dict(one) for one in attachments or ()]
    for number, blocks in attached_blocks(made):
        made[number - 1] |= {"id": number, "blocks": with_ids(blocks, old.get(number))}
    return made or None
