"""What a figure is: a claim about the line under faults, how it is measured, and the control that
shows the measurement bites.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measurement to make: where it may write, from which seed, and how long a form.

    ``without`` names the guard that is switched off, see ``tests.faults.bent``; empty for none.
    """

    folder: Path
    seed: int
    is_short: bool
    without: str = ""

    def pick(self, *, short: int, full: int) -> int:
        """Return how many trials to make."""
        return short if self.is_short else full

    def below(self, name: str) -> "Run":
        """Return the same in a new folder of its own."""
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        return replace(self, folder=folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was seen.

    Attributes:
        holds: True when the target was met.
        seen: the figure in words, such as ``0 lost, 0 doubled``.
        n: how many trials of what, such as ``30 kills, 200 messages``.
        details: what did not hold, each with what is needed to look into it.
    """

    holds: bool
    seen: str
    n: str
    details: tuple[str, ...] = ()


def joined(parts: Sequence[Measured]) -> Measured:
    """Return what was seen in several parts, each of which must hold."""
    return Measured(
        holds=all(each.holds for each in parts),
        seen="; ".join(each.seen for each in parts),
        n="; ".join(each.n for each in parts),
        details=tuple(line for each in parts for line in each.details),
    )


def load() -> str:
    """Return how busy the machine is, for what is measured in seconds."""
    return f"load {os.getloadavg()[0]:.0f}"


Measure = Callable[[Run], Measured]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A claim.

    Attributes:
        id: such as ``A1``.
        title: what is done to the line.
        target: what must hold.
        measure: makes one measurement.
        control: the guard without which the target must be missed, as ``tests.faults.bent`` names
            it; empty where ``measure`` contains its own control.
        more_controls: other guards of which the same holds, each by itself. A short run switches
            off one of all, which its seed chooses. The short form is long enough for each to fail.
    """

    id: str
    title: str
    target: str
    measure: Measure
    control: str = ""
    more_controls: tuple[str, ...] = ()

    @property
    def guards(self) -> tuple[str, ...]:
        """Every guard without which the target must be missed."""
        return (self.control, *self.more_controls) if self.control else ()

    def controls(self, run: Run) -> tuple[str, ...]:
        """Return the guards that are switched off beside this run, one after the other."""
        if not run.is_short or not self.guards:
            return self.guards
        return (self.guards[run.seed % len(self.guards)],)
