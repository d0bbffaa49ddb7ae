"""Two evaluations of the same messages against each other, message by message."""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.evaluation.cases import Part
from advicebot.domain.evaluation.judging import Measure, Result
from advicebot.domain.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One label whose judgement or action is not what it was. ``top`` is what is suggested now."""

    id: str
    part: Part
    newly_right: tuple[Measure, ...]
    newly_wrong: tuple[Measure, ...]
    action_before: Action
    action: Action
    top_before: tuple[str, ...]
    top: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed. ``same`` counts labels judged alike; the other two name messages that only
    one of the evaluations has.
    """

    changes: tuple[Change, ...]
    same: int
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]


def compare(before: Sequence[Result], now: Sequence[Result]) -> Comparison:
    """Return what changed from one evaluation to the other, in the order of the later one.

    A measure that applies in only one of them (its label was changed) is no change of the line.
    """
    earlier = {(result.id, result.part): result for result in before}
    later = {(result.id, result.part): result for result in now}
    both = [(earlier[key], result) for key, result in later.items() if key in earlier]
    changes = [change for change in (_change(old, new) for old, new in both) if change is not None]
    return Comparison(
        changes=tuple(changes),
        same=len(both) - len(changes),
        only_before=tuple(dict.fromkeys(id_ for id_, part in earlier if (id_, part) not in later)),
        only_now=tuple(dict.fromkeys(id_ for id_, part in later if (id_, part) not in earlier)),
    )


def _change(old: Result, new: Result) -> Change | None:
    better, worse = _gained(old, new), _gained(new, old)
    if not better and not worse and old.action is new.action:
        return None
    return Change(
        id=new.id,
        part=new.part,
        newly_right=better,
        newly_wrong=worse,
        action_before=old.action,
        action=new.action,
        top_before=old.top,
        top=new.top,
    )


def _gained(old: Result, new: Result) -> tuple[Measure, ...]:
    """Return the measures that are wrong in the first and right in the second."""
    return tuple(
        measure
        for measure in Measure
        if old.right.get(measure) is False and new.right.get(measure) is True
    )
