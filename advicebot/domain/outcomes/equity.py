"""The same outcome for different pupils: SEN support, EHC plan, looked after, free school meals.

Every field is put against the outcome and against nothing else, and all are suppressed together:
they count the same pupils, so what one hides another could tell.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from advicebot.domain.knowledge import Line
from advicebot.domain.outcomes import how, outcome
from advicebot.domain.outcomes.counting import Rate
from advicebot.domain.outcomes.outcome import CaseFact, Told
from advicebot.domain.outcomes.suppression import suppress
from advicebot.domain.outcomes.tables import SMALLEST, Table, key

FIELDS: dict[str, Callable[[CaseFact], Told]] = {
    "SEN support": lambda case: case.sen_support,
    "EHC plan": lambda case: case.ehcp,
    "Looked after": lambda case: case.looked_after,
    "Free school meals": lambda case: case.free_meals,
}
"""The fields of the view, and where each is found."""
_EXCLUDED = "excluded"
_POPULATION = "near exclusion"


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
    over = _over(cases, weeks, line, now)
    done = suppress([_table(field, over) for field in FIELDS])
    words = how.NO_EXCLUSION.format(weeks=weeks)
    groups = []
    for field in FIELDS:
        for told in Told:
            cells = {e: key(_POPULATION, {field: told, _EXCLUDED: e}) for e in Told}
            counts = {each: done.values[cell] for each, cell in cells.items()}
            groups.append(Group(field=field, told=told, rate=_rate(counts, words)))
    return tuple(groups)


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
        population=_POPULATION,
        fields=(field, _EXCLUDED),
        counts={(told, each): found[told, each] for told in Told for each in Told},
        schools=len({case.school_id for case, _ in over if case.school_id}),
    )


def _rate(counts: dict[Told, int | None], words: str) -> Rate | None:
    right, wrong, unknown = counts[Told.NO], counts[Told.YES], counts[Told.UNKNOWN]
    if right is None or wrong is None or unknown is None or right + wrong < SMALLEST:
        return None
    return Rate(right=right, n=right + wrong, unknown=unknown, how=words)
