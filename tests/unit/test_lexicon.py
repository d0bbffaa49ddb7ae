"""Reading staffroom language as plain words."""

from advicebot.domain.advice.lexicon import Lexicon, hinted_topics
from advicebot.domain.knowledge import LexiconEntry
from advicebot.domain.vocabulary import Topic


def entry(*phrases: str, topics: tuple[Topic, ...] = ()) -> LexiconEntry:
    return LexiconEntry(
        phrases=phrases, means=("plain",), topics=topics, matches="", not_matches=""
    )


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in lexicon.hits(text)]


def test_a_phrase_is_found_in_any_case_and_quoted_as_it_was_written() -> None:
    assert found(Lexicon([entry("kicking off")]), "He is KICKING  off again") == ["KICKING  off"]


def test_a_phrase_matches_whole_words_only() -> None:
    assert found(Lexicon([entry("pex")]), "she was perplexed by pexes") == []


def test_the_longest_phrase_wins_and_phrases_do_not_overlap() -> None:
    lexicon = Lexicon([entry("kicking off"), entry("kicking off at me"), entry("at me")])
    assert found(lexicon, "kicking off at me then kicking off") == [
        "kicking off at me",
        "kicking off",
    ]


def test_apostrophes_and_hyphens_make_no_difference() -> None:
    lexicon = Lexicon([entry("won't come in"), entry("melt down")])
    assert found(lexicon, "She won’t come in. wont come in, a melt-down") == [
        "won’t come in",
        "wont come in",
        "melt-down",
    ]


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert found(Lexicon([entry("kick off")]), "I saw him kick. Off he went") == []


def test_hinted_topics_come_once_and_in_reading_order() -> None:
    lexicon = Lexicon(
        [
            entry("legged it", topics=(Topic.LEAVING_CLASS,)),
            entry("lost it", topics=(Topic.DYSREGULATION, Topic.LEAVING_CLASS)),
        ]
    )
    hits = lexicon.hits("lost it then legged it then lost it")
    assert hinted_topics(hits) == (Topic.DYSREGULATION, Topic.LEAVING_CLASS)
