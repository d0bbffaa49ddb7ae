"""In which order people are paged until somebody answers: steps, waits, and the next rung."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from advicebot.domain.delivery import ON_CALL


class Target(StrEnum):
    """Whom a step pages."""

    PRIMARY = "primary"
    BACK_UP = "back-up"
    CHANNEL = "channel"
    LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Page these at once, then wait this long for an answer.

    Raises:
        ValueError: the step pages nobody, or does not wait.
    """

    page: tuple[Target, ...]
    wait: timedelta

    def __post_init__(self) -> None:
        """A step without a wait would page without end in one instant."""
        if not self.page:
            raise ValueError("a step pages nobody; name at least one of primary, back-up, ...")
        if self.wait <= timedelta(0):
            raise ValueError(f"a step waits {self.wait}; the wait must be longer than nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Steps that are climbed in order, then round again, until somebody answers.

    Raises:
        ValueError: there is no step.
    """

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Without a step nobody would ever be paged."""
        if not self.steps:
            raise ValueError("a policy has no step; write at least one")


def _policy(*steps: tuple[tuple[Target, ...], int]) -> Policy:
    return Policy(
        steps=tuple(Step(page=page, wait=timedelta(minutes=minutes)) for page, minutes in steps)
    )


_BOTH = (Target.PRIMARY, Target.BACK_UP)
EMERGENCY_POLICY = _policy((_BOTH, 3), ((*_BOTH, Target.CHANNEL), 3), ((*_BOTH, Target.LEAD), 3))
URGENT_POLICY = _policy(*(((target,), 10) for target in Target))
"""What a line does that says nothing else: one target after another, ten minutes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The step to run next and the round it belongs to, both from 0."""

    step: int = 0
    round: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Responders:
    """Who can be reached now, by target: Slack user ids, or ``ON_CALL`` for the channel.

    A target that is missing or empty has nobody.
    """

    by_target: Mapping[Target, tuple[str, ...]]

    def of(self, step: Step) -> tuple[str, ...]:
        """Return everybody this step pages, each of them once, in the order of its targets."""
        found = (each for target in step.page for each in self.by_target.get(target, ()))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What to do now: page these, wait this long, then go on from ``position``.

    ``skipped`` are the steps, by index, that were passed over because they had nobody. With
    ``is_last_resort`` no step had anybody, and the whole on-call channel is paged.
    """

    page: tuple[str, ...]
    skipped: tuple[int, ...]
    position: Position
    wait: timedelta
    is_last_resort: bool


def climb(policy: Policy, position: Position, responders: Responders) -> Rung:
    """Return the rung to run now: the first step from ``position`` on that has somebody.

    Steps with nobody are passed over at once, past the last step it goes round again. There is
    always somebody to page: when no step has anybody it is the on-call channel, with the shortest
    wait of the policy, and the whole policy is tried again after it.
    """
    count = len(policy.steps)
    start = position.step if position.step < count else 0
    first_round = position.round + (position.step >= count)
    skipped: list[int] = []
    for each in range(start, start + count):
        step = policy.steps[each % count]
        if page := responders.of(step):
            onward = each + 1
            after = Position(step=onward % count, round=first_round + onward // count)
            return Rung(
                page=page,
                skipped=tuple(skipped),
                position=after,
                wait=step.wait,
                is_last_resort=False,
            )
        skipped.append(each % count)
    return Rung(
        page=(ON_CALL,),
        skipped=tuple(skipped),
        position=Position(step=0, round=first_round + 1),
        wait=min(step.wait for step in policy.steps),
        is_last_resort=True,
    )


def to_json(policy: Policy) -> str:
    """Return the policy as text to keep with what it was started for; waits in seconds."""
    return json.dumps(
        [{"page": list(step.page), "wait": step.wait.total_seconds()} for step in policy.steps]
    )


def from_json(text: str) -> Policy:
    """Return the policy that ``to_json`` wrote.

    Raises:
        ValueError: this is no such text.
    """
    try:
        return Policy(
            steps=tuple(
                Step(
                    page=tuple(Target(each) for each in step["page"]),
                    wait=timedelta(seconds=step["wait"]),
                )
                for step in json.loads(text)
            )
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no policy: {text[:80]!r}") from error
