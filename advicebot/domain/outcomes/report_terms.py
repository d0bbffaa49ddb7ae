"""What tells pupils apart, for one whole term: where they went, and what is on record of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from advicebot.domain.line import Line
from advicebot.domain.outcomes import equity, measures, outcome
from advicebot.domain.outcomes.equity import POPULATION, Group
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.outcome import CaseFact, Told
from advicebot.domain.outcomes.recovery import Key, Sum
from advicebot.domain.outcomes.suppression import suppress
from advicebot.domain.outcomes.tables import Table, key
from advicebot.domain.outcomes.weekly import ALL, Shown

STATE, MOVED = "state", "moved"
NOWHERE, NOT_KNOWN = "nowhere", "not-known"
ENDED = {
    Told.NO: measures.NO_EXCLUSION,
    Told.YES: measures.EXCLUSION,
    Told.UNKNOWN: measures.NOT_KNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """Pupils for whom exclusion was near and whose six school weeks ended in the term.

    ``displaced`` has the pupils in each state; None is not shown.
    """

    name: str
    displaced: tuple[tuple[Whereabouts, int | None], ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """The counts behind a view as they are, how they hang together, and what is known already."""

    tables: tuple[Table, ...]
    links: tuple[Sum, ...]
    published: dict[Key, bool]


def term_view(
    name: str, cases: Sequence[CaseFact], ends: Shown, *, line: Line, now: datetime
) -> TermView:
    """Return what may be shown of ``cases``; ``ends`` is what the term's last digest shows.

    Nothing where that does not show every number of the term as it is: groups would add up to what
    it hides.
    """
    if None in ends.counts.values():
        states = tuple((state, None) for state in outcome.DISPLACED)
        return TermView(name=name, displaced=states, groups=equity.nothing())
    secret = behind(cases, ends, line=line, now=now)
    done = suppress(secret.tables, links=secret.links, published=secret.published)
    return TermView(
        name=name,
        displaced=tuple(
            (state, done.values[key(POPULATION, {STATE: state})] or None)
            for state in outcome.DISPLACED
        ),
        groups=equity.groups(done, weeks=measures.WEEKS),
    )


def behind(cases: Sequence[CaseFact], ends: Shown, *, line: Line, now: datetime) -> Secret:
    """Return the tables behind a view.

    That of all pupils how many went elsewhere is taken to be known: much of it is told by weeks.
    """
    states = Counter(_state(case, line) for case in cases)
    schools = len({case.school_id for case in cases if case.school_id})
    where = {each.value: states[each.value] for each in outcome.DISPLACED}
    every = {**where, NOWHERE: states[NOWHERE], NOT_KNOWN: states[NOT_KNOWN]}
    moved = {
        "yes": sum(where.values()),
        NOWHERE: states[NOWHERE],
        NOT_KNOWN: states[NOT_KNOWN],
    }
    tables = (
        *equity.tables(cases, weeks=measures.WEEKS, line=line, now=now),
        _table(STATE, every, schools),
        _table(MOVED, moved, schools),
    )
    parts = {"yes": list(where), NOWHERE: [NOWHERE], NOT_KNOWN: [NOT_KNOWN]}
    links = tuple(
        Sum(total=_cell(MOVED, name), parts=tuple(_cell(STATE, each) for each in of))
        for name, of in parts.items()
    )
    margins = {equity.cell(told): ends.counts[kind] is not None for told, kind in ENDED.items()}
    known = {_cell(MOVED, name): True for name in moved}
    whole = {equity.cell(): ends.counts[ALL] is not None}
    return Secret(tables=tables, links=links, published={**margins, **known, **whole})


def _state(case: CaseFact, line: Line) -> str:
    end = outcome.window_end(case, measures.WEEKS, line)
    heard = outcome.seen_within(case, end, line) if end else []
    state = outcome.displaced_to(heard)
    return state.value if state else NOWHERE if heard else NOT_KNOWN


def _table(field: str, counts: dict[str, int], schools: int) -> Table:
    rows: dict[tuple[str, ...], int] = {(value,): count for value, count in counts.items()}
    return Table(population=POPULATION, fields=(field,), counts=rows, schools=schools)


def _cell(field: str, value: str) -> Key:
    return key(POPULATION, {field: value})
