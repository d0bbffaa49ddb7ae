"""The digest as leads read it: every number, honest words, and no need of the pictures.

How it looks, and that Slack takes it, is held with all other screens in ``test_snapshots``.
"""

from dataclasses import replace
from typing import Any

import pytest

from advicebot.charts import draw_charts
from advicebot.domain.outcomes.digest import Digest
from advicebot.slack.screens import digest as screens
from advicebot.slack.screens.blocks import Message
from advicebot.workspace.blocks.check import check_message
from tests.digests import a_full_digest, a_sparse_digest
from tests.screens_digest import CHARTS
from tests.screens_digest import screens as catalogue

SHOWN = {name: each for name, each in catalogue(None) if isinstance(each, Message)}
DIGESTS = [name for name in SHOWN if name not in ("digest-csv-there", "digest-csv-failed")]
FULL = a_full_digest()


def words(message: Message) -> str:
    """Return all that is to be read in the blocks, pictures' words among it."""
    return "\n".join(_words(block) for block in message.blocks)


def _words(block: dict[str, Any]) -> str:
    if block["type"] == "context":
        return "\n".join(each["text"] for each in block["elements"])
    return str(block.get("alt_text") or block.get("text", {}).get("text", ""))


@pytest.mark.parametrize("name", DIGESTS)
def test_the_plain_text_says_the_headline_and_each_number_of_the_week(name: str):
    text = SHOWN[name].text
    assert "week from Monday" in text
    for label in ("Calls: ", "Urgent: ", "Time to a person", "In school full time", "No exclusion"):
        assert label in text


def test_each_number_is_there_for_the_week_the_last_one_and_the_term():
    said = words(SHOWN["digest-full"])
    for number in FULL.numbers:
        for value in (number.this, number.last, number.term):
            assert value.words in said.replace("*", "")


def test_pictures_are_shown_by_their_files_with_their_words():
    images = [block for block in SHOWN["digest-full"].blocks if block["type"] == "image"]
    assert [each["slack_file"] for each in images] == [{"id": "F0CALLS0001"}, {"id": "F0PLACES001"}]
    assert [each["alt_text"] for each in images] == [each.alt for each in CHARTS]


@pytest.mark.parametrize("name", ["digest-no-pictures", "digest-one-picture", "digest-worst"])
def test_without_pictures_the_same_numbers_stand_in_words_and_that_is_said(name: str):
    message = SHOWN[name]
    assert screens.NO_PICTURES in words(message)
    for chart in CHARTS:
        for said in chart.alt.partition(". ")[2].split("; "):
            assert said in words(message)


def test_a_digest_without_charts_does_not_speak_of_pictures():
    assert screens.NO_PICTURES not in words(SHOWN["digest-no-charts"])


@pytest.mark.parametrize("digest", [FULL, a_sparse_digest()])
def test_slack_takes_the_words_of_the_real_pictures(digest: Digest):
    charts = draw_charts(digest, line="Northvale advice line (example)")
    for ids in (("F0CALLS0001", "F0PLACES001"), (None, None)):
        made = [replace(chart, file_id=id_) for chart, id_ in zip(charts, ids, strict=True)]
        assert check_message(screens.digest(digest, made).blocks) == []


def test_nothing_to_count_does_not_read_as_good_news():
    said = words(SHOWN["digest-empty"])
    assert "No exclusion within 6 school weeks after it was near*\nnothing to count" in said


def test_topics_of_a_week_that_is_not_shown_are_not_said_to_be_none():
    assert screens.TOO_FEW_ASKED in words(SHOWN["digest-sparse"])
    assert screens.NONE_ASKED in words(SHOWN["digest-empty"])


def test_long_lists_end_with_how_many_more_there_are():
    assert "• and 91 more, see the table" in words(SHOWN["digest-worst"])


def test_names_from_the_knowledge_base_are_no_markup():
    wild = replace(FULL, offers=("<!channel> & <@U0TESSA001>: no place left.",))
    assert "&lt;!channel&gt; &amp; &lt;@U0TESSA001&gt;" in words(screens.digest(wild, []))


def test_the_page_says_what_counts_and_what_is_never_claimed():
    said = str(screens.how_we_count())
    assert "{weeks}" not in said
    for promise in (
        "No number here says that an exclusion was avoided",
        "Not known is never counted as success",
        "lowest and the highest share",
        "19 times in 20",
        "need not be small itself",
    ):
        assert promise in said
