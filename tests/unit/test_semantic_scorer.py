"""Strategies and labelled examples are scored by meaning, with the phrase that came nearest."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from advicebot.domain.advice.query import Query
from advicebot.domain.advice.situation import Situation
from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.semantic.encoder import SentenceEncoder
from advicebot.semantic.examples import Closeness
from advicebot.semantic.scorer import MeaningScorer
from advicebot.semantic.weights import find_weights
from advicebot.semantic.wording import as_read
from tests.fakes import a_strategy

PHONES = a_strategy(
    1,
    id="phones",
    title="Phones out in lessons",
    topics=(Topic.PHONES_ONLINE,),
    says=("on her phone under the desk", "filming in the corridor"),
)
GRIEF = a_strategy(
    2,
    id="grief",
    title="After a death in the family",
    topics=(Topic.BEREAVEMENT_FAMILY,),
    says=("his gran died at the weekend", "cries when we talk about families"),
)
SILENT = a_strategy(3, id="silent", title="Nothing said yet", says=())


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(find_weights())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def scorer(encoder: SentenceEncoder, folder: Path) -> MeaningScorer:
    return MeaningScorer([PHONES, GRIEF, SILENT], encoder=encoder, folder=folder)


def asking(text: str) -> Query:
    return Query(
        text=text,
        words=(),
        pairs=(),
        hits=(),
        hinted=(),
        phase=Phase.UNKNOWN,
        chosen=(),
        flagged=(),
        situation=Situation(),
        background=frozenset(),
    )


def test_the_nearest_in_meaning_scores_best_without_a_shared_word(scorer: MeaningScorer):
    matches = scorer.matches(asking("she keeps scrolling on Snapchat instead of listening"))
    assert max(matches, key=lambda id_: matches[id_].score) == "phones"
    matches = scorer.matches(asking("grandad passed away, what do I tell the class"))
    assert max(matches, key=lambda id_: matches[id_].score) == "grief"


def test_every_strategy_gets_a_match_with_its_nearest_phrase(scorer: MeaningScorer):
    matches = scorer.matches(asking("two girls took videos of each other outside my room"))
    assert set(matches) == {"phones", "grief", "silent"}
    assert matches["phones"].like == "filming in the corridor"
    assert matches["grief"].like in GRIEF.says
    assert matches["silent"].like == ""
    assert all(match.spans == () for match in matches.values())


def test_the_score_is_the_mean_of_whole_and_nearest_passage(
    scorer: MeaningScorer, encoder: SentenceEncoder
):
    text = "he will not put his phone away"
    passages = ["Phones out in lessons", "phones online", *PHONES.says]
    asked, of_whole, *of_passages = encoder.encode([text, ". ".join(passages), *passages])
    expected = (asked @ of_whole + max(asked @ each for each in of_passages)) / 2
    assert scorer.matches(asking(text))["phones"].score == pytest.approx(expected, abs=1e-5)


def test_a_strategy_that_changes_gets_new_vectors(
    scorer: MeaningScorer, encoder: SentenceEncoder, folder: Path
):
    changed: Strategy = replace(PHONES, title="A bee in the room", says=("there is a bee",))
    asked = asking("an insect flew in and nobody is working")
    before = scorer.matches(asked)["phones"].score
    after = MeaningScorer([changed], encoder=encoder, folder=folder).matches(asked)["phones"]
    assert after.score > before + 0.1
    assert after.like == "there is a bee"


def test_an_empty_message_and_an_empty_shelf_give_no_error(
    scorer: MeaningScorer, encoder: SentenceEncoder, folder: Path
):
    assert all(math.isfinite(match.score) for match in scorer.matches(asking("")).values())
    assert MeaningScorer([], encoder=encoder, folder=folder).matches(asking("hello")) == {}


def test_ranking_and_triage_encode_a_message_once(scorer: MeaningScorer, encoder: SentenceEncoder):
    near = Closeness({"any": ["a"]}, encoder=encoder, folder=Path("/nowhere"))
    text = "[pupil A] has been under the table since register"
    scorer.matches(asking(text))
    remembered = encoder.encode_one(as_read(text))
    near.nearest(text)
    assert encoder.encode_one(as_read(text)) is remembered


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[pupil A] hit [staff B] at [school]", "hit the teacher at school"),
        ("[name]'s mum, [parent AB], rang  on [phone]\nagain", "'s mum, the parent, rang on again"),
        ("[NHS number] and [date of birth]", "and"),
        ("[1] is no placeholder, nor is [ ]", "[1] is no placeholder, nor is [ ]"),
    ],
)
def test_placeholders_read_as_plain_words(written: str, read: str):
    assert as_read(written) == read


def test_the_name_of_a_pupil_makes_no_difference_to_the_scores(scorer: MeaningScorer):
    one = scorer.matches(asking("[pupil A] is on a phone"))
    other = scorer.matches(asking("[name] is on a phone"))
    assert one == other


GROUPS = {
    "weather": [
        "it is raining",
        "the wind blew the door open",
        "snow on the field",
        "a flood",
        "hail at lunch",
        "wet play again",
        "thunder in assembly",
        "fog on the pitch",
        "ice on the steps",
        "a heatwave",
    ],
    "lunch": ["the pasta was cold"],
    "empty": [],
}


def test_closeness_is_the_mean_of_the_eight_nearest(encoder: SentenceEncoder, folder: Path):
    closeness = Closeness(GROUPS, encoder=encoder, folder=folder)
    text = "it poured down all through break"
    found = closeness.nearest(text)
    assert set(found) == {"weather", "lunch"}
    cosines = encoder.encode(GROUPS["weather"]) @ encoder.encode_one(text)
    assert found["weather"][0] == pytest.approx(np.mean(np.sort(cosines)[-8:]), abs=1e-5)
    assert found["weather"][1] == GROUPS["weather"][int(np.argmax(cosines))]
    lunch = encoder.encode_one("the pasta was cold") @ encoder.encode_one(text)
    assert found["lunch"] == (pytest.approx(lunch, abs=1e-5), "the pasta was cold")


def test_examples_are_given_back_as_they_were_written(encoder: SentenceEncoder, folder: Path):
    groups = {"one": ["[pupil A] spilt  the paint"]}
    found = Closeness(groups, encoder=encoder, folder=folder).nearest("[name] spilt the paint")
    assert found["one"] == (pytest.approx(1.0, abs=1e-5), "[pupil A] spilt  the paint")


def test_no_groups_are_near_to_nothing(encoder: SentenceEncoder, folder: Path):
    assert Closeness({}, encoder=encoder, folder=folder).nearest("hello") == {}
