"""What the demo computes before it starts anything: the vectors of the knowledge base, once, and
what it says meanwhile.
"""

from pathlib import Path

import pytest

from advicebot.cli.meaning import prepare_first, preparing
from advicebot.errors import KnowledgeError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("ADVICEBOT_CACHE", str(folder))
    return folder


def test_the_first_start_reads_the_knowledge_base(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such folder"):
        prepare_first(tmp_path / "nowhere")


def test_a_later_start_leaves_it_to_the_bot(cache: Path, tmp_path: Path) -> None:
    cache.mkdir()
    (cache / "vectors.bin").write_bytes(b"kept")
    prepare_first(tmp_path / "nowhere")


def test_what_is_computed_in_two_goes_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with preparing() as progress:
        for total in (1742, 2183):
            for done in (0, 64, total):
                progress(done, total)
    said = capsys.readouterr().err
    assert said.count("Reading the knowledge base (once)") == 1
    assert len(said.splitlines()) == 1


def test_a_few_changed_texts_are_not_worth_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with preparing() as progress:
        progress(0, 3)
        progress(3, 3)
    assert capsys.readouterr().err == ""
