"""The same outcome for different pupils: SEN support, EHC plan, looked after, free school meals.

Every field is put against the outcome and against nothing else, and all are suppressed together:
they count the same pupils, so what one hides another could tell.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from advicebot.domain.line import Line
from advicebot.domain.outcomes import how, outcome
from advicebot.domain.outcomes.counting import Rate
from advicebot.domain.outcomes.outcome import CaseFact, Told
from advicebot.domain.outcomes.recovery import Key
from advicebot.domain.outcomes.suppression import Published, suppress
from advicebot.domain.outcomes.tables import SMALLEST, Table, key

FIELDS: dict[str, Callable[[CaseFact], Told]] = {
    "SEN support": lambda case: case.sen_support,
    "EHC plan": lambda case: case.ehcp,
    "Looked after": lambda case: case.looked_after,
    "Free school meals": lambda case: case.free_meals,
}
"""The fields of the view, and where each is found."""
_EXCLUDED = "excluded"
POPULATION = "near exclusion"
"""Whom every table of the view counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Pupils of whom ``field`` is ``told``. ``rate`` of no exclusion is None when not shown."""

    field: str
    told: Told
    rate: Rate | None


def equity(
    cases: Iterable[CaseFact], *, weeks: int, line: Line, now: datetime
) -> tuple[Group, ...]:
    """Return the rate of ``counting.no_exclusion`` for each field and each of yes, no, unknown.

    A rate is not shown when any count behind it is not, or when fewer than five are known.
    """
    done = suppress(tables(cases, weeks=weeks, line=line, now=now))
    return groups(done, weeks=weeks)


def groups(done: Published, *, weeks: int) -> tuple[Group, ...]:
    """Return the same from ``tables`` that were suppressed, maybe together with others."""
    words = how.NO_EXCLUSION.format(weeks=weeks)
    found = []
    for field in FIELDS:
        for told in Told:
            cells = {e: cell(e, field, told) for e in Told}
            counts = {each: done.values[name] for each, name in cells.items()}
            found.append(Group(field=field, told=told, rate=_rate(counts, words)))
    return tuple(found)


def nothing() -> tuple[Group, ...]:
    """Return the view where nothing of it may be shown."""
    return tuple(Group(field=field, told=told, rate=None) for field in FIELDS for told in Told)


def cell(excluded: Told | None = None, field: str = "", told: Told = Told.UNKNOWN) -> Key:
    """Return the name of a count behind the view; without a field, that of everybody."""
    values = {_EXCLUDED: excluded.value} if excluded else {}
    return key(POPULATION, {**values, field: told} if field else values)


def tables(cases: Iterable[CaseFact], *, weeks: int, line: Line, now: datetime) -> list[Table]:
    """Return the counts behind the view as they are, before anything is hidden."""
    over = _over(cases, weeks, line, now)
    return [_table(field, over) for field in FIELDS]


Over = list[tuple[CaseFact, Told]]
"""Cases whose weeks are over, and whether an exclusion came in them."""


def _over(cases: Iterable[CaseFact], weeks: int, line: Line, now: datetime) -> Over:
    near = [case for case in cases if case.was_near_exclusion]
    ends = [(case, outcome.window_end(case, weeks, line)) for case in near]
    return [
        (case, outcome.excluded_within(case, end, line))
        for case, end in ends
        if end is not None and end <= now
    ]


def _table(field: str, over: Over) -> Table:
    found = Counter((FIELDS[field](case), excluded) for case, excluded in over)
    return Table(
        population=POPULATION,
        fields=(field, _EXCLUDED),
        counts={(told, each): found[told, each] for told in Told for each in Told},
        schools=len({case.school_id for case, _ in over if case.school_id}),
    )


def _rate(counts: dict[Told, int | None], words: str) -> Rate | None:
    right, wrong, unknown = counts[Told.NO], counts[Told.YES], counts[Told.UNKNOWN]
    if right is None or wrong is None or unknown is None or right + wrong < SMALLEST:
        return None
    return Rate(right=right, n=right + wrong, unknown=unknown, how=words)
