"""Writes ``confidence.yaml``: the model of how sure the line may sound, as text for review."""

import os
from collections.abc import Mapping
from pathlib import Path

from advicebot.domain.advice.confidence import Calibration, Variant

CONFIDENCE_FILE = "confidence.yaml"
_HEADER = """\
# How sure the line may sound. Fitted on labelled messages by "advicebot evaluate --fit --write";
# weights are for the features described in advicebot/domain/advice/confidence.py.
#
#   words     used when the sentence model is missing
#   meaning   used with it
"""


def confidence_text(models: Mapping[Variant, Calibration]) -> str:
    """Return the file that holds ``models``; numbers keep three decimals."""
    return _HEADER + "".join(_model_text(variant, models[variant]) for variant in Variant)


def write_confidence(folder: Path, models: Mapping[Variant, Calibration]) -> Path:
    """Put the models in place of those in ``folder`` and return the file; never half-written."""
    file = folder / CONFIDENCE_FILE
    beside = file.with_name(f".{CONFIDENCE_FILE}.new")
    beside.write_text(confidence_text(models), encoding="utf-8")
    os.replace(beside, file)
    return file


def _model_text(variant: Variant, model: Calibration) -> str:
    lines = [
        f"{variant}:",
        "  weights:",
        *(f"    {name}: {_number(weight)}" for name, weight in model.weights.items()),
        f"  bias: {_number(model.bias)}",
        f"  confident_at: {_number(model.confident_at)}",
        f"  unsure_at: {_number(model.unsure_at)}",
    ]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    """Return the number with three decimals at most; adding zero takes the sign off minus zero."""
    return f"{round(value, 3) + 0.0:g}"
