"""Logging: one line for each event, with fields, never with what a person wrote."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

SECRET = re.compile(r"(?:xoxe\.)?xox[abeprs]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com/\S+")
QUOTE_NOBODY = frozenset({"advicebot", "sqlite3", "pysqlite3"})
"""Packages whose errors hold nothing that a person wrote: our own, and those of the database."""
NOISY = ("slack_bolt", "slack_sdk", "apscheduler")
LEFT_OUT = "(its words are left out: they may quote what somebody wrote)"

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Discreet(logging.Formatter):
    """Replaces tokens and response addresses in the finished line, tracebacks included, and leaves
    out of a traceback what the error says, where that may be somebody's words: a ``KeyError`` or
    ``ValueError`` shows the value that it fell over.
    """

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub("[secret]", super().format(record))

    def formatException(self, ei: _Raised | Any) -> str:  # noqa: N802 (the library's name)
        return "".join(_told(ei[1])).rstrip("\n")


def _told(error: BaseException | None) -> Iterator[str]:
    """Yield where an error was raised and of which kind it is, its causes first."""
    for each in reversed(_causes(error)):
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(each.__traceback__)
        yield f"{type(each).__name__}: {str(each) if _quotes_nobody(each) else LEFT_OUT}\n"


def _quotes_nobody(error: BaseException) -> bool:
    package = type(error).__module__.partition(".")[0]
    return isinstance(error, OSError) or package in QUOTE_NOBODY


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def set_up_logging(level: str) -> None:
    """Send log lines of ``level`` and above to standard error.

    The libraries stay at WARNING or above whatever ``level`` is, because their debug lines print
    whole message bodies; that holds for loggers too that take their level from ours, as Bolt's do.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(_is_quiet)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))


@contextmanager
def without_log_lines() -> Iterator[None]:
    """Keep log lines off standard error in a command that reports what they say, and has set up
    none; without any handler Python writes warnings there.
    """
    nowhere, root = logging.NullHandler(), logging.getLogger()
    root.addHandler(nowhere)
    try:
        yield
    finally:
        root.removeHandler(nowhere)


def _is_quiet(record: logging.LogRecord) -> bool:
    """True for a record that may be written."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in NOISY
