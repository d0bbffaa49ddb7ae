"""``advicebot evaluate`` on small files with the shipped knowledge."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.errors import KnowledgeError, Refused

TEXT = "My year 8s will not settle after lunch, they talk over me every time"
ROWS: list[dict[str, Any]] = [
    {"id": "A", "text": TEXT, "topics": ["low-level-disruption", "whole-class"], "phase": "ks3"},
    {"id": "B", "text": "Where do I order more glue sticks", "topics": [], "urgency": "none"},
    {
        "id": "C",
        "text": "A pupil in my form has brought a knife in and will not hand it over",
        "kind": "positive",
        "urgency": "emergency",
        "flags": ["weapon"],
    },
    {"id": "D", "text": TEXT, "kind": "plain-negative", "urgency": "routine", "flags": []},
    {
        "id": "E",
        "text": "Please write to ellie@example.org",
        "spans": [{"start": 16, "end": 33, "kind": "email"}],
    },
]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small labelled file with every kind of label."""
    return write(tmp_path_factory.mktemp("labelled") / "set.jsonl", ROWS)


@pytest.fixture(scope="module")
def saved(labelled: Path) -> dict[str, Any]:
    """What one evaluation of the small file prints for programs."""
    return as_object(labelled)


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def evaluate(*arguments: object, **options: Any) -> Result:
    return CliRunner().invoke(cli, ["evaluate", "--words-only", *map(str, arguments)], **options)


def as_object(*arguments: object) -> dict[str, Any]:
    result = evaluate(*arguments, "--json", catch_exceptions=False)
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_one_object_holds_the_figures_and_every_judgement_but_no_text(
    saved: dict[str, Any],
) -> None:
    found = saved
    assert list(found) == ["requests", "triage", "redaction", "latency", "cases"]
    assert found["requests"]["any"]["hit_3"]["n"] == 1
    assert found["triage"]["emergencies"]["noticed"]["right"] == 1
    assert found["redaction"]["caught"]["right"] == 1
    assert [case["id"] for case in found["cases"]] == ["A", "B", "C", "D", "E"]
    assert list(found["cases"][0]) == ["id", "kind", "right", "action", "top"]
    assert len(found["cases"][0]["top"]) == 3
    assert found["cases"][2]["action"] == "page"
    assert "settle" not in json.dumps(found)
    assert "ellie" not in json.dumps(found)


def test_a_person_reads_tables_of_at_most_a_hundred_columns_without_colour(labelled: Path) -> None:
    shown = evaluate(labelled, catch_exceptions=False).stdout
    for words in ("hit@3", "By confidence", "hard negatives", "personal data caught"):
        assert words in shown
    assert max(len(line) for line in shown.splitlines()) <= 100
    assert "\x1b" not in shown


def test_misses_are_listed_with_what_decided_them(tmp_path: Path) -> None:
    wrong = ROWS[2] | {"kind": "hard-negative", "urgency": "routine", "flags": []}
    file = write(tmp_path / "wrong.jsonl", [wrong])
    shown = evaluate(file, "--errors", catch_exceptions=False).stdout
    assert "C  not-paged, not-raised" in shown
    assert "brought a knife in" in shown
    assert "expected: hard-negative, routine, no flags" in shown
    assert "flag: weapon by weapon." in shown
    (miss,) = as_object(file, "--errors")["errors"]
    assert miss["text"] == wrong["text"]
    assert miss["flags"][0]["rule"].startswith("weapon.")
    assert miss["strategies"][0]["because"]


def test_a_saved_evaluation_shows_what_changed(
    tmp_path: Path, labelled: Path, saved: dict[str, Any]
) -> None:
    earlier = copy.deepcopy(saved)
    earlier["cases"][2]["right"]["emergency-noticed"] = False
    earlier["cases"][2]["action"] = "answer"
    earlier["cases"][4]["id"] = "gone"
    before = tmp_path / "before.json"
    before.write_text(json.dumps(earlier))
    compared = as_object(labelled, "--compare", before)["compared"]
    (change,) = compared["changes"]
    assert (change["id"], change["newly_right"]) == ("C", ["emergency-noticed"])
    assert (change["action_before"], change["action"]) == ("answer", "page")
    assert (compared["only_before"], compared["only_now"]) == (["gone"], ["E"])
    shown = evaluate(labelled, "--compare", before, "--errors", catch_exceptions=False).stdout
    assert "Misses: " in shown
    assert "C (triage); newly right: emergency-noticed; answer -> page" in shown
    assert "only before: gone" in shown


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"cases": [{"id": 1}]}', '{"cases": 5}'])
def test_something_else_to_compare_with_is_refused(
    tmp_path: Path, labelled: Path, content: str
) -> None:
    before = tmp_path / "before.json"
    before.write_text(content)
    result = evaluate(labelled, "--compare", before)
    assert isinstance(result.exception, Refused)
    assert "is not a saved evaluation" in str(result.exception)


def test_bad_lines_are_all_named_and_nothing_is_run(tmp_path: Path, labelled: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "X"}\nnonsense\n')
    result = evaluate(labelled, bad)
    assert isinstance(result.exception, KnowledgeError)
    assert [problem.line for problem in result.exception.problems] == [1, 1, 2]
    assert result.stdout == ""


def test_a_bad_file_is_exit_code_1_and_no_file_is_exit_code_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advicebot", "evaluate", str(tmp_path / "none.jsonl")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "none.jsonl:0: cannot be read" in done.stderr
    assert evaluate().exit_code == 2


def test_half_characters_are_printed_as_well_as_they_can_be(tmp_path: Path) -> None:
    row = {"id": "A", "text": "he will not sit \ud800", "topics": ["bereavement-family"]}
    result = evaluate(write(tmp_path / "odd.jsonl", [row]), "--errors", catch_exceptions=False)
    assert result.exit_code == 0


def test_a_running_line_never_loads_scipy() -> None:
    code = (
        "import sys; import advicebot.bootstrap.processes, advicebot.cli, advicebot.cli.evaluate; "
        "print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
