"""Reaching Slack: patiently while it cannot be reached, not at all when it refuses our tokens."""

import logging
from collections.abc import Callable
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from advicebot.errors import ConfigurationError
from advicebot.slack.calls import REFUSED_TOKEN, reason_of
from advicebot.slack.socket.pace import Pace, Setback

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


def connect_patiently(attempt: Callable[[], Answer], wait: Callable[[float], bool]) -> Answer:
    """Call ``attempt`` until it works, with growing pauses, and return its answer.

    ``wait`` waits for some seconds and returns True when the process was asked to end. Nothing that
    was stored is lost meanwhile, so an unreachable Slack is no reason to give up.

    Raises:
        ConfigurationError: Slack refused a token; trying again cannot help.
        SystemExit: the process was asked to end first.
    """
    pace = Pace()
    while not wait(0):
        try:
            return attempt()
        except Exception as error:
            refuse_bad_token(error)
            at_least = getattr(error, "retry_after", None) or 0.0
            pause = pace.pause(Setback.UNREACHABLE, at_least=at_least)
            log.warning("Slack is not reachable (%s); next try in %.1f s", error, pause)
            wait(pause)
    raise SystemExit(0)


def refuse_bad_token(error: Exception) -> None:
    """Raise ConfigurationError when Slack refused a token, which no waiting mends."""
    refused = refused_token(error)
    if refused:
        raise refused from error


def refused_token(error: Exception) -> ConfigurationError | None:
    """Return what to tell the operator when Slack refused a token, None for any other error."""
    reason = getattr(error, "reason", None)
    if isinstance(error, SlackApiError):
        reason = reason_of(error)
    if reason not in REFUSED_TOKEN:
        return None
    return ConfigurationError(
        [
            f"Slack refused a token: {reason}. Copy SLACK_BOT_TOKEN and SLACK_APP_TOKEN from "
            "the app's page again, then run: advicebot check --online"
        ]
    )
