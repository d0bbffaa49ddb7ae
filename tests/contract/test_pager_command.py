"""``advicebot pager test`` and what ``advicebot check`` says of the ways out of Slack."""

import json
import os

import pytest
from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.errors import ConfigurationError
from tests.smtp_sink import Manners, SmtpSink
from tests.web_sink import WebSink


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ADVICEBOT_", "SLACK_")):
            monkeypatch.delenv(name)


def with_mail(port: int) -> dict[str, str]:
    return {
        "ADVICEBOT_PAGER_MAIL_TO": "a@example.org",
        "ADVICEBOT_SMTP_HOST": f"localhost:{port}",
        "ADVICEBOT_SMTP_FROM": "line@example.org",
    }


def found(**environ: str) -> dict[str, tuple[bool, str]]:
    """Return what ``check`` found in each part: whether it warns, and what it says."""
    shown = CliRunner().invoke(cli, ["check", "--json"], env=environ)
    rows = json.loads(shown.output)["findings"]
    return {row["part"]: (row["warning"], row["message"]) for row in rows}


def test_a_test_page_goes_out_by_every_channel_and_says_what_it_is():
    with WebSink() as web, SmtpSink() as smtp:
        environ = with_mail(smtp.port) | {"ADVICEBOT_PAGER_WEBHOOK": web.url}
        shown = CliRunner().invoke(cli, ["pager", "test"], env=environ)
    assert shown.exit_code == 0
    assert "  ok  webhook: taken\n  ok  e-mail: taken\n" in shown.output
    assert "Nobody needs help" in json.loads(web.received[0].body)["text"]
    assert smtp.taken[0].message["Subject"] == "Test of the advice line's second channel"


def test_one_channel_that_fails_is_exit_code_one_and_the_other_is_still_tried():
    with WebSink() as web, SmtpSink(Manners(refuse={"MAIL": "550 CANARY"})) as smtp:
        environ = with_mail(smtp.port) | {"ADVICEBOT_PAGER_WEBHOOK": web.url}
        shown = CliRunner().invoke(cli, ["pager", "test"], env=environ)
        as_json = CliRunner().invoke(cli, ["pager", "test", "--json"], env=environ)
    assert shown.exit_code == as_json.exit_code == 1
    assert "  ok  webhook: taken\nFAIL  e-mail: it refused the sender (550)" in shown.output
    assert json.loads(as_json.output)["attempts"] == [
        {"channel": "webhook", "problem": None},
        {"channel": "e-mail", "problem": "it refused the sender (550)"},
    ]
    assert "CANARY" not in shown.output + as_json.output


def test_without_a_channel_nothing_is_sent_and_the_settings_are_named():
    shown = CliRunner().invoke(cli, ["pager", "test"])
    assert isinstance(shown.exception, ConfigurationError)
    assert "ADVICEBOT_PAGER_WEBHOOK or ADVICEBOT_PAGER_MAIL_TO" in str(shown.exception)


def test_check_warns_while_slack_is_the_only_way_and_nobody_watches():
    parts = found()
    assert parts["second channel"] == (
        True,
        "pages leave by Slack only; set ADVICEBOT_PAGER_WEBHOOK or ADVICEBOT_PAGER_MAIL_TO and "
        "ADVICEBOT_SMTP_HOST",
    )
    assert parts["heartbeat"][0]
    assert "ADVICEBOT_HEARTBEAT_URL" in parts["heartbeat"][1]


def test_check_says_how_pages_leave_without_sending_one_or_telling_a_secret():
    with WebSink() as web, SmtpSink() as smtp:
        environ = with_mail(smtp.port) | {
            "ADVICEBOT_PAGER_WEBHOOK": web.url,
            "ADVICEBOT_PAGER_WEBHOOK_SECRET": "CANARY-of-16-characters",
            "ADVICEBOT_HEARTBEAT_URL": "https://watch.example.org/CANARY",
        }
        parts = found(**environ)
    warns, message = parts["second channel"]
    assert not warns
    assert message.startswith("webhook to localhost (signed); e-mail to 1 mailbox by localhost:")
    assert parts["heartbeat"] == (False, "to watch.example.org")
    assert "CANARY" not in str(parts)
    assert (web.received, smtp.taken) == ([], [])
