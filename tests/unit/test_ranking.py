"""Order, reasons and variety of suggestions."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.advice.lexicon import Lexicon
from advicebot.domain.advice.query import Match, Query, read_query
from advicebot.domain.advice.ranking import Ranked, Ranker
from advicebot.domain.advice.situation import SituationReader
from advicebot.domain.knowledge import LexiconEntry, Strategy
from advicebot.domain.vocabulary import Evidence, Need, Phase, Topic, When
from tests.fakes import SITUATION

ALL = tuple(phase for phase in Phase if phase is not Phase.UNKNOWN)
LEXICON = Lexicon(
    [
        LexiconEntry(
            phrases=("kicking off",),
            means=("outburst",),
            topics=(Topic.DYSREGULATION,),
            matches="",
            not_matches="",
        )
    ]
)

SITUATIONS = SituationReader(SITUATION)


def strategy(id_: str, *topics: Topic, phases: tuple[Phase, ...] = ALL) -> Strategy:
    return Strategy(
        id=id_,
        title=id_,
        topics=topics or (Topic.DEFIANCE,),
        needs=(Need.REGULATION,),
        phases=phases,
        when=(When.NOW,),
        evidence=Evidence.PRACTICE,
        sources=("s",),
        says=("a",),
        not_when=("a",),
        get_help_when=("a",),
        reviewed=date(2026, 11, 1),
        review_by=date(2027, 11, 1),
        owner="Example AP service",
        right_now="",
        next_steps="",
        telling_you="",
        watch_for="",
    )


class Fixed:
    """A scorer with an answer prepared for every message."""

    def __init__(self, **scores: float) -> None:
        self._scores = {id_.replace("_", "-"): score for id_, score in scores.items()}

    def matches(self, query: Query) -> Mapping[str, Match]:
        spans = tuple((word.start, word.end) for word in query.words)
        return {id_: Match(score=score, spans=spans) for id_, score in self._scores.items()}


def query(text: str = "", *, phase: Phase = Phase.UNKNOWN, chosen: tuple[Topic, ...] = ()) -> Query:
    return read_query(text, lexicon=LEXICON, situations=SITUATIONS, phase=phase, chosen=chosen)


def ids(ranked: tuple[Ranked, ...]) -> list[str]:
    return [item.strategy.id for item in ranked]


def test_the_best_score_comes_first_and_five_at_most_are_kept() -> None:
    topics = list(Topic)
    ranker = Ranker(
        [strategy(f"s{n}", topics[n]) for n in range(7)],
        [(Fixed(**{f"s{n}": float(2**n) for n in range(7)}), 1.0)],
    )
    assert ids(ranker.rank(query("x"))) == ["s6", "s5", "s4", "s3", "s2"]


def test_equal_scores_are_ordered_by_id_so_that_the_same_message_gives_the_same_answer() -> None:
    ranker = Ranker(
        [strategy("b", Topic.ADHD), strategy("a", Topic.AUTISM)], [(Fixed(a=1.0, b=1.0), 1.0)]
    )
    assert ids(ranker.rank(query("x"))) == ["a", "b"]


def test_a_strategy_for_another_phase_counts_half() -> None:
    ranker = Ranker(
        [
            strategy("little", Topic.ADHD, phases=(Phase.EARLY_YEARS,)),
            strategy("big", Topic.AUTISM, phases=(Phase.KS4,)),
        ],
        [(Fixed(little=10.0, big=6.0), 1.0)],
    )
    assert ids(ranker.rank(query("x"))) == ["little", "big"]
    assert ids(ranker.rank(query("x", phase=Phase.KS4))) == ["big", "little"]


def test_chosen_topics_filter_and_answer_even_when_no_word_matched() -> None:
    ranker = Ranker(
        [strategy("a", Topic.ADHD), strategy("b", Topic.PARENTS)], [(Fixed(a=5.0), 1.0)]
    )
    ranked = ranker.rank(query("", chosen=(Topic.PARENTS,)))
    assert ids(ranked) == ["b"]
    assert ranked[0].because == "you chose parents"


def test_a_new_topic_goes_before_a_repeat_when_their_scores_are_near() -> None:
    strategies = [
        strategy("first", Topic.ADHD),
        strategy("same", Topic.ADHD),
        strategy("other", Topic.PARENTS),
    ]
    near = Ranker(strategies, [(Fixed(first=10.0, same=8.0, other=9.0), 1.0)])
    far = Ranker(strategies, [(Fixed(first=10.0, same=9.0, other=2.0), 1.0)])
    assert ids(near.rank(query("x")))[1] == "other"
    assert ids(far.rank(query("x")))[1] == "same"


def test_neighbours_of_one_topic_lift_each_other_over_a_stray_hit() -> None:
    ranker = Ranker(
        [
            strategy("stray", Topic.WEAPONS),
            strategy("a", Topic.ADHD),
            strategy("b", Topic.ADHD),
            strategy("c", Topic.ADHD),
        ],
        [(Fixed(stray=10.5, a=10.0, b=9.0, c=9.0), 1.0)],
    )
    assert ids(ranker.rank(query("x")))[0] == "a"


def test_two_scorers_are_joined_by_their_weights() -> None:
    strategies = [strategy("a", Topic.ADHD), strategy("b", Topic.PARENTS)]
    scorers = (Fixed(a=9.0, b=1.0), Fixed(a=0.1, b=0.2))
    light = Ranker(strategies, [(scorers[0], 3.0), (scorers[1], 1.0)])
    heavy = Ranker(strategies, [(scorers[0], 1.0), (scorers[1], 3.0)])
    assert ids(light.rank(query("x")))[0] == "a"
    assert ids(heavy.rank(query("x")))[0] == "b"


def test_the_reason_quotes_the_teachers_own_words() -> None:
    ranker = Ranker([strategy("a")], [(Fixed(a=1.0), 1.0)])
    assert ranker.rank(query("He bolted, bolted then SULKED"))[0].because == (
        "you wrote “bolted” and “SULKED”"
    )


def test_a_placeholder_is_no_word_of_the_message() -> None:
    read = query("[name] born [date of birth] bolted from [school]")
    assert [word.text for word in read.words] == ["born", "bolted"]


def test_telling_neighbours_are_kept_together() -> None:
    read = query("he keeps calling out and the others join in. Head down")
    assert [(one.text, other.text) for one, other in read.pairs] == [
        ("calling", "out"),
        ("join", "in"),
        ("head", "down"),
    ]


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_every_offset_points_into_it(text: str) -> None:
    read = query(text)
    for word in read.words:
        assert 0 <= word.start < word.end <= len(text)


@pytest.mark.parametrize("text", ["", " \n\t", "🙂🙂", "помогите", "the and of", "\x00\x01"])
def test_text_without_content_ranks_nothing(text: str) -> None:
    assert Ranker([strategy("a")], [(Fixed(), 1.0)]).rank(query(text)) == ()
