"""What is logged, and what never is."""

import logging
from collections.abc import Iterator

import pytest
from pysqlite3 import dbapi2 as sqlite3
from slack_bolt import App
from slack_bolt.logger import get_bolt_logger

from advicebot.errors import SlackDeliveryError
from advicebot.logs import set_up_logging


@pytest.fixture(autouse=True)
def the_loggers_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    names = ("slack_bolt", "slack_sdk", "slack_bolt.App")
    noisy = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in noisy.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize(
    "secret",
    ["xoxb-123-abc", "xapp-1-A-b", "xoxe.xoxp-1-x", "https://hooks.slack.com/actions/T0/1/abc"],
)
def test_tokens_and_response_addresses_are_hidden(capsys: pytest.CaptureFixture[str], secret: str):
    set_up_logging("INFO")
    log = logging.getLogger("advicebot.test")
    log.info("in the message %s", secret)
    try:
        raise ConnectionError(f"in the error {secret}")
    except ConnectionError:
        log.exception("it failed")
    out = capsys.readouterr().err
    assert "in the message" in out
    assert "in the error" in out
    assert secret.removeprefix("https://") not in out
    assert "-abc" not in out


def test_what_an_error_quotes_is_left_out_of_a_traceback_and_its_place_is_not(
    capsys: pytest.CaptureFixture[str],
):
    set_up_logging("DEBUG")
    words = "my pupil Jordanna"
    try:
        try:
            {}[words]
        except KeyError as error:
            raise ValueError(f"cannot read {words!r}") from error
    except ValueError:
        logging.getLogger("advicebot.test").exception("it failed key=%s", "message:1")
    out = capsys.readouterr().err
    assert "Jordanna" not in out
    assert "it failed key=message:1" in out
    assert out.count("Traceback") == 2
    assert out.index("KeyError: (its words are left out") < out.index("ValueError: (its words")
    assert "test_logs.py" in out


def test_what_our_own_errors_and_the_databases_say_stands_in_a_traceback(
    capsys: pytest.CaptureFixture[str],
):
    set_up_logging("INFO")
    for error in (SlackDeliveryError("ratelimited"), sqlite3.IntegrityError("UNIQUE failed: a.b")):
        try:
            raise error
        except Exception:
            logging.getLogger("advicebot.test").exception("it failed")
    out = capsys.readouterr().err
    assert "SlackDeliveryError: " in out
    assert "ratelimited" in out
    assert "IntegrityError: UNIQUE failed: a.b" in out


def test_a_line_has_its_time_level_and_place(capsys: pytest.CaptureFixture[str]):
    set_up_logging("INFO")
    logging.getLogger("advicebot.test").info("request=%s", "A-1042")
    line = capsys.readouterr().err
    assert line.endswith(" INFO advicebot.test request=A-1042\n")


def test_the_level_is_kept_and_setting_up_twice_writes_once(capsys: pytest.CaptureFixture[str]):
    set_up_logging("WARNING")
    set_up_logging("WARNING")
    logging.getLogger("advicebot.test").info("not shown")
    logging.getLogger("advicebot.test").warning("shown")
    assert capsys.readouterr().err.count("shown") == 1


def test_no_body_is_printed_by_a_logger_of_the_libraries_that_takes_its_level_from_ours(
    capsys: pytest.CaptureFixture[str],
):
    set_up_logging("DEBUG")
    bolts = get_bolt_logger(App)
    assert bolts.isEnabledFor(logging.DEBUG)
    bolts.debug("Responding with status: 200 body: Jordanna")
    bolts.warning("something is wrong")
    out = capsys.readouterr().err
    assert "Jordanna" not in out
    assert "something is wrong" in out


def test_the_slack_libraries_never_print_bodies():
    set_up_logging("INFO")
    for name in ("slack_bolt", "slack_sdk", "slack_bolt.App", "slack_sdk.web.base_client"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
