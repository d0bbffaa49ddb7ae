"""What the demo computes before it starts anything: the vectors of the knowledge base, once."""

from pathlib import Path

import pytest

from advicebot.cli.meaning import prepare_first
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
