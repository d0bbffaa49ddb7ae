"""Every miss with what decided it, so that a curator can see which rule or phrase to change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from advicebot.domain.advice.answer import Advice
from advicebot.domain.advice.triage import DOUBT
from advicebot.domain.evaluation.cases import Case, Part, RequestLabel
from advicebot.domain.evaluation.judging import Measure, Outcome, Result, judge
from advicebot.domain.evaluation.weighing import Weighed
from advicebot.domain.vocabulary import Topic

Weigh = Callable[[str], Weighed | None]
"""Returns how the doubt model sees a message, None when the rules decide it."""
_GRAVITY = {measure: place for place, measure in enumerate(Measure)}
_OVERLOOKED = frozenset({Measure.EMERGENCY_NOTICED, Measure.NOTICED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One label that was missed. ``expected`` says in words what the label asks for.

    ``doubt`` is how the doubt model saw the message, where that decided: it asked, or it let pass
    who needs a person. None where a rule did, or where the miss is about something else.

    Holds the text of the message; print it only for somebody who asked.
    """

    case: Case
    part: Part
    missed: tuple[Measure, ...]
    expected: str
    advice: Advice
    doubt: Weighed | None = None


def misses(outcomes: Iterable[Outcome], *, weigh: Weigh = lambda text: None) -> tuple[Miss, ...]:
    """Return every miss, the gravest kind first, else in the order of ``outcomes``.

    ``weigh`` is asked about messages on which the doubt model may have decided.
    """
    found = [
        Miss(
            case=outcome.case,
            part=result.part,
            missed=result.missed,
            expected=expected(outcome.case, result.part),
            advice=outcome.advice,
            doubt=weigh(outcome.case.text) if _is_doubted(outcome, result) else None,
        )
        for outcome in outcomes
        for result in judge(outcome)
        if result.missed
    ]
    return tuple(sorted(found, key=lambda miss: _GRAVITY[miss.missed[0]]))


def _is_doubted(outcome: Outcome, result: Result) -> bool:
    by_doubt = any(hit.rule.startswith(DOUBT) for hit in outcome.advice.verdict.flags)
    return by_doubt or not _OVERLOOKED.isdisjoint(result.missed)


def expected(case: Case, part: Part) -> str:
    """Return in words what the label of this part asks for."""
    if part is Part.REQUEST and case.request is not None:
        return _request(case.request)
    if part is Part.TRIAGE and case.triage is not None:
        label = case.triage
        return f"{label.kind}, {label.urgency}, {_words(sorted(label.flags)) or 'no flags'}"
    spans = case.spans or ()
    pieces = [f"{span.kind} “{case.text[span.start : span.end]}”" for span in spans]
    return _words(pieces) or "nothing taken out"


def _request(label: RequestLabel) -> str:
    if label.is_off_topic:
        parts = ["not for this line"]
    else:
        parts = [f"main {_topics(label.main)}", f"any {_topics(label.any)}"]
    parts += [label.urgency] if label.urgency else []
    parts += [_words(sorted(label.flags))] if label.flags else []
    parts += [f"phase {label.phase}"] if label.phase else []
    return "; ".join(parts)


def _topics(topics: frozenset[Topic]) -> str:
    return _words([topic for topic in Topic if topic in topics])


def _words(words: Sequence[str]) -> str:
    return ", ".join(words)
