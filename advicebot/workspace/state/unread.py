"""What a person has not read yet, and whether it calls them by name."""

from typing import Any

from advicebot.workspace.state import Channel, Kind, Message

TO_ALL = frozenset({"here", "channel", "everyone"})


def unread(channel: Channel, user: str, groups: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Return how many messages this person has not read, and how many of them call the person.

    In a DM every message calls; elsewhere a mention of the person, of everybody or of one of the
    person's user ``groups`` does. Replies count in the threads that the person follows.
    """
    if user not in channel.members:
        return 0, 0
    new = _new_above(channel, user)
    for root in channel.replies:
        new += new_below(channel, root, user)
    calls = sum(channel.kind is Kind.IM or calls_for(message, user, groups) for message in new)
    return len(new), calls


def _new_above(channel: Channel, user: str) -> list[Message]:
    seen = channel.last_read.get(user, "")
    found = []
    for ts in reversed(channel.messages):
        if ts <= seen:
            break
        message = channel.messages[ts]
        if message.is_top_level and message.user != user and not message.is_note:
            found.append(message)
    return found


def new_below(channel: Channel, root: str, user: str) -> list[Message]:
    """Return the replies of a followed thread that a person has not read; none of another's."""
    if user not in channel.members or not channel.replies.get(root):
        return []
    seen = channel.thread_read.get((user, root), "")
    below = channel.thread(root)
    if below[-1].ts <= seen or not _follows(channel, root, below, user):
        return []
    new = (reply for reply in below if reply.ts > seen and reply.user != user)
    return [reply for reply in new if not reply.is_top_level]


def _follows(channel: Channel, root: str, below: list[Message], user: str) -> bool:
    """Return whether this person began the thread, is in it, or was named in it."""
    if channel.kind in (Kind.IM, Kind.MPIM):
        return True
    first = channel.messages.get(root)
    told = [*([first] if first else []), *below]
    return any(message.user == user or f"@{user}" in _targets(message) for message in told)


def calls_for(message: Message, user: str, groups: frozenset[str] = frozenset()) -> bool:
    """Return whether a message mentions this person, everybody, or one of these user groups."""
    targets = _targets(message)
    wanted = {f"@{user}", *(f"!{word}" for word in TO_ALL), *(f"!subteam^{g}" for g in groups)}
    return not targets.isdisjoint(wanted)


def _targets(message: Message) -> set[str]:
    """Return whom a message mentions: ``@U1`` for a person, ``!here`` and the like for all."""
    return {*_in_text(message.text), *_in_blocks(message.blocks)}


def _in_text(text: str) -> list[str]:
    parts = (part.partition(">")[0] for part in text.split("<")[1:])
    return [part.partition("|")[0] for part in parts if part[:1] in ("@", "!")]


def _in_blocks(part: Any) -> list[str]:
    if isinstance(part, list):
        return [target for one in part for target in _in_blocks(one)]
    if not isinstance(part, dict):
        return []
    kind = part.get("type")
    if kind == "mrkdwn":
        return _in_text(part["text"])
    if kind == "user":
        return [f"@{part['user_id']}"]
    if kind == "usergroup":
        return [f"!subteam^{part['usergroup_id']}"]
    if kind == "broadcast":
        return [f"!{part['range']}"]
    return [target for value in part.values() for target in _in_blocks(value)]
