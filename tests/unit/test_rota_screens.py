"""The messages about the rota: each has a drawing, and it reads what it is told, all of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from advicebot.domain.oncall.rota import Tier
from advicebot.service.rota_lines import SHAPES, RotaLine
from advicebot.service.rota_view import read_stint, stint_reference
from advicebot.slack.screens.rota_lines import DRAWERS, rota_line
from advicebot.slack.screens.rota_parts import distinct
from advicebot.slack.screens.when import end_words, span_words, time_words
from tests.fakes import DAN, PRIYA
from tests.screens_rota import line_cases

CASES = line_cases()


class Reads(Mapping[str, Any]):
    """Data that remembers which of its keys were read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


def test_every_message_about_the_rota_has_a_drawing_and_an_example():
    assert set(DRAWERS) == set(RotaLine)
    assert {kind for kind, _ in CASES.values()} == set(RotaLine)


@pytest.mark.parametrize("name", CASES)
def test_the_examples_are_told_exactly_what_the_shape_says(name: str):
    kind, data = CASES[name]
    assert set(data) == set(SHAPES[kind].keys)


@pytest.mark.parametrize("kind", RotaLine)
def test_a_drawing_reads_exactly_what_it_is_told(kind: RotaLine):
    read: set[str] = set()
    for each, data in CASES.values():
        if each is kind:
            reads = Reads({"name": kind.value} | data)
            rota_line(reads)
            read |= reads.read
    assert read - {"name"} == set(SHAPES[kind].keys)


@pytest.mark.parametrize("name", CASES)
def test_people_and_times_are_in_the_words_a_screen_reader_speaks(name: str):
    kind, data = CASES[name]
    text = rota_line({"name": kind.value} | data).text
    for key in ("user", "by", "asker", "instead_of"):
        if data.get(key) in (DAN, PRIYA):
            assert f"<@{data[key]}>" in text
    if "starts" in SHAPES[kind].keys:
        assert "Wednesday 25 November, 08:00 to 17:00" in text
    assert "*" not in text


@pytest.mark.parametrize("name", [each for each in CASES if each.startswith("told-")])
def test_the_channel_is_never_told_that_somebody_is_ill(name: str):
    kind, data = CASES[name]
    text = rota_line({"name": kind.value} | data).text.lower()
    for word in ("sick", " ill ", "illness", "unwell", "look after"):
        assert word not in text


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_span_within_a_day_names_the_day_once():
    start, end = london("2026-11-24T08:00"), london("2026-11-24T17:00")
    assert span_words(start, end) == "Tuesday 24 November, 08:00 to 17:00"
    assert span_words(start, london("2026-11-25T00:00")).endswith("08:00 to midnight")
    assert end_words(start, london("2026-11-25T06:00")) == "Wednesday 25 November, 06:00"


def test_words_are_on_londons_clocks():
    assert span_words(london("2026-07-06T07:00"), london("2026-07-06T16:00")) == (
        "Monday 6 July, 08:00 to 17:00"
    )


def test_a_time_that_comes_twice_says_which():
    assert time_words(london("2026-10-25T00:30")) == "01:30 (before the clocks go back)"
    assert time_words(london("2026-10-25T01:30")) == "01:30 (after the clocks go back)"
    assert time_words(london("2026-10-25T02:30")) == "02:30"
    assert time_words(london("2027-03-28T01:00")) == "02:00"


def test_a_stint_comes_back_from_its_button():
    start = london("2026-11-24T08:00")
    assert read_stint(stint_reference(Tier.BACK_UP, start)) == (Tier.BACK_UP, start)


def test_no_two_blocks_of_a_page_keep_the_same_id():
    row = {"type": "divider", "block_id": "stint.primary.1"}
    assert distinct([row, {"type": "divider"}, row]) == [
        row,
        {"type": "divider"},
        {"type": "divider"},
    ]
