"""Reads an app manifest, as its author gives it to Slack, for what a workspace needs of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from advicebot.workspace.config import CommandConfig, ShortcutConfig
from advicebot.workspace.errors import ConfigError


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the fields of AppConfig that a manifest in JSON or YAML decides.

    Raises:
        ConfigError: the file is missing or is no manifest.
    """
    try:
        text = path.read_text(encoding="utf-8")
        read = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise ConfigError([f"{path} cannot be read: {error.strerror}."]) from error
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            [f"{path} is not readable as {path.suffix or 'YAML'}: {error}"]
        ) from error
    if not isinstance(read, Mapping) or "display_information" not in read:
        raise ConfigError([f"{path} is no app manifest: it has no display_information."])
    return _fields(read)


def _fields(manifest: Mapping[str, Any]) -> dict[str, Any]:
    features, settings = manifest.get("features") or {}, manifest.get("settings") or {}
    events = settings.get("event_subscriptions") or {}
    shortcuts = features.get("shortcuts") or []
    home = features.get("app_home") or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    made: dict[str, Any] = {
        "name": manifest["display_information"].get("name", ""),
        "bot_name": (features.get("bot_user") or {}).get("display_name", ""),
        "commands": tuple(_command(each) for each in features.get("slash_commands") or []),
        "message_shortcuts": _shortcuts(shortcuts, "message"),
        "global_shortcuts": _shortcuts(shortcuts, "global"),
        "bot_events": tuple(events.get("bot_events") or ()),
        "bot_scopes": tuple(scopes),
        "has_home": bool(home.get("home_tab_enabled", True)),
    }
    is_socket = bool(settings.get("socket_mode_enabled"))
    return made | ({} if is_socket else {"request_url": events.get("request_url")})


def _command(given: Mapping[str, Any]) -> CommandConfig:
    return CommandConfig(
        command=given["command"],
        description=given.get("description", ""),
        usage_hint=given.get("usage_hint", ""),
    )


def _shortcuts(given: list[Mapping[str, Any]], kind: str) -> tuple[ShortcutConfig, ...]:
    return tuple(
        ShortcutConfig(callback_id=each["callback_id"], name=each["name"])
        for each in given
        if each.get("type") == kind
    )
