"""Which numbers may be shown, so that no school and no pupil can be told from a small one.

Counts of 1 to 4 are not shown, 0 may be. Neither is any other cell without which a hidden one could
be worked out from sums, in all tables given together: whoever knows every shown number still cannot
tell which of 1, 2, 3 and 4 it is, as far as a shown total and the number of its parts leave room.
The idea of such secondary suppression is that of A. Hundepool and others, “Statistical Disclosure
Control”, Wiley 2012.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advicebot.domain.outcomes.recovery import Found, Key, Sum, System
from advicebot.domain.outcomes.tables import NOTHING, SMALLEST, Table, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What may be shown of some tables. ``values`` has None for every cell that is not shown.

    ``withheld`` names population and fields of the breakdowns of which nothing is shown.
    """

    values: Mapping[Key, int | None]
    withheld: tuple[tuple[str, tuple[str, ...]], ...]

    def get(self, population: str, values: Mapping[str, str] = NOTHING) -> int | None:
        """Return a count, None when it is not shown.

        Raises:
            KeyError: no table has that cell.
        """
        return self.values[key(population, values)]

    @property
    def hides_something(self) -> bool:
        """True when a note must say that numbers are left out."""
        return any(value is None for value in self.values.values())


def rounded(count: int, to: int) -> int:
    """Return ``count`` to the nearest multiple of ``to``, halves up."""
    return (2 * count + to) // (2 * to) * to


def may_show_rate(right: int, n: int, *, is_open: bool = False) -> bool:
    """True when a rate may be shown that is in no table: of five or more, and not small itself.

    Neither those it counts nor the others may be 1 to 4, unless it is of a whole line
    (``is_open``), by which nobody can be recognised.
    """
    sides = (right, n - right)
    return n >= SMALLEST and (is_open or all(not 0 < side < SMALLEST for side in sides))


def suppress(
    tables: Sequence[Table],
    *,
    links: Sequence[Sum] = (),
    published: Mapping[Key, bool] | None = None,
    round_to: int | None = None,
) -> Published:
    """Return what may be shown of all ``tables`` together.

    Args:
        links: sums between tables, see ``over_time``.
        published: cells that readers have already, True where they were shown: those cannot be
            hidden any more, and the others are not shown now. What could be worked out from what
            was shown before stays so; nothing is added to it.
        round_to: 5 to show every count rounded; small counts are not shown then in open tables
            either, where rounding would make nothing of them.

    Raises:
        ValueError: two tables disagree about a cell, or a link about its sum.
    """
    hiding = _Hiding(
        tables=tables,
        system=_system(tables, links),
        published=dict(published or {}),
        keeps_open=round_to is None,
    )
    hiding.decide()
    counts, hidden = hiding.system.counts, hiding.system.hidden
    latent = _cells(table for table in tables if table.is_latent)
    return Published(
        values={
            name: None if name in hidden else rounded(count, round_to) if round_to else count
            for name, count in counts.items()
            if name not in latent
        },
        withheld=tuple((t.population, t.fields) for t in tables if id(t) in hiding.withheld),
    )


def _cells(tables: Iterable[Table]) -> set[Key]:
    return {name for table in tables for name in table.cells}


def _system(tables: Sequence[Table], links: Sequence[Sum]) -> System:
    counts: dict[Key, int] = {}
    for table in tables:
        for name, count in table.cells.items():
            if counts.setdefault(name, count) != count:
                raise ValueError(
                    f"{name} is {counts[name]} in one table and {count} in another: tables of one "
                    "population must count the same cases. Name the second population otherwise."
                )
    for link in links:
        if counts[link.total] != sum(counts[part] for part in link.parts):
            raise ValueError(
                f"{link.total} is {counts[link.total]}, but its parts make "
                f"{sum(counts[part] for part in link.parts)}: give the rest as a latent table."
            )
    sums = dict.fromkeys([one for table in tables for one in table.sums] + list(links))
    return System(counts=counts, sums=tuple(sums))


@dataclass(slots=True, kw_only=True)
class _Hiding:
    """Decides what to hide, a cell at a time: the smallest that helps comes first."""

    tables: Sequence[Table]
    system: System
    published: Mapping[Key, bool]
    keeps_open: bool
    withheld: set[int] = field(default_factory=set)
    sensitive: set[Key] = field(default_factory=set)
    extra: set[Key] = field(default_factory=set)
    lost: set[Key] = field(default_factory=set)
    found: Found = field(default_factory=dict)

    def decide(self) -> None:
        """Hide what is small, then what would give it away, then show again what would not."""
        latent = _cells(table for table in self.tables if table.is_latent)
        self._hide(latent, least=0)
        self._hide((name for name, shown in self.published.items() if not shown), least=0)
        opened = self._open()
        for name, count in self.system.counts.items():
            if 0 < count < SMALLEST and name not in latent | opened:
                self._protect(name)
        for table in self.tables:
            if table.is_withheld:
                self._withhold(table, keep=opened)
        while weak := self._weak():
            self._cover(weak, opened)
        self._show_again()

    def _open(self) -> set[Key]:
        shown = [table for table in self.tables if self.keeps_open and table.is_shown_whole]
        return _cells(shown)

    def _hide(self, names: Iterable[Key], *, least: int | None = None) -> None:
        for name in names:
            if not self.published.get(name, False):
                self.system.hidden.add(name)
                if least is not None:
                    self.system.least[name] = least

    def _protect(self, name: Key) -> None:
        if not self.published.get(name, False):
            self.system.hidden.add(name)
            self.sensitive.add(name)

    def _withhold(self, table: Table, *, keep: set[Key]) -> None:
        self.withheld.add(id(table))
        self._hide(set(table.inner) - keep, least=0)
        if table.is_withheld:
            self.sensitive |= set(table.inner) & self.system.hidden

    def _weak(self) -> Key | None:
        found = sorted(self.sensitive - self.lost)
        return next((name for name in found if not self._is_safe(name)), None)

    def _is_safe(self, name: Key) -> bool:
        return self.system.is_kept(name, below=SMALLEST, found=self.found)

    def _cover(self, weak: Key, opened: set[Key]) -> None:
        around = [self.system.sums[n] for n in self.system.reachable(weak)]
        names = {name for one in around for name in one.signs if self._may_hide(name)}
        upper = {one.total for one in self.system.sums} | opened
        if plain := sorted(names - upper, key=self._size):
            self._hide_one(weak, plain)
        elif table := self._table_of(weak):
            self._withhold(table, keep=opened)
        elif names:
            self._hide_one(weak, sorted(names, key=lambda n: (n in opened, self._size(n))))
        else:
            self.lost.add(weak)

    def _hide_one(self, weak: Key, names: Sequence[Key]) -> None:
        """The smallest after which ``weak`` is safe; else the one that closes most ways to it."""
        for name in names:
            self.system.hidden.add(name)
            if self._is_safe(weak):
                self.extra.add(name)
                return
            self.system.hidden.remove(name)
        best = min(names, key=lambda name: (-self._pinned(name), names.index(name)))
        self.system.hidden.add(best)
        self.extra.add(best)

    def _pinned(self, name: Key) -> int:
        """In how many sums the cell stands beside a single hidden one."""
        sums = [self.system.sums[n] for n in self.system.of(name)]
        return sum(len(self.system.hidden & set(one.signs)) == 1 for one in sums)

    def _may_hide(self, name: Key) -> bool:
        is_shown = name not in self.system.hidden and not self.published.get(name, False)
        return is_shown and self.system.counts[name] > 0

    def _size(self, name: Key) -> tuple[int, Key]:
        return self.system.counts[name], name

    def _table_of(self, name: Key) -> Table | None:
        tables = (t for t in self.tables if id(t) not in self.withheld and not t.is_latent)
        return next((table for table in tables if name in table.inner), None)

    def _show_again(self) -> None:
        """Until nothing more can be shown; so nothing hidden could be worked out all the same."""
        for name in sorted(self.extra, key=self._size, reverse=True) if not self.lost else ():
            self.system.hidden.remove(name)
            if self._weak() is None:
                self.extra.remove(name)
                return self._show_again()
            self.system.hidden.add(name)
        return None
