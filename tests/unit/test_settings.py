"""Settings are read once, all problems at once, and secrets are not shown."""

from pathlib import Path

import pytest

from advicebot.errors import ConfigurationError
from advicebot.settings import SETTINGS, SLACK_API, Secret, missing_for_slack, read_settings

BOT = "xoxb-1-abc"


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(environ)
    return caught.value.problems


def test_nothing_at_all_is_enough_to_start_from():
    settings = read_settings({})
    assert settings.slack_api_url == SLACK_API
    assert settings.database == Path("advicebot.db")
    assert (settings.knowledge / "line.yaml").exists()
    assert (settings.slack_timeout, settings.log_level, settings.clock_file) == (5.0, "INFO", None)
    assert missing_for_slack(settings) == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_everything_can_be_set():
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": BOT,
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_SIGNING_SECRET": "s",
            "SLACK_API_URL": "http://127.0.0.1:8770/api",
            "ADVICEBOT_DATABASE": "~/a.db",
            "ADVICEBOT_KNOWLEDGE": "/k",
            "ADVICEBOT_SLACK_TIMEOUT": "0.5",
            "ADVICEBOT_CLOCK_FILE": "/c.json",
            "ADVICEBOT_LOG_LEVEL": "warning",
            "PATH": "/bin",
            "SLACK_OTHER": "x",
        }
    )
    assert settings.slack_api_url == "http://127.0.0.1:8770/api/"
    assert settings.database == Path.home() / "a.db"
    assert (settings.log_level, settings.slack_timeout) == ("WARNING", 0.5)
    assert missing_for_slack(settings) == []


def test_an_empty_variable_counts_as_unset():
    assert read_settings({"ADVICEBOT_SLACK_TIMEOUT": ""}).slack_timeout == 5.0


def test_every_problem_is_reported_at_once_and_says_what_to_do():
    found = problems(
        {
            "SLACK_BOT_TOKEN": "xapp-swapped",
            "SLACK_APP_TOKEN": "xoxb-swapped",
            "SLACK_API_URL": "ftp://example.org",
            "ADVICEBOT_SLACK_TIMEOUT": "soon",
            "ADVICEBOT_LOG_LEVEL": "DEBUG",
            "ADVICEBOT_DATABSE": "x",
        }
    )
    assert len(found) == 6
    text = "\n".join(found)
    assert "ADVICEBOT_DATABSE is not a setting. Did you mean ADVICEBOT_DATABASE?" in text
    assert "SLACK_BOT_TOKEN is a hidden value; expected a token that starts with xoxb-" in text
    assert "ADVICEBOT_SLACK_TIMEOUT is 'soon'; expected a number of seconds from 0.5 to 30." in text
    assert "swapped" not in text


@pytest.mark.parametrize("seconds", ["0.4", "31", "-1", "nan", "inf", "5s", " "])
def test_a_timeout_that_cannot_work_is_refused(seconds: str):
    assert len(problems({"ADVICEBOT_SLACK_TIMEOUT": seconds})) == 1


@pytest.mark.parametrize(
    "address",
    [
        "slack.com/api",
        "http://example.org/api",
        "http://localhost.example.org/api",
        "http://127.0.0.1.example.org/api",
        "http://127.0.0.1@example.org/api",
        "https://",
    ],
)
def test_the_token_is_sent_to_no_address_in_the_clear(address: str):
    assert len(problems({"SLACK_API_URL": address})) == 1


@pytest.mark.parametrize(
    "address", ["https://slack.com/api", "http://localhost:8770/api/", "http://127.0.0.1/api"]
)
def test_an_address_ends_in_one_slash(address: str):
    assert read_settings({"SLACK_API_URL": address}).slack_api_url == address.rstrip("/") + "/"


def test_a_secret_is_a_string_that_does_not_show_itself():
    settings = read_settings({"SLACK_BOT_TOKEN": BOT})
    assert settings.bot_token == BOT
    assert BOT not in repr(settings)
    assert repr(Secret(BOT)) == "Secret('…')"
    assert repr(Secret("")) == "Secret('')"


def test_the_table_describes_every_field_once():
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names) == len(read_settings({}).__slots__)
    assert all(setting.help.endswith(".") for setting in SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_example_and_every_default_can_be_read(setting):
    for value in (setting.default, setting.example):
        setting.read(value)
