"""User groups: people that can be mentioned by one handle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from advicebot.workspace.config import UserGroupConfig
from advicebot.workspace.ids import new_id


@dataclass(slots=True, kw_only=True)
class UserGroup:
    """One group. ``deleted`` is when it was disabled, in Unix seconds, 0 while it is enabled."""

    id: str
    handle: str
    name: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    deleted: int = 0
    created_by: str = ""
    updated_by: str = ""

    @property
    def is_enabled(self) -> bool:
        """Return whether it can be mentioned."""
        return self.deleted == 0


class UserGroups:
    """Every user group, disabled ones too."""

    def __init__(self, made: Sequence[UserGroupConfig], *, created: int) -> None:
        self._all: dict[str, UserGroup] = {}
        for group in made:
            self._all[group.id] = UserGroup(
                id=group.id,
                handle=group.handle,
                name=group.name or group.handle,
                description=group.description,
                users=list(group.users),
                created=created,
                updated=created,
                deleted=created if group.is_disabled else 0,
            )

    def __iter__(self) -> Iterator[UserGroup]:
        """Yield the groups, oldest first."""
        return iter(self._all.values())

    def find(self, group_id: object) -> UserGroup | None:
        """Return the group with this id."""
        return self._all.get(group_id) if isinstance(group_id, str) else None

    def by_handle(self, handle: str) -> UserGroup | None:
        """Return the enabled group with this handle, in any case."""
        found = (group for group in self if group.is_enabled)
        return next((group for group in found if group.handle.lower() == handle.lower()), None)

    def of(self, user: str) -> frozenset[str]:
        """Return the enabled groups that somebody is in."""
        return frozenset(group.id for group in self if group.is_enabled and user in group.users)

    def add(self, **known: Any) -> UserGroup:
        """Return a new group."""
        group = UserGroup(id=new_id("S"), **known)
        self._all[group.id] = group
        return group
