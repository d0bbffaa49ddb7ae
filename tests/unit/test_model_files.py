"""The files of fitted models: written for people, read back as they are, never half-written."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advicebot.domain.advice.confidence import Calibration, Variant
from advicebot.domain.advice.triage import DoubtModel
from advicebot.errors import Refused
from advicebot.library import load_knowledge
from advicebot.library.model_files import CONFIDENCE_FILE, DOUBT_FILE, models_text, write_files
from tests.running import KNOWLEDGE

CONFIDENCE = Calibration(
    weights={"points": 1.2345, "lead": -0.0001}, bias=-7.0, confident_at=0.8, unsure_at=0.25
)
DOUBT = DoubtModel(weights={"hints": 1234.5678}, bias=-10.0, ask_at=0.55, wary_at=0.2)
BEFORE = "# One line.\n#\n# Another.\nwords:\n  # lost\n  bias: 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge."""
    return shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")


def test_written_models_are_read_back_as_they_are(folder: Path) -> None:
    files = {
        CONFIDENCE_FILE: models_text("", dict.fromkeys(Variant, CONFIDENCE)),
        DOUBT_FILE: models_text("", dict.fromkeys(Variant, DOUBT)),
    }
    assert write_files(folder, files) == (folder / CONFIDENCE_FILE, folder / DOUBT_FILE)
    knowledge = load_knowledge(folder)
    rounded = replace(CONFIDENCE, weights={"points": 1.234, "lead": 0.0})
    assert knowledge.confidence == dict.fromkeys(Variant, rounded)
    assert knowledge.doubt == dict.fromkeys(Variant, replace(DOUBT, weights={"hints": 1234.568}))
    assert not list(folder.rglob(".*.new"))


@pytest.mark.parametrize(("file", "part"), [(CONFIDENCE_FILE, "confidence"), (DOUBT_FILE, "doubt")])
def test_the_shipped_files_are_in_the_layout_that_is_written(file: str, part: str) -> None:
    """So that the difference shown is what the numbers changed, and the heading stays."""
    shipped = (KNOWLEDGE / file).read_text(encoding="utf-8")
    assert models_text(shipped, getattr(load_knowledge(KNOWLEDGE), part)) == shipped


def test_numbers_are_written_for_people() -> None:
    assert models_text(BEFORE, dict.fromkeys(Variant, CONFIDENCE)).startswith(
        "# One line.\n#\n# Another.\nwords:\n  weights:\n    points: 1.234\n    lead: 0\n"
        "  bias: -7\n  confident_at: 0.8\n  unsure_at: 0.25\nmeaning:\n"
    )
    assert "  bias: -10\n  ask_at: 0.55\n  wary_at: 0.2\n" in models_text(
        BEFORE, dict.fromkeys(Variant, DOUBT)
    )


def test_no_file_is_touched_when_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("old")
    with pytest.raises(Refused, match=r"missing.*cannot be written: No such file"):
        write_files(tmp_path, {"one.yaml": "new", "missing/two.yaml": "new"})
    assert (tmp_path / "one.yaml").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["one.yaml"]
