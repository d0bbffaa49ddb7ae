"""The full-text index of strategies, on a real SQLite."""

import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.advice.query import read_query
from advicebot.domain.advice.ranking import Ranker
from advicebot.domain.advice.situation import SituationReader
from advicebot.domain.knowledge import LexiconEntry, Strategy
from advicebot.domain.vocabulary import Evidence, Need, Phase, Topic, When
from advicebot.store.documents import StrategyIndex
from tests.fakes import SITUATION

LEXICON = Lexicon(
    [
        LexiconEntry(
            phrases=("legging it",),
            means=("running away",),
            topics=(Topic.LEAVING_CLASS,),
            matches="",
            not_matches="",
        )
    ]
)

SITUATIONS = SituationReader(SITUATION)


def strategy(id_: str, *, title: str, body: str, topic: Topic = Topic.DEFIANCE) -> Strategy:
    return Strategy(
        id=id_,
        title=title,
        topics=(topic,),
        needs=(Need.REGULATION,),
        phases=(Phase.KS3,),
        when=(When.NOW,),
        evidence=Evidence.PRACTICE,
        sources=("s",),
        says=("says no to everything",),
        not_when=("a",),
        get_help_when=("a",),
        reviewed=date(2026, 11, 1),
        review_by=date(2027, 11, 1),
        owner="Example AP service",
        right_now=body,
        next_steps="",
        telling_you="",
        watch_for="",
    )


STRATEGIES = (
    strategy("biting", title="When a child bites", body="Move the others away."),
    strategy("doors", title="Meet them at the door", body="Someone bit someone once."),
    strategy("exits", title="Out of the gate", body="Look outside.", topic=Topic.LEAVING_CLASS),
    strategy("cafe", title="Calm café corner", body="A quiet place."),
)
INDEX = StrategyIndex(STRATEGIES)


def best(text: str) -> list[str]:
    query = read_query(text, lexicon=LEXICON, situations=SITUATIONS, phase=Phase.UNKNOWN)
    matches = INDEX.matches(query)
    return sorted(matches, key=lambda id_: -matches[id_].score)


def test_other_forms_of_a_word_are_found() -> None:
    assert best("biting again")[0] == "biting"


def test_a_word_in_the_title_counts_more_than_one_in_the_body() -> None:
    assert INDEX.points("bites")["biting"] > INDEX.points("bit")["doors"]


def test_accents_make_no_difference() -> None:
    assert best("cafe") == best("CAFÉ") == ["cafe"]


def test_a_lexicon_phrase_finds_the_topic_it_hints_at_and_is_the_reason() -> None:
    text = "she keeps LEGGING it"
    query = read_query(text, lexicon=LEXICON, situations=SITUATIONS, phase=Phase.UNKNOWN)
    match = INDEX.matches(query)["exits"]
    assert [text[start:end] for start, end in match.spans] == ["LEGGING it"]


@pytest.mark.parametrize(
    "text",
    ['"', "' OR 1=1 --", "a AND NOT b*", "title:x NEAR(y z)", "()^", "", "\x00", "🙂", "-" * 9],
)
def test_no_text_can_break_or_steer_the_search(text: str) -> None:
    assert best(text) == []


@given(st.text(max_size=200))
def test_any_text_is_searched_without_error(text: str) -> None:
    best(text)


def test_a_topic_that_triage_flagged_is_found_whatever_words_did_it() -> None:
    query = read_query(
        "gone",
        lexicon=LEXICON,
        situations=SITUATIONS,
        phase=Phase.UNKNOWN,
        flagged=(Topic.LEAVING_CLASS,),
    )
    assert list(INDEX.matches(query)) == ["exits"]
    ranked = Ranker(STRATEGIES, [(INDEX, 1.0)]).rank(query)
    assert ranked[0].because == "your message raised a worry about safety"


def test_only_letters_and_digits_are_looked_up() -> None:
    assert INDEX.points('door" OR "gate') == {}


def test_a_word_no_title_or_phrase_of_any_strategy_has_counts_for_little() -> None:
    plain = strategy("lamp", title="Lamp", body="A lantern.")
    elsewhere = strategy("door", title="Door", body="Nothing.")
    titled = strategy("door", title="Lantern", body="Nothing.")
    stray = StrategyIndex((plain, elsewhere)).points("lantern")["lamp"]
    assert stray < StrategyIndex((plain, titled)).points("lantern")["lamp"]


def test_an_empty_folder_of_strategies_finds_nothing() -> None:
    query = read_query("biting", lexicon=LEXICON, situations=SITUATIONS, phase=Phase.UNKNOWN)
    assert StrategyIndex(()).matches(query) == {}


def test_threads_share_one_index() -> None:
    index = StrategyIndex(STRATEGIES)
    alone = INDEX.points("bites")
    seen: list[object] = []

    def ask() -> None:
        for number in range(50):
            index.points(f"word{number}")
            seen.append(index.points("bites"))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [alone] * 300
