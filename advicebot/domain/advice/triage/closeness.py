"""Raises "answer" to "ask" when a message is close in meaning to authored examples of a flag.

It never lowers anything, and it never pages: the sentence model alone is no ground to call
somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from advicebot.domain.advice.text import tokenise
from advicebot.domain.advice.triage.model import FlagHit, Verdict
from advicebot.domain.vocabulary import Action, Flag, Urgency

CALM = "calm"
"""The group of examples that sound alike but need nobody."""
LIKE = "like."
"""Rules whose name starts so are examples that a message lies close to."""
_MOST_PARTS = 8
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageExamples:
    """Authored examples of each flag, and of talk that sounds like one but needs nobody.

    A part of a message is close to a flag when its nearness, 0 to 1, is at least ``floor`` and at
    least ``margin`` above its nearness to the calm examples.
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
    verdict: Verdict, text: str, *, closeness: Closeness, examples: TriageExamples, wary: bool
) -> Verdict:
    """Return the verdict, as an ask when the redacted ``text`` lies close to a flag's examples.

    Each sentence counts for itself, so that one worrying line is not lost in a long message.
    ``wary`` lowers the margin.
    """
    if verdict.action is not Action.ANSWER:
        return verdict
    margin = examples.wary_margin if wary else examples.margin
    best: tuple[float, FlagHit] | None = None
    for part in _parts(text):
        near = closeness.nearest(part)
        calm = near[CALM][0]
        for flag in examples.flags:
            nearness, _ = near[flag]
            lead = nearness - calm
            if nearness >= examples.floor and lead >= margin and (best is None or lead > best[0]):
                best = lead, FlagHit(flag=flag, quote=part, rule=f"{LIKE}{flag}")
    if best is None:
        return verdict
    return Verdict(action=Action.ASK, urgency=Urgency.URGENT, flags=(best[1],))


def _parts(text: str) -> Sequence[str]:
    """Return the sentences of the message, or the whole when it is one; the last eight at most."""
    spans: dict[int, tuple[int, int, int]] = {}
    for token in tokenise(text):
        start, _, words = spans.get(token.sentence, (token.start, token.end, 0))
        spans[token.sentence] = (start, token.end, words + 1)
    parts = [text[start:end] for start, end, words in spans.values() if words >= _FEWEST_WORDS]
    return parts[-_MOST_PARTS:]
