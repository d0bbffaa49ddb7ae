"""How fast things leave: one a second for each channel, and a burst after a rest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.delivery import LEADS, ON_CALL, OUTSIDE, Effect, EffectKind
from advicebot.domain.pacing import PACES, POSTS, SLACK, free_after, lane_of, pace_of
from tests.fakes import TEAM, TESSA

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PACE = PACES[POSTS]


def an_effect(kind: EffectKind, recipient: str = TESSA, ref: str = "r") -> Effect:
    return Effect(key="k", team_id=TEAM, kind=kind, recipient=recipient, ref=ref)


def left_at(asked: list[float]) -> list[float]:
    """Return the seconds at which something leaves for which there is room when it is asked for."""
    free, left = None, []
    for second in sorted(asked):
        now = NOW + timedelta(seconds=second)
        if free is None or free <= now:
            free = free_after(free, now, PACE)
            left.append(second)
    return left


def test_three_leave_at_once_and_then_one_a_second():
    asked = [each / 10 for each in range(100) for _ in range(4)]
    assert left_at(asked)[:7] == [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]


@given(st.lists(st.floats(0, 60), max_size=300))
def test_no_stretch_of_time_has_more_than_its_seconds_and_a_burst(asked: list[float]):
    left = left_at(asked)
    for first in range(len(left)):
        for last in range(first, len(left)):
            span = left[last] - left[first]
            assert last - first + 1 <= span + PACE.burst + 1e-5


def test_a_rest_is_saved_up_for_a_burst_and_no_further():
    assert left_at([0.0] * 9 + [1000.0] * 9) == [0.0] * 3 + [1000.0] * 3


@pytest.mark.parametrize(
    ("kind", "recipient", "lane"),
    [
        (EffectKind.REPLY, TESSA, TESSA),
        (EffectKind.CARD, ON_CALL, ON_CALL),
        (EffectKind.THREAD, ON_CALL, ON_CALL),
        (EffectKind.WORDS, ON_CALL, ON_CALL),
        (EffectKind.FILE, LEADS, LEADS),
        (EffectKind.EPHEMERAL, TESSA, "r"),
        (EffectKind.WORDS_UPDATE, ON_CALL, "method:chat.update"),
        (EffectKind.REPLY_UPDATE, TESSA, "method:chat.update"),
        (EffectKind.RETRACT, TESSA, "method:chat.delete"),
        (EffectKind.HOME, TESSA, "method:views.publish"),
        (EffectKind.MAIL, OUTSIDE, OUTSIDE),
    ],
)
def test_what_is_posted_counts_to_its_channel_and_all_else_to_its_method(
    kind: EffectKind, recipient: str, lane: str
):
    assert lane_of(an_effect(kind, recipient)) == lane


def test_only_the_second_channel_and_slack_as_a_whole_have_no_pace():
    assert {pace_of(each, PACES) for each in (OUTSIDE, SLACK)} == {None}
    assert pace_of(TESSA, PACES) == pace_of("#kestrel", PACES) == PACE
    paced = {lane_of(an_effect(kind)) for kind in EffectKind if kind is not EffectKind.OUTSIDE}
    assert None not in {pace_of(each, PACES) for each in paced}
