"""The app manifest asks for what the code needs, and for nothing else."""

import re
from pathlib import Path

import advicebot
from advicebot.slack.app import COMMANDS, EVENTS, SHORTCUTS
from advicebot.slack.manifest import COMMAND_TEXTS, EVENT_SCOPES, SHORTCUT_TEXTS, manifest, scopes
from advicebot.slack.methods import METHOD_SCOPES, READS

NEEDED = [
    "app_mentions:read",  # mentions in channels
    "channels:read",  # find the on-call channel, and who is in it, where it is public
    "chat:write",  # answer
    "commands",  # /advice and the shortcut
    "files:write",  # the pictures and the table of the digest; no file is ever read
    "groups:history",  # hear what is written under a card in the private on-call channel
    "groups:read",  # find it and the leads' channel, and who is in them
    "im:history",  # be told of direct messages, sweep for missed ones
    "im:read",  # list the direct-message channels to sweep
    "im:write",  # open one
    "users:read",  # tell members from guests, bots, outsiders and those who have left
]


def test_the_scopes_are_exactly_these():
    assert scopes() == NEEDED == manifest()["oauth_config"]["scopes"]["bot"]
    assert "user" not in manifest()["oauth_config"]["scopes"]


def test_every_method_that_is_called_is_listed_and_every_listed_one_is_called():
    folder = Path(advicebot.__file__).parent / "slack"
    source = "".join((folder / name).read_text() for name in ("gateway.py", "files.py"))
    called = re.findall(r'"((?:chat|conversations|files|users|views|auth)\.\w+)"', source)
    assert set(called) == set(METHOD_SCOPES)


def test_methods_that_read_are_known_as_such():
    read = re.compile(r"users\.\w+|conversations\.(history|info|members|replies|list)")
    assert {name for name in METHOD_SCOPES if read.fullmatch(name)} == READS


def test_no_event_of_a_public_channel_is_asked_for():
    """The on-call channel is private; nobody's talk in a public one is any business of ours."""
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert "message.groups" in events
    assert not {"message.channels", "message.mpim"} & set(events)
    assert not {"channels:history", "mpim:history"} & set(scopes())


def test_events_commands_and_shortcuts_are_the_registered_ones():
    made = manifest()
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(map(str, EVENTS))
    assert {each["command"] for each in made["features"]["slash_commands"]} == set(COMMANDS)
    assert {each["callback_id"] for each in made["features"]["shortcuts"]} == set(SHORTCUTS)
    assert set(EVENT_SCOPES) == set(EVENTS)
    assert set(COMMAND_TEXTS) == set(COMMANDS)
    assert set(SHORTCUT_TEXTS) == set(SHORTCUTS)


def test_it_keeps_slacks_limits():
    made = manifest()
    display, features = made["display_information"], made["features"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", display["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
        assert shortcut["type"] in ("message", "global")
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_it_works_over_socket_mode_for_one_workspace():
    settings = manifest()["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False
    assert "url" not in str(manifest())


def test_teachers_can_write_to_it_and_see_their_home():
    home = manifest()["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_mentions_in_a_command_arrive_as_ids_so_that_they_can_be_taken_out():
    for command in manifest()["features"]["slash_commands"]:
        assert command["should_escape"] is True
