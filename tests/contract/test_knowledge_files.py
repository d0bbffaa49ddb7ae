"""The knowledge folder as files: what is read, and how mistakes are named."""

import json
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.errors import KnowledgeError
from advicebot.library import load_knowledge
from advicebot.library.lint import lint

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
TODAY = date(2026, 11, 22)
PAGE = "when-a-pupil-runs-out.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder that a test may break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))


def change(file: Path, old: str, new: str) -> int:
    """Replace ``old`` once and return the line it stood on, counted from 1."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [
        f"{Path(problem.file).name}:{problem.line}: {problem.message}"
        for problem in caught.value.problems
    ]


def findings(folder: Path) -> list[str]:
    return [
        f"{Path(found.file).name}:{found.line}: {found.message}" for found in lint(folder, on=TODAY)
    ]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["knowledge", *arguments])


def test_the_shipped_folder_has_no_mistakes() -> None:
    assert findings(SHIPPED) == []


def test_every_topic_has_a_strategy_and_all_stands_for_every_phase() -> None:
    knowledge = load_knowledge(SHIPPED)
    assert {topic for item in knowledge.strategies for topic in item.topics} == set(Topic)
    page = next(item for item in knowledge.strategies if f"{item.id}.md" == PAGE)
    assert set(page.phases) == set(Phase) - {Phase.UNKNOWN}
    assert page.right_now.startswith("1. ")


def test_the_folder_is_read_in_well_under_half_a_second() -> None:
    load_knowledge(SHIPPED)
    started = time.perf_counter()
    load_knowledge(SHIPPED)
    assert time.perf_counter() - started < 0.5


def test_an_unknown_word_is_refused_with_its_line_and_the_nearest_known_word(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "topics: [leaving-class", "topics: [leavin-class")
    message = "topics: the word “leavin-class” is not known; did you mean “leaving-class”?"
    assert problems(folder) == [f"{PAGE}:{line}: {message}"]


def test_an_unknown_key_is_refused_with_the_nearest_known_key(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "evidence:", "evidense:")
    assert problems(folder) == [
        f"{PAGE}:2: the key “evidence” is missing; add it",
        f"{PAGE}:{line}: the key “evidense” is not known; did you mean “evidence”?",
    ]


def test_every_mistake_of_every_file_is_reported_at_once(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "evidence: ", "evidence: x")
    (folder / "line.yaml").unlink()
    (folder / "sources.yaml").write_bytes(b"- id: \xff\n")
    found = problems(folder)
    assert [text.split(":")[0] for text in found] == ["line.yaml", "sources.yaml", PAGE]
    assert "the file is missing" in found[0]
    assert "not UTF-8" in found[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"strategies/{PAGE}", "id: when-a-pupil", "id: when-pupil", "differs from the file name"),
        (f"strategies/{PAGE}", "## Next", "## Later", "the section “## Next” is missing"),
        (f"strategies/{PAGE}", "sources: [", "sources: [no-such-book-x, ", "is not known"),
        (f"strategies/{PAGE}", "title: ", "title: '", "this is not YAML"),
        (f"strategies/{PAGE}", "owner:", "when: [now]\nowner:", "stands here twice"),
        (f"strategies/{PAGE}", "reviewed: ", "reviewed: soon # ", "reviewed: “soon”"),
        ("signposts.yaml", "name: ", "name: 123 # ", "put it in quotes"),
        ("line.yaml", '"08:00"', '"8am"', 'is written "HH:MM"'),
        ("line.yaml", "first: 2026-09", "first: 2027-09", "the term starts on"),
    ],
)
def test_a_mistake_is_named_with_its_rule(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    assert any(message in text for text in problems(folder)), problems(folder)


def test_sections_out_of_order_are_refused(folder: Path) -> None:
    page = folder / "strategies" / PAGE
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("## Next", "## Watch for!")
        .replace("## Watch for\n", "## Next\n")
        .replace("## Watch for!", "## Watch for"),
        encoding="utf-8",
    )
    assert any("in this order" in found for found in problems(folder))


def test_an_id_taken_twice_is_refused_where_it_is_repeated(folder: Path) -> None:
    file = folder / "signposts.yaml"
    text = file.read_text(encoding="utf-8")
    again = text[text.index("- id: samaritans") :]
    file.write_text(f"{text.rstrip()}\n{again}", encoding="utf-8")
    assert any("“samaritans” is taken" in found for found in problems(folder))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- Restrain the pupil if you must.", "physical restraint is never described"),
        ("- Hold him until he is calm.", "holding a pupil is never described"),
        ("- Pin her down.", "pinning a pupil is never described"),
        ("- You should exclude him for this.", "only a head decides"),
        ("- Do not exclude a pupil with SEND.", "only a head decides"),
        ("- Promise that it stays confidential.", "confidentiality is never promised"),
        ("- Investigate the allegation first.", "never investigated"),
        ("- A fixed-term exclusion may follow.", "the term is “suspension”"),
        ("- Ring 0114 496 0123 for help.", "belongs in signposts.yaml"),
        ("- Watch the behavior closely.", "write “behaviour”"),
    ],
)
def test_words_that_must_not_be_advised_are_found_in_their_line(
    folder: Path, line: str, message: str
) -> None:
    at = change(folder / "strategies" / PAGE, "## Next\n", f"## Next\n{line}\n")
    assert any(
        text.startswith(f"{PAGE}:{at + 1}:") and message in text for text in findings(folder)
    )


@pytest.mark.parametrize(
    "line",
    [
        "- Never promise to keep it confidential.",
        "- Do not investigate the allegation yourself.",
        "- Hold them to the same rule as before.",
        "- Pin the timetable to the wall.",
        "- The head may exclude; the choice is theirs.",
    ],
)
def test_right_advice_in_similar_words_is_let_pass(folder: Path, line: str) -> None:
    change(folder / "strategies" / PAGE, "## Next\n", f"## Next\n{line}\n")
    assert findings(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"strategies/{PAGE}", "reviewed: 20", "reviewed: 21", "lies in the future"),
        ("signposts.yaml", "id: samaritans", "id: samaritan", "“samaritans” is missing"),
        ("lexicon.yaml", "  matches: ", "  matches: zzz # ", "does not match any of its phrases"),
        ("lexicon.yaml", "phrases: [", "phrases: [pupil, ", "occurs in requests about anything"),
        ("line.yaml", " (example)", "", "says so in its name"),
    ],
)
def test_the_checker_finds_more_than_the_format(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    assert any(message in text for text in findings(folder)), findings(folder)


def test_a_body_that_is_too_long_is_found(folder: Path) -> None:
    change(folder / "strategies" / PAGE, "## Next\n", "## Next\n" + "- more words here\n" * 150)
    assert any("the rule is 150 to 400" in text for text in findings(folder))


def test_a_topic_without_a_strategy_is_found(folder: Path) -> None:
    for page in (folder / "strategies").glob("*.md"):
        if "weapons" in page.read_text(encoding="utf-8").split("needs:")[0]:
            page.unlink()
    assert any("no strategy covers the topic “weapons”" in text for text in findings(folder))


def test_lint_says_so_when_all_is_well() -> None:
    result = run("lint", "--knowledge", str(SHIPPED))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No problems found" in result.stderr


def test_lint_names_file_and_line_and_fails(folder: Path) -> None:
    line = change(folder / "strategies" / PAGE, "evidence: ", "evidence: x")
    result = run("lint", "--knowledge", str(folder))
    assert result.exit_code == 1
    assert f"{PAGE}:{line}: evidence: the word" in result.stdout
    as_json = run("lint", "--json", "--knowledge", str(folder))
    assert [found["line"] for found in json.loads(as_json.stdout)["problems"]] == [line]


def test_search_shows_scores_and_what_matched() -> None:
    result = run("search", "she keeps running out of class", "--json", "--limit", "2")
    found = json.loads(result.stdout)["strategies"]
    assert result.exit_code == 0
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"] > 0
    assert "you wrote" in found[0]["because"]


def test_a_missing_folder_is_one_plain_message(tmp_path: Path) -> None:
    result = run("lint", "--knowledge", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "there is no such folder" in result.stdout
