"""Reading curated phrases and finding them; misspellings drawn to critical words."""

import pytest

from advicebot.domain.advice.text import tokenise
from advicebot.domain.advice.triage.phrasebook import PhraseBook
from advicebot.domain.advice.triage.phrases import PhraseError, Row, parse_phrases
from advicebot.domain.advice.triage.spelling import Speller


def finds(phrase: str, text: str, lists: dict[str, dict[int, int]] | None = None) -> list[str]:
    tokens = tokenise(text)
    words = [t.text for t in tokens]
    limits = [sum(t.sentence <= token.sentence for t in tokens) for token in tokens]
    row = Row(words, limits)
    row.ends.update(lists or {})
    book = PhraseBook((p, "") for p in parse_phrases(phrase))
    return sorted(" ".join(words[a:b]) for a, b, _ in book.find(row))


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("pulled knife", "he pulled a knife", ["pulled a knife"]),
        ("pulled knife", "he pulled out the knife", []),
        ("pulled ~2 knife", "he pulled out the knife", ["pulled out the knife"]),
        ("stab*", "stabbing and stabbed", ["stabbed", "stabbing"]),
        ("said|says he", "she says he left", ["says he"]),
        ("very? sad", "sad", []),
        ("so very? sad", "so sad", ["so sad"]),
        ("(no one|nobody) knows", "no one knows", ["no one knows"]),
        ("self-harm", "self harm", ["self harm"]),
        ("cant find", "we can't find him", ["cant find"]),
        ("gone home", "He has gone. Home is far", []),
    ],
)
def test_a_phrase_is_found_as_its_notation_says(phrase: str, text: str, found: list[str]) -> None:
    if phrase == "very? sad":
        with pytest.raises(PhraseError, match="start and end with a word"):
            parse_phrases(phrase)
        return
    assert finds(phrase, text) == found


def test_a_word_list_stands_for_any_of_its_finds() -> None:
    assert finds("{who} left", "my pupil left", {"who": {1: 2}}) == ["pupil left"]


@pytest.mark.parametrize("phrase", ["", "~ knife", "knife ~2", "kni fe{", "(a|b"])
def test_a_phrase_that_cannot_be_read_is_refused_with_a_reason(phrase: str) -> None:
    with pytest.raises(PhraseError):
        parse_phrases(phrase)


@pytest.fixture
def speller() -> Speller:
    return Speller(
        known={"stab", "life"},
        critical={"knife", "overdose", "raped", "suicidal"},
        not_misspelt={"rapid"},
        shorthand={"gonna": ("going", "to")},
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("knfie", "knife"),
        ("knifee", "knife"),
        ("kn*fe", "knife"),
        ("kn1fe", "knife"),
        ("ovredose", "overdose"),
        ("suicdial", "suicidal"),
        ("gonna", "going to"),
        ("rapid", "rapid"),
        ("life", "life"),
        ("stable", "stable"),
        ("[name]", "[name]"),
    ],
)
def test_only_slips_of_critical_words_are_put_right(
    speller: Speller, written: str, read: str
) -> None:
    assert " ".join(speller.read(written)) == read
