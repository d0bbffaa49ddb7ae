"""What keeps a workspace from being built, one sentence for each problem."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advicebot.workspace.addresses import is_of_this_machine

if TYPE_CHECKING:
    from advicebot.workspace.config import AppConfig, WorkspaceConfig

EXAMPLE = "http://127.0.0.1:3000/slack/events"


def problems_of(config: "WorkspaceConfig") -> Iterator[str]:
    """Yield what is wrong across the parts of a workspace."""
    yield from _of_apps(config)
    yield from _of_users(config)
    yield from _of_channels(config)
    yield from _of_groups(config)
    for label in _twice(step.label for step in config.clock_steps):
        yield f"Two clock steps are called {label!r}: give each its own label."


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _known(config: "WorkspaceConfig") -> set[str]:
    return {user.id for user in config.users} | {app.bot_user_id for app in config.apps}


def _of_users(config: "WorkspaceConfig") -> Iterator[str]:
    ids = [user.id for user in config.users] + [app.bot_user_id for app in config.apps]
    for user_id in _twice(ids):
        names = [user.name for user in config.users if user.id == user_id]
        names += [app.name for app in config.apps if app.bot_user_id == user_id]
        yield f"{' and '.join(names)} have the same id {user_id}: give each user and app its own."
    if not any(user.may_log_in and not user.is_bot and not user.deleted for user in config.users):
        yield (
            "Nobody may log in: add one user who is neither a bot nor deactivated (in a file "
            "without `bot` and `deactivated`)."
        )


def _of_channels(config: "WorkspaceConfig") -> Iterator[str]:
    for name in _twice(channel.name for channel in config.channels):
        yield f"Two channels are called {name}: give each its own name."
    for channel_id in _twice(channel.id for channel in config.channels):
        names = {channel.name for channel in config.channels if channel.id == channel_id}
        if len(names) > 1:
            said = " and ".join(sorted(names))
            yield f"The channels {said} have the same id {channel_id}: give each its own."
    known = _known(config)
    for channel in config.channels:
        if strangers := sorted(set(channel.members) - known):
            yield f"Channel {channel.name} has members {', '.join(strangers)} that are not users."


def _of_groups(config: "WorkspaceConfig") -> Iterator[str]:
    for name in ("id", "handle"):
        for value in _twice(getattr(group, name) for group in config.user_groups):
            yield f"Two user groups have the same {name} {value}: give each its own."
    known = _known(config)
    for group in config.user_groups:
        if strangers := sorted(set(group.users) - known):
            yield f"User group {group.handle} has {', '.join(strangers)} that are not users."


def _of_apps(config: "WorkspaceConfig") -> Iterator[str]:
    if not config.apps:
        yield "There is no app: add one."
    for name in ("id", "bot_id"):
        for value in _twice(getattr(app, name) for app in config.apps):
            yield f"Two apps have the same {name} {value}: give each its own."
    yield from _of_tokens(config.apps)
    yield from _of_commands(config.apps)
    for app in config.apps:
        if app.request_url and (problem := _of_address(app)):
            yield f"App {app.name} has the request URL {app.request_url[:100]!r}, {problem}"


def _of_tokens(apps: Iterable["AppConfig"]) -> Iterator[str]:
    said = [(app, name, getattr(app, name)) for app in apps for name in ("bot_token", "app_token")]
    for token in _twice(token for _, _, token in said):
        where = " and ".join(f"the {name} of {app.name}" for app, name, one in said if one == token)
        yield f"One token is {where}: every app has two tokens of its own."


def _of_commands(apps: Iterable["AppConfig"]) -> Iterator[str]:
    said = [(command.command, app.name) for app in apps for command in app.commands]
    for command in _twice(command for command, _ in said):
        names = [name for one, name in said if one == command]
        if len(set(names)) == 1:
            yield f"App {names[0]} has the command {command} more than once: keep one."
        else:
            whose = " and ".join(dict.fromkeys(names))
            yield f"The apps {whose} have the command {command}: a person could mean only one."


def _of_address(app: "AppConfig") -> str | None:
    url = app.request_url or ""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        is_right = False
    if not is_right:
        return f"which is no web address: give one like {EXAMPLE}."
    if app.is_elsewhere or is_of_this_machine(url):
        return None
    return (
        f"which is not of this machine: give one like {EXAMPLE}, or say that the app is elsewhere "
        "(`elsewhere: true` in a file, is_elsewhere in Python)."
    )
