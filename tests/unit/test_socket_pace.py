"""Pauses between tries: never under a second, longer each time, never in step with others."""

import pytest

from advicebot.slack.socket.pace import CAPS, FLOOR_SECONDS, Pace, Setback


@pytest.mark.parametrize("setback", Setback)
def test_no_pause_is_shorter_than_a_second(setback: Setback):
    pace = Pace(lambda: 0.0)
    assert [pace.pause(setback) for _ in range(20)] == [FLOOR_SECONDS] * 20


@pytest.mark.parametrize("setback", Setback)
def test_pauses_grow_up_to_a_cap(setback: Setback):
    pace = Pace(lambda: 1.0)
    pauses = [pace.pause(setback) for _ in range(20)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 2.0
    assert pauses[-1] == CAPS[setback]


def test_what_costs_slack_nothing_is_tried_again_soon_and_a_refusal_is_not():
    assert CAPS[Setback.UNREACHABLE] + 5 <= 10, "ready ten seconds after Slack is back"
    assert CAPS[Setback.LOST] + 7 <= 15
    assert CAPS[Setback.REFUSED] == 60


def test_two_that_fell_together_do_not_rise_together():
    one, other = Pace(lambda: 0.1), Pace(lambda: 0.9)
    assert one.pause(Setback.LOST) != other.pause(Setback.LOST)


def test_what_slack_asks_for_is_kept():
    assert Pace(lambda: 1.0).pause(Setback.REFUSED, at_least=90) == 90


def test_after_success_pauses_are_short_again():
    pace = Pace(lambda: 1.0)
    for _ in range(9):
        pace.pause(Setback.REFUSED)
    pace.went_well()
    assert pace.pause(Setback.REFUSED) == 2.0
