"""Folding, sentences, clauses and offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.advice.text import bare, clauses, fold, tokenise


def words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("CAN’T", "can't"),
        ("sui\u200bcide", "suicide"),
        ("knife\u202e", "knife"),
        ("ｋｎｉｆｅ", "knife"),
        ("knіfе", "knife"),  # Cyrillic i and e
        ("Zoë café", "zoe cafe"),
        ("“now” — then", '"now" - then'),
    ],
)
def test_odd_characters_fold_to_plain_letters(written: str, plain: str) -> None:
    assert fold(written) == plain


def test_an_emoji_that_stands_for_a_means_becomes_the_word() -> None:
    assert words("he sent 🔪🔪 to her") == ["he", "sent", "knife", "knife", "to", "her"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("can't", "cant"),
        ("she'll", "she"),
        ("he's", "he"),
        ("killllll", "kill"),
        ("od'd", "od"),
        ("o'clock", "oclock"),
    ],
)
def test_a_bare_word_has_no_apostrophe_and_no_drawn_out_letters(word: str, expected: str) -> None:
    assert bare(word) == expected


def test_sentences_and_clauses_are_counted_apart() -> None:
    tokens = tokenise("He is calm, but she ran. Now what?")
    assert [t.sentence for t in tokens] == [0, 0, 0, 0, 0, 0, 1, 1]
    assert tokens[2].clause != tokens[4].clause


def test_a_title_or_an_initial_does_not_end_a_sentence() -> None:
    assert {t.sentence for t in tokenise("Mr. Oak saw S. Green with it")} == {0}


def test_a_placeholder_is_one_word() -> None:
    assert words("[name] hit [name]") == ["[name]", "hit", "[name]"]


def test_every_person_is_the_same_word_whoever_they_are() -> None:
    text = "[pupil A]'s dad hit [staff AB]. [see me]"
    tokens = tokenise(text)
    assert [token.text for token in tokens] == ["[name]", "s", "dad", "hit", "[name]", "see", "me"]
    assert text[tokens[4].start : tokens[4].end] == "[staff AB]"


def test_clauses_are_cut_from_the_text_as_given() -> None:
    assert clauses("Fine today, but HE’S gone") == ("Fine today", "but HE’S gone")


def test_a_message_without_a_full_stop_is_cut_into_sentences_and_keeps_every_word() -> None:
    text = " ".join(f"word{n}" for n in range(2000))
    tokens = tokenise(text)
    assert len(tokens) == 2000
    assert tokens[-1].sentence > 5


@given(st.text(max_size=200))
def test_offsets_always_point_into_the_text_as_given(text: str) -> None:
    last = 0
    for token in tokenise(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or token.text in {
            "knife",
            "gun",
            "pills",
            "blood",
            "help",
            "bomb",
        }
        last = token.start
