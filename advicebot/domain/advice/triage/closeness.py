"""Raises "answer" to "ask" when a message is close in meaning to authored examples of a flag.

It never lowers anything, and it never pages: the sentence model alone is no ground to call
somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from advicebot.domain.advice.text import tokenise
from advicebot.domain.advice.triage.model import FlagHit, Verdict
from advicebot.domain.vocabulary import Action, Flag, Urgency

CALM = "calm"
"""The group of examples that sound alike but need nobody."""
LIKE = "like."
"""Rules whose name starts so are examples that a message lies close to."""
_FEWEST_WORDS = 4
_MOST_WORDS = 150
_MOST_QUOTED = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageExamples:
    """Authored examples of each flag, and of talk that sounds like one but needs nobody.

    A message is close to a flag when its nearness, 0 to 1, is at least ``floor`` and at least
    ``margin`` above its nearness to the calm examples; ``wary_margin`` for a second worried one.
    """

    floor: float
    margin: float
    wary_margin: float
    calm: tuple[str, ...]
    flags: Mapping[Flag, tuple[str, ...]]

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Return all examples by the name of their group."""
        return {**{str(flag): texts for flag, texts in self.flags.items()}, CALM: self.calm}


class Closeness(Protocol):
    """How near texts are in meaning to groups of examples."""

    def nearest(self, text: str) -> Mapping[str, tuple[float, str]]:
        """Return for each group its nearness to ``text``, 0 to 1, and its nearest example."""
        ...


def raised(
    verdict: Verdict,
    text: str,
    *,
    closeness: Closeness,
    examples: TriageExamples,
    wary: bool = False,
) -> Verdict:
    """Return the verdict, as an ask when the redacted ``text`` lies close to a flag's examples.

    A message of more than about 200 words is also compared by its end, which the sentence model
    would not see. ``wary`` lowers the margin.
    """
    if verdict.action is not Action.ANSWER:
        return verdict
    margin = examples.wary_margin if wary else examples.margin
    leads = [
        (near[flag][0] - near[CALM][0], flag, part)
        for part in _parts(text)
        if (near := closeness.nearest(part))
        for flag in examples.flags
        if near[flag][0] >= examples.floor
    ]
    lead, flag, part = max(leads, default=(-1.0, None, ""))
    if flag is None or lead < margin:
        return verdict
    hit = FlagHit(flag=flag, quote=_shortened(part), rule=f"{LIKE}{flag}")
    return Verdict(action=Action.ASK, urgency=Urgency.URGENT, flags=(hit,))


def _parts(text: str) -> tuple[str, ...]:
    """Return the message, and its end too when it is very long; nothing for a word or two."""
    tokens = tokenise(text)
    if len(tokens) < _FEWEST_WORDS:
        return ()
    if len(tokens) <= _MOST_WORDS:
        return (text,)
    return text, text[tokens[-_MOST_WORDS].start :]


def _shortened(part: str) -> str:
    words = part.split()
    return part if len(words) <= _MOST_QUOTED else f"{' '.join(words[:_MOST_QUOTED])} …"
