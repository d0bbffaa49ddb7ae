"""A workspace from a file: what it says, what it leaves out, and what is wrong with it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from advicebot.workspace.__main__ import environment_of, main
from advicebot.workspace.config import AppConfig
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
        (
            SMALL + "chanels: []",
            "line 3: chanels: there is no such key here. Did you mean channels?",
        ),
        (SMALL + "channels: [{name: few, members: [dan]}]", "names dan, who is neither"),
        ("users: [{name: ana}, {name: ana}]\napps: [{name: echo}]", "ana is the name of two"),
        (
            "users: [{name: Ana B}]\napps: [{name: echo}]",
            "users[0] (Ana B).name: a name has at most",
        ),
        (SMALL + "time_zone: Nowhere/Land", "there is no time zone 'Nowhere/Land'"),
        ("users: [{name: ana, bot: true}]\napps: [{name: echo}]", "Nobody may log in"),
        (SMALL.replace("echo", "echo, manifest: gone.json"), "gone.json cannot be read"),
        ("users: [", "is not YAML"),
    ],
)
def test_every_mistake_is_named(written, text, named):
    assert named in problems(written(text))


def app_with(said: str) -> str:
    return f"users: [{{name: ana}}]\napps: [{{name: echo, {said}}}]"


TWO = "users: [{name: ana}]\napps: [{name: one, %s}, {name: two, %s}]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + "time_zone: Europe", "no time zone 'Europe'"),
        (SMALL + f"time_zone: {'a' * 5000}", "no time zone 'aaa"),
        (SMALL + "team: " + "[" * 3000, "too deep"),
        (SMALL + "ack_within: " + "9" * 6000, "more than 4,300 digits"),
        (SMALL + "ack_within: 0x" + "f" * 6000, "ack_within: this number is too large"),
        (SMALL + "ack_within: .inf", "neither infinite nor .nan"),
        (SMALL + "redelivery: [.nan]", "redelivery[0]: it must be a number"),
        (SMALL + "ack_within: yes", "ack_within: it must be a number"),
        (SMALL + "clock_steps: [{label: Later, days: .nan}]", "clock_steps[0] (Later).days"),
        (
            SMALL + "clock_steps: [{label: Later, days: 1.0e+300}]",
            "step 'Later' moves the clock by",
        ),
        (SMALL + "clock_steps: [{label: Later, days: 5000000}]", "the most is 36500 days"),
        (SMALL + "clock_steps: [{label: Later}]", "step 'Later' moves nothing"),
        (SMALL + "clock_steps: [{label: A, days: 1}, {label: A, days: 2}]", "steps are called 'A'"),
        (SMALL + "users: [{name: ben}]", "the key users stands twice, in lines 1 and 3"),
        (SMALL + "channels: [{name: a, id: C1}, {name: a, id: C2}]", "channels are called a"),
        (SMALL + "channels: [{name: a}, {name: a}]", "Two channels are called a"),
        (SMALL + "channels: [{name: a, id: C1}, {name: b, id: C1}]", "a and b have the same id C1"),
        (SMALL.replace("ana", "ana, deactivated: true"), "neither a bot nor deactivated"),
        (SMALL.replace("ana", "ana, id: ''"), "users[0] (ana).id: an id is U or W"),
        (SMALL.replace("ana", "ana, id: ../x"), "users[0] (ana).id: an id is U or W"),
        (SMALL.replace("ana", "ana, rol: x"), "Did you mean role? There are name, id, real_name"),
        (SMALL.replace("{name: ana}", "{name: ana}, 5"), "users[1]: it must be a part with keys"),
        (app_with("bot_token: hello"), "must begin with xoxb-"),
        (app_with("bot_token: 'xoxb-a b'"), "must begin with xoxb-"),
        (app_with("bot_token: 'xoxb-a;b'"), "must begin with xoxb-"),
        (app_with('bot_token: "xoxb-a\\nb"'), "must begin with xoxb-"),
        (app_with("app_token: ''"), "must begin with xapp-"),
        (app_with("signing_secret: 'a $b'"), "a secret has letters"),
        (TWO % (("app_token: xapp-1",) * 2), "is the app_token of one and the app_token of two"),
        (TWO % (("commands: [{command: /x}]",) * 2), "apps one and two have the command /x"),
        (app_with("commands: [{command: /x}, {command: /x}]"), "App echo has the command /x more"),
        (app_with("commands: [{command: x}]"), "a command begins with /"),
        (app_with("request_url: 'http://127.0.0.1:99999/'"), "which is no web address"),
        (app_with("request_url: 'http://127.0.0.1:abc/'"), "which is no web address"),
        (app_with("request_url: 'http://[::1'"), "App echo has the request URL 'http://[::1'"),
        (app_with("request_url: 'https://example.org/'"), "`elsewhere: true` in a file"),
        (
            app_with("events: [message.foo]"),
            "Slack has no event of this name: did you mean message",
        ),
        (app_with("scopes: ['chat:writes']"), "did you mean chat:write?"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(written, text, said):
    assert said in problems(written(text))


def test_an_error_stays_short_however_much_the_value_holds(written):
    bomb = "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefg")
    )
    said = problems(written(f"a: &a [1]\n{bomb}users: [{{name: *g}}]\napps: [{{name: echo}}]"))
    (named,) = [line for line in said.splitlines() if "users[0].name" in line]
    assert len(named) < 400


def test_whoever_is_named_twice_is_a_member_once(written):
    config = read_config(written(SMALL + "channels: [{name: a, members: ['*', ana, ana]}]"))
    assert len(config.channels[0].members) == 2


def test_a_name_like_none_that_is_known_may_be_newer_than_this(written):
    config = read_config(written(app_with("events: [brand_new_thing], scopes: ['novelty:hear']")))
    assert config.app.bot_events == ("brand_new_thing",)


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


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"display_information": "hello"}, "display_information: it must be a part with keys"),
        ({"display_information": None}, "it has no display_information"),
        ({"display_information": {"name": 5}}, "display_information.name: it must be a text"),
        ({"display_information": {"name": ["a"]}}, "display_information.name: it must be a text"),
        ({"settings": ["a"]}, "settings: it must be a part with keys"),
        ({"features": {"slash_commands": [{}]}}, "slash_commands[0].command: it must be there"),
        ({"features": {"slash_commands": "x"}}, "slash_commands: it must be a list"),
        (
            {"features": {"shortcuts": [{"name": "Begin", "type": "global"}]}},
            "shortcuts[0] (Begin).callback_id: it must be there",
        ),
        ({"oauth_config": {"scopes": {"bot": 5}}}, "scopes.bot: it must be a list"),
        ({"oauth_config": {"scopes": {"bot": ["comands"]}}}, "did you mean commands?"),
        ({"settings": {"event_subscriptions": {"bot_events": 3}}}, "bot_events: it must be a list"),
        (
            {"settings": {"event_subscriptions": {"request_url": 5}}},
            "request_url: it must be a text",
        ),
    ],
)
def test_every_mistake_of_a_manifest_is_named(written, tmp_path, part, said):
    manifest = {"display_information": {"name": "Echo"}} | part
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    told = problems(written(app_with("manifest: manifest.json")))
    assert "manifest.json" in told
    assert said in told


def test_a_manifest_may_leave_things_empty_and_may_not_be_too_deep(written, tmp_path):
    path = written(app_with("manifest: manifest.json"))
    empty = {
        "display_information": {"name": "Echo"},
        "settings": None,
        "features": {"shortcuts": None},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(empty))
    assert read_config(path).app.name == "Echo"
    (tmp_path / "manifest.json").write_text("[" * 100_000)
    assert "too deep" in problems(path)


@pytest.fixture
def started(monkeypatch, capsys):
    """Return a function that runs the command until it ends, and gives its code and its words."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["workspace", *arguments])
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.mark.parametrize("port", ["99999", "-1", "abc", "9" * 6000])
def test_a_port_that_is_none_is_refused(started, port):
    code, _, told = started(f"--port={port}")
    assert code == 2
    assert "is no port: give a whole number from 0 to 65535" in told
    assert len(told) < 1000


def test_a_check_says_that_the_file_is_right(started, written):
    code, said, told = started("--check", "--config", str(written(SMALL)))
    assert (code, told) == (0, "")
    assert said.endswith("workspace.yaml is right: users 1, channels 0, apps 1.\n")


def test_what_is_printed_for_a_shell_is_quoted():
    said = environment_of(AppConfig(signing_secret="a b;c"), "http://127.0.0.1:1/api/")
    assert "export SLACK_SIGNING_SECRET='a b;c'\n" in said
