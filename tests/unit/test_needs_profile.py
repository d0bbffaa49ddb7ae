"""Needs and strengths in ten taps: what is shown, compared, and used to choose offers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.support.need_words import BROAD_AREA, NEED_WORDS, Broad
from advicebot.domain.support.needs_profile import (
    INTRO,
    PROTECTIVE_WORDS,
    QUESTIONS,
    VOICES,
    Area,
    Change,
    Profile,
    Protective,
    compare,
    matching_needs,
    needs,
    profile_lines,
    strengths,
)
from advicebot.domain.vocabulary import Need

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANSWERS = st.dictionaries(st.sampled_from(Area), st.integers(0, 3))


def a_profile(answers: dict[Area, int] | None = None, **changed: Any) -> Profile:
    values: dict[str, Any] = {
        "id": "p",
        "team_id": "T1",
        "request_id": "r",
        "by": "U1",
        "answers": answers or {},
        "at": AT,
    }
    return Profile(**(values | changed))


def test_there_are_ten_taps_at_most_each_with_four_different_options() -> None:
    assert 6 <= len(QUESTIONS) <= 10
    assert {question.area for question in QUESTIONS} == set(Area)
    assert all(len(set(question.options)) == 4 for question in QUESTIONS)
    assert all(len(option) <= 24 for question in QUESTIONS for option in question.options)


def test_every_need_may_be_found_and_has_words_and_a_broad_area() -> None:
    asked_about = {need for question in QUESTIONS for need in question.needs}
    assert asked_about == set(NEED_WORDS) == set(BROAD_AREA) == set(Need)
    assert set(BROAD_AREA.values()) == set(Broad)
    assert set(PROTECTIVE_WORDS) == set(Protective)


def test_no_question_is_about_how_bad_the_behaviour_is() -> None:
    words = " ".join(f"{q.title} {q.asks} {' '.join(q.options)}" for q in QUESTIONS).lower()
    blaming = ("behav", "naughty", "defian", "aggress", "refus", "disrupt", "violen", "poor")
    assert [each for each in blaming if each in words] == []
    assert "DSL" in INTRO


def test_strengths_stand_before_needs_and_both_in_the_order_of_the_questions() -> None:
    profile = a_profile(
        {Area.PEOPLE: 3, Area.TALK: 0, Area.FEELINGS: 1, Area.LEARNING: 2, Area.PUPIL: 0},
        protective=(Protective.FRIEND,),
        pupil_says="  I like art  ",
        family_says="Mornings are hard",
    )
    assert profile_lines(profile) == (
        ("Strengths", "People in school"),
        ("What holds them up", "a friend who is good for them"),
        ("Needs help with", "Talk, Feelings"),
        ("The pupil says", "Very hard: I like art"),
        ("The family says", "Mornings are hard"),
    )
    assert (strengths(profile), needs(profile)) == (
        (Area.PEOPLE,),
        (Area.TALK, Area.FEELINGS),
    )


def test_offers_are_matched_by_the_hardest_area_first() -> None:
    profile = a_profile({Area.ATTENTION: 1, Area.SENSES: 0, Area.LEARNING: 2, Area.PUPIL: 0})
    assert matching_needs(profile) == (Need.SENSORY, Need.BASIC_NEEDS, Need.ATTENTION)
    assert matching_needs(a_profile({Area.PUPIL: 0, Area.FAMILY: 1})) == ()


def test_an_empty_profile_says_and_chooses_nothing() -> None:
    empty = a_profile()
    assert empty.is_empty
    assert (profile_lines(empty), matching_needs(empty)) == ((), ())
    assert not a_profile({Area.TALK: 0}).is_empty
    assert not a_profile(family_says="x").is_empty


@pytest.mark.parametrize("wrong", [-1, 4, True, 1.0, "2", None])
def test_an_answer_off_the_scale_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="it is 0 to 3"):
        a_profile({Area.TALK: wrong})


def test_what_was_left_open_is_never_compared() -> None:
    earlier = a_profile({Area.TALK: 1, Area.LEARNING: 2, Area.PEOPLE: 3, Area.PUPIL: 0})
    later = a_profile({Area.TALK: 2, Area.LEARNING: 2, Area.PEOPLE: 1, Area.OUTSIDE: 3})
    found = compare(earlier, later)
    assert set(found) == set(Area)
    assert {area: change for area, change in found.items() if change is not Change.UNKNOWN} == {
        Area.TALK: Change.BETTER,
        Area.LEARNING: Change.SAME,
        Area.PEOPLE: Change.WORSE,
    }


@given(earlier=ANSWERS, later=ANSWERS)
def test_better_one_way_is_worse_the_other(
    earlier: dict[Area, int], later: dict[Area, int]
) -> None:
    there = compare(a_profile(earlier), a_profile(later))
    back = compare(a_profile(later), a_profile(earlier))
    turned = {Change.BETTER: Change.WORSE, Change.WORSE: Change.BETTER}
    assert back == {area: turned.get(change, change) for area, change in there.items()}


@given(answers=ANSWERS)
def test_no_area_is_both_a_strength_and_a_need(answers: dict[Area, int]) -> None:
    profile = a_profile(answers)
    assert not set(strengths(profile)) & set(needs(profile))
    assert not set(VOICES) & {*strengths(profile), *needs(profile)}
    found = matching_needs(profile)
    assert len(set(found)) == len(found)
    assert bool(found) is bool(needs(profile))
