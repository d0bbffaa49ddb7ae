"""Logging: one line for each event, with fields, never with what a person wrote."""

import logging
import re
import sys

SECRET = re.compile(r"(?:xoxe\.)?xox[abeprs]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com/\S+")


class _HidingSecrets(logging.Formatter):
    """Replaces tokens and response addresses in the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub("[secret]", super().format(record))


def set_up_logging(level: str) -> None:
    """Send log lines of ``level`` and above to standard error.

    The Slack libraries stay at INFO or above whatever ``level`` is, because their debug lines print
    whole message bodies.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_HidingSecrets("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("slack_bolt", "slack_sdk", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
