"""What an administrator does, offered to everybody at the page: people and members."""

from advicebot.workspace.client.act import Act, Doer
from advicebot.workspace.errors import ActError
from advicebot.workspace.service import messages, people
from advicebot.workspace.state import Channel, Json, Kind

CHANGES = {
    "deactivate": {"deleted": True},
    "reactivate": {"deleted": False},
    "guest": people.GUEST,
    "one_channel_guest": people.ONE_CHANNEL_GUEST,
    "member": people.MEMBER,
}


async def change_user(act: Act) -> Json:
    """End an account or give it back, or make its owner a guest or a full member."""
    change = CHANGES.get(act.text("change"))
    if change is None:
        known = ", ".join(CHANGES)
        raise ActError("unknown_change", f"A person can be changed in these ways: {known}.")
    people.change_user(act.ws, act.text("user"), **change)
    return {}


async def add_member(act: Act) -> Json:
    """Put somebody, or the app, into a channel."""
    channel = _joinable(act)
    user = act.state.users.get(act.text("user"))
    if user is None or user.deleted:
        raise ActError("user_not_found", "There is nobody with this id and a working account.")
    messages.join(act.ws, channel, user.id, inviter=act.user)
    return {}


async def remove_member(act: Act) -> Json:
    """Take somebody, or the app, out of a channel."""
    people.leave(act.ws, act.channel(), act.text("user"))
    return {}


async def archive(act: Act) -> Json:
    """Close a channel to new messages, or open it again."""
    is_archived = bool(act.given.get("archived"))
    people.archive(act.ws, act.channel(), by=act.user, is_archived=is_archived)
    return {}


async def join(act: Act) -> Json:
    """Become a member of a channel one can see."""
    messages.join(act.ws, _joinable(act), act.user)
    return {}


async def leave(act: Act) -> Json:
    """Stop being a member of a channel."""
    people.leave(act.ws, act.channel(), act.user)
    return {}


def _joinable(act: Act) -> Channel:
    channel = act.channel()
    if channel.kind in (Kind.IM, Kind.MPIM):
        raise ActError("not_a_channel", "Nobody can be added to direct messages.")
    if channel.is_archived:
        raise ActError("is_archived", f"#{channel.name} is archived.")
    return channel


ACTS: dict[str, Doer] = {
    "change_user": change_user,
    "add_member": add_member,
    "remove_member": remove_member,
    "archive": archive,
    "join": join,
    "leave": leave,
}
