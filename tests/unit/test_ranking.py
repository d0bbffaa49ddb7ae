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


def strategy(
    id_: str,
    *topics: Topic,
    phases: tuple[Phase, ...] = ALL,
    when: tuple[When, ...] = (When.NOW,),
    looks_beneath: bool = False,
) -> Strategy:
    return Strategy(
        id=id_,
        title=id_,
        topics=topics or (Topic.DEFIANCE,),
        needs=(Need.REGULATION,),
        phases=phases,
        when=when,
        looks_beneath=looks_beneath,
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


def test_the_further_away_the_phase_the_less_a_strategy_counts() -> None:
    ranker = Ranker(
        [
            strategy("little", Topic.ADHD, phases=(Phase.EARLY_YEARS,)),
            strategy("near", Topic.PARENTS, phases=(Phase.KS3,)),
            strategy("big", Topic.AUTISM, phases=(Phase.KS4,)),
        ],
        [(Fixed(little=10.0, near=9.0, big=8.7), 1.0)],
    )
    assert ids(ranker.rank(query("x"))) == ["little", "near", "big"]
    assert ids(ranker.rank(query("x", phase=Phase.KS4))) == ["big", "near", "little"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("my class", "whole"),
        ("he calls out", "one"),
        ("calls out", "whole"),
    ],
)
def test_whole_class_pages_count_more_for_a_class_and_less_for_one_pupil(
    text: str, first: str
) -> None:
    ranker = Ranker(
        [strategy("whole", Topic.WHOLE_CLASS), strategy("one", Topic.ADHD)],
        [(Fixed(whole=10.0, one=9.5), 1.0)],
    )
    assert ids(ranker.rank(query(text)))[0] == first


def test_pages_for_now_and_for_planning_are_told_apart() -> None:
    pages = [
        strategy("now", Topic.ADHD, when=(When.NOW,)),
        strategy("later", Topic.PARENTS, when=(When.THIS_HALF_TERM,)),
    ]
    ranker = Ranker(pages, [(Fixed(now=10.0, later=9.8), 1.0)])
    assert ids(ranker.rank(query("he hides next term")))[0] == "later"
    assert ids(ranker.rank(query("he hides right now")))[0] == "now"


def test_the_adults_own_wellbeing_comes_first_when_they_speak_of_it() -> None:
    ranker = Ranker(
        [strategy("me", Topic.STAFF_WELLBEING), strategy("them", Topic.DEFIANCE)],
        [(Fixed(me=9.0, them=10.0), 1.0)],
    )
    assert ids(ranker.rank(query("she is rude")))[0] == "them"
    assert ids(ranker.rank(query("she is rude and I am exhausted")))[0] == "me"


class TestBehaviourThatKeepsComing:
    """One of the first three looks for the need beneath."""

    STRATEGIES = (
        strategy("a", Topic.DEFIANCE),
        strategy("b", Topic.DEFIANCE),
        strategy("c", Topic.DEFIANCE),
        strategy("beneath", Topic.DEFIANCE, looks_beneath=True),
    )

    def rank(self, text: str, *, beneath: float = 7.0) -> list[str]:
        scores = Fixed(a=10.0, b=9.0, c=8.0, beneath=beneath)
        return ids(Ranker(self.STRATEGIES, [(scores, 1.0)]).rank(query(text)))

    def test_it_takes_the_third_place(self) -> None:
        assert self.rank("he refuses every day") == ["a", "b", "beneath", "c"]

    def test_not_when_it_happened_once(self) -> None:
        assert self.rank("he refuses") == ["a", "b", "c", "beneath"]

    def test_not_when_a_whole_class_does_it(self) -> None:
        assert self.rank("my class refuses every day") == ["a", "b", "c", "beneath"]

    def test_not_when_it_hardly_fits(self) -> None:
        assert self.rank("he refuses every day", beneath=0.5) == ["a", "b", "c", "beneath"]

    def test_nothing_moves_when_one_is_there_already(self) -> None:
        assert self.rank("he refuses every day", beneath=9.5) == ["a", "beneath", "b", "c"]


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
