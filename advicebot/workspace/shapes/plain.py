"""What a message says, as plain text: for tests that read as a conversation."""

import re
from collections.abc import Sequence

from advicebot.workspace.blocks.words import Names, words_of_block
from advicebot.workspace.shapes.richtext import TOKEN, unescape
from advicebot.workspace.state import Json, State


def words_of(state: State, message: Json) -> str:
    """Return everything a person reads in a message of the page, buttons as ``[Label]``."""
    blocks = message.get("blocks")
    lines = [words_of_blocks(state, blocks) if blocks else readable(state, message["text"])]
    return "\n".join(line for line in [*lines, *map(_file, message.get("files") or ())] if line)


def _file(file: Json) -> str:
    """Return a file below a message: its alternative text for a picture, else its name."""
    if file.get("is_deleted"):
        return f"{file['title']} was deleted."
    return (
        f"[Picture: {file['alt'] or file['title']}]" if file["is_picture"] else f"[{file['name']}]"
    )


def readable(state: State, text: str) -> str:
    """Return mrkdwn with mentions, links and dates as they read; the marks of style stay."""
    return unescape(TOKEN.sub(lambda found: _token(state, found), text))


def _token(state: State, found: re.Match[str]) -> str:
    sign, target, label = found[1], found[2], found[3]
    if sign == "@":
        return f"@{name_of(state, target)}"
    if sign == "#":
        return f"#{label or _channel(state, target)}"
    if sign == "!" and target.startswith("subteam^"):
        return label or f"@{_group(state, target.removeprefix('subteam^'))}"
    if sign == "!":
        return label or f"@{target.partition('^')[0]}"
    return label or target


def name_of(state: State, user_id: str) -> str:
    """Return the name that a person is shown by."""
    user = state.users.get(user_id)
    return (user.real_name or user.name) if user else user_id


def words_of_blocks(state: State, blocks: Sequence[Json]) -> str:
    """Return what a person reads in blocks, such as those of a modal or a home tab."""
    names = _names(state)
    return "\n".join(said for said in (words_of_block(names, block) for block in blocks) if said)


def _names(state: State) -> Names:
    return Names(
        mrkdwn=lambda text: readable(state, text),
        user=lambda user_id: name_of(state, user_id),
        channel=lambda channel_id: _channel(state, channel_id),
        group=lambda group_id: _group(state, group_id),
    )


def _group(state: State, group_id: str) -> str:
    group = state.groups.find(group_id)
    return group.handle if group else group_id


def _channel(state: State, channel_id: str) -> str:
    channel = state.channels.get(channel_id)
    return channel.name if channel else channel_id


def transcript(state: State, message: Json, *, indent: str = "") -> str:
    """Return a message as ``Name: words``, with what is special about it in brackets."""
    marks = ("ephemeral", "only you see this"), ("edited", "edited")
    notes = "".join(f" ({words})" for key, words in marks if message.get(key))
    lines = words_of(state, message).split("\n")
    inner = f"\n{indent}    ".join(lines)
    return f"{indent}{message['username']}: {inner}{notes}"
