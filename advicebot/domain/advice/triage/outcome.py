"""From findings to one verdict: the strongest counts, hints add up, nothing is averaged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advicebot.domain.advice.triage.doubt import Signs
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
    "event",
)
_HINTS_WORTH_PAGING = 2
_HINTS_WORTH_A_WORD = 2
_LONGEST_COURTESY = 12
_LONGEST_HOW_TO = 40
_STRENGTHS = tuple(Strength)
_SHORTEST_PAST = 5
_CALM_LISTS = ("closed", "moving-on", "lighthearted")
_EVERYDAY_LISTS = ("everyday", "past", "owned", "accident")
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


def decide(findings: Sequence[Finding], reading: Reading, *, wary: bool = False) -> Verdict:
    """The verdict that the rules come to; ``wary`` takes every finding at its worst.

    An answer is open: see ``signs_in`` and ``doubt``.
    """
    by_flag: dict[Flag, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.rank):
        by_flag.setdefault(finding.rule.flag, []).append(finding)
    plain_tale = not (_asks_for_strategy(reading) or _is_calm(reading))
    lowered = frozenset() if wary else _lowered(reading)
    weighed = [_weighed(group, plain_tale, lowered) for group in by_flag.values()]
    if all(finding.strength is Strength.HINT for finding in weighed):
        return _without_flags(reading)
    told = [f for f in weighed if f.strength is not Strength.HINT or _is_told(by_flag[f.rule.flag])]
    kept = sorted(told, key=lambda f: f.rank)
    action = Action.PAGE if kept[0].strength is Strength.PAGE else Action.ASK
    return Verdict(action=action, urgency=_urgency(kept), flags=tuple(map(_flag_hit, kept)))


def _is_told(group: Sequence[Finding]) -> bool:
    """True when a flag of which there are only hints is worth a word beside one that is sure."""
    return len({finding.rule.id for finding in group}) >= _HINTS_WORTH_A_WORD


def signs_in(findings: Sequence[Finding], reading: Reading) -> Signs:
    """The faint signs of a message, for the doubt model to weigh."""
    hints = sorted((f for f in findings if f.strength is Strength.HINT), key=lambda f: f.first)
    flags = Counter(f.rule.flag for f in hints)
    return Signs(
        hints=len({f.rule.id for f in hints}),
        places=len({f.first for f in hints}),
        asks_a_question=reading.asks_a_question,
        asks_for_strategy=bool(reading.spans("strategy-asked")),
        is_calm=_is_calm(reading),
        is_everyday=_is_everyday(reading),
        tells_of_an_event=_tells_of_an_event(reading),
        is_fresh=bool(reading.spans("fresh")),
        words=len(reading.row.words),
        flag=max(flags, key=lambda flag: flags[flag]) if flags else None,
        quote=hints[0].quote if hints else "",
    )


def _weighed(group: Sequence[Finding], plain_tale: bool, lowered: frozenset[Urgency]) -> Finding:
    """The gravest finding of a flag, raised or lowered by what the message is for.

    A plain tale that holds hints of a flag in two places is worth a page. In a message that only
    asks how to do something, what is found in one place only is worth no more than an ask.
    """
    hints = {finding.first for finding in group if finding.strength is Strength.HINT}
    if plain_tale and len(hints) >= _HINTS_WORTH_PAGING:
        return replace(group[0], strength=Strength.PAGE)
    worst, places = group[0], {f.first for f in group if f.strength is not Strength.HINT}
    if worst.strength is Strength.PAGE and len(places) == 1 and worst.rule.urgency in lowered:
        return replace(worst, strength=Strength.ASK)
    return worst


def _lowered(reading: Reading) -> frozenset[Urgency]:
    """The urgencies at which a find in one place pages no longer, only asks.

    An emergency keeps its page unless the message also sounds like ordinary or closed matters.
    """
    if not _asks_how_to(reading):
        return frozenset()
    ordinary = _is_calm(reading) or _is_everyday(reading)
    return frozenset({Urgency.URGENT, Urgency.EMERGENCY} if ordinary else {Urgency.URGENT})


def _asks_how_to(reading: Reading) -> bool:
    """True for a short request for a strategy that tells of nothing new and asks nobody to act."""
    return (
        len(reading.row.words) <= _LONGEST_HOW_TO
        and bool(reading.spans("strategy-asked"))
        and not (reading.spans("direction-asked") or reading.spans("fresh"))
    )


def _asks_for_strategy(reading: Reading) -> bool:
    """True when the teacher asks how to teach or manage something, not whom to tell or ring."""
    if reading.spans("strategy-asked"):
        return True
    if reading.spans("direction-asked"):
        return False
    return reading.asks_a_question or 0 in reading.spans("question-opening")


def _tells_of_an_event(reading: Reading) -> bool:
    """True when something happened or was said, rather than being the way things always are."""
    return any(map(reading.spans, ("event", "fresh", "said"))) or any(
        word.endswith("ed") and len(word) >= _SHORTEST_PAST for word in reading.row.words
    )


def _is_calm(reading: Reading) -> bool:
    """True when the message is light-hearted, about a closed matter, or about moving on."""
    return reading.has_idioms or any(map(reading.spans, _CALM_LISTS))


def _is_everyday(reading: Reading) -> bool:
    """True when something in the message is ordinary school life, past, owned or an accident."""
    return any(map(reading.spans, _EVERYDAY_LISTS))


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
