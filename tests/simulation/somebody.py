"""Somebody in a night: what they may do, and how it is drawn to what they do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.service.desk import Desk

if TYPE_CHECKING:
    from tests.simulation.night import Night


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does, however often it is delivered."""

    name: str
    use: Callable[[str], None]


Draw = Callable[[], Act | None]
"""Draws whom and what it is about, as things stand at that moment; None when there is nothing."""


class Somebody:
    """What teachers, practitioners and keepers have in common."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._rng = night.rng
        self._truth = night.truth
        self._build = night.build
        self._written = 0

    @property
    def desk(self) -> Desk:
        """The desk of the bot process that runs now."""
        return self._night.desk

    def _write(self, first: int) -> str:
        """Return the timestamp of a new message."""
        self._written += 1
        return f"{first + self._written}.000100"

    def _handoff(self, likely: HandoffState | None = None) -> Handoff | None:
        """Draw a handoff as somebody remembers it: most often one in this state, at times any."""
        known = list(self._truth.known.values())
        fitting = [each for each in known if each.state == likely]
        if fitting and self._rng.random() < 0.85:
            return self._rng.choice(fitting)
        return self._rng.choice(known) if known else None
