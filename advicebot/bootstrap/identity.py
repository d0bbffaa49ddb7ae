"""Who we are in Slack: asked at each start, and remembered for a start at which Slack is down."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any

from advicebot.clock import SystemClock
from advicebot.errors import SlackDeliveryError
from advicebot.slack.reaching import connect_patiently, refuse_bad_token
from advicebot.slack.run import Stop
from advicebot.store.work import SqliteWork

PULSE = "slack.identity"
KEPT = ("user_id", "bot_id", "team_id", "team")

log = logging.getLogger(__name__)


def who_we_are(
    identify: Callable[[], dict[str, Any]], work: SqliteWork, token: str, stop: Stop
) -> dict[str, Any]:
    """Return Slack's answer to ``auth.test``, or what it was when this token was last used.

    A line that starts while Slack is down can then do all that needs no Slack: climb, page by the
    second channel, queue. It waits for Slack where this token was never used.

    Raises:
        ConfigurationError: Slack refused the token.
        SystemExit: the process was asked to end first.
    """
    known = _remembered(work, token)
    if known is None:
        identity = connect_patiently(identify, stop.wait)
    else:
        try:
            identity = identify()
        except SlackDeliveryError as error:
            refuse_bad_token(error)
            log.warning("Slack is not reachable (%s); starting as who we last were", error)
            return known
    _remember(work, token, identity)
    return identity


def _remembered(work: SqliteWork, token: str) -> dict[str, Any] | None:
    with work.read() as unit:
        last = unit.pulses.last(PULSE)
    known = json.loads(last[1]) if last else {}
    is_ours = known.pop("token", None) == _mark_of(token)
    return known if is_ours else None


def _remember(work: SqliteWork, token: str, identity: dict[str, Any]) -> None:
    kept = {"token": _mark_of(token)} | {each: identity.get(each) for each in KEPT}
    with work.write() as unit:
        unit.pulses.mark(PULSE, SystemClock().now(), json.dumps(kept))


def _mark_of(token: str) -> str:
    """Return what tells tokens apart and does not give them away."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]
