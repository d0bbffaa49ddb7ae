"""From findings to one verdict: the strongest counts, hints add up, nothing is averaged."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.triage.model import FlagHit, Rule, Strength, Verdict
from advicebot.domain.advice.triage.reading import Reading
from advicebot.domain.vocabulary import Action, Flag, Urgency

OUTCOME_LISTS = ("courtesy", "soon")
_HINTS_WORTH_ASKING = 2
_LONGEST_COURTESY = 12
_STRENGTHS = (Strength.PAGE, Strength.ASK, Strength.HINT)
_URGENCIES = tuple(Urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A hit that stood up to its context; ``first`` is the place of its first word."""

    rule: Rule
    strength: Strength
    first: int
    quote: str

    @property
    def rank(self) -> tuple[int, int, int]:
        """Smaller is graver; the earlier in the message wins a tie."""
        urgency = _URGENCIES.index(self.rule.urgency)
        return _STRENGTHS.index(self.strength), urgency, self.first


def decide(findings: Sequence[Finding], reading: Reading) -> Verdict:
    """The verdict that follows from what was found."""
    by_flag: dict[Flag, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.rank):
        by_flag.setdefault(finding.rule.flag, []).append(finding)
    kept = [group[0] for group in by_flag.values() if _counts(group)]
    if not kept:
        return _without_flags(reading)
    kept.sort(key=lambda f: f.rank)
    worst = kept[0]
    action = Action.PAGE if worst.strength is Strength.PAGE else Action.ASK
    return Verdict(action=action, urgency=_urgency(kept), flags=tuple(map(_flag_hit, kept)))


def _counts(group: Sequence[Finding]) -> bool:
    if group[0].strength is not Strength.HINT:
        return True
    return len({finding.rule.id for finding in group}) >= _HINTS_WORTH_ASKING


def _urgency(kept: Sequence[Finding]) -> Urgency:
    """The gravest urgency among the findings as strong as the strongest."""
    strongest = [f for f in kept if f.strength is kept[0].strength]
    return min((f.rule.urgency for f in strongest), key=_URGENCIES.index)


def _flag_hit(finding: Finding) -> FlagHit:
    return FlagHit(flag=finding.rule.flag, quote=finding.quote, rule=finding.rule.id)


def _without_flags(reading: Reading) -> Verdict:
    if _is_courtesy(reading):
        return Verdict(action=Action.DECLINE, urgency=Urgency.NONE, flags=())
    urgency = Urgency.SOON if reading.spans("soon") else Urgency.ROUTINE
    return Verdict(action=Action.ANSWER, urgency=urgency, flags=())


def _is_courtesy(reading: Reading) -> bool:
    """True for thanks, greetings and emoji with nothing asked; also for a message without words."""
    words = reading.row.words
    covered = {
        at for first, after in reading.spans("courtesy").items() for at in range(first, after)
    }
    return len(words) <= _LONGEST_COURTESY and len(covered) == len(words)
