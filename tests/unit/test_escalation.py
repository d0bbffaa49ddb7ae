"""The order in which people are paged: nobody is left out, and there is always somebody."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.line import EscalationRules
from advicebot.domain.oncall.escalation import (
    Policy,
    Position,
    Responders,
    Step,
    Target,
    climb,
    from_json,
    to_json,
)

P, B, C, L = Target.PRIMARY, Target.BACK_UP, Target.CHANNEL, Target.LEAD
FIRST = Position(step=0, round=0)
URGENT = EscalationRules().urgent
EMERGENCY = EscalationRules().emergency
EVERYBODY = {P: ("U1",), B: ("U2",), C: (ON_CALL,), L: ("U9",)}

STEPS = st.builds(
    Step,
    page=st.lists(st.sampled_from(Target), min_size=1, max_size=4, unique=True).map(tuple),
    wait=st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
)
POLICIES = st.builds(Policy, steps=st.lists(STEPS, min_size=1, max_size=6).map(tuple))
REACHABLE = st.dictionaries(
    st.sampled_from(Target), st.lists(st.sampled_from(["U1", "U2", ON_CALL]), max_size=2).map(tuple)
).map(lambda found: Responders(by_target=found))


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def walk(policy: Policy, by_target: dict[Target, tuple[str, ...]], rungs: int):
    """Return who is paged on each rung, the wait after it and where it leads."""
    position, found = FIRST, []
    for _ in range(rungs):
        rung = climb(policy, position, Responders(by_target=by_target))
        position = rung.position
        found.append((rung.page, rung.wait, (position.step, position.round)))
    return found


def test_an_urgent_call_goes_from_one_to_the_next_and_round_again():
    assert walk(URGENT, EVERYBODY, 5) == [
        (("U1",), minutes(10), (1, 0)),
        (("U2",), minutes(10), (2, 0)),
        ((ON_CALL,), minutes(10), (3, 0)),
        (("U9",), minutes(10), (0, 1)),
        (("U1",), minutes(10), (1, 1)),
    ]


def test_an_emergency_calls_both_at_once_every_three_minutes_and_widens():
    assert walk(EMERGENCY, EVERYBODY, 4) == [
        (("U1", "U2"), minutes(3), (1, 0)),
        (("U1", "U2", ON_CALL), minutes(3), (2, 0)),
        (("U1", "U2", "U9"), minutes(3), (0, 1)),
        (("U1", "U2"), minutes(3), (1, 1)),
    ]


def test_steps_with_nobody_are_passed_over_without_waiting():
    rung = climb(URGENT, FIRST, Responders(by_target={L: ("U9",)}))
    assert (rung.page, rung.skipped) == (("U9",), (0, 1, 2))
    assert rung.position == Position(step=0, round=1)


def test_passing_over_goes_on_into_the_next_round():
    rung = climb(URGENT, Position(step=2, round=4), Responders(by_target={B: ("U2",)}))
    assert (rung.page, rung.skipped) == (("U2",), (2, 3, 0))
    assert rung.position == Position(step=2, round=5)


def test_with_nobody_anywhere_the_whole_channel_is_called_and_it_tries_again():
    quick = Policy(
        steps=(Step(page=(P,), wait=minutes(10)), Step(page=(B,), wait=minutes(2))),
    )
    rung = climb(quick, Position(step=1, round=3), Responders(by_target={P: ()}))
    assert rung.is_last_resort
    assert rung.page == (ON_CALL,)
    assert rung.wait == minutes(2)
    assert rung.skipped == (1, 0)
    assert rung.position == Position(step=0, round=4)


def test_somebody_in_both_tiers_is_paged_once():
    rung = climb(EMERGENCY, FIRST, Responders(by_target={P: ("U1", "U3"), B: ("U1",)}))
    assert rung.page == ("U1", "U3")


@pytest.mark.parametrize("step", [4, 6])
def test_a_place_past_the_end_is_the_start_of_the_next_round(step: int):
    rung = climb(URGENT, Position(step=step, round=0), Responders(by_target=EVERYBODY))
    assert (rung.page, rung.position) == (("U1",), Position(step=1, round=1))


@given(POLICIES, st.integers(0, 8), st.integers(0, 9), REACHABLE)
def test_there_is_always_somebody_to_page_and_a_wait(
    policy: Policy, step: int, round_: int, reachable: Responders
):
    rung = climb(policy, Position(step=step, round=round_), reachable)
    assert rung.page
    assert len(set(rung.page)) == len(rung.page)
    assert rung.wait > timedelta(0)
    nobody = not any(reachable.of(each) for each in policy.steps)
    assert rung.is_last_resort is nobody
    assert all(not reachable.of(policy.steps[each]) for each in rung.skipped)
    assert (rung.position.round, rung.position.step) > (round_, min(step, len(policy.steps) - 1))
    assert rung.position.round <= round_ + 2


@given(POLICIES, REACHABLE)
def test_within_one_round_every_step_with_somebody_is_run_once(
    policy: Policy, reachable: Responders
):
    wanted = [n for n, step in enumerate(policy.steps) if reachable.of(step)]
    position, run, passed = FIRST, [], []
    while position.round == 0:
        rung = climb(policy, position, reachable)
        passed += rung.skipped
        if not rung.is_last_resort:
            run.append((rung.position.step or len(policy.steps)) - 1)
            assert rung.page == reachable.of(policy.steps[run[-1]])
            assert rung.wait == policy.steps[run[-1]].wait
        position = rung.position
    assert run[: len(wanted)] == wanted
    assert set(run) | set(passed) == set(range(len(policy.steps)))


@given(POLICIES)
def test_a_policy_comes_back_from_text_as_it_was(policy: Policy):
    assert from_json(to_json(policy)) == policy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "3",
        "[3]",
        '[{"page": ["primary"]}]',
        '[{"page": ["nobody"], "wait": 60}]',
        '[{"page": [], "wait": 60}]',
        '[{"page": ["primary"], "wait": 0}]',
        '[{"page": ["primary"], "wait": "soon"}]',
    ],
)
def test_text_that_is_no_policy_is_refused(text: str):
    with pytest.raises(ValueError):
        from_json(text)


def test_a_policy_without_steps_people_or_waits_cannot_be_made():
    with pytest.raises(ValueError, match="no step"):
        Policy(steps=())
    with pytest.raises(ValueError, match="pages nobody"):
        Step(page=(), wait=minutes(1))
    with pytest.raises(ValueError, match="longer than nothing"):
        Step(page=(P,), wait=timedelta(0))
