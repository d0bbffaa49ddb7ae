"""Reads a workspace from a YAML file."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from advicebot.workspace.config import (
    DEFAULT_EVENTS,
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    UserGroupConfig,
    WorkspaceConfig,
)
from advicebot.workspace.config import schema as schema
from advicebot.workspace.config.manifest import read_manifest
from advicebot.workspace.config.reading import Document, read
from advicebot.workspace.config.wording import problems_in, shown
from advicebot.workspace.errors import ConfigError

EVERYBODY = "*"
SAMPLE = Path(__file__).parent / "sample.yaml"


def read_config(path: Path) -> WorkspaceConfig:
    """Return the workspace that a file describes.

    Whatever has no id gets one made of its name, the same in every run. A manifest is looked for
    beside the file.

    Raises:
        ConfigError: the file cannot be read or breaks a rule; every problem is named.
    """
    file = _checked(read(path))
    ids = _ids(file)
    try:
        return WorkspaceConfig(
            team_id=file.team.id or _id("T", file.team.name),
            team_name=file.team.name,
            team_domain=file.team.domain or file.team.name.lower().replace(" ", "-"),
            users=[_user(each, ids) for each in file.users],
            channels=[_channel(each, ids) for each in file.channels],
            user_groups=[_group(each, ids) for each in file.user_groups],
            apps=[_app(each, ids, path.parent) for each in file.apps],
            clock_steps=[_step(each) for each in file.clock_steps],
            time_zone=file.time_zone,
            ack_within=file.ack_within,
            redelivery=tuple(file.redelivery),
            rate_limits=file.rate_limits,
            refresh_every=file.refresh_every,
            emoji=file.emoji,
        )
    except ValueError as error:
        raise ConfigError([f"{path}: {error}"]) from error


def _checked(document: Document) -> schema.File:
    path = document.path
    if not isinstance(document.content, Mapping):
        raise ConfigError(
            [f"{path} has no users and no apps: see --example for how they are said."]
        )
    try:
        file = schema.File.model_validate(document.content)
    except ValidationError as error:
        raise ConfigError(problems_in(document, error, schema.File)) from error
    if problems := [*_strangers(file), *_zones(file)]:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return file


def _strangers(file: schema.File) -> Iterator[str]:
    """Whoever is named must be there, and no name may mean two."""
    names = [*(user.name for user in file.users), *(app.name for app in file.apps)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is the name of two users or apps: give each its own."
    lists = {f"channels.{each.name}.members": each.members for each in file.channels}
    lists |= {f"user_groups.{each.handle}.users": each.users for each in file.user_groups}
    for place, named in lists.items():
        for stranger in sorted(set(named) - {*names, EVERYBODY}):
            known = ", ".join(names)
            yield f"{place} names {stranger}, who is neither a user nor an app. There are: {known}."


def _zones(file: schema.File) -> Iterator[str]:
    zones = {"time_zone": file.time_zone}
    zones |= {f"users.{each.name}.time_zone": each.time_zone or "UTC" for each in file.users}
    for place, zone in zones.items():
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield f"{place}: there is no time zone {shown(zone)}; write one such as Europe/London."


def _id(prefix: str, name: str) -> str:
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:10].upper()


def _ids(file: schema.File) -> dict[str, str]:
    """Return the user ids of people and of apps' bots by name."""
    people = {each.name: each.id or _id("U", each.name) for each in file.users}
    return people | {each.name: _id("U", each.name) for each in file.apps}


def _user(user: schema.User, ids: Mapping[str, str]) -> UserConfig:
    return UserConfig(
        id=ids[user.name],
        name=user.name,
        real_name=user.real_name,
        title=user.title,
        role=user.role,
        email=user.email,
        time_zone=user.time_zone,
        is_admin=user.admin,
        is_bot=user.bot,
        is_restricted=user.guest is not None,
        is_ultra_restricted=user.guest == "single-channel",
        deleted=user.deactivated,
        may_log_in=not user.bot,
        other_team_id=user.team,
    )


def _members(named: Iterable[str], ids: Mapping[str, str]) -> list[str]:
    """Return ids, each once however often somebody is named."""
    found = (ids[name] for each in named for name in (ids if each == EVERYBODY else (each,)))
    return list(dict.fromkeys(found))


def _channel(channel: schema.Channel, ids: Mapping[str, str]) -> ChannelConfig:
    return ChannelConfig(
        id=channel.id or _id("C", channel.name),
        name=channel.name,
        members=_members(channel.members, ids),
        is_private=channel.private,
        is_archived=channel.archived,
        is_ext_shared=channel.shared,
        topic=channel.topic,
        purpose=channel.purpose,
    )


def _group(group: schema.UserGroup, ids: Mapping[str, str]) -> UserGroupConfig:
    return UserGroupConfig(
        id=group.id or _id("S", group.handle),
        handle=group.handle,
        name=group.name or group.handle,
        description=group.description,
        users=_members(group.users, ids),
    )


def _app(app: schema.App, ids: Mapping[str, str], folder: Path) -> AppConfig:
    made: dict[str, Any] = read_manifest(folder / app.manifest) if app.manifest else _own(app)
    made |= {"name": app.title or made.get("name") or app.name, "bot_name": app.name}
    if app.request_url:
        made["request_url"] = app.request_url
    return AppConfig(
        id=app.id or _id("A", app.name),
        bot_user_id=ids[app.name],
        bot_id=_id("B", app.name),
        bot_token=app.bot_token or f"xoxb-{app.name}",
        app_token=app.app_token or f"xapp-{app.name}",
        signing_secret=app.signing_secret or f"secret-{app.name}",
        verification_token=f"verification-{app.name}",
        is_elsewhere=app.elsewhere,
        **made,
    )


def _own(app: schema.App) -> dict[str, Any]:
    """Return the fields that a manifest would decide, as the file itself says them."""
    by_type = {
        kind: tuple(
            ShortcutConfig(callback_id=each.callback_id, name=each.name)
            for each in app.shortcuts
            if each.type == kind
        )
        for kind in ("message", "global")
    }
    return {
        "commands": tuple(CommandConfig(**each.model_dump()) for each in app.commands),
        "message_shortcuts": by_type["message"],
        "global_shortcuts": by_type["global"],
        "bot_events": tuple(DEFAULT_EVENTS if app.events is None else app.events),
        "bot_scopes": None if app.scopes is None else tuple(app.scopes),
        "has_home": app.home,
    }


def _step(step: schema.Step) -> ClockStep:
    by = timedelta(minutes=step.minutes, hours=step.hours, days=step.days)

    def move(now: datetime) -> datetime:
        return now + by

    return ClockStep(label=step.label, move=move)
