"""The three bands, one question at a time."""

from dataclasses import replace

from advicebot.domain.advice.confidence import Evidence, band_for
from advicebot.domain.vocabulary import Band

CLEAR = Evidence(
    points=20.0,
    next_points=8.0,
    coverage=0.8,
    is_ours=True,
    is_about_people=True,
    is_off_topic=False,
)


def test_many_points_with_a_clear_lead_are_confident() -> None:
    assert band_for(CLEAR) is Band.CONFIDENT


def test_another_topic_close_behind_makes_it_unsure_when_little_was_understood() -> None:
    assert band_for(replace(CLEAR, next_points=19.0, coverage=0.2)) is Band.UNSURE


def test_half_the_words_understood_make_up_for_a_close_second() -> None:
    assert band_for(replace(CLEAR, next_points=19.0)) is Band.CONFIDENT


def test_few_points_are_never_confident() -> None:
    assert band_for(replace(CLEAR, points=6.0, next_points=0.0)) is Band.UNSURE


def test_no_points_are_nothing() -> None:
    assert band_for(replace(CLEAR, points=0.0, next_points=0.0)) is Band.NOTHING


def test_a_stray_word_in_a_message_about_nobody_is_nothing() -> None:
    stray = replace(CLEAR, points=6.0, is_ours=False, is_about_people=False)
    assert band_for(stray) is Band.NOTHING


def test_an_off_topic_phrase_is_nothing_or_with_a_word_of_ours_unsure() -> None:
    elsewhere = replace(CLEAR, is_ours=False, is_off_topic=True)
    assert band_for(elsewhere) is Band.NOTHING
    assert band_for(replace(elsewhere, is_ours=True)) is Band.UNSURE
