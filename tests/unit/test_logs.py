"""What is logged, and what never is."""

import logging
from collections.abc import Iterator

import pytest

from advicebot.logs import set_up_logging


@pytest.fixture(autouse=True)
def the_loggers_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    noisy = {name: logging.getLogger(name).level for name in ("slack_bolt", "slack_sdk")}
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
        raise ValueError(f"in the error {secret}")
    except ValueError:
        log.exception("it failed")
    out = capsys.readouterr().err
    assert "in the message" in out
    assert "in the error" in out
    assert secret.removeprefix("https://") not in out
    assert "-abc" not in out


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


def test_the_slack_libraries_never_print_bodies():
    set_up_logging("INFO")
    for name in ("slack_bolt", "slack_sdk", "slack_bolt.App", "slack_sdk.web.base_client"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
