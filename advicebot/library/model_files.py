"""Writes the files of fitted models, ``confidence.yaml`` and ``triage/doubt.yaml``, for review."""

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from advicebot.domain.advice.confidence import Variant
from advicebot.domain.advice.logistic import Logistic
from advicebot.errors import Refused

CONFIDENCE_FILE = "confidence.yaml"
DOUBT_FILE = "triage/doubt.yaml"
_FITTED = tuple(field.name for field in fields(Logistic))


def models_text(before: str, models: Mapping[Variant, Logistic]) -> str:
    """Return the file that holds ``models``, under the comment that ``before`` starts with.

    Numbers keep three decimals; what a kind of model has besides weights and bias follows them.
    """
    return _heading(before) + "".join(_model_text(each, models[each]) for each in Variant)


def write_files(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Put the texts in place of the files of these names in ``folder`` and return the files.

    No file is ever half-written, and none is touched before all the texts are on the disk.

    Raises:
        Refused: a file cannot be written.
    """
    files = {folder / name: text for name, text in texts.items()}
    try:
        for file, text in files.items():
            _beside(file).write_text(text, encoding="utf-8")
        for file in files:
            os.replace(_beside(file), file)
    except OSError as error:
        raise Refused(
            f"{error.filename} cannot be written: {error.strerror or error}. Make {folder} "
            "writable, or copy the numbers shown by hand."
        ) from None
    finally:
        for file in files:
            _beside(file).unlink(missing_ok=True)
    return tuple(files)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")


def _heading(text: str) -> str:
    """Return the lines of comment at the start of ``text``."""
    lines = text.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


def _model_text(variant: Variant, model: Logistic) -> str:
    others = [field.name for field in fields(model) if field.name not in _FITTED]
    lines = [
        f"{variant}:",
        "  weights:",
        *(f"    {name}: {_number(weight)}" for name, weight in model.weights.items()),
        f"  bias: {_number(model.bias)}",
        *(f"  {name}: {_number(getattr(model, name))}" for name in others),
    ]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    """Return the number with three decimals at most; adding zero takes the sign off minus zero."""
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")
