"""The name lists: read from their folder, every mistake reported with its file and line."""

import shutil
from pathlib import Path

import pytest

from advicebot.errors import KnowledgeError
from advicebot.library.names import load_names

FOLDER = Path(__file__).parents[2] / "knowledge" / "names"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "names"))


def _problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as raised:
        load_names(folder)
    return [str(problem) for problem in raised.value.problems]


def test_the_lists_hold_thousands_of_names_in_their_normalised_form() -> None:
    lists = load_names(FOLDER)
    assert len(lists.first_names) > 12_000
    assert {"kayden", "sian", "oluwaseun", "thuy", "tymoteusz", "sandile"} <= lists.first_names
    assert "grace" in lists.word_names
    assert "april" in lists.guarded_names


def test_a_sure_first_name_is_not_also_an_everyday_word() -> None:
    lists = load_names(FOLDER)
    assert lists.first_names & lists.common_words == frozenset()
    assert lists.first_names & (lists.word_names | lists.guarded_names) == frozenset()


def test_every_mistake_is_reported_with_its_file_and_line(folder: Path) -> None:
    (folder / "surnames.txt").write_text("# ours\nOkafor N0vak!! Smith\n", encoding="utf-8")
    (folder / "word_names.txt").unlink()
    (folder / "common_words.txt").write_text("# nothing\n", encoding="utf-8")
    (folder / "sirnames.txt").write_text("Okafor\n", encoding="utf-8")
    (folder / "lessons.txt").write_text("The Glass Mill\n", encoding="utf-8")
    problems = "\n".join(_problems(folder))
    assert "surnames.txt:2: “N0vak!!” is not a name" in problems
    assert "word_names.txt:1: this list is missing" in problems
    assert "common_words.txt:1: this list is empty" in problems
    assert "did you mean “surnames.txt”?" in problems
    assert "lessons.txt:1: write the titles, a colon, then the people" in problems


def test_a_file_that_is_not_utf_8_names_the_line(folder: Path) -> None:
    (folder / "surnames.txt").write_bytes(b"Okafor\nNov\xe1k\n")
    assert any("surnames.txt:2: this line is not UTF-8" in problem for problem in _problems(folder))


def test_phrases_keep_their_spaces_and_words_do_not(folder: Path) -> None:
    (folder / "public_names.txt").write_text("Read Harbour, Ann of Mill\n", encoding="utf-8")
    assert load_names(folder).public_names == {"read harbour", "ann of mill"}
