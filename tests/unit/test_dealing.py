"""How the tests are dealt out: what must not run at once has one load, and nothing is forgotten."""

from pathlib import Path

from tests.dealing import APART, TOGETHER, load_of, place

ROOT = Path(__file__).parents[2]


def test_every_folder_that_is_named_has_tests() -> None:
    for folder in (*TOGETHER, *APART):
        assert list((ROOT / folder).glob("test_*.py")), folder


def test_two_files_with_browsers_never_run_at_once() -> None:
    browsers = ("tests/workspace/test_page.py::test_a", "tests/end_to_end/test_browser.py::test_b")
    assert len({load_of(each) for each in browsers}) == 1


def test_a_file_stays_whole_whatever_its_parameters_are() -> None:
    file = "tests/unit/test_x.py"
    assert {load_of(f"{file}::{name}") for name in ("test_a", "test_a[a::b/c]", "T::test")} == {
        file
    }


def test_nights_are_dealt_out_one_by_one() -> None:
    nights = [f"tests/simulation/test_nights.py::test_nights[{n}]" for n in (1, 1001)]
    assert [load_of(each) for each in nights] == nights


def test_what_waits_begins_before_what_counts_and_files_come_last() -> None:
    folders = ("end_to_end", "workspace", "faults", "simulation", "unit")
    places = [place(f"tests/{folder}/test_x.py::test_y") for folder in folders]
    assert places == sorted(places)
    assert places[0] < places[2] < places[3] < places[4]
