"""How near a message is in meaning to authored examples of the flags, and to calm ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from advicebot.domain.advice.text import tokenise
from advicebot.domain.vocabulary import Flag

CALM = "calm"
"""The group of examples that sound alike but need nobody."""
ELSEWHERE = "elsewhere"
"""The group of examples of what is not for this line."""
_MOST_WORDS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageExamples:
    """Authored examples of each flag, and of talk that sounds like one but needs nobody."""

    calm: tuple[str, ...]
    flags: Mapping[Flag, tuple[str, ...]]

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Return all examples by the name of their group."""
        return {**{str(flag): texts for flag, texts in self.flags.items()}, CALM: self.calm}


class Closeness(Protocol):
    """How near texts are in meaning to groups of examples."""

    def nearest(self, text: str, *, but: str = "") -> Mapping[str, tuple[float, str]]:
        """Return for each group its nearness to ``text``, 0 to 1, and its nearest example.

        The example ``but`` is left out, so that an example can be compared with the others.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near a message is to the examples of ``flag``, the flag it leads with.

    ``lead`` is how much nearer it is to them than to the calm examples; it may be negative.
    """

    flag: Flag
    nearness: float
    lead: float


def nearness(text: str, closeness: Closeness, *, but: str = "") -> Nearness | None:
    """Return the flag that the redacted ``text`` is nearest to, None when there are no examples.

    A message of more than 150 words is also compared by its end, which the sentence model may not
    see; the part that leads more counts.
    """
    found = []
    for part in _parts(text):
        near = closeness.nearest(part, but=but)
        calm = near[CALM][0] if CALM in near else 0.0
        found += [
            Nearness(flag=flag, nearness=near[flag][0], lead=near[flag][0] - calm)
            for flag in Flag
            if flag in near
        ]
    return max(found, key=lambda each: each.lead, default=None)


def _parts(text: str) -> tuple[str, ...]:
    tokens = tokenise(text)
    if len(tokens) <= _MOST_WORDS:
        return (text,)
    return text, text[tokens[-_MOST_WORDS].start :]
