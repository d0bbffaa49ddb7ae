"""What is blanked or removed, and when. It decides; somebody else does it and writes it down.

The text of a request is working data and goes first; the skeleton (times, states, roles, no words)
goes later; the record of who did what goes last. The periods are policy, agreed with the
controller: no statute sets them for an advice line.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from advicebot.domain.oncall.calendar import first_instant, london_day
from advicebot.domain.outcomes.retention_rules import Rules


class RecordKind(StrEnum):
    """What is kept: a request with everything said in it, or one line of the audit."""

    REQUEST = "request"
    AUDIT = "audit"


class Deed(StrEnum):
    """What is due, in the order in which it is done to one record."""

    BLANK_TEXT = "blank-text"
    REMOVE_SKELETON = "remove-skeleton"
    REMOVE_AUDIT = "remove-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What must be known of one thing that is kept.

    Attributes:
        last_change_at: when anything last happened to it; for an audit line, when it was written.
        closed_at: when it ended, None while it has not. One that nobody ever closed counts from its
            last change, so that nothing is kept for ever by being forgotten.
        is_blanked: its text is gone already.
        is_held: a legal hold stops every deed until it is lifted; then what is overdue is due.
    """

    id: str
    kind: RecordKind
    last_change_at: datetime
    closed_at: datetime | None = None
    is_blanked: bool = False
    is_held: bool = False

    @property
    def counts_from(self) -> datetime:
        """The instant from which its periods run."""
        return self.closed_at or self.last_change_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One deed that is due, to which record, and since when (UTC)."""

    deed: Deed
    record_id: str
    since: datetime


def due(records: Iterable[Record], now: datetime, rules: Rules) -> list[Action]:
    """Return everything due at ``now``, the longest overdue first; of one record, text first.

    A period ends at the start of a London day: 90 days after 3 March it is over on 1 June at 00:00.
    """
    found = [action for record in records for action in _of(record, rules) if action.since <= now]
    order = tuple(Deed)
    return sorted(found, key=lambda each: (each.since, each.record_id, order.index(each.deed)))


def _of(record: Record, rules: Rules) -> list[Action]:
    if record.is_held:
        return []
    start = london_day(record.counts_from)
    if record.kind is RecordKind.AUDIT:
        return [_action(Deed.REMOVE_AUDIT, record, months_after(start, 12 * rules.audit_years))]
    gone = _action(Deed.REMOVE_SKELETON, record, months_after(start, rules.skeleton_months))
    if record.is_blanked:
        return [gone]
    return [_action(Deed.BLANK_TEXT, record, start + timedelta(days=rules.text_days)), gone]


def _action(deed: Deed, record: Record, day: date) -> Action:
    since = first_instant(day, datetime.min.time()).astimezone(UTC)
    return Action(deed=deed, record_id=record.id, since=since)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, or the month's last day before it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
