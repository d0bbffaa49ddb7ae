"""User groups made and changed while the workspace runs."""

from collections.abc import Sequence
from typing import Any

from advicebot.workspace.shapes.change_events import group_event, members_event
from advicebot.workspace.shapes.users import page_group
from advicebot.workspace.state.user_groups import UserGroup
from advicebot.workspace.workspace import Workspace


def create(ws: Workspace, *, by: str, **known: Any) -> UserGroup:
    """Make a user group without members."""
    now = ws.state.seconds()
    group = ws.state.groups.add(created=now, updated=now, created_by=by, updated_by=by, **known)
    _tell(ws, group, is_new=True)
    return group


def change(ws: Workspace, group: UserGroup, *, by: str, **changed: Any) -> None:
    """Change fields of a user group."""
    for name, value in changed.items():
        setattr(group, name, value)
    group.updated, group.updated_by = ws.state.seconds(), by
    _tell(ws, group)


def set_users(ws: Workspace, group: UserGroup, users: Sequence[str], *, by: str) -> None:
    """Replace who is in a user group."""
    old, before = group.users, group.updated
    change(ws, group, by=by, users=list(users))
    added = [user for user in users if user not in old]
    removed = [user for user in old if user not in users]
    event = members_event(ws.state, group, before=before, added=added, removed=removed)
    ws.emit(event, to=ws.subscribers(event["type"]))


def _tell(ws: Workspace, group: UserGroup, *, is_new: bool = False) -> None:
    event = group_event(ws.state, group, is_new=is_new)
    ws.emit(event, to=ws.subscribers(event["type"]))
    for user in ws.live.watchers():
        ws.live.send(user, {"type": "user_group", "user_group": page_group(group)})
