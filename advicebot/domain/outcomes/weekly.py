"""Numbers week by week: what this week's digest may show to people who have read the earlier ones.

A term so far, less the term so far of a week ago, is one week: so what may be shown is decided a
week at a time, from the first of the term on, with all that was shown before. A term is shown as it
is where nobody can tell any small week from that, else to the nearest ten, else not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advicebot.domain.outcomes.recovery import Found, Key, Sum, System
from advicebot.domain.outcomes.tables import SMALLEST, Table, key, over_time

ABOUT = 10
"""What the number of a term is rounded to where it cannot be shown as it is."""
ALL = "all"
"""Stands for the total beside the kinds."""
_FIELD = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCount:
    """What one week counted, by kind. Weeks without a school day have no digest of their own."""

    counts: Mapping[str, int]
    schools: frozenset[str]
    has_digest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Counts of one period as they may be shown, by kind and for ``ALL``; None for what is not.

    ``about`` has those that are shown rounded instead, to the nearest ten. ``is_few`` is True when
    it may be said that all together are fewer than five, but not nought.
    """

    counts: Mapping[str, int | None]
    about: Mapping[str, int]
    is_few: bool

    @property
    def total(self) -> int | None:
        """The count of all kinds, None when it is not shown as it is."""
        return self.counts[ALL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The weeks of a term, and the term up to the last of them."""

    weeks: tuple[Shown, ...]
    term: Shown


def shown_by_week(
    weeks: Sequence[WeekCount], printed: Mapping[int, tuple[Shown, Shown]] | None = None
) -> Series:
    """Return what the digest of the last of these weeks shows; they begin with the term's first.

    The numbers are those of a whole line: small ones are shown where five or more from two schools
    or more are counted in the week. A week that had no digest is never shown.

    Args:
        printed: by the place of an earlier week, what its digest showed of it and of the term.
            That is not decided again from counts that may have changed since: what was shown is
            taken to be known as it is now, and the week is returned as it was shown.
    """
    before = printed or {}
    ladder = _Ladder()
    for number in range(1, len(weeks) + 1):
        ladder.add(weeks, number, before.get(number - 1))
    kinds = list(weeks[0].counts)
    shown = [
        before[n - 1][0] if n - 1 in before else ladder.shown(f"week {n}", kinds)
        for n in range(1, len(weeks) + 1)
    ]
    return Series(weeks=tuple(shown), term=ladder.shown(f"term {len(weeks)}", kinds))


@dataclass(slots=True, kw_only=True)
class _Ladder:
    """What readers have after each digest. ``found`` shows why they cannot tell more."""

    counts: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    system: System = field(default_factory=lambda: System(counts={}, sums=()))
    term: tuple[Table, ...] = ()
    sensitive: set[Key] = field(default_factory=set)
    about: dict[Key, int] = field(default_factory=dict)
    found: Found = field(default_factory=dict)

    def add(
        self, weeks: Sequence[WeekCount], number: int, printed: tuple[Shown, Shown] | None
    ) -> None:
        """Let one more week pass, with its digest if it had one: as printed, or decided now."""
        week = _table(f"week {number}", weeks[number - 1 : number])
        term = _table(f"term {number}", weeks[:number])
        self._extend(week, term)
        self._hide({**week.cells, **term.cells})
        if printed:
            self._take_week(week, printed[0])
            self._take_term(term, printed[1])
        elif weeks[number - 1].has_digest:
            self._show_week(week)
            self._show_term(term)

    def shown(self, population: str, kinds: Iterable[str]) -> Shown:
        """Return what of one period has been shown."""
        cells = {kind: key(population, {_FIELD: kind}) for kind in kinds}
        cells[ALL] = key(population)
        hidden = self.system.hidden
        return Shown(
            counts={n: None if c in hidden else self.counts[c] for n, c in cells.items()},
            about={name: self.about[cell] for name, cell in cells.items() if cell in self.about},
            is_few=cells[ALL] in hidden and self.system.highest(cells[ALL]) < SMALLEST,
        )

    def _extend(self, week: Table, term: Table) -> None:
        self.counts.update({**week.cells, **term.cells})
        self.sums += [*week.sums, *term.sums, *over_time(term, *self.term, week)]
        self.term = (term,)
        old = self.system
        self.system = System(
            counts=self.counts,
            sums=tuple(self.sums),
            hidden=old.hidden,
            least=old.least,
            most=old.most,
        )

    def _hide(self, names: Iterable[Key]) -> None:
        for name in names:
            self.system.hidden.add(name)
            self.system.least[name] = 0

    def _take_week(self, week: Table, shown: Shown) -> None:
        """What the readers of its digest were not shown must not be told later either."""
        whole = key(week.population)
        for name, cell in _cells(week):
            if shown.counts.get(name) is not None:
                self.system.hidden.discard(cell)
            else:
                self.sensitive.add(cell)
        if shown.is_few and 0 < self.counts[whole] < SMALLEST:
            self.system.least[whole], self.system.most[whole] = 1, SMALLEST - 1

    def _take_term(self, term: Table, shown: Shown) -> None:
        for name, cell in _cells(term):
            if shown.counts.get(name) is not None:
                self.system.hidden.discard(cell)
            elif name in shown.about:
                self._bound(cell)
        if term.is_withheld:
            self.sensitive |= set(term.inner) & self.system.hidden

    def _show_week(self, week: Table) -> None:
        """A small week is said to be small: its readers know that it is not nought either."""
        if not week.is_withheld:
            self.system.hidden -= set(week.cells)
            return
        self.sensitive |= set(week.inner)
        whole = key(week.population)
        if week.total >= SMALLEST:
            self.system.hidden.remove(whole)
            return
        self.sensitive.add(whole)
        self.system.least[whole], self.system.most[whole] = 1, SMALLEST - 1

    def _show_term(self, term: Table) -> None:
        if term.is_withheld:
            self.sensitive |= set(term.inner)
            return
        if self._is_safe_with(term.cells):
            return
        for name in sorted(term.cells):
            if not self._is_safe_with([name]):
                self._try_about(name)

    def _is_safe_with(self, names: Iterable[Key]) -> bool:
        shown = set(names)
        self.system.hidden -= shown
        if self._is_safe():
            return True
        self.system.hidden |= shown
        return False

    def _bound(self, name: Key) -> int:
        near = (2 * self.counts[name] + ABOUT) // (2 * ABOUT) * ABOUT
        self.system.least[name] = max(0, near - ABOUT // 2)
        self.system.most[name] = near + ABOUT // 2 - 1
        return near

    def _try_about(self, name: Key) -> None:
        near = self._bound(name)
        if near and self._is_safe():
            self.about[name] = near
            return
        self.system.least[name] = 0
        del self.system.most[name]

    def _is_safe(self) -> bool:
        return all(
            self.system.is_doubtful(name, below=SMALLEST, found=self.found)
            for name in sorted(self.sensitive)
        )


def _cells(table: Table) -> list[tuple[str, Key]]:
    """The cells of a table by one field, with the words under which they are shown."""
    inner = [(kind, key(table.population, {_FIELD: kind})) for (kind,) in table.counts]
    return [*inner, (ALL, key(table.population))]


def _table(population: str, weeks: Sequence[WeekCount]) -> Table:
    counts = {kind: sum(week.counts[kind] for week in weeks) for kind in weeks[0].counts}
    return Table(
        population=population,
        fields=(_FIELD,),
        counts={(kind,): count for kind, count in counts.items()},
        schools=len(frozenset().union(*(week.schools for week in weeks))),
        is_open=True,
    )
