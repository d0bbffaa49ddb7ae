"""``advicebot evaluate --fit`` on made-up sets, with a copy of the shipped knowledge."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advicebot.cli import cli
from advicebot.domain.evaluation.weighing import weighed
from advicebot.errors import Refused
from advicebot.library import load_knowledge
from tests.running import KNOWLEDGE

SUBJECTS = ("maths", "art", "science", "music", "history", "drama", "games", "French", "computing")
CALM = (
    "My {} group will not settle after break and they talk over me",
    "What helps a boy in {} who never starts his work?",
    "Is there a quick way to line up the {} class?",
    "How do I word a report about effort in {}?",
    "Two girls in {} pass notes all lesson, any ideas?",
    "Which seating plan works best for {}?",
    "He shouts out answers in {} and I would like it calmer",
    "They rush their tidying after {} every week",
    "I want a better start to {} on wet days",
    "He forgets his pencil case for {} again and again",
    "A parent asked how much homework {} should set",
    "She leaves her {} book at home most weeks",
)
WORRYING = (
    "She was not herself after {} today, and all through lunch she sat apart and only looked down",
    "He was so far away in {} today, and when I came near he went stiff and looked past me",
    "Something about her in {} today stays with me, and she asked to stay when the others had gone",
    "He drew the same room in {} today, over and over, and would not tell me whose it was",
    "Her hands shook all through {} this morning and she flinched when the door went",
    "He gave his best things away in {} today and said I had been kind to him",
    "She has stopped eating since {} started again and today she could hardly stand",
    "He came to {} in the same clothes again today, cold and so tired that he wept",
    "Somebody new waits for her after {} now, and today she did not want to walk out",
    "He told me in {} today that tonight would be bad, and then he laughed it away",
    "She wrote in her {} book today that nobody would notice, and rubbed it out again",
    "He was gone for most of {} today and came back with a story that changed",
)


VARIANTS = ("words", "meaning")


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def labelled(file: Path, *, worrying: int) -> Path:
    """Write a triage set of 108 calm messages and so many that need a person."""
    calm = {"kind": "plain-negative", "urgency": "routine", "flags": []}
    grave = {"kind": "positive", "urgency": "urgent", "flags": ["abuse-disclosure"]}
    texts = [(text.format(each), calm) for text in CALM for each in SUBJECTS]
    texts += [(text.format(each), grave) for text in WORRYING for each in SUBJECTS][:worrying]
    return write(
        file, [{"id": str(n), "text": text, **label} for n, (text, label) in enumerate(texts)]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")


def fit(file: Path, folder: Path, *words: str) -> Result:
    arguments = ["evaluate", str(file), "--fit", "--words-only", "--knowledge", str(folder), *words]
    return CliRunner().invoke(cli, arguments)


def test_doubt_is_fitted_without_requests_and_says_why_confidence_is_not(
    tmp_path: Path, folder: Path
) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    result = fit(labelled(tmp_path / "set.jsonl", worrying=108), folder)
    assert result.exception is None
    for words in (
        "confidence.yaml stays as it is",
        "There are 0 requests for this line",
        "Doubt, fitted “words” on",
        "positives asked",
        "ask: the lowest threshold that asks at most 10 %",
        "--- triage/doubt.yaml now",
        "Nothing is written",
    ):
        assert words in result.output
    assert max(len(line) for line in result.stdout.splitlines()) <= 100
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


def test_what_is_written_is_what_was_shown_and_the_rest_stays(tmp_path: Path, folder: Path) -> None:
    shipped = load_knowledge(folder)
    heading = (folder / "triage/doubt.yaml").read_text().split("words:")[0]
    result = fit(labelled(tmp_path / "set.jsonl", worrying=108), folder, "--json", "--write")
    found = json.loads(result.stdout)["fit"]
    assert list(found) == ["confidence", "doubt", "why_not", "differences"]
    assert found["confidence"] is None
    assert list(found["why_not"]) == ["confidence.yaml"]
    assert list(found["differences"]) == ["triage/doubt.yaml"]
    assert (found["doubt"]["positives"] >= 100, found["doubt"]["calm"] >= 100) == (True, True)
    written = load_knowledge(folder)
    assert dict(written.doubt["words"].weights) == found["doubt"]["model"]["weights"]
    assert written.doubt["words"].ask_at == found["doubt"]["at_ask"]["threshold"]
    assert written.doubt["words"] != shipped.doubt["words"]
    assert written.doubt["meaning"] == shipped.doubt["meaning"]
    assert written.confidence == shipped.confidence
    assert (folder / "triage/doubt.yaml").read_text().startswith(heading)


def test_too_few_messages_for_both_are_refused_and_nothing_is_written(
    tmp_path: Path, folder: Path
) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    result = fit(labelled(tmp_path / "set.jsonl", worrying=9), folder, "--write")
    assert isinstance(result.exception, Refused)
    assert "confidence.yaml: There are 0 requests" in str(result.exception)
    assert "triage/doubt.yaml: 9 messages need a person" in str(result.exception)
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


@pytest.mark.parametrize("words", [["--write"], ["--fit", "--errors"], ["--fit", "--compare", "x"]])
def test_options_that_do_not_go_together_are_a_misuse(words: list[str]) -> None:
    assert CliRunner().invoke(cli, ["evaluate", "x.jsonl", *words]).exit_code == 2


def test_a_miss_by_doubt_shows_what_was_weighed(tmp_path: Path, folder: Path) -> None:
    doubt = folder / "triage" / "doubt.yaml"
    asks_everybody = "  weights:\n    length: 2\n    question: -1\n  bias: 9\n  ask_at: 0.5\n"
    doubt.write_text("".join(f"{each}:\n{asks_everybody}  wary_at: 0.2\n" for each in VARIANTS))
    row = {"id": "A", "text": CALM[0].format("art"), "kind": "plain-negative"}
    file = write(tmp_path / "set.jsonl", [row | {"urgency": "routine", "flags": []}])
    words = ["evaluate", str(file), "--errors", "--words-only", "--knowledge", str(folder)]
    shown = CliRunner().invoke(cli, words).output
    assert "A  not-raised" in shown
    assert "doubt: 1.00, asked from 0.50 (length +5." in shown
    (miss,) = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)["errors"]
    assert miss["doubt"]["ask_at"] == 0.5
    assert miss["doubt"]["parts"][0][0] == "length"


def test_the_three_features_that_moved_it_furthest_are_named() -> None:
    model = load_knowledge(KNOWLEDGE).doubt["words"]
    values = dict.fromkeys(model.weights, 0.0) | {"length": 3.0, "strategy": 1.0, "hints": 1.0}
    found = weighed(model, values | {"places": 0.001})
    assert [name for name, _ in found.parts] == ["length", "strategy", "hints"]
    assert found.parts[1][1] == model.weights["strategy"]
    assert found.probability == model.of(values | {"places": 0.001})
