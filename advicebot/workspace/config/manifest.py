"""Reads an app manifest, as its author gives it to Slack, for what a workspace needs of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from advicebot.workspace.config import CommandConfig, ShortcutConfig
from advicebot.workspace.config.kinds import CommandName, Event, Lenient, Scope
from advicebot.workspace.config.reading import read
from advicebot.workspace.config.wording import problems_in
from advicebot.workspace.errors import ConfigError


class Display(Lenient):
    """How the app is called."""

    name: str = ""


class BotUser(Lenient):
    """How its bot is called."""

    display_name: str = ""


class Command(Lenient):
    """A slash command."""

    command: CommandName
    description: str = ""
    usage_hint: str = ""


class Shortcut(Lenient):
    """A shortcut, used anywhere or on a message."""

    name: str
    callback_id: str
    type: Literal["global", "message"]


class Home(Lenient):
    """What its home shows."""

    home_tab_enabled: bool = True


class Features(Lenient):
    """What people see of it."""

    bot_user: BotUser = BotUser()
    app_home: Home = Home()
    slash_commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()


class Scopes(Lenient):
    """What its bot may do."""

    bot: tuple[Scope, ...] = ()


class Rights(Lenient):
    """What it may do."""

    scopes: Scopes = Scopes()


class Events(Lenient):
    """What it is told, and where."""

    request_url: str | None = None
    bot_events: tuple[Event, ...] = ()


class Settings(Lenient):
    """How it is told."""

    event_subscriptions: Events = Events()
    socket_mode_enabled: bool = False


class Manifest(Lenient):
    """A whole manifest, as far as it matters here."""

    display_information: Display
    features: Features = Features()
    oauth_config: Rights = Rights()
    settings: Settings = Settings()


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the fields of AppConfig that a manifest in JSON or YAML decides.

    Raises:
        ConfigError: the file is missing or is no manifest; every problem is named.
    """
    document = read(path)
    if not isinstance(document.content, dict) or not document.content.get("display_information"):
        raise ConfigError([f"{path} is no app manifest: it has no display_information."])
    try:
        return _fields(Manifest.model_validate(document.content))
    except ValidationError as error:
        raise ConfigError(problems_in(document, error, Manifest)) from error


def _fields(manifest: Manifest) -> dict[str, Any]:
    features, events = manifest.features, manifest.settings.event_subscriptions
    made: dict[str, Any] = {
        "name": manifest.display_information.name,
        "bot_name": features.bot_user.display_name,
        "commands": tuple(CommandConfig(**each.model_dump()) for each in features.slash_commands),
        "message_shortcuts": _shortcuts(features.shortcuts, "message"),
        "global_shortcuts": _shortcuts(features.shortcuts, "global"),
        "bot_events": tuple(events.bot_events),
        "bot_scopes": tuple(manifest.oauth_config.scopes.bot),
        "has_home": features.app_home.home_tab_enabled,
    }
    is_socket = manifest.settings.socket_mode_enabled
    return made | ({} if is_socket else {"request_url": events.request_url})


def _shortcuts(given: Sequence[Shortcut], kind: str) -> tuple[ShortcutConfig, ...]:
    return tuple(
        ShortcutConfig(callback_id=each.callback_id, name=each.name)
        for each in given
        if each.type == kind
    )
