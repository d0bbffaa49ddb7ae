"""The app manifest, made from the registered listeners and the methods we call: least scopes, no
more.
"""

from typing import Any

from advicebot.slack.ids import CallbackId, Command, Event
from advicebot.slack.methods import METHOD_SCOPES

NAME = "Advice line"
EVENT_SCOPES: dict[Event, tuple[str, ...]] = {
    Event.MESSAGE_IM: ("im:history",),
    Event.MESSAGE_GROUPS: ("groups:history",),
    Event.APP_MENTION: ("app_mentions:read",),
    Event.APP_HOME_OPENED: (),
    Event.MEMBER_JOINED: ("groups:read",),
    Event.MEMBER_LEFT: ("groups:read",),
}
COMMAND_TEXTS: dict[Command, tuple[str, str]] = {
    Command.ADVICE: ("Ask the advice line, in private", "[what is happening]"),
    Command.OFFERS: ("Outreach for a pupil or for you: look, and ask for it", "[help]"),
    Command.ONCALL: (
        "Who is on call, for those who answer the line",
        "[today | week | gaps | take | sick | swap | away | who would get this at 18:30 | help]",
    ),
}
SHORTCUT_TEXTS: dict[CallbackId, tuple[str, str]] = {
    CallbackId.ASK_ABOUT_MESSAGE: (
        "Ask the advice line",
        "Ask the advice line about this message, in private",
    ),
}


def manifest() -> dict[str, Any]:
    """Return the manifest of the app as a dictionary that ``api.slack.com/apps`` takes as JSON."""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": NAME,
            "description": "Calm, practical advice for school staff at a hard moment.",
            "background_color": "#1d4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [_shortcut(each) for each in SHORTCUT_TEXTS],
            "slash_commands": [_command(each) for each in COMMAND_TEXTS],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(each.value for each in EVENT_SCOPES)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def scopes() -> list[str]:
    """Return the bot scopes that our events, commands and method calls need, and no other."""
    needed = {scope for each in METHOD_SCOPES.values() for scope in each}
    needed |= {scope for each in EVENT_SCOPES.values() for scope in each}
    if COMMAND_TEXTS or SHORTCUT_TEXTS:
        needed.add("commands")
    return sorted(needed)


def _command(command: Command) -> dict[str, Any]:
    description, hint = COMMAND_TEXTS[command]
    return {
        "command": command.value,
        "description": description,
        "usage_hint": hint,
        "should_escape": True,
    }


def _shortcut(callback: CallbackId) -> dict[str, Any]:
    name, description = SHORTCUT_TEXTS[callback]
    return {
        "name": name,
        "type": "message",
        "callback_id": callback.value,
        "description": description,
    }
