"""What somebody can work out about numbers that are not shown, from those that are.

A cell is a whole number from 0 up; a sum ties a total to its parts. Shown cells are known. Of a
cell that is not shown its reader knows the least it can be, and the most where it is rounded or
said to be few. That is all a reader is taken to know: one mark stands for every other cell that is
not shown, whatever the reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

Key = tuple[str, ...]
MOST_STEPS = 400
"""Tries for one question; past them the answer is “no”, and more is hidden than need be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """``total`` is the sum of ``parts``, and everybody knows it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def signs(self) -> dict[Key, int]:
        """Each cell with its sign, so that cells times signs add up to nothing."""
        return {self.total: 1, **dict.fromkeys(self.parts, -1)}


Moves = Mapping[Key, int]
"""Hidden cells and by how much they could be other than they are."""
NO_MOVES: Moves = MappingProxyType({})
Found = dict[tuple[Key, int], Moves]
"""Moves by the cell and the value that they give it."""


@dataclass(slots=True, kw_only=True)
class System:
    """True counts, the sums between them, and what a reader knows of each hidden cell.

    ``hidden``, ``least`` and ``most`` change while it is decided what to hide. A cell that is in
    neither of the last two can be 1 and more.
    """

    counts: Mapping[Key, int]
    sums: tuple[Sum, ...]
    hidden: set[Key] = field(default_factory=set)
    least: dict[Key, int] = field(default_factory=dict)
    most: dict[Key, int] = field(default_factory=dict)
    _sums_of: dict[Key, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._sums_of = {key: [] for key in self.counts}
        for number, one in enumerate(self.sums):
            for key in one.signs:
                self._sums_of[key].append(number)

    def fit(self, key: Key, value: int, start: Moves = NO_MOVES) -> Moves | None:
        """Return moves that give a hidden cell ``value`` and leave everything shown as it is.

        ``start`` are moves that were found before, with less shown; they are tried first. None
        where no moves were found, though there may be some.
        """
        if not self.lowest(key) <= value <= self.highest(key):
            return None
        old = {each: change for each, change in start.items() if self._may_move(each, change)}
        moved = {**old, key: value - self.counts[key]}
        found = _Search(self).balance(moved)
        return found if found is not None or not old else self.fit(key, value)

    def is_kept(self, key: Key, *, below: int, found: Found) -> bool:
        """True when a reader cannot tell a hidden cell from any other like it.

        Like one from 1 up to ``below`` are all of those, like another the next higher and lower;
        as far as ``room`` allows, and one other at least. ``found`` keeps moves from one question
        to the next.
        """
        return all(self._can_be(key, value, found) for value in self._like(key, below))

    def is_doubtful(self, key: Key, *, below: int, found: Found) -> bool:
        """True when a reader cannot tell what a hidden cell is: it may be one other number."""
        others = self._like(key, below) - {self.counts[key]}
        known = sorted(others, key=lambda value: (key, value) not in found)
        return any(self._can_be(key, value, found) for value in known)

    def _can_be(self, key: Key, value: int, found: Found) -> bool:
        moves = self.fit(key, value, found.get((key, value), NO_MOVES))
        if moves is not None:
            found[key, value] = moves
        return moves is not None

    def room(self, key: Key) -> tuple[int, float]:
        """Return the ends within which ``key`` lies whatever is hidden beside it.

        No more than what is known of its totals, no less than its own parts at their least.
        """
        low, high = self.lowest(key), self.highest(key)
        for number in self._sums_of[key]:
            one = self.sums[number]
            if one.total == key:
                low = max(low, sum(self.lowest(part) for part in one.parts))
            else:
                high = min(high, self.highest(one.total))
        return low, high

    def lowest(self, key: Key) -> int:
        """Return the least that a reader knows a cell to be."""
        return self.least.get(key, 1) if key in self.hidden else self.counts[key]

    def highest(self, key: Key) -> float:
        """Return the most that a reader knows a cell to be."""
        return self.most.get(key, inf) if key in self.hidden else self.counts[key]

    def _like(self, key: Key, below: int) -> set[int]:
        count = self.counts[key]
        low, high = self.room(key)
        around = range(1, below) if 0 < count < below else (max(0, count - 1), count, count + 1)
        values = {value for value in around if low <= value <= high}
        if len(values) > 1:
            return values
        return {count, count + 1} if count < high else {count, max(0, count - 1)}

    def _may_move(self, key: Key, change: int) -> bool:
        return self.lowest(key) <= self.counts[key] + change <= self.highest(key)

    def reachable(self, key: Key) -> set[int]:
        """Return the numbers of the sums that hidden cells tie to ``key``."""
        found: set[int] = set()
        waiting = [key]
        while waiting:
            for number in set(self._sums_of[waiting.pop()]) - found:
                found.add(number)
                waiting += [k for k in self.sums[number].signs if k in self.hidden]
        return found

    def of(self, key: Key) -> list[int]:
        """Return the numbers of the sums in which ``key`` stands."""
        return self._sums_of[key]


class _Search:
    """Looks for changes to hidden cells that leave every sum in balance."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.steps = 0

    def balance(self, moved: Moves) -> Moves | None:
        """Return ``moved`` completed so that every sum adds up, None when that was not found."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return None
        off = self._first_off(moved)
        if off is None:
            return moved
        for step in self._steps(*off, moved):
            if (found := self.balance({**moved, **step})) is not None:
                return found
        return None

    def _first_off(self, moved: Moves) -> tuple[int, int] | None:
        """The unbalanced sum with the fewest ways out, and by how much it is off."""
        numbers = {number for key in moved for number in self.system.of(key)}
        gaps = {number: self._gap(number, moved) for number in numbers}
        off = [number for number, gap in gaps.items() if gap]
        if not off:
            return None
        first = min(off, key=lambda n: (len(self._free(n, moved)), n))
        return first, gaps[first]

    def _gap(self, number: int, moved: Moves) -> int:
        signs = self.system.sums[number].signs
        return sum(signs[key] * change for key, change in moved.items() if key in signs)

    def _free(self, number: int, moved: Moves) -> list[Key]:
        keys = self.system.sums[number].signs
        return [key for key in keys if key in self.system.hidden and key not in moved]

    def _steps(self, number: int, gap: int, moved: Moves) -> Iterable[Moves]:
        """Each cell that can take the whole gap, then those that can take a part of it."""
        whole: list[Moves] = []
        part: list[Moves] = []
        for key in self._free(number, moved):
            wanted = -self.system.sums[number].signs[key] * gap
            count = self.system.counts[key]
            change = max(wanted, self.system.lowest(key) - count)
            change = int(min(change, self.system.highest(key) - count))
            if change:
                (whole if change == wanted else part).append({key: change})
        return [*whole, *part]
