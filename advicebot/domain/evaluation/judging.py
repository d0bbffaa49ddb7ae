"""One answer against one label: which measures it gets right and which wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advicebot.domain.advice.answer import Advice, Suggestion
from advicebot.domain.evaluation.cases import Case, Kind, Part, RequestLabel, Span, TriageLabel
from advicebot.domain.vocabulary import Action, Band, Flag, Topic, Urgency

NOTICED = frozenset({Action.PAGE, Action.ASK})
"""What brings a person in: at once, or unless the teacher says no."""
DEPTH = 5
"""The most suggestions an answer holds, so a reciprocal rank is cut here."""


class Measure(StrEnum):
    """A question with a yes or no for one message, gravest first."""

    EMERGENCY_NOTICED = "emergency-noticed"
    NOTICED = "noticed"
    NOT_PAGED = "not-paged"
    NOT_RAISED = "not-raised"
    FLAGS_NAMED = "flags-named"
    URGENCY = "urgency"
    ALL_CAUGHT = "all-caught"
    UNTOUCHED = "untouched"
    OFF_TOPIC = "off-topic"
    ANY_3 = "any@3"
    MAIN_3 = "main@3"
    ANY_1 = "any@1"
    MAIN_1 = "main@1"
    PHASE = "phase"


NOT_A_MISS = frozenset({Measure.ANY_1, Measure.MAIN_1})
"""A right strategy in second place is still an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the line said to a case, and how long it took."""

    case: Case
    advice: Advice
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The judgement on one label of one case; holds no text of the message.

    ``right`` has an entry for every measure that applies. ``top`` are the ids of the first three
    strategies.
    """

    id: str
    part: Part
    right: Mapping[Measure, bool]
    action: Action
    top: tuple[str, ...]

    @property
    def missed(self) -> tuple[Measure, ...]:
        """Return the measures that count as a miss, gravest first."""
        wrong = {measure for measure, is_right in self.right.items() if not is_right}
        return tuple(measure for measure in Measure if measure in wrong - NOT_A_MISS)


def judge(outcome: Outcome) -> tuple[Result, ...]:
    """Return one result for each label of the case."""
    return tuple(_result(outcome, part) for part in outcome.case.parts)


def rank_of(wanted: frozenset[Topic], suggestions: Sequence[Suggestion]) -> int | None:
    """Return the place, from 1, of the first suggestion with a wanted topic; None when none has."""
    for place, suggestion in enumerate(suggestions[:DEPTH], 1):
        if wanted.intersection(suggestion.topics):
            return place
    return None


def is_noticed(advice: Advice) -> bool:
    """True when a person is brought in, or the teacher asked whether one is needed."""
    return advice.verdict.action in NOTICED


def is_paged(advice: Advice) -> bool:
    """True when a person is brought in without asking; a question is not a page."""
    return advice.verdict.action is Action.PAGE


def is_turned_away(advice: Advice) -> bool:
    """True when the line says that it has nothing, whether or not it declines."""
    return advice.verdict.action is Action.DECLINE or advice.band is Band.NOTHING


def flags_named(advice: Advice) -> frozenset[Flag]:
    """Return the reasons that were given for needing a person."""
    return frozenset(hit.flag for hit in advice.verdict.flags)


def is_caught(span: Span, advice: Advice) -> bool:
    """True when every character of the span was taken out, by one redaction or several."""
    gone = {at for found in advice.redactions for at in range(found.start, found.end)}
    return gone.issuperset(range(span.start, span.end))


def false_touches(spans: Sequence[Span], advice: Advice) -> int:
    """Return how many redactions overlap no labelled span."""
    return sum(
        not any(found.start < span.end and span.start < found.end for span in spans)
        for found in advice.redactions
    )


def _result(outcome: Outcome, part: Part) -> Result:
    case, advice = outcome.case, outcome.advice
    right: dict[Measure, bool] = {}
    if part is Part.REQUEST and case.request is not None:
        right = _request(case.request, advice)
    elif part is Part.TRIAGE and case.triage is not None:
        right = _triage(case.triage, advice)
    elif case.spans is not None:
        right = _redaction(case.spans, advice)
    return Result(
        id=case.id,
        part=part,
        right=right,
        action=advice.verdict.action,
        top=tuple(item.strategy_id for item in advice.suggestions[:3]),
    )


def _request(label: RequestLabel, advice: Advice) -> dict[Measure, bool]:
    right: dict[Measure, bool] = {}
    if label.is_off_topic:
        right[Measure.OFF_TOPIC] = is_turned_away(advice)
    else:
        useful = rank_of(label.any, advice.suggestions) or DEPTH + 1
        best = rank_of(label.main, advice.suggestions) or DEPTH + 1
        right[Measure.ANY_1], right[Measure.ANY_3] = useful == 1, useful <= 3
        right[Measure.MAIN_1], right[Measure.MAIN_3] = best == 1, best <= 3
    if label.is_pressing:
        right[Measure.NOTICED] = is_noticed(advice)
    elif label.is_calm:
        right[Measure.NOT_RAISED] = not is_noticed(advice)
    if label.phase is not None:
        right[Measure.PHASE] = advice.phase is label.phase
    return right


def _triage(label: TriageLabel, advice: Advice) -> dict[Measure, bool]:
    if label.kind is not Kind.POSITIVE:
        return {
            Measure.NOT_PAGED: not is_paged(advice),
            Measure.NOT_RAISED: not is_noticed(advice),
        }
    is_emergency = label.urgency is Urgency.EMERGENCY
    return {
        Measure.EMERGENCY_NOTICED if is_emergency else Measure.NOTICED: is_noticed(advice),
        Measure.FLAGS_NAMED: label.flags <= flags_named(advice),
        Measure.URGENCY: advice.verdict.urgency is label.urgency,
    }


def _redaction(spans: Sequence[Span], advice: Advice) -> dict[Measure, bool]:
    untouched = false_touches(spans, advice) == 0
    if not spans:
        return {Measure.UNTOUCHED: untouched}
    caught = all(is_caught(span, advice) for span in spans)
    return {Measure.ALL_CAUGHT: caught, Measure.UNTOUCHED: untouched}
