"""Whoever keeps every digest, and hears nothing else, is not told single late answers by them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from advicebot.domain.outcomes import digest_json, measures, weeks
from advicebot.domain.outcomes.digest import Digest, build
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.history import History
from advicebot.domain.outcomes.outcome import CaseFact, Sighting
from advicebot.domain.outcomes.published import Measure
from advicebot.domain.outcomes.weekly import ALL, Shown, WeekCount, shown_by_week
from advicebot.domain.outcomes.wording import RotaLoad
from tests.unit.test_digest import a_call, calls
from tests.unit.test_followup import YEAR

FIRST = date(2026, 9, 7)
QUIET = RotaLoad(pages=0, passed_on=0)
FULL, PART = Whereabouts.FULL_TIME, Whereabouts.PART_TIME_TIMETABLE
KINDS = measures.AT


def monday(number: int) -> date:
    """Return the Monday of the school week with this number, from 0; half-term is passed over."""
    first, found = FIRST, []
    while len(found) <= number:
        if weeks.is_school_week(first, YEAR):
            found.append(first)
        first += timedelta(weeks=1)
    return found[number]


def asked(week: int, school: int, answered_in: int | None, where: Whereabouts) -> CaseFact:
    """Return an old call, asked about on the Tuesday of a week and answered in a later one."""
    sent = a_call(monday(week)).started_at
    late = None if answered_in is None else a_call(monday(answered_in), 30).started_at
    seen = Sighting(asked_at=sent, due_at=sent, at=late, whereabouts=where if late else UNSAID)
    return a_call(date(2026, 7, 6), school_id=f"school-{school}", sightings=(seen,))


UNSAID = Whereabouts.UNKNOWN


def as_known(cases: Sequence[CaseFact], at: datetime) -> list[CaseFact]:
    """Return the cases as they were known at an instant."""
    found = []
    for case in cases:
        seen = tuple(
            s if s.at and s.at <= at else replace(s, at=None, whereabouts=UNSAID)
            for s in case.sightings
            if s.asked_at <= at
        )
        found.append(replace(case, sightings=seen))
    return found


def digests(cases: Sequence[CaseFact], count: int) -> list[Digest]:
    """Return the digests of the first weeks, each made on the Monday after with the last ones."""
    made: dict[date, Digest] = {}
    for number in range(count):
        now = weeks.span_of_week(monday(number))[1] + timedelta(hours=8)
        history = History(printed={day: each.ledger for day, each in made.items()})
        history = replace(
            history,
            views={at: as_known(cases, at) for at in history.instants()},
            last={n.label: n.this for n in made[monday(number - 1)].numbers} if made else {},
        )
        made[monday(number)] = build(
            as_known(cases, now),
            monday=monday(number),
            line=YEAR,
            offers=(),
            rota=QUIET,
            now=now,
            history=history,
        )
    return list(made.values())


def pupils(digest: Digest) -> tuple[Shown, Shown]:
    printed = digest.ledger[Measure.PUPILS]
    return printed.week, printed.term


def test_a_single_late_answer_waits_until_five_have_come():
    in_time = [asked(0, n % 3, 0, FULL) for n in range(8)]
    late = [asked(0, n % 3, 1, PART) for n in range(1)]
    later = [asked(0, n % 3, 2, FULL) for n in range(4)]
    second = [asked(1, n % 3, 1, FULL) for n in range(6)]
    one, two, three = digests([*in_time, *late, *later, *second], 3)
    assert pupils(one)[1].counts == {"full-time": 8, "elsewhere": 0, "not-known": 5, ALL: 13}
    assert pupils(two)[1].counts == {"full-time": 14, "elsewhere": 0, "not-known": 5, ALL: 19}
    assert pupils(three)[1].counts == {"full-time": 18, "elsewhere": 1, "not-known": 0, ALL: 19}


def test_five_late_answers_of_one_school_wait_as_well():
    in_time = [asked(0, n % 3, 0, FULL) for n in range(8)]
    late = [asked(0, 7, 1, PART) for _ in range(5)]
    second = [asked(1, n % 3, 1, FULL) for n in range(6)]
    two = digests([*in_time, *late, *second], 2)[-1]
    assert pupils(two)[1].counts["elsewhere"] == 0


def test_last_week_is_told_as_it_was_told():
    in_time = [asked(0, n % 3, 0, FULL) for n in range(8)]
    late = [asked(0, n % 3, 1, PART) for n in range(6)]
    second = [asked(1, n % 3, 1, FULL) for n in range(6)]
    one, two = digests([*in_time, *late, *second], 2)
    label = "In school full time"
    told = [next(n for n in each.numbers if n.label == label) for each in (one, two)]
    assert told[1].last == told[0].this
    assert told[1].term.words.startswith("14 of 20")
    assert any("as it was told first" in note for note in two.notes)


def test_a_week_of_few_pages_does_not_tell_how_many_called():
    cases = [replace(case, wanted_person=True) for case in calls(3)]
    made = build(
        cases,
        monday=date(2026, 11, 16),
        line=YEAR,
        offers=(),
        rota=RotaLoad(pages=3, passed_on=1),
    )
    assert made.rota[0] == "Pages are not counted here: there were too few calls to people."


def test_a_digest_comes_back_from_json_as_it_was():
    cases = [asked(0, n % 3, 0, FULL if n % 4 else PART) for n in range(13)]
    reached = [
        replace(case, wanted_person=True, reached_at=case.started_at + timedelta(minutes=9))
        for case in calls(7, monday(1), urgent=2)
    ]
    for made in digests([*cases, *reached], 2):
        assert digest_json.load(digest_json.dump(made)) == made


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 9}'])
def test_what_is_no_digest_is_refused(text: str):
    with pytest.raises(ValueError, match="digest"):
        digest_json.load(text)


LATE = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 2),
        st.sampled_from([None, 0, 0, 0, 1, 1, 2]),
        st.sampled_from([FULL, FULL, PART, Whereabouts.OFF_SITE]),
    ),
    min_size=6,
    max_size=60,
)


class Keeper:
    """Has every digest, and knows how late answers move numbers: from not known to the others.

    Beside the weeks as they were when they were first told there is, for each digest, what moved
    in earlier weeks since the one before it; of these nothing is known but that.
    """

    def __init__(self, cases: Sequence[CaseFact], made: Sequence[Digest]) -> None:
        self.made = made
        self.truth = [self._counted(cases, each, number) for number, each in enumerate(made)]
        self.size = 2 * len(KINDS) * len(made)
        self.rows: list[np.ndarray] = []
        self.ends: list[tuple[float, float]] = []
        for number, each in enumerate(made):
            week, term = pupils(each)
            self._keep(week, [number], [])
            self._keep(term, range(number + 1), range(number + 1))
            self._note([], [number], KINDS, 0, 0)

    def _counted(self, cases: Sequence[CaseFact], made: Digest, week: int) -> dict[str, int]:
        known = as_known(cases, made.ledger[Measure.PUPILS].known[monday(week)])
        events = [e for e in measures.pupils(known) if measures.in_week(e.at, monday(week))]
        return {kind: sum(e.kind == kind for e in events) for kind in KINDS}

    def _keep(self, shown: Shown, of: Sequence[int], moved: Sequence[int]) -> None:
        for kind in (*KINDS, ALL):
            kinds = KINDS if kind == ALL else (kind,)
            value = shown.counts[kind]
            if value is not None:
                self._note(of, moved, kinds, value, value)
            elif kind in shown.about:
                self._note(of, moved, kinds, shown.about[kind] - 5, shown.about[kind] + 4)
            elif kind == ALL and shown.is_few:
                self._note(of, moved, kinds, 1, 4)

    def _note(
        self,
        of: Sequence[int],
        moved: Sequence[int],
        kinds: Sequence[str],
        low: float,
        high: float,
    ) -> None:
        row = self._row(of, kinds)
        for number in moved:
            for kind in kinds:
                row[self.size // 2 + len(KINDS) * number + KINDS.index(kind)] = 1
        self.rows.append(row)
        self.ends.append((low, high))

    def _row(self, of: Sequence[int], kinds: Sequence[str]) -> np.ndarray:
        row = np.zeros(self.size)
        for week in of:
            for kind in kinds:
                row[len(KINDS) * week + KINDS.index(kind)] = 1
        return row

    def range_of(self, week: int, kind: str) -> tuple[int, int]:
        """Return the least and the most that a number of a week can have been."""
        goal = self._row([week], KINDS if kind == ALL else (kind,))
        low, high = zip(*self.ends, strict=True)
        falls = [kind == measures.NOT_KNOWN for _ in self.made for kind in KINDS]
        count = self.size // 2
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                constraints=[LinearConstraint(np.array(self.rows), low, high)],
                integrality=np.ones(self.size),
                bounds=Bounds(
                    [0] * count + [-300 if each else 0 for each in falls],
                    [300] * count + [0 if each else 300 for each in falls],
                ),
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(LATE)
def test_who_has_every_digest_and_knows_of_late_answers_cannot_tell_a_hidden_week(rows):
    cases = [asked(week, school, w if w is None else week + w, at) for week, school, w, at in rows]
    keeper = Keeper(cases, digests(cases, 5))
    for number, made in enumerate(keeper.made):
        for kind in (*KINDS, ALL):
            if pupils(made)[0].counts[kind] is None:
                low, high = keeper.range_of(number, kind)
                assert low < high or high == 0  # that there was nobody tells of nobody


@settings(max_examples=60, deadline=None)
@given(LATE)
def test_the_term_of_two_digests_never_differs_by_less_than_five_late_answers(rows):
    cases = [asked(week, school, w if w is None else week + w, at) for week, school, w, at in rows]
    made = digests(cases, 5)
    for number in range(1, 5):
        before, after = (made[n].ledger[Measure.PUPILS].known for n in (number - 1, number))
        changed = [
            case
            for case in cases
            for week in range(number)
            if measures.in_week(case.sightings[0].asked_at, monday(week))
            if place(case, before[monday(week)]) != place(case, after[monday(week)])
        ]
        assert not changed or len(changed) >= 5
        assert not changed or len({case.school_id for case in changed}) >= 2


def place(case: CaseFact, at: datetime) -> str:
    (seen,) = as_known([case], at)[0].sightings
    return measures.place(seen)


def test_what_was_decided_with_other_counts_is_not_decided_again():
    """Shown once as 30, a term is known, though with the counts of today it would be hidden."""
    small = WeekCount(counts={"a": 2, "b": 0}, schools=frozenset("xy"), has_digest=True)
    large = WeekCount(counts={"a": 20, "b": 10}, schools=frozenset("xy"), has_digest=True)
    first = shown_by_week([large]).term
    unshown = Shown(counts={"a": None, "b": None, ALL: None}, about={}, is_few=False)
    again = shown_by_week([large, small], {0: (unshown, first)})
    assert again.weeks[0] == unshown
    assert again.term.total is None
    free = shown_by_week([large, small], {0: (unshown, unshown)})
    assert free.term.total == 32
