"""How a message is meant: by curated phrases, and what counts most in a long one."""

import pytest

from advicebot.domain.advice.situation import (
    LONG_MESSAGE,
    Cue,
    Moment,
    Scope,
    Situation,
    SituationReader,
)
from advicebot.domain.advice.text import tokenise
from advicebot.library import load_knowledge
from tests.running import KNOWLEDGE

HISTORY = (
    "I have taught in this school for eleven years and before that I was in two other schools in "
    "the county, one of them a junior school by the sea. Last year he was with my colleague who "
    "knew the family well and had the older brother too. In reception everybody liked him and he "
    "liked the water tray and the bikes and the outdoor kitchen most of the time. "
)


@pytest.fixture(scope="module")
def reader() -> SituationReader:
    """The shipped words."""
    return SituationReader(load_knowledge(KNOWLEDGE).situation)


def read(reader: SituationReader, text: str) -> Situation:
    return reader.read(text, tokenise(text))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("my whole class talk over me", Scope.CLASS),
        ("year 9s after lunch are wild, none of them sit down", Scope.CLASS),
        ("one girl hums through every test", Scope.ONE),
        ("she tears up her work and the rest of the class copy", Scope.UNKNOWN),
        ("where is the behaviour form", Scope.UNKNOWN),
    ],
)
def test_whole_class_or_one_pupil(reader: SituationReader, text: str, scope: Scope) -> None:
    assert read(reader, text).scope is scope


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("he is under the table screaming, what do I do", Moment.NOW),
        ("planning for a pupil who starts with us next term", Moment.PLANNING),
        ("she calls out a lot", Moment.UNKNOWN),
    ],
)
def test_now_or_planning(reader: SituationReader, text: str, moment: Moment) -> None:
    assert read(reader, text).moment is moment


@pytest.mark.parametrize(
    ("text", "is_repeated", "is_about_me"),
    [
        ("third time this week he has walked out, every day the same", True, False),
        ("she walked out", False, False),
        ("I'm so exhausted and I cried in the car again", True, True),
        ("the children are exhausted after the trip", False, False),
        ("I can't cope with 9B", False, True),
    ],
)
def test_repeated_behaviour_and_the_adults_own_state(
    reader: SituationReader, text: str, is_repeated: bool, is_about_me: bool
) -> None:
    situation = read(reader, text)
    assert (situation.is_repeated, situation.is_about_me) == (is_repeated, is_about_me)


def test_a_long_message_is_read_by_what_it_asks_and_what_hurts(reader: SituationReader) -> None:
    asked = "Today he bit his key worker and screamed until he was sick. How do I get him back in?"
    text = HISTORY + asked
    focus = read(reader, text).focus
    assert focus is not None
    assert "bit his key worker" in focus.text
    assert "How do I get him back in" in focus.text
    assert "water tray" not in focus.text


def test_the_question_counts_wherever_it_stands(reader: SituationReader) -> None:
    text = "What do I do with a boy who refuses to come in from break? " + HISTORY
    focus = read(reader, text).focus
    assert focus is not None
    assert "come in from break" in focus.text


def test_a_message_of_ordinary_length_counts_as_a_whole(reader: SituationReader) -> None:
    text = "word. " * LONG_MESSAGE
    assert read(reader, text).focus is None
    assert read(reader, text + "Last one. " * 20).focus is not None


def test_a_long_message_without_a_full_stop_counts_as_a_whole(reader: SituationReader) -> None:
    assert read(reader, "and then " * 60).focus is None


def test_every_list_is_curated() -> None:
    assert set(load_knowledge(KNOWLEDGE).situation) == set(Cue)
