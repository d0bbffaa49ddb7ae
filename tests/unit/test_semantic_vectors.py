"""Vectors of curated texts are computed once, and a bad file never gives a wrong vector."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from advicebot.semantic.encoder import SentenceEncoder
from advicebot.semantic.vectors import FILE_NAME, vectors_for
from advicebot.semantic.weights import find_weights

TEXTS = ["a quiet start", "two rows moved apart", "a note home on Friday"]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(find_weights())


class Asked:
    """Runs ``vectors_for`` and tells how many texts had to be computed."""

    def __init__(self, encoder: SentenceEncoder, folder: Path) -> None:
        self.encoder, self.folder = encoder, folder
        self.steps: list[tuple[int, int]] = []

    def computed(self, texts: list[str], **limits: int) -> int:
        """Return how many texts were computed, after checking that every vector is right."""
        self.steps = []
        found = vectors_for(
            texts,
            encoder=self.encoder,
            folder=self.folder,
            progress=lambda done, of: self.steps.append((done, of)),
            **limits,
        )
        expected = self.encoder.encode(texts)
        assert found.shape == expected.shape
        assert np.abs(found - expected).max(initial=0) < 1e-5
        return self.steps[-1][1] if self.steps else 0


@pytest.fixture
def asked(encoder: SentenceEncoder, tmp_path: Path) -> Asked:
    return Asked(encoder, tmp_path / "cache")


def test_a_second_start_computes_nothing(asked: Asked):
    assert asked.computed(TEXTS) == 3
    assert asked.computed(TEXTS) == 0


def test_only_changed_texts_are_computed_and_order_is_free(asked: Asked):
    asked.computed(TEXTS)
    assert asked.computed([TEXTS[2], "a new line", TEXTS[0]]) == 1


def test_a_text_that_stands_twice_is_computed_once(asked: Asked):
    assert asked.computed([TEXTS[0], TEXTS[0]]) == 1


def test_no_texts_need_no_file(asked: Asked):
    assert asked.computed([]) == 0
    assert not asked.folder.exists()


def test_progress_counts_up_to_all(asked: Asked):
    asked.computed([f"line {number}" for number in range(70)])
    assert asked.steps == [(0, 70), (64, 70), (70, 70)]


def test_two_sets_of_texts_share_the_file(asked: Asked):
    asked.computed(TEXTS)
    asked.computed(["another set"])
    assert asked.computed([*TEXTS, "another set"]) == 0


def test_what_is_unused_is_dropped_when_there_is_no_room(asked: Asked):
    asked.computed(TEXTS)
    assert asked.computed(["another set", "of two"], most_kept=4) == 2
    assert (asked.folder / FILE_NAME).stat().st_size == 32 + 4 * (32 + 4 * 384)
    assert asked.computed(["another set", "of two"]) == 0
    assert asked.computed(TEXTS) == 1


def test_what_is_used_is_kept_even_without_room(asked: Asked):
    asked.computed(TEXTS, most_kept=1)
    assert asked.computed(TEXTS) == 0


def test_the_file_holds_no_text(asked: Asked):
    asked.computed(TEXTS)
    data = (asked.folder / FILE_NAME).read_bytes()
    assert not any(text.encode() in data for text in TEXTS)


def test_a_damaged_file_is_ignored_and_mended(asked: Asked, caplog: pytest.LogCaptureFixture):
    asked.computed(TEXTS)
    file = asked.folder / FILE_NAME
    whole = file.read_bytes()
    chance = random.Random(20261122)
    for _ in range(12):
        place = chance.randrange(len(whole))
        is_cut = chance.random() < 0.5
        spoilt = bytes([whole[place] ^ (1 << chance.randrange(8))])
        file.write_bytes(whole[:place] if is_cut else whole[:place] + spoilt + whole[place + 1 :])
        caplog.clear()
        assert asked.computed(TEXTS) == 3
        assert "damaged" in caplog.text
        assert asked.computed(TEXTS) == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01.", b"x" * 5000])
def test_a_file_of_something_else_is_ignored(asked: Asked, content: bytes):
    asked.folder.mkdir()
    (asked.folder / FILE_NAME).write_bytes(content)
    assert asked.computed(TEXTS) == 3
    assert asked.computed(TEXTS) == 0


@pytest.mark.parametrize("what", ["a file", "a folder of that name"])
def test_a_folder_that_cannot_be_used_only_costs_time(
    asked: Asked, what: str, caplog: pytest.LogCaptureFixture
):
    if what == "a file":
        asked.folder.write_text("not a folder", encoding="utf-8")
    else:
        (asked.folder / FILE_NAME).mkdir(parents=True)
    assert asked.computed(TEXTS) == 3
    assert "cannot be kept" in caplog.text
    assert not list(asked.folder.glob("*.*.*")), "a half-made file was left behind"


def test_several_at_once_leave_one_whole_file(asked: Asked):
    sets = [[*TEXTS, f"set {number}"] for number in range(6)]

    def compute(texts: list[str]) -> np.ndarray:
        return vectors_for(texts, encoder=asked.encoder, folder=asked.folder)

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(compute, sets))
    for texts, found in zip(sets, results, strict=True):
        assert np.abs(found - asked.encoder.encode(texts)).max() < 1e-5
    assert asked.computed(TEXTS) == 0
    assert [each.name for each in asked.folder.iterdir()] == [FILE_NAME]
