"""Tables of counts, with names for their cells that let tables be put side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from advicebot.domain.outcomes.recovery import Key, Sum

SMALLEST = 5
"""The smallest count but 0 that may be shown, and the smallest base of a rate."""
FEWEST_SCHOOLS = 2
MOST_FIELDS = 2
"""No cross-table of more fields than this: each one more singles somebody out."""


NOTHING: Mapping[str, str] = MappingProxyType({})


def key(population: str, values: Mapping[str, str] = NOTHING) -> Key:
    """Return the name of a cell: those of ``population`` with these values, all without any.

    The same cell has the same name in every table, so that a row of one is the total of another.
    """
    return (population, *(f"{name}={value}" for name, value in sorted(values.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts of one population by one or two fields; every case is in exactly one cell.

    Attributes:
        population: whom it counts, such as “term”. Tables of the same one share their totals.
        counts: by one value for each field, in their order.
        schools: how many schools the cases come from; below two there is no breakdown.
        is_open: True for figures of a whole line, by which nobody can be recognised: small counts
            are shown as soon as all of them together are five or more, from two schools or more.
        is_latent: known to exist, never shown, such as the weeks before last.

    Raises:
        ValueError: not one or two fields, a row of another length, or a count below 0.
    """

    population: str
    fields: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]
    schools: int
    is_open: bool = False
    is_latent: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.fields) <= MOST_FIELDS or len(set(self.fields)) != len(self.fields):
            raise ValueError(
                f"A table by {', '.join(self.fields) or 'nothing'} cannot be shown: one or two "
                "different fields are allowed, so that nobody is singled out. Leave some out."
            )
        for row, count in self.counts.items():
            if len(row) != len(self.fields) or count < 0:
                raise ValueError(
                    f"{row}: {count} cannot be in a table by {', '.join(self.fields)}: it needs "
                    "one value for each field and a count of 0 or more."
                )

    @property
    def total(self) -> int:
        """How many cases there are."""
        return sum(self.counts.values())

    @property
    def inner(self) -> dict[Key, int]:
        """The cells of the table without its totals."""
        return {
            key(self.population, dict(zip(self.fields, row, strict=True))): count
            for row, count in self.counts.items()
        }

    @property
    def cells(self) -> dict[Key, int]:
        """Every cell, totals included."""
        found = self.inner
        for one in self.sums:
            found[one.total] = sum(found[part] for part in one.parts)
        return found

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The total of a list; of a cross-table that of each row and column, then of both."""
        whole = key(self.population)
        if len(self.fields) == 1:
            return (Sum(total=whole, parts=tuple(self.inner)),)
        edges = [self._edge(place) for place in range(MOST_FIELDS)]
        across = [Sum(total=whole, parts=tuple(one.total for one in edge)) for edge in edges]
        return (*edges[0], *edges[1], *across)

    def _edge(self, place: int) -> list[Sum]:
        lines: dict[Key, list[Key]] = {}
        for row in self.counts:
            name = key(self.population, {self.fields[place]: row[place]})
            cell = key(self.population, dict(zip(self.fields, row, strict=True)))
            lines.setdefault(name, []).append(cell)
        return [Sum(total=total, parts=tuple(parts)) for total, parts in lines.items()]

    @property
    def is_shown_whole(self) -> bool:
        """True when its small counts may be shown: an open one with a base that is large enough."""
        return self.is_open and self.total >= SMALLEST and self.schools >= FEWEST_SCHOOLS

    @property
    def is_withheld(self) -> bool:
        """True when none of its inner cells may be shown, whatever they are."""
        return not self.is_latent and (
            (self.schools < FEWEST_SCHOOLS and self.total > 0)
            or (self.is_open and 0 < self.total < SMALLEST)
        )


def over_time(whole: Table, *parts: Table) -> tuple[Sum, ...]:
    """Return the sums that tie a longer period to the shorter ones that it consists of.

    The tables have the same fields. Give the rest of the period as a latent table; without one the
    parts are taken to be all of it.
    """
    cells = [table.cells for table in parts]
    return tuple(
        Sum(
            total=name,
            parts=tuple(
                part
                for table, found in zip(parts, cells, strict=True)
                if (part := (table.population, *name[1:])) in found
            ),
        )
        for name in sorted(whole.cells)
    )
