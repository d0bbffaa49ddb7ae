"""usergroups.*: people who are mentioned by one handle."""

import re
from typing import Any

from advicebot.workspace.api.call import Call, Method, is_group
from advicebot.workspace.errors import ApiError
from advicebot.workspace.service import groups
from advicebot.workspace.shapes.users import group_json
from advicebot.workspace.state import Json
from advicebot.workspace.state.user_groups import UserGroup

NAME_LIMIT = 80
DESCRIPTION_LIMIT = 140
HANDLE = re.compile(r"[a-z0-9][a-z0-9._\-]{0,79}")


def list_all(call: Call) -> Json:
    """List the user groups; disabled ones, people and counts when asked for."""
    wanted = [
        group for group in call.state.groups if group.is_enabled or call.flag("include_disabled")
    ]
    return {"usergroups": [_json(call, one, call.flag("include_users")) for one in wanted]}


def _json(call: Call, group: UserGroup, with_users: bool = True) -> Json:
    with_count = call.flag("include_count")
    return group_json(call.state, group, with_users=with_users, with_count=with_count)


def _shown(call: Call, group: UserGroup) -> Json:
    return {"usergroup": _json(call, group)}


def _group(call: Call) -> UserGroup:
    group = call.state.groups.find(call.needed("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return group


def create(call: Call) -> Json:
    """Make a user group without members."""
    if not call.text("name"):
        raise ApiError("missing_subteam_name")
    given = _given(call)
    given.setdefault("handle", re.sub(r"[^a-z0-9]+", "-", call.text("name").lower()).strip("-"))
    return _shown(call, groups.create(call.ws, by=call.bot, **given))


def update(call: Call) -> Json:
    """Change a user group's name, handle, description or channels."""
    group = _group(call)
    given = _given(call, group)
    if given:
        groups.change(call.ws, group, by=call.bot, **given)
    return _shown(call, group)


def _given(call: Call, group: UserGroup | None = None) -> dict[str, Any]:
    """Return the checked fields that a call names; raises ApiError."""
    given: dict[str, Any] = {}
    if name := call.text("name"):
        given["name"] = _name(call, name, group)
    if handle := call.text("handle").removeprefix("@"):
        given["handle"] = _handle(call, handle, group)
    if "description" in call.args:
        given["description"] = call.text("description")
        if len(given["description"]) > DESCRIPTION_LIMIT:
            raise ApiError("description_too_long")
    if "channels" in call.args:
        given["channels"] = call.words("channels")
        if not all(_is_channel(call, channel) for channel in given["channels"]):
            raise ApiError("invalid_channel_provided")
    return given


def _name(call: Call, name: str, group: UserGroup | None) -> str:
    if len(name) > NAME_LIMIT:
        raise ApiError("name_too_long")
    if any(one.name == name for one in call.state.groups if one is not group):
        raise ApiError("name_already_exists")
    return name


def _handle(call: Call, handle: str, group: UserGroup | None) -> str:
    if not HANDLE.fullmatch(handle):
        raise ApiError("bad_handle")
    taken = {user.name for user in call.state.users.values()}
    taken |= {one.handle for one in call.state.groups if one is not group}
    if handle in taken:
        raise ApiError("handle_already_exists")
    return handle


def _is_channel(call: Call, channel_id: str) -> bool:
    channel = call.state.channels.get(channel_id)
    return channel is not None and is_group(channel) and channel.is_visible_to(call.bot)


def enable(call: Call) -> Json:
    """Let a user group be mentioned again."""
    group = _group(call)
    if group.is_enabled:
        raise ApiError("already_enabled")
    groups.change(call.ws, group, by=call.bot, deleted=0)
    return _shown(call, group)


def disable(call: Call) -> Json:
    """Keep a user group, and let nobody mention it."""
    group = _group(call)
    if not group.is_enabled:
        raise ApiError("already_disabled")
    groups.change(call.ws, group, by=call.bot, deleted=call.state.seconds())
    return _shown(call, group)


def users_list(call: Call) -> Json:
    """List who is in a user group."""
    group = _group(call)
    if not group.is_enabled and not call.flag("include_disabled"):
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


def users_update(call: Call) -> Json:
    """Replace who is in a user group."""
    group = _group(call)
    users = list(dict.fromkeys(call.words("users")))
    if not users:
        raise ApiError("no_users_provided")
    if any(user not in call.state.users or call.state.users[user].deleted for user in users):
        raise ApiError("invalid_users")
    groups.set_users(call.ws, group, users, by=call.bot)
    return _shown(call, group)


METHODS: dict[str, Method] = {
    "usergroups.list": list_all,
    "usergroups.create": create,
    "usergroups.update": update,
    "usergroups.enable": enable,
    "usergroups.disable": disable,
    "usergroups.users.list": users_list,
    "usergroups.users.update": users_update,
}
