"""The pictures of a digest: readable, the same each time, and saying the same in words."""

import re
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread

from advicebot.charts import calls, draw_charts, places
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.places import PLACE_WORDS
from tests.digests import a_full_digest, a_sparse_digest, an_empty_digest, bars, points

LINE = "Northvale advice line (example)"
NOTHING = bars(*[None] * 8)
MADE: dict[str, Callable[[], Digest]] = {
    "full": a_full_digest,
    "sparse": a_sparse_digest,
    "empty": an_empty_digest,
    "large": lambda: replace(
        an_empty_digest(),
        weeks=points(*[(1234, 200)] * 15),
        whereabouts=bars(12000, 5, 5, 5, 5, 5, 5, 5),
    ),
    "all hidden": lambda: replace(
        an_empty_digest(), weeks=points(*[(None, None)] * 3), whereabouts=NOTHING
    ),
    "no week": lambda: replace(an_empty_digest(), weeks=(), whereabouts=()),
}


def pixels(chart: Chart) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return heights, widths and colours of a picture, from 0 to 1."""
    return np.asarray(imread(BytesIO(chart.png), format="png"))[:, :, :3]


@pytest.mark.parametrize("name", MADE)
def test_each_picture_is_a_png_of_its_size_that_is_neither_blank_nor_heavy(name: str):
    for chart in draw_charts(MADE[name](), line=LINE):
        assert chart.png.startswith(b"\x89PNG")
        assert struct.unpack(">II", chart.png[16:24]) == (1200, 675)
        assert len(chart.png) < 150_000
        assert 0.01 < float((pixels(chart).min(axis=2) < 0.9).mean()) < 0.6
        assert chart.file_id is None


@pytest.mark.parametrize("name", MADE)
def test_nothing_is_cut_off_at_the_border(name: str):
    for chart in draw_charts(MADE[name](), line=LINE):
        picture = pixels(chart)
        for edge in (picture[:12], picture[-12:], picture[:, :12], picture[:, -12:]):
            assert edge.min() > 0.98


def test_the_same_digest_gives_the_same_bytes_and_another_one_others():
    first, again = (draw_charts(a_full_digest(), line=LINE) for _ in range(2))
    assert first == again
    other = replace(a_full_digest(), weeks=points((7, 1)), whereabouts=bars(5, *[None] * 7))
    pairs = zip(first, draw_charts(other, line=LINE), strict=True)
    assert all(a.png != b.png for a, b in pairs)
    assert b"Software" not in first[0].png
    assert b"tIME" not in first[0].png


def test_a_line_with_a_long_name_or_a_formula_in_it_is_no_error():
    for name in ("A line of " + "very " * 60 + "long name", r"$\frac{1}{0}$", "", "Ysgol ŵ ŷ"):
        assert draw_charts(an_empty_digest(), line=name)


def test_the_words_of_the_first_picture_say_every_number_and_what_is_not_shown():
    weeks = points((30, 7), (None, None), (8, None), (0, 0), (1, 1))
    words = calls.alt(replace(an_empty_digest(), weeks=weeks))
    assert words == (
        "Calls in each school week of the term. 7 September: 30 calls, 7 urgent; "
        "14 September: not shown; 21 September: 8 calls, urgent not shown; "
        "28 September: 0 calls, 0 urgent; 5 October: 1 call, 1 urgent."
    )


def test_the_words_of_the_second_picture_say_every_number_and_what_is_not_shown():
    words = places.alt(replace(an_empty_digest(), whereabouts=bars(85, 25, *[None] * 5, 5)))
    for state, said in zip(
        PLACE_WORDS.values(), ["about 85", "about 25", *["not shown"] * 5, "about 5"], strict=True
    ):
        assert f"{state}: {said}" in words
    assert "to the nearest 5" in words


@pytest.mark.parametrize("name", MADE)
def test_every_number_that_is_shown_is_said_and_no_other(name: str):
    digest = MADE[name]()
    first, second = draw_charts(digest, line=LINE)
    said = [int(n) for n in re.findall(r"(\d+) (?:calls?|urgent)", first.alt)]
    shown = [
        n for week in digest.weeks if week.calls is not None for n in (week.calls, week.urgent)
    ]
    assert said == [n for n in shown if n is not None]
    assert [int(n) for n in re.findall(r"about (\d+)", second.alt)] == [
        bar.value for bar in digest.whereabouts if bar.value is not None
    ]
    assert second.alt.count("not shown") == sum(b.value is None for b in digest.whereabouts)


def test_a_term_of_any_length_keeps_the_words_within_slacks_limit():
    weeks = points(*[(1234, 1234)] * 20)
    assert len(calls.alt(replace(an_empty_digest(), weeks=weeks))) < 2000


def test_what_is_not_shown_has_a_box_and_is_not_drawn_as_nought():
    empty = an_empty_digest()
    nought, hidden = (
        draw_charts(replace(empty, weeks=points((20, 4), week, (20, 4))), line=LINE)[0]
        for week in ((0, 0), (None, None))
    )
    dark = [(pixels(each)[250:480, 560:640].max(axis=2) < 0.6).mean() for each in (nought, hidden)]
    assert dark[0] == 0
    assert dark[1] > 0.05


def test_urgent_calls_that_are_not_shown_leave_a_gap_in_the_bar():
    empty = an_empty_digest()
    none, hidden = (
        draw_charts(replace(empty, weeks=points((20, urgent))), line=LINE)[0]
        for urgent in (0, None)
    )
    foot = [(pixels(each)[500:525, 550:580].min(axis=2) > 0.95).mean() for each in (none, hidden)]
    assert foot[0] == 0
    assert foot[1] > 0.8


def test_urgent_and_other_calls_differ_without_colour_too():
    """The urgent part is striped: in grey it has dark and light in it."""
    weeks = points((20, 20))
    striped = draw_charts(replace(an_empty_digest(), weeks=weeks), line=LINE)[0]
    plain = draw_charts(replace(an_empty_digest(), weeks=points((20, 0))), line=LINE)[0]
    spread = [float(pixels(each)[300:480, 560:640].mean(axis=2).std()) for each in (striped, plain)]
    assert spread[0] > 0.05
    assert spread[1] < 0.01


def test_bars_are_as_long_as_their_numbers():
    digest = replace(an_empty_digest(), weeks=points((40, 0), (20, 0), (10, 0)))
    chart = draw_charts(digest, line=LINE)[0]
    blue = np.abs(pixels(chart) - np.array([0x56, 0xB4, 0xE9]) / 255).max(axis=2) < 0.02
    heights = [blue[180:, at].sum() for at in (180, 555, 930)]
    assert heights[0] / heights[1] == pytest.approx(2, abs=0.1)
    assert heights[1] / heights[2] == pytest.approx(2, abs=0.15)


def test_the_library_that_draws_is_not_loaded_until_something_is_drawn():
    code = (
        "import sys, advicebot.charts, advicebot.bootstrap.processes; "
        "print([name for name in sys.modules if name.startswith('matplotlib')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
