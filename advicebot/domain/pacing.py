"""How fast Slack takes things, and which queue an effect leaves by.

Slack takes about one message a second for each channel, with short bursts; other methods have a
number of calls a minute for the whole workspace (docs.slack.dev/apis/web-api/rate-limits). A lane
is one such allowance: a channel for what is posted, a method for everything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.domain.delivery import OUTSIDE, Effect, EffectKind, is_redraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One thing each ``every``, and ``burst`` of them at once after a rest."""

    every: timedelta
    burst: int


POSTS = "posts"
"""The pace of every lane that is a channel or a person."""
METHOD = "method:"
"""What the lane of a method begins with; nobody's id and no channel's name does."""
SLACK = "method:*"
"""The lane of Slack as a whole: held while it refuses our token."""


def lane_of_method(method: str) -> str:
    """Return the lane of a Web API method whose calls are counted for the whole workspace."""
    return METHOD + method


REDRAWS, HOMES = lane_of_method("chat.update"), lane_of_method("views.publish")
TAKEN_BACK, LOOKS = lane_of_method("chat.delete"), lane_of_method("conversations.history")
TIER_3 = Pace(every=timedelta(seconds=1.2), burst=50)
"""About fifty a minute."""
PACES: Mapping[str, Pace] = {
    POSTS: Pace(every=timedelta(seconds=1), burst=3),
    REDRAWS: TIER_3,
    TAKEN_BACK: TIER_3,
    LOOKS: Pace(every=timedelta(seconds=2), burst=10),
    HOMES: Pace(every=timedelta(seconds=0.6), burst=50),
}
"""Looks at what was posted leave most of their method to the sweep and to reading back."""
RESERVE = PACES[POSTS].every
"""What is not urgent leaves so much of every allowance to what is."""


def lane_of(effect: Effect) -> str:
    """Return the lane an effect leaves by; threads count to their channel."""
    if effect.kind is EffectKind.HOME:
        return HOMES
    if effect.kind is EffectKind.RETRACT:
        return TAKEN_BACK
    if is_redraw(effect.kind):
        return REDRAWS
    return effect.ref if effect.kind is EffectKind.EPHEMERAL else effect.recipient


def pace_of(lane: str, paces: Mapping[str, Pace]) -> Pace | None:
    """Return how fast a lane is, None where nothing is paced."""
    if lane == OUTSIDE or lane.startswith(METHOD):
        return paces.get(lane)
    return paces.get(POSTS)


def free_after(free_at: datetime | None, now: datetime, pace: Pace) -> datetime:
    """Return when a lane is free again once something leaves at ``now``.

    ``free_at`` is what this returned the last time, None when nothing left before. Unused time is
    saved up for a burst and no further.
    """
    rested = now - pace.every * (pace.burst - 1)
    return max(free_at or rested, rested) + pace.every
