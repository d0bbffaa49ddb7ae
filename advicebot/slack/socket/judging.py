"""Decides whether a connection still works, from what was seen of it. Pure: no clock, no socket.

slack_sdk 3.47 notices a lost TCP connection after five failed pings, and never notices a peer that
did not answer the first one (``Connection.check_state``), so this is judged here.
"""

from dataclasses import dataclass
from enum import StrEnum

SILENT_SECONDS = 6.0
"""Three pings without an answer, and nothing else either."""
PONGLESS_SECONDS = 20.0
"""What comes in proves that we hear, not that Slack hears us: it must answer now and then."""
HELLO_SECONDS = 10.0
"""Slack's first word comes at once; see ``hello`` in its Socket Mode documentation."""
SETTLED_SECONDS = 10.0
"""A connection that lived this long worked; one that did not counts as a failed try."""
LONGEST_LOOK = 2.0
"""Seconds between two looks beyond which it was this machine that stood still, not Slack."""


class Trouble(StrEnum):
    """Why a connection is replaced."""

    CLOSED = "the socket is closed"
    UNREAD = "nothing reads from it any more"
    NO_HELLO = "Slack did not say hello"
    SILENT = "nothing comes in and no ping is answered"
    UNANSWERED = "no ping is answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a connection; instants are seconds of one ``Attention``.

    Attributes:
        heard_at: when anything came in, None when nothing ever did.
        ponged_at: when a ping was answered, None when none was.
    """

    opened_at: float
    is_open: bool
    is_read: bool
    has_hello: bool
    heard_at: float | None
    ponged_at: float | None


def trouble(seen: Seen, now: float) -> Trouble | None:
    """Return why this connection must be replaced, None while it may work."""
    if not seen.is_open:
        return Trouble.CLOSED
    if not seen.is_read:
        return Trouble.UNREAD
    ponged = seen.opened_at if seen.ponged_at is None else seen.ponged_at
    heard = max(ponged, seen.opened_at if seen.heard_at is None else seen.heard_at)
    if now - heard > SILENT_SECONDS:
        return Trouble.SILENT
    if now - ponged > PONGLESS_SECONDS:
        return Trouble.UNANSWERED
    if not seen.has_hello and now - seen.opened_at > HELLO_SECONDS:
        return Trouble.NO_HELLO
    return None


def works(seen: Seen, now: float) -> bool:
    """True for a connection that was greeted, that answered a ping, and has no trouble."""
    return seen.has_hello and seen.ponged_at is not None and trouble(seen, now) is None


class Attention:
    """Seconds during which somebody was looking. A machine that stood still did not listen, so what
    it slept through counts as one look and no more.
    """

    def __init__(self, at: float) -> None:
        self._seen_at = at
        self.now = 0.0

    def look(self, at: float) -> float:
        """Return the seconds looked so far; ``at`` is the monotonic clock's."""
        self.now += max(0.0, min(at - self._seen_at, LONGEST_LOOK))
        self._seen_at = at
        return self.now
