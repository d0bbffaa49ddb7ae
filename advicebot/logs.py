"""Logging: one line for each event, with fields, never with what a person wrote."""

import logging
import re
import sys

SECRET = re.compile(r"xox[abeprs]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com/\S+")


class _HideSecrets(logging.Filter):
    """Replaces tokens and response addresses in whatever is about to be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRET.search(text):
            record.msg, record.args = SECRET.sub("[secret]", text), ()
        return True


def set_up_logging(level: str) -> None:
    """Send log lines of ``level`` and above to standard error.

    The Slack libraries stay at INFO or above whatever ``level`` is, because their debug lines print
    whole message bodies.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(_HideSecrets())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("slack_bolt", "slack_sdk", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
