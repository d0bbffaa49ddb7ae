"""What decided a message that the rules leave open: a probability, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from advicebot.domain.advice.triage import DoubtModel
from advicebot.domain.advice.triage.doubt import Evidence

_MOST_PARTS = 3


class Doubts(Protocol):
    """What tells the features of a message, and whether its rules leave it open."""

    def doubt_about(self, text: str, *, but: str = "") -> Evidence:
        """Return what the doubt model weighs of ``text``, whether the rules decide it or not.

        It is not compared with the triage example ``but``.
        """


class Weighs(Doubts, Protocol):
    """What also has the model that weighs them."""

    @property
    def doubt_model(self) -> DoubtModel:
        """The model in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How the doubt model sees one message; from ``ask_at`` on the teacher is asked.

    ``parts`` are the three features that moved it furthest, furthest first: feature times weight.
    """

    probability: float
    ask_at: float
    parts: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {part:+.2f}" for name, part in self.parts)
        return f"{self.probability:.2f}, asked from {self.ask_at:.2f} ({parts or 'the bias alone'})"


def weigh(text: str, advisor: Weighs) -> Weighed | None:
    """Return how the model of ``advisor`` sees a message, None when the rules decide it."""
    found = advisor.doubt_about(text)
    return weighed(advisor.doubt_model, found.values) if found.is_open else None


def weighed(model: DoubtModel, values: Mapping[str, float]) -> Weighed:
    """Return how ``model`` sees a message with these features; those that are 0 move nothing."""
    parts = [(name, weight * values[name]) for name, weight in model.weights.items()]
    moved = sorted((each for each in parts if each[1]), key=lambda each: -abs(each[1]))
    return Weighed(
        probability=model.of(values), ask_at=model.ask_at, parts=tuple(moved[:_MOST_PARTS])
    )
