"""From findings to one verdict: the strongest counts, hints add up, nothing is averaged."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.triage.model import FlagHit, Rule, Strength, Verdict
from advicebot.domain.advice.triage.reading import Reading
from advicebot.domain.vocabulary import Action, Flag, Urgency

OUTCOME_LISTS = (
    "courtesy",
    "soon",
    "strategy-asked",
    "direction-asked",
    "question-opening",
    "everyday",
    "accident",
    "lighthearted",
    "moving-on",
)
_HINTS_WORTH_ASKING = 2
_LONGEST_COURTESY = 12
_STRENGTHS = tuple(Strength)
_FEWEST_UNPLACED = 5
_CALMING_LISTS = ("everyday", "past", "closed", "owned", "moving-on", "accident", "lighthearted")
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
    needed = _HINTS_WORTH_ASKING if _asks_for_strategy(reading) else 1
    kept = [group[0] for group in by_flag.values() if _counts(group, needed)]
    if not kept and _is_out_of_the_ordinary(reading):
        kept = [f for f in findings if f.rule.strength is Strength.UNPLACED][:1]
    if not kept:
        return _without_flags(reading)
    kept.sort(key=lambda f: f.rank)
    worst = kept[0]
    action = Action.PAGE if worst.strength is Strength.PAGE else Action.ASK
    return Verdict(action=action, urgency=_urgency(kept), flags=tuple(map(_flag_hit, kept)))


def _counts(group: Sequence[Finding], hints_needed: int) -> bool:
    if group[0].strength in (Strength.PAGE, Strength.ASK):
        return True
    hints = {finding.rule.id for finding in group if finding.strength is Strength.HINT}
    return len(hints) >= hints_needed


def _asks_for_strategy(reading: Reading) -> bool:
    """True when the teacher asks how to teach or manage something, not whom to tell or ring."""
    if reading.spans("strategy-asked"):
        return True
    if reading.spans("direction-asked"):
        return False
    return reading.asks_a_question or 0 in reading.spans("question-opening")


def _is_out_of_the_ordinary(reading: Reading) -> bool:
    """True when a message tells of something and none of it sounds like everyday school life."""
    if len(reading.row.words) < _FEWEST_UNPLACED or reading.has_idioms:
        return False
    if _asks_for_strategy(reading) or any(map(reading.spans, _CALMING_LISTS)):
        return False
    return not any(name.startswith("frame:") for name in reading.row.ends)


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
