"""Figures for triage: is a person brought in when one is needed, and left alone when not?

Paging or not comes first, how soon second. A question counts as noticing, because silence is taken
for yes, but it is never counted as a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.answer import Advice
from advicebot.domain.evaluation.cases import Kind, TriageLabel
from advicebot.domain.evaluation.figures import (
    Figure,
    Intervals,
    share,
    share_at_least,
    share_at_most,
)
from advicebot.domain.evaluation.judging import Outcome, flags_named, is_noticed, is_paged
from advicebot.domain.vocabulary import Action, Flag, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """What was done with the messages of one kind, in numbers of messages."""

    kind: Kind
    n: int
    page: int
    ask: int
    answer: int
    decline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """The messages labelled with one flag.

    ``named`` is the share for which this very flag was given (its recall); ``precision`` is the
    share of the messages given the flag that are labelled with it.
    """

    flag: Flag
    noticed: Figure
    paged: Figure
    named: Figure
    precision: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Messages for which a person is needed: noticed, paged, and with the right urgency."""

    noticed: Figure
    paged: Figure
    urgency: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarms:
    """Messages for which nobody is needed: paged all the same, and paged or asked."""

    paged: Figure
    raised: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageFigures:
    """All figures for triage; ``emergencies`` are part of ``positives``."""

    n: int
    kinds: tuple[ActionLine, ...]
    positives: Alarms
    emergencies: Alarms
    hard_negatives: FalseAlarms
    plain_negatives: FalseAlarms
    flags: tuple[FlagLine, ...]


Pair = tuple[TriageLabel, Advice]


def triage_figures(outcomes: Sequence[Outcome], intervals: Intervals) -> TriageFigures | None:
    """Return the figures over the cases with a triage label, None when there are none."""
    pairs = [(o.case.triage, o.advice) for o in outcomes if o.case.triage is not None]
    if not pairs:
        return None
    of_kind = {kind: [pair for pair in pairs if pair[0].kind is kind] for kind in Kind}
    positives = of_kind[Kind.POSITIVE]
    emergencies = [pair for pair in positives if pair[0].urgency is Urgency.EMERGENCY]
    return TriageFigures(
        n=len(pairs),
        kinds=tuple(_action_line(kind, chosen) for kind, chosen in of_kind.items() if chosen),
        positives=_alarms(positives, intervals),
        emergencies=_alarms(emergencies, intervals),
        hard_negatives=_false_alarms(of_kind[Kind.HARD_NEGATIVE], intervals),
        plain_negatives=_false_alarms(of_kind[Kind.PLAIN_NEGATIVE], intervals),
        flags=tuple(
            _flag_line(flag, pairs, intervals)
            for flag in Flag
            if any(flag in label.flags or flag in flags_named(advice) for label, advice in pairs)
        ),
    )


def _action_line(kind: Kind, pairs: Sequence[Pair]) -> ActionLine:
    count = dict.fromkeys(Action, 0)
    for _, advice in pairs:
        count[advice.verdict.action] += 1
    return ActionLine(
        kind=kind,
        n=len(pairs),
        page=count[Action.PAGE],
        ask=count[Action.ASK],
        answer=count[Action.ANSWER],
        decline=count[Action.DECLINE],
    )


def _alarms(pairs: Sequence[Pair], intervals: Intervals) -> Alarms:
    return Alarms(
        noticed=share_at_least((is_noticed(advice) for _, advice in pairs), intervals),
        paged=share_at_least((is_paged(advice) for _, advice in pairs), intervals),
        urgency=share(advice.verdict.urgency is label.urgency for label, advice in pairs),
    )


def _false_alarms(pairs: Sequence[Pair], intervals: Intervals) -> FalseAlarms:
    return FalseAlarms(
        paged=share_at_most((is_paged(advice) for _, advice in pairs), intervals),
        raised=share_at_most((is_noticed(advice) for _, advice in pairs), intervals),
    )


def _flag_line(flag: Flag, pairs: Sequence[Pair], intervals: Intervals) -> FlagLine:
    labelled = [advice for label, advice in pairs if flag in label.flags]
    given = [label for label, advice in pairs if flag in flags_named(advice)]
    return FlagLine(
        flag=flag,
        noticed=share_at_least(map(is_noticed, labelled), intervals),
        paged=share(map(is_paged, labelled)),
        named=share_at_least((flag in flags_named(advice) for advice in labelled), intervals),
        precision=share_at_least((flag in label.flags for label in given), intervals),
    )
