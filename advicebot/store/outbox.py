"""SQL for the outbox: everything that is to be sent because of a change, stored with the change.

What is posted about one thing goes to a recipient in order. A page waits for nothing, and what is
urgent, or for the on-call channel, for nothing about other things, so that a page is never held up
by another message; what is not waits for everything that was to reach its recipient before it. A
message that is drawn again holds up no new one, and is drawn once however often it was asked for
meanwhile. A row holds no text: what is sent is drawn from the state at the moment of sending.
``next_at`` and the leases are in machine time, whatever the injected clock says; a new row may
leave at once. While a row is in hand its ``next_at`` is the end of its lease.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from advicebot.domain.delivery import (
    ON_CALL,
    OUTSIDE,
    UPDATE,
    Claimed,
    Effect,
    EffectKind,
    Posted,
    Priority,
    is_redraw,
)
from advicebot.domain.pacing import RESERVE, SLACK, lane_of
from advicebot.store import outbox_sql as sql
from advicebot.store.lanes import Lanes
from advicebot.store.rows import to_instant, to_text

RESOLUTION = timedelta(microseconds=1)
"""The least by which two stored instants differ."""
LANES: dict[str, str] = {
    "on_call": ON_CALL,
    "card": EffectKind.CARD.value,
    "outside_is": OUTSIDE,
    "update": f"%{UPDATE}",
}


class Outbox:
    """The outbox in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, effect: Effect, at: datetime) -> None:
        """Store an effect; a second one with the same key changes nothing.

        A redraw that nobody has in hand yet is drawn from the state as it is then, so that another
        one of the same message adds nothing to it.
        """
        if is_redraw(effect.kind) and self._is_waiting_already(effect, at):
            return
        self._db.execute(
            sql.ADD,
            {
                "key": effect.key,
                "team_id": effect.team_id,
                "kind": effect.kind.value,
                "recipient": effect.recipient,
                "ref": effect.ref,
                "data": _as_text(effect.data),
                "priority": int(effect.priority),
                "at": to_text(at),
                "lane": lane_of(effect),
            },
        )

    def _is_waiting_already(self, effect: Effect, at: datetime) -> bool:
        """True when a waiting redraw will do; one that says something else gives way to this."""
        about = {"ref": effect.ref, "recipient": effect.recipient, "kind": effect.kind.value}
        rows = self._db.execute(sql.REDRAWS_WAITING, about | {"update": LANES["update"]})
        for row_id, data, is_overtaken in rows.fetchall():
            if json.loads(data).get("of") != effect.data.get("of"):
                continue
            if data == _as_text(effect.data) and not is_overtaken:
                self._db.execute(sql.HURRY, {"id": row_id, "priority": int(effect.priority)})
                return True
            self._db.execute(sql.REPLACED, {"id": row_id, "at": to_text(at)})
        return False

    def claim(
        self, *, now: datetime, by: str, lease: timedelta, outside: bool = False
    ) -> Claimed | None:
        """Lease the next effect to ``by``: urgent first, then oldest, each recipient's in order.

        With ``outside`` only what leaves by the second channel, else only what does not: the two
        never wait for each other. What its lane has no room for waits; see ``store.lanes``.
        """
        found = self._next(now, outside=outside)
        if found is None:
            return None
        row_id, was_sure = found
        until = now + lease
        values = {"id": row_id, "by": by, "now": to_text(now), "until": to_text(until)}
        rows = list(self._db.query(sql.CLAIM, values | {"after": to_text(until + RESOLUTION)}))
        return _claimed(rows[0], was_sure=was_sure)

    def _next(self, now: datetime, *, outside: bool) -> tuple[int, bool] | None:
        """Return the row that leaves next, and whether it is known what became of its last try.

        While Slack refuses our token a page is tried once all the same: when it fails, people are
        called outside Slack.
        """
        refused = not outside and Lanes(self._db).held_until(SLACK, now) is not None
        values = {"now": to_text(now), "outside": int(outside)} | LANES
        for priority in Priority:
            is_urgent = priority is Priority.URGENT
            free = now if is_urgent else now - RESERVE
            query = sql.MAY_LEAVE + (sql.URGENT_ORDER if is_urgent else sql.NORMAL_ORDER)
            query += (sql.NEVER_TRIED if refused else "") + sql.FIRST
            row = self._db.execute(
                query, values | {"priority": int(priority), "free": to_text(free)}
            ).fetchone()
            if row:
                return int(row[0]), bool(row[1])
        return None

    def mark_sent(
        self,
        claimed: Claimed,
        *,
        by: str,
        at: datetime,
        posted: Posted | None,
        look_at: datetime | None = None,
    ) -> bool:
        """Record success; False when the lease was lost to another process meanwhile.

        ``look_at`` is when to look whether the message is really there, None for never.
        """
        cursor = self._db.execute(
            sql.SENT,
            {
                "id": claimed.id,
                "by": by,
                "attempts": claimed.attempts,
                "at": to_text(at),
                "channel_id": posted.channel_id if posted else None,
                "ts": posted.ts if posted else None,
                "look_at": to_text(look_at) if look_at else None,
            },
        )
        return bool(cursor.rowcount == 1)

    def is_kept(self, claimed: Claimed) -> bool:
        """False when the effect was removed since it was claimed: somebody was erased."""
        query = "SELECT 1 FROM outbox WHERE id = :id AND key = :key"
        values = {"id": claimed.id, "key": claimed.effect.key}
        return bool(list(self._db.query(query, values)))

    def mark_later(
        self,
        claimed: Claimed,
        *,
        by: str,
        next_at: datetime,
        error: str,
        is_sure: bool = False,
    ) -> None:
        """Give the lease back and try again at ``next_at``.

        ``is_sure`` True: nothing of it has arrived, so nobody need look for it before posting.
        """
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts, "error": error}
        when = {"next_at": to_text(next_at), "is_sure": int(is_sure)}
        self._db.execute(sql.LATER, values | when)

    def mark_failed(self, claimed: Claimed, *, by: str, at: datetime, error: str) -> None:
        """Give an effect up: trying again cannot help."""
        values = {"id": claimed.id, "by": by, "attempts": claimed.attempts}
        self._db.execute(sql.FAILED, values | {"at": to_text(at), "error": error})

    def list_posted(
        self, ref: str, kind: EffectKind, *, recipient: str | None = None
    ) -> dict[str, Posted]:
        """Return where the messages of this kind about ``ref`` were posted, by key, newest first.

        ``recipient`` None means whoever they went to.
        """
        values = {"ref": ref, "kind": kind.value, "recipient": recipient}
        return {row["key"]: to_posted(row) for row in self._db.query(sql.FIND_SENT, values)}

    def find_posted(self, key: str) -> Posted | None:
        """Return where the effect with this key was posted, None while it was not."""
        rows = list(self._db.query(sql.FIND_BY_KEY, {"key": key}))
        return to_posted(rows[0]) if rows else None

    def has_failed(self, key: str) -> bool:
        """True when the effect with this key was given up."""
        query = "SELECT 1 FROM outbox WHERE key = :key AND failed_at IS NOT NULL"
        return bool(list(self._db.query(query, {"key": key})))

    def list_recipients(self, ref: str, kind: EffectKind) -> list[str]:
        """Return whom messages of this kind about ``ref`` go to, sent or not, first ones first."""
        rows = self._db.query(sql.RECIPIENTS, {"ref": ref, "kind": kind.value})
        return [row["recipient"] for row in rows]

    def list_effects(self, ref: str, kind: EffectKind) -> list[Effect]:
        """Return the effects of this kind about ``ref``, oldest first."""
        values = {"ref": ref, "kind": kind.value}
        query = "SELECT * FROM outbox WHERE ref = :ref AND kind = :kind ORDER BY id"
        return [to_effect(row) for row in self._db.query(query, values)]

    def is_waiting(
        self, ref: str, kind: EffectKind, *, before: int, recipient: str | None = None
    ) -> bool:
        """True while a message of this kind about ``ref``, older than row ``before``, is unsent."""
        values = {"ref": ref, "kind": kind.value, "before": before, "recipient": recipient}
        return bool(list(self._db.query(sql.WAITING, values)))

    def oldest_waiting(self, priority: Priority) -> datetime | None:
        """Return since when the oldest unsent effect of this lane has waited, None for none."""
        row = list(self._db.query(sql.OLDEST, {"priority": int(priority)}))[0]
        return to_instant(row["oldest"]) if row["oldest"] else None

    def is_due(self, now: datetime, *, outside: bool = False) -> bool:
        """True when an effect could be claimed at ``now``."""
        return self._next(now, outside=outside) is not None

    def count_waiting(self) -> tuple[int, datetime | None]:
        """Return how many effects wait, and since when the oldest does."""
        row = list(self._db.query(sql.COUNTS))[0]
        return int(row["waiting"]), to_instant(row["oldest"]) if row["oldest"] else None

    def count_failed(self, since: datetime) -> tuple[int, int]:
        """Return how many effects were given up since an instant, and how many of them pressed."""
        values = {"since": to_text(since), "urgent": int(Priority.URGENT)}
        row = self._db.execute(sql.COUNT_FAILED, values).fetchone()
        return int(row[0]), int(row[1])


def _as_text(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), sort_keys=True)


def to_posted(row: Mapping[str, Any]) -> Posted:
    """Return where the message of a row stands."""
    return Posted(channel_id=row["channel_id"], ts=row["ts"])


def _claimed(row: Mapping[str, Any], *, was_sure: bool) -> Claimed:
    return Claimed(
        id=row["id"],
        effect=to_effect(row),
        attempts=row["attempts"],
        created_at=to_instant(row["created_at"]),
        is_unsure=row["attempts"] > 1 and not was_sure,
        tried_at=to_instant(row["tried_at"]),
        lane=row["lane"],
    )


def to_effect(row: Mapping[str, Any]) -> Effect:
    """Return the effect that a row of the outbox holds."""
    return Effect(
        key=row["key"],
        team_id=row["team_id"],
        kind=EffectKind(row["kind"]),
        recipient=row["recipient"],
        ref=row["ref"],
        data=json.loads(row["data"]),
        priority=Priority(row["priority"]),
    )
