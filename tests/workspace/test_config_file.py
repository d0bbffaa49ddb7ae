"""A workspace from a file: what it says, what it leaves out, and what is wrong with it."""

import json
from pathlib import Path

import pytest

from advicebot.workspace.config.file import SAMPLE, read_config
from advicebot.workspace.errors import ConfigError

SMALL = "users: [{name: ana}]\napps: [{name: echo}]\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "workspace.yaml"
        path.write_text(text)
        return path

    return write


def problems(path: Path) -> str:
    with pytest.raises(ConfigError) as refused:
        read_config(path)
    return "\n".join(refused.value.problems)


def test_users_and_apps_are_enough(written):
    config = read_config(written(SMALL))
    assert [user.name for user in config.users] == ["ana"]
    assert (config.app.bot_token, config.app.app_token) == ("xoxb-echo", "xapp-echo")
    assert config.rate_limits
    assert config.ack_within == 3.0


def test_ids_are_the_same_in_every_run_and_differ_from_each_other(written):
    first, second = read_config(SAMPLE), read_config(SAMPLE)
    ids = [each.id for each in (*first.users, *first.channels, *first.apps)]
    assert ids == [each.id for each in (*second.users, *second.channels, *second.apps)]
    assert len(set(ids)) == len(ids)


def test_members_are_named_and_an_asterisk_is_everybody(written):
    config = read_config(
        written(SMALL + "channels: [{name: all}, {name: few, private: true, members: [echo]}]")
    )
    everybody, few = config.channels
    assert set(everybody.members) == {config.users[0].id, config.app.bot_user_id}
    assert few.members == [config.app.bot_user_id]
    assert few.is_private


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "has no users and no apps"),
        ("users: []\napps: [{name: echo}]", "users"),
        (SMALL + "chanels: []", "chanels: Extra inputs are not permitted"),
        (SMALL + "channels: [{name: few, members: [dan]}]", "names dan, who is neither"),
        ("users: [{name: ana}, {name: ana}]\napps: [{name: echo}]", "ana is the name of two"),
        ("users: [{name: Ana B}]\napps: [{name: echo}]", "users.0.name"),
        (SMALL + "time_zone: Nowhere/Land", "there is no time zone Nowhere/Land"),
        ("users: [{name: ana, bot: true}]\napps: [{name: echo}]", "Nobody may log in"),
        (SMALL.replace("echo", "echo, manifest: gone.json"), "gone.json cannot be read"),
        ("users: [", "is not YAML"),
    ],
)
def test_every_mistake_is_named(written, text, named):
    assert named in problems(written(text))


def test_a_missing_file_is_named(tmp_path):
    assert "none.yaml cannot be read" in problems(tmp_path / "none.yaml")


def test_a_manifest_decides_commands_shortcuts_events_and_scopes(written, tmp_path):
    manifest = {
        "display_information": {"name": "Echo of all"},
        "features": {
            "bot_user": {"display_name": "echo"},
            "slash_commands": [{"command": "/say", "description": "Say it"}],
            "shortcuts": [
                {"type": "global", "name": "Begin", "callback_id": "begin"},
                {"type": "message", "name": "Keep", "callback_id": "keep"},
            ],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {
            "event_subscriptions": {
                "request_url": "http://127.0.0.1:3000/slack/events",
                "bot_events": ["message.im"],
            },
            "socket_mode_enabled": False,
        },
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    app = read_config(written(SMALL.replace("echo", "echo, manifest: manifest.json"))).app
    assert app.name == "Echo of all"
    assert [each.command for each in app.commands] == ["/say"]
    assert [each.callback_id for each in app.global_shortcuts] == ["begin"]
    assert [each.callback_id for each in app.message_shortcuts] == ["keep"]
    assert app.bot_events == ("message.im",)
    assert app.bot_scopes == ("chat:write", "commands")
    assert app.request_url == "http://127.0.0.1:3000/slack/events"


def test_a_file_that_is_no_manifest_is_refused(written, tmp_path):
    (tmp_path / "manifest.json").write_text("[]")
    path = written(SMALL.replace("echo", "echo, manifest: manifest.json"))
    assert "is no app manifest" in problems(path)
