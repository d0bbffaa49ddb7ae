"""What is said first when a person is called: which flags speak, in what order, and how much."""

from dataclasses import replace
from itertools import permutations

import pytest

from advicebot.domain.advice.opening import Opening, opening
from advicebot.domain.advice.triage import DOUBT, TRACE, FlagHit
from advicebot.domain.knowledge import FirstLines
from advicebot.domain.vocabulary import Action, Flag, Urgency

ELSEWHERE = (Flag.ALLEGATION_AGAINST_STAFF, Flag.STAFF_DISTRESS)


def lines_of(flag: Flag) -> FirstLines:
    help_first = "Call 999 now" if flag in ELSEWHERE else "Call 999 now and get the DSL"
    return FirstLines(
        flag=flag,
        emergency=(f"{help_first}: {flag}.", f"{flag} two.", f"{flag} three.", f"{flag} four."),
        urgent=(f"{help_first} if needed: {flag}.", f"{flag} today."),
        ring=("samaritans",) if flag is Flag.STAFF_DISTRESS else (),
    )


KNOWN = tuple(map(lines_of, Flag))


def hit(flag: Flag, *, quote: str = "", rule: str = "") -> FlagHit:
    return FlagHit(flag=flag, quote=quote or f"words of {flag}", rule=rule or f"{flag}.x")


def said(
    *hits: FlagHit, action: Action = Action.PAGE, urgency: Urgency = Urgency.EMERGENCY
) -> Opening:
    return opening(KNOWN, hits, action=action, urgency=urgency)


@pytest.mark.parametrize("flag", Flag)
def test_one_flag_speaks_with_all_its_lines_at_its_urgency(flag: Flag) -> None:
    assert said(hit(flag)).lines == lines_of(flag).emergency
    assert said(hit(flag), urgency=Urgency.URGENT).lines == lines_of(flag).urgent


def test_lines_for_a_rule_are_said_for_what_that_rule_found_alone() -> None:
    up_high = replace(
        lines_of(Flag.SELF_HARM_SUICIDE), emergency=("Call 999 now: up high.",), rules=("up",)
    )
    found = [
        opening(
            (up_high, *KNOWN),
            [hit(Flag.SELF_HARM_SUICIDE, rule=rule)],
            action=Action.PAGE,
            urgency=Urgency.EMERGENCY,
        ).lines
        for rule in ("up", "other")
    ]
    assert found == [up_high.emergency, lines_of(Flag.SELF_HARM_SUICIDE).emergency]


def test_a_second_flag_adds_two_lines_and_calls_for_no_help_again() -> None:
    lines = said(hit(Flag.MEDICAL), hit(Flag.WEAPON)).lines
    assert lines == (*lines_of(Flag.MEDICAL).emergency, "weapon two.", "weapon three.")


def test_a_third_flag_is_not_heard() -> None:
    found = said(hit(Flag.MEDICAL), hit(Flag.WEAPON), hit(Flag.MISSING))
    assert found.flags == (Flag.MEDICAL, Flag.WEAPON)


def test_an_allegation_comes_first_wherever_triage_put_it() -> None:
    found = said(hit(Flag.MEDICAL), hit(Flag.WEAPON), hit(Flag.ALLEGATION_AGAINST_STAFF))
    assert found.flags == (Flag.ALLEGATION_AGAINST_STAFF, Flag.MEDICAL)


def test_every_pair_of_flags_opens_with_999_and_says_nothing_twice() -> None:
    for pair in permutations(Flag, 2):
        for urgency in (Urgency.EMERGENCY, Urgency.URGENT):
            lines = said(*map(hit, pair), urgency=urgency).lines
            assert "call 999" in lines[0].lower(), pair
            assert len(lines) == len(set(lines)) <= 6, pair
            if not set(pair) & set(ELSEWHERE):
                assert len([line for line in lines if "999" in line]) == 1, pair


def test_help_for_a_child_is_called_also_after_lines_that_do_not_name_the_dsl() -> None:
    lines = said(hit(Flag.STAFF_DISTRESS), hit(Flag.MEDICAL)).lines
    assert lines[4:] == lines_of(Flag.MEDICAL).emergency[:2]


def test_what_an_adult_is_said_to_have_done_is_sent_to_the_head_alone() -> None:
    lines = said(hit(Flag.ALLEGATION_AGAINST_STAFF), hit(Flag.ABUSE_DISCLOSURE)).lines
    assert not [line for line in lines if "DSL" in line]
    lines = said(hit(Flag.ALLEGATION_AGAINST_STAFF), hit(Flag.MEDICAL)).lines
    assert [line for line in lines if "DSL" in line]


def test_the_999_of_somebodys_own_distress_is_kept() -> None:
    found = said(hit(Flag.WEAPON), hit(Flag.STAFF_DISTRESS))
    assert found.lines[4:] == lines_of(Flag.STAFF_DISTRESS).emergency[:2]
    assert found.ring == ("samaritans",)


def test_the_same_words_are_answered_once() -> None:
    own = hit(Flag.STAFF_DISTRESS, quote="I want to end it all")
    echo = hit(Flag.SELF_HARM_SUICIDE, quote="I want to end it all")
    assert said(own, echo).flags == (Flag.STAFF_DISTRESS,)


def test_a_flag_from_single_words_does_not_speak_beside_a_surer_one() -> None:
    trace = hit(Flag.VIOLENCE_INJURY, rule=f"violence{TRACE}signs")
    assert said(hit(Flag.MEDICAL), trace).flags == (Flag.MEDICAL,)
    assert said(trace).flags == (Flag.VIOLENCE_INJURY,)
    assert said(trace, action=Action.ASK) == Opening()


def test_a_guess_says_nothing_of_its_flag() -> None:
    assert said(hit(Flag.ABUSE_DISCLOSURE, rule=f"{DOUBT}x")) == Opening()
    assert said() == Opening()
