"""Small numbers stay hidden, also from somebody who subtracts everything from everything.

The attacks know nothing of how cells are chosen: they take what is shown, and what a reader knows
of a cell that is not, and work out exactly what each hidden cell can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from advicebot.domain.outcomes import suppression
from advicebot.domain.outcomes.recovery import Key, Sum
from advicebot.domain.outcomes.suppression import Published, may_show_rate, rounded, suppress
from advicebot.domain.outcomes.tables import Table, key, over_time

FAR = 400
"""Larger than any count below: as far as an attack looks."""
NEAR = 8
"""As far as an attack by trying looks."""


def a_list(
    counts: Mapping[str, int],
    population: str = "week",
    *,
    field: str = "phase",
    schools: int = 9,
    is_open: bool = False,
    is_latent: bool = False,
) -> Table:
    return Table(
        population=population,
        fields=(field,),
        counts={(name,): count for name, count in counts.items()},
        schools=schools,
        is_open=is_open,
        is_latent=is_latent,
    )


def a_cross(rows: Sequence[Sequence[int]], population: str = "week") -> Table:
    return Table(
        population=population,
        fields=("phase", "sex"),
        counts={
            (f"r{i}", f"c{j}"): count for i, row in enumerate(rows) for j, count in enumerate(row)
        },
        schools=9,
    )


def shown(
    published: Published, population: str = "week", field: str = "phase"
) -> dict[str, int | None]:
    """Return the cells of a list without its total."""
    start = f"{field}="
    return {
        name[1].removeprefix(start): value
        for name, value in published.values.items()
        if len(name) == 2 and name[0] == population and name[1].startswith(start)
    }


class Attack:
    """Everything a reader has: shown cells, sums, and the least that a hidden cell can be."""

    def __init__(
        self, tables: Sequence[Table], published: Published, links: Iterable[Sum] = ()
    ) -> None:
        self.values = dict(published.values)
        self.truth = {name: count for table in tables for name, count in table.cells.items()}
        self.sums = [*(one for table in tables for one in table.sums), *links]
        blank = {
            name
            for table in tables
            if table.is_latent or (table.population, table.fields) in published.withheld
            for name in (table.cells if table.is_latent else table.inner)
        }
        self.hidden = sorted(name for name in self.truth if self.values.get(name) is None)
        self.least = {name: 0 if name in blank else 1 for name in self.hidden}
        self.secret = [
            name for name in self.hidden if name in self.values and 1 <= self.truth[name] <= 4
        ]

    def _matrix(self) -> tuple[np.ndarray, np.ndarray]:
        rows, right = [], []
        for one in self.sums:
            row, known = np.zeros(len(self.hidden)), 0
            for name, sign in one.signs.items():
                if name in self.least:
                    row[self.hidden.index(name)] += sign
                else:
                    known += sign * (self.values[name] or 0)
            rows.append(row)
            right.append(-known)
        return np.array(rows), np.array(right)

    def range_of(self, name: Key, far: int = FAR) -> tuple[int, int]:
        """Return the least and the most that a hidden cell can be: integer programming."""
        matrix, right = self._matrix()
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.hidden))
            goal[self.hidden.index(name)] = sign
            found = milp(
                goal,
                constraints=LinearConstraint(matrix, right, right),
                integrality=np.ones(len(self.hidden)),
                bounds=Bounds([self.least[n] for n in self.hidden], far),
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def by_trying(self, name: Key) -> set[int]:
        """Return all that a hidden cell can be: every way to fill the others is tried."""
        matrix, right = self._matrix()
        spans = [range(self.least[each], NEAR + 1) for each in self.hidden]
        place = self.hidden.index(name)
        return {
            values[place]
            for values in product(*spans)
            if np.array_equal(matrix @ np.array(values), right)
        }

    def finds_nothing(self) -> bool:
        """True when no small hidden cell can be told from another small number."""
        return all(self._is_kept(name) for name in self.secret)

    def tells_none_exactly(self) -> bool:
        """True when every small hidden cell can be at least two numbers."""
        return all(low < high for low, high in map(self.range_of, self.secret))

    def _is_kept(self, name: Key) -> bool:
        low, high = self.range_of(name)
        room = min([4, *self._shown_totals(name)])
        return high > low and low <= max(1, self._parts_at_least(name)) and high >= room

    def _parts_at_least(self, name: Key) -> int:
        """A total of three parts, none of which is nought, is three at least whatever is hidden."""
        parts = [one.parts for one in self.sums if one.total == name]
        return max((sum(map(self._at_least, each)) for each in parts), default=0)

    def _at_least(self, name: Key) -> int:
        """A cell is at least itself where it is shown, else what is known of it or its parts."""
        known = self.least.get(name, self.values.get(name) or 0)
        return max(known, self._parts_at_least(name))

    def _shown_totals(self, name: Key) -> list[int]:
        totals = [one.total for one in self.sums if name in one.parts]
        return [self.values[total] or 0 for total in totals if self.values.get(total) is not None]


def test_small_counts_are_hidden_and_nought_and_five_are_shown():
    done = suppress([a_list({"ks1": 0, "ks2": 3, "ks3": 5, "ks4": 40, "post-16": 1})])
    assert shown(done)["ks1"] == 0
    assert shown(done)["ks2"] is None
    assert shown(done)["post-16"] is None
    assert shown(done)["ks4"] == 40
    assert done.get("week") == 49


def test_a_single_hidden_cell_takes_the_smallest_other_one_with_it():
    done = suppress([a_list({"ks1": 3, "ks2": 17, "ks3": 6, "ks4": 9})])
    assert shown(done) == {"ks1": None, "ks2": 17, "ks3": None, "ks4": 9}
    assert done.get("week") == 35


def test_two_hidden_cells_whose_sum_gives_them_away_take_a_third():
    done = suppress([a_list({"ks1": 1, "ks2": 1, "ks3": 12, "ks4": 30})])
    assert shown(done) == {"ks1": None, "ks2": None, "ks3": None, "ks4": 30}


def test_two_hidden_cells_with_room_between_them_need_no_third():
    done = suppress([a_list({"ks1": 3, "ks2": 4, "ks3": 12})])
    assert shown(done) == {"ks1": None, "ks2": None, "ks3": 12}


def test_where_all_parts_are_ones_the_breakdown_is_withheld_and_the_total_stays():
    done = suppress([a_list({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 0})])
    assert set(shown(done).values()) == {None}
    assert done.get("week") == 5
    assert done.withheld == (("week", ("phase",)),)


def test_a_small_total_is_hidden_with_its_parts():
    done = suppress([a_list({"ks1": 2, "ks2": 0})])
    assert done.get("week") is None
    assert shown(done) == {"ks1": None, "ks2": 0}


def test_a_cross_table_hides_a_rectangle():
    table = a_cross([[3, 20, 30], [8, 9, 40], [50, 60, 70]])
    done = suppress([table])
    hidden = {name[1:] for name, value in done.values.items() if value is None}
    assert len(hidden) == 4
    assert ("phase=r0", "sex=c0") in hidden
    assert all(len(name) == 2 for name in hidden)
    assert Attack([table], done).finds_nothing()


def test_the_row_of_a_cross_table_and_the_list_of_the_same_field_are_one_cell():
    rows = a_list({"r0": 3, "r1": 9}, field="phase")
    cross = a_cross([[1, 2], [4, 5]])
    done = suppress([rows, cross])
    assert done.get("week", {"phase": "r0"}) is None
    assert Attack([rows, cross], done).finds_nothing()


def test_tables_of_one_population_that_disagree_are_refused():
    with pytest.raises(ValueError, match="must count the same cases"):
        suppress([a_list({"ks1": 7}), a_list({"yes": 8}, field="sen")])


def test_a_table_by_three_fields_is_refused():
    with pytest.raises(ValueError, match="one or two different fields"):
        Table(population="week", fields=("a", "b", "c"), counts={}, schools=9)


def test_a_row_of_the_wrong_length_and_a_count_below_nought_are_refused():
    with pytest.raises(ValueError, match="one value for each field"):
        Table(population="week", fields=("a",), counts={("x", "y"): 1}, schools=9)
    with pytest.raises(ValueError, match="0 or more"):
        a_list({"ks1": -1})


def test_one_school_alone_has_no_breakdown():
    done = suppress([a_list({"ks1": 30, "ks2": 8, "ks3": 0}, schools=1)])
    assert set(shown(done).values()) == {None}
    assert done.get("week") == 38


def test_one_school_alone_in_one_phase_has_no_total_that_tells_it():
    table = a_list({"ks1": 30}, schools=1)
    done = suppress([table])
    assert set(done.values.values()) == {None}


def test_a_whole_line_shows_its_small_numbers_from_five_on():
    counts = {"full time": 9, "elsewhere": 0, "not known": 2}
    assert shown(suppress([a_list(counts, is_open=True)])) == counts


def test_a_whole_line_of_fewer_than_five_or_of_one_school_shows_nothing():
    few = suppress([a_list({"urgent": 1, "other": 3}, is_open=True)])
    one = suppress([a_list({"urgent": 2, "other": 7}, is_open=True, schools=1)])
    assert set(few.values.values()) == {None}
    assert set(shown(one).values()) == {None}


def test_a_breakdown_of_a_small_open_count_does_not_tell_its_parts():
    whole = a_list({"away": 3, "in": 8}, is_open=True, field="where")
    parts = Table(
        population="week",
        fields=("where", "how"),
        counts={("away", "part-time"): 3, ("away", "off-site"): 0, ("in", "in"): 8},
        schools=9,
    )
    done = suppress([whole, parts])
    assert done.get("week") == 11
    assert done.get("week", {"where": "away", "how": "part-time"}) is None
    assert Attack([whole, parts], done).finds_nothing()


def test_last_week_this_week_and_the_term_do_not_give_each_other_away():
    this = a_list({"ks1": 2, "ks2": 10, "ks3": 8}, "this")
    last = a_list({"ks1": 6, "ks2": 12, "ks3": 9}, "last")
    term = a_list({"ks1": 8, "ks2": 22, "ks3": 17}, "term")
    links = over_time(term, this, last)
    done = suppress([this, last, term], links=links)
    assert shown(done, "this")["ks1"] is None
    assert None in (shown(done, "last")["ks1"], shown(done, "term")["ks1"])
    assert Attack([this, last, term], done, links).finds_nothing()


def test_earlier_weeks_that_nobody_is_shown_keep_a_small_one_safe():
    this = a_list({"ks1": 2, "ks2": 3, "ks3": 8}, "this")
    last = a_list({"ks1": 6, "ks2": 12, "ks3": 9}, "last")
    rest = a_list({"ks1": 20, "ks2": 20, "ks3": 20}, "rest", is_latent=True)
    term = a_list({"ks1": 28, "ks2": 35, "ks3": 37}, "term")
    links = over_time(term, this, last, rest)
    done = suppress([this, last, rest, term], links=links)
    assert shown(done, "term") == {"ks1": 28, "ks2": 35, "ks3": 37}
    assert shown(done, "this") == {"ks1": None, "ks2": None, "ks3": 8}
    assert not any(name[0] == "rest" for name in done.values)


def test_what_was_shown_before_cannot_be_used_to_find_a_small_week():
    """58 calls up to last week have been read; 60 now would tell that this week had two."""
    before = a_list({"all": 58}, "before")
    this = a_list({"all": 2}, "this")
    term = a_list({"all": 60}, "term")
    done = suppress(
        [before, this, term],
        links=over_time(term, before, this),
        published={key("before"): True, key("before", {"phase": "all"}): True},
    )
    assert done.get("before") == 58
    assert done.get("this") is None
    assert done.get("term") is None


def test_a_link_that_does_not_add_up_is_refused():
    this, term = a_list({"ks1": 7}, "this"), a_list({"ks1": 9}, "term")
    with pytest.raises(ValueError, match="give the rest as a latent table"):
        suppress([this, term], links=over_time(term, this))


def test_rounded_counts_are_multiples_of_five_and_small_ones_are_never_rounded_away():
    counts = {"ks1": 12, "ks2": 13, "ks3": 2, "ks4": 8}
    done = suppress([a_list(counts, is_open=True)], round_to=5)
    assert shown(done) == {"ks1": 10, "ks2": 15, "ks3": None, "ks4": None}
    assert done.get("week") == 35


@pytest.mark.parametrize(
    ("count", "want"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (98, 100)]
)
def test_rounding_goes_to_the_nearest_five(count: int, want: int):
    assert rounded(count, 5) == want


@pytest.mark.parametrize(
    ("right", "n", "closed", "opened"),
    [
        (0, 4, False, False),
        (4, 4, False, False),
        (0, 5, True, True),
        (5, 5, True, True),
        (3, 20, False, True),
        (17, 20, False, True),
        (6, 20, True, True),
        (0, 0, False, False),
    ],
)
def test_a_rate_of_fewer_than_five_or_with_a_small_side_is_not_shown(
    right: int, n: int, closed: bool, opened: bool
):
    assert may_show_rate(right, n) is closed
    assert may_show_rate(right, n, is_open=True) is opened


CELL = st.one_of(st.integers(0, 4), st.integers(0, 9), st.integers(0, 40))


@settings(max_examples=150, deadline=None)
@given(st.lists(CELL, min_size=1, max_size=7), st.integers(1, 4), st.booleans())
def test_no_list_gives_a_small_count_away(counts: list[int], schools: int, is_open: bool):
    table = a_list({f"p{n}": c for n, c in enumerate(counts)}, schools=schools, is_open=is_open)
    assert Attack([table], suppress([table])).finds_nothing()


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_no_cross_table_gives_a_small_count_away(rows: list[list[int]]):
    table = a_cross(rows)
    assert Attack([table], suppress([table])).finds_nothing()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=3)
    ),
    st.booleans(),
)
def test_no_periods_together_give_a_small_count_away(rows: list[list[int]], has_rest: bool):
    names = ["this", "last", "rest"]
    tables = [
        a_list({f"p{n}": c for n, c in enumerate(row)}, name, is_latent=name == "rest" and has_rest)
        for name, row in zip(names, rows, strict=False)
    ]
    term = a_list({f"p{n}": sum(col) for n, col in enumerate(zip(*rows, strict=True))}, "term")
    links = over_time(term, *tables)
    done = suppress([*tables, term], links=links)
    assert Attack([*tables, term], done, links).finds_nothing()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_trying_every_number_finds_no_more_than_integer_programming(counts: list[int]):
    """Two attacks that share no method: where they agree, neither flatters."""
    table = a_list({f"p{n}": c for n, c in enumerate(counts)})
    attack = Attack([table], suppress([table]))
    for name in attack.secret:
        if len(attack.hidden) <= 4 and max(attack.truth.values()) <= NEAR:
            tried = attack.by_trying(name)
            assert (min(tried), max(tried)) == attack.range_of(name, NEAR)
            assert len(tried) >= 2


@settings(max_examples=60, deadline=None)
@given(st.lists(CELL, min_size=1, max_size=5))
def test_nothing_is_hidden_that_could_be_shown(counts: list[int]):
    """A cell of five or more is hidden only where without it a small one could be told."""
    table = a_list({f"p{n}": c for n, c in enumerate(counts)})
    done = suppress([table])
    if done.withheld:
        return
    large = [n for n, value in done.values.items() if value is None and table.cells[n] > 4]
    for name in large:
        values = {**done.values, name: table.cells[name]}
        more = Published(values=values, withheld=done.withheld)
        assert not Attack([table], more).finds_nothing()


def test_the_attack_finds_what_is_hidden_without_a_second_cell():
    """The attack bites: with small counts alone hidden, it tells them."""
    table = a_list({"ks1": 3, "ks2": 17, "ks3": 6})
    bare = {name: None if 0 < count < 5 else count for name, count in table.cells.items()}
    attack = Attack([table], Published(values=bare, withheld=()))
    assert attack.range_of(key("week", {"phase": "ks1"})) == (3, 3)
    assert not attack.finds_nothing()


def test_a_large_table_is_done_at_once():
    """Every topic by every phase, with the lists of both: some 250 cells, half of them small."""
    rows = [[(7 * i + 3 * j * j) % 11 for j in range(7)] for i in range(34)]
    table = a_cross(rows)
    done = suppress([table])
    assert done.hides_something
    assert suppression.suppress([table]) == done
