"""Flesch's measure of how easily a text reads."""

import pytest

from advicebot.library.reading_ease import reading_ease


def test_the_formula_is_flesch_s() -> None:
    # 9 words, 2 sentences, 10 syllables.
    expected = 206.835 - 1.015 * 9 / 2 - 84.6 * 10 / 9
    assert reading_ease("The cat sat on the mat. It was happy.") == pytest.approx(expected)


def test_each_line_of_a_list_is_a_sentence() -> None:
    assert reading_ease("1. Stop\n2. Look\n3. Listen") == reading_ease("Stop. Look. Listen.")


def test_long_words_are_harder_than_short_ones() -> None:
    hard = "Multidisciplinary deliberation necessitates documentation."
    assert reading_ease(hard) < 0 < 80 < reading_ease("Sit by the door and wait for him.")


def test_a_word_that_no_dictionary_has_counts_its_vowels() -> None:
    assert reading_ease("zzyblor") == pytest.approx(206.835 - 1.015 - 84.6 * 2)


def test_a_text_without_words_is_as_easy_as_can_be() -> None:
    assert reading_ease(" … 123 ") == 100.0
