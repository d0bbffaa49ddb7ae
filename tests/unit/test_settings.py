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


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ADVICEBOT_LOGLEVEL", "ADVICEBOT_LOG_LEVEL"),
        ("ADVICEBOT_WEBHOOK", "ADVICEBOT_PAGER_WEBHOOK"),
        ("ADVICEBOT_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        ("ADVICEBOT_NOPE", None),
        ("ADVICEBOT_X", None),
    ],
)
def test_only_a_setting_whose_name_is_near_is_suggested(name: str, meant: str | None):
    (said,) = problems({name: "1"})
    to_do = f"Did you mean {meant}?" if meant else "Take it away"
    assert said.startswith(f"{name} is not a setting. {to_do}")


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


MAIL = {
    "ADVICEBOT_PAGER_MAIL_TO": "a@example.org, b@example.org,a@example.org",
    "ADVICEBOT_SMTP_HOST": "mail.example.org",
    "ADVICEBOT_SMTP_FROM": "line@example.org",
}


def test_nothing_leaves_but_by_slack_until_it_is_configured():
    settings = read_settings({})
    assert not any(
        (settings.pager_webhook, settings.pager_mail_to, settings.smtp_host),
    )
    assert not any((settings.heartbeat_url, settings.health_port, settings.rota_ics))


def test_every_way_out_of_slack_can_be_set():
    settings = read_settings(
        MAIL
        | {
            "ADVICEBOT_PAGER_WEBHOOK": "https://pages.example.org/x",
            "ADVICEBOT_PAGER_WEBHOOK_SECRET": "a-secret-of-some-length",
            "ADVICEBOT_SMTP_USER": "line",
            "ADVICEBOT_SMTP_PASSWORD": "p",
            "ADVICEBOT_HEARTBEAT_URL": "https://watch.example.org/x",
            "ADVICEBOT_HEALTH_PORT": "8780",
            "ADVICEBOT_ROTA_ICS": "https://calendar.example.org/x.ics",
        }
    )
    assert settings.pager_mail_to == ("a@example.org", "b@example.org")
    assert settings.smtp_host == ("mail.example.org", 587)
    assert (settings.smtp_from, settings.health_port) == ("line@example.org", 8780)
    assert settings.pager_webhook == "https://pages.example.org/x"


def test_no_secret_of_the_ways_out_is_shown():
    shown = repr(
        read_settings(
            MAIL
            | {
                "ADVICEBOT_PAGER_WEBHOOK": "https://pages.example.org/CANARY",
                "ADVICEBOT_PAGER_WEBHOOK_SECRET": "CANARY-of-16-characters",
                "ADVICEBOT_SMTP_USER": "line",
                "ADVICEBOT_SMTP_PASSWORD": "CANARY",
                "ADVICEBOT_HEARTBEAT_URL": "https://watch.example.org/CANARY",
                "ADVICEBOT_ROTA_ICS": "https://calendar.example.org/CANARY.ics",
            }
        )
    )
    assert "CANARY" not in shown


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("ADVICEBOT_PAGER_WEBHOOK", "http://example.org/CANARY", "an https address, or http on"),
        ("ADVICEBOT_PAGER_WEBHOOK", "https://10.0.0.5/CANARY", "a public address"),
        ("ADVICEBOT_PAGER_WEBHOOK", "https://hooks.slack.com/CANARY", "outside Slack"),
        ("ADVICEBOT_PAGER_WEBHOOK", "https://SLACK.com/CANARY", "outside Slack"),
        ("ADVICEBOT_PAGER_WEBHOOK_SECRET", "CANARY", "at least 16 characters"),
        ("ADVICEBOT_PAGER_MAIL_TO", "a@example.org; b@example.org", "with commas between"),
        ("ADVICEBOT_PAGER_MAIL_TO", "outreach", "with commas between"),
        ("ADVICEBOT_PAGER_MAIL_TO", "a@example.org\nBcc: b@example.org", "with commas"),
        ("ADVICEBOT_SMTP_HOST", "mail example org", "a host, or a host and a port"),
        ("ADVICEBOT_SMTP_HOST", "mail.example.org:0", "a host, or a host and a port"),
        ("ADVICEBOT_SMTP_HOST", "smtp://mail.example.org", "a host, or a host and a port"),
        ("ADVICEBOT_SMTP_PASSWORD", "CANÄRY", "plain ASCII"),
        ("ADVICEBOT_SMTP_FROM", "the line", "an e-mail address such as"),
        ("ADVICEBOT_HEARTBEAT_URL", "watch.example.org/CANARY", "an https address"),
        ("ADVICEBOT_HEALTH_PORT", "80", "a port from 1024 to 65534"),
        ("ADVICEBOT_HEALTH_PORT", "65535", "a port from 1024 to 65534"),
        ("ADVICEBOT_HEALTH_PORT", "٨٧٨٠", "a port from 1024 to 65534"),
        ("ADVICEBOT_ROTA_ICS", "http://example.org/CANARY.ics", "an https address"),
        ("ADVICEBOT_ROTA_ICS", "webcal://10.0.0.5/CANARY.ics", "a public address"),
    ],
)
def test_a_way_out_that_cannot_work_is_refused_by_name_and_rule(name: str, value: str, rule: str):
    [problem] = problems({name: value})
    assert problem.startswith(f"{name} is ")
    assert rule in problem
    assert not any(canary in problem for canary in ("CANARY", "CANÄRY"))


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("localhost:25", ("localhost", 25)),
        ("mail.example.org:465", ("mail.example.org", 465)),
        ("[::1]:2525", ("::1", 2525)),
        ("[::1]", ("::1", 587)),
    ],
)
def test_a_mail_server_is_a_host_with_or_without_a_port(value: str, server: tuple[str, int]):
    assert read_settings(MAIL | {"ADVICEBOT_SMTP_HOST": value}).smtp_host == server


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ADVICEBOT_PAGER_MAIL_TO": "a@example.org"}, "ADVICEBOT_SMTP_HOST"),
        ({"ADVICEBOT_SMTP_HOST": "mail.example.org"}, "ADVICEBOT_SMTP_FROM"),
        (MAIL | {"ADVICEBOT_SMTP_USER": "line"}, "ADVICEBOT_SMTP_PASSWORD"),
        (MAIL | {"ADVICEBOT_SMTP_PASSWORD": "p"}, "ADVICEBOT_SMTP_USER"),
        (MAIL | {"ADVICEBOT_SMTP_FROM": ""}, "ADVICEBOT_SMTP_FROM"),
        ({"ADVICEBOT_SMTP_FROM": "line@example.org"}, "ADVICEBOT_SMTP_HOST"),
        (
            {"ADVICEBOT_PAGER_WEBHOOK_SECRET": "a-secret-of-some-length"},
            "ADVICEBOT_PAGER_WEBHOOK",
        ),
    ],
)
def test_a_way_out_that_is_half_set_is_refused_with_what_is_missing(
    given: dict[str, str], missing: str
):
    [problem] = problems(given)
    assert f"{missing} is not" in problem


def test_the_sender_is_the_login_when_that_is_a_mailbox():
    login = {"ADVICEBOT_SMTP_USER": "desk@example.org", "ADVICEBOT_SMTP_PASSWORD": "p"}
    assert read_settings(MAIL | login).smtp_from == "line@example.org"
    assert read_settings(MAIL | login | {"ADVICEBOT_SMTP_FROM": ""}).smtp_from == "desk@example.org"


def test_a_rota_may_be_a_file_or_an_address_as_calendars_write_it():
    webcal = read_settings({"ADVICEBOT_ROTA_ICS": "webcal://calendar.example.org/x.ics"}).rota_ics
    assert webcal == "https://calendar.example.org/x.ics"
    given = read_settings({"ADVICEBOT_ROTA_ICS": "~/rota.ics"}).rota_ics
    assert given == str(Path.home() / "rota.ics")
