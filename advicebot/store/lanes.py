"""SQL for the lanes: how fast each channel and each method of Slack's may be used, and which Slack
asked us to leave alone. Kept in the database, so that every thread and process keeps to one pace.
"""

from datetime import datetime, timedelta

from sqlite_utils import Database

from advicebot.domain.pacing import Pace, free_after
from advicebot.store.rows import to_instant, to_text

GET = "SELECT free_at, held_until FROM lanes WHERE lane = :lane"
SAVE = """
INSERT INTO lanes (lane, free_at, held_until) VALUES (:lane, :free_at, '')
ON CONFLICT (lane) DO UPDATE SET free_at = :free_at
"""
HOLD = """
INSERT INTO lanes (lane, free_at, held_until) VALUES (:lane, '', :until)
ON CONFLICT (lane) DO UPDATE SET held_until = max(held_until, :until)
"""
LET_GO = "DELETE FROM lanes WHERE lane = :lane AND held_until <> ''"
FORGET = "DELETE FROM lanes WHERE free_at < :before AND held_until < :before"
RESTED = timedelta(hours=1)
"""Lanes that were last used before this need not be kept."""


class Lanes:
    """The lanes in one transaction. Instants are in machine time."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, lane: str, now: datetime, pace: Pace) -> None:
        """Something leaves by this lane at ``now``: keep the next one waiting as its pace says."""
        free_at, _ = self._get(lane)
        if not free_at:
            self._db.execute(FORGET, {"before": to_text(now - RESTED)})
        free = free_after(to_instant(free_at) if free_at else None, now, pace)
        self._db.execute(SAVE, {"lane": lane, "free_at": to_text(free)})

    def give_back(self, lane: str, pace: Pace) -> None:
        """What was taken was not used: nothing left."""
        free_at, _ = self._get(lane)
        if free_at:
            before = to_text(to_instant(free_at) - pace.every)
            self._db.execute(SAVE, {"lane": lane, "free_at": before})

    def hold(self, lane: str, until: datetime) -> None:
        """Let nothing leave by this lane before ``until``: Slack asked for patience."""
        self._db.execute(HOLD, {"lane": lane, "until": to_text(until)})

    def let_go(self, lane: str) -> bool:
        """Hold a lane no longer; False when it was not held."""
        return bool(self._db.execute(LET_GO, {"lane": lane}).rowcount)

    def held_until(self, lane: str, now: datetime) -> datetime | None:
        """Return until when Slack asked to leave this lane alone, None when it is not held now."""
        _, held = self._get(lane)
        return to_instant(held) if held > to_text(now) else None

    def is_free(self, lane: str, now: datetime) -> bool:
        """True when this lane is neither held nor used up."""
        return max(self._get(lane)) <= to_text(now)

    def _get(self, lane: str) -> tuple[str, str]:
        row = self._db.execute(GET, {"lane": lane}).fetchone()
        return (row[0], row[1]) if row else ("", "")
