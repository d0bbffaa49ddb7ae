"""What is asked about although no rule decides it."""

from dataclasses import replace

import pytest

from advicebot.domain.advice.triage import NO_SIGNS, DoubtModel, FlagHit, Nearness, Verdict, settled
from advicebot.domain.advice.triage.doubt import FEATURES, features
from advicebot.domain.vocabulary import Action, Flag, Urgency

CALM = Verdict(action=Action.ANSWER, urgency=Urgency.ROUTINE, flags=())
MODEL = DoubtModel(weights={"hints": 1.0, "lead": 10.0}, bias=-3.0, ask_at=0.5, wary_at=0.2)
NEAR = Nearness(flag=Flag.MISSING, nearness=0.5, lead=0.31)
HINTED = replace(NO_SIGNS, hints=3, flag=Flag.SELF_HARM_SUICIDE, quote="gave it all away")


def test_faint_signs_that_add_up_are_asked_about() -> None:
    found = settled(CALM, HINTED, None, model=MODEL)
    hit = FlagHit(
        flag=Flag.SELF_HARM_SUICIDE, quote="gave it all away", rule="doubt.self-harm-suicide"
    )
    assert found == Verdict(action=Action.ASK, urgency=Urgency.URGENT, flags=(hit,))


def test_closeness_in_meaning_is_enough_by_itself_and_names_the_flag() -> None:
    found = settled(CALM, NO_SIGNS, NEAR, model=MODEL)
    assert [hit.flag for hit in found.flags] == [Flag.MISSING]


def test_too_little_of_both_stays_an_answer() -> None:
    assert settled(CALM, replace(HINTED, hints=2), None, model=MODEL) is CALM
    assert settled(CALM, NO_SIGNS, replace(NEAR, lead=0.29), model=MODEL) is CALM


def test_a_second_worried_message_needs_less() -> None:
    found = settled(CALM, replace(HINTED, hints=2), None, model=MODEL, wary=True)
    assert found.action is Action.ASK


@pytest.mark.parametrize("action", [Action.PAGE, Action.ASK, Action.DECLINE])
def test_what_the_rules_decided_is_never_changed(action: Action) -> None:
    decided = Verdict(action=action, urgency=Urgency.EMERGENCY, flags=())
    assert settled(decided, HINTED, NEAR, model=MODEL) is decided


def test_features_have_the_known_names_with_and_without_the_sentence_model() -> None:
    assert tuple(features(HINTED, NEAR)) == tuple(features(HINTED, None)) == FEATURES
    assert features(HINTED, None)["lead"] == 0.0
