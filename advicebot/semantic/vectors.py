"""Vectors of curated texts, computed once and kept in a file between starts.

The file holds hashes and numbers, never text, and never anything about what somebody wrote to the
line. It is a convenience: without it a start takes longer, and nothing else changes.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from advicebot.semantic.encoder import FINGERPRINT, WIDTH, SentenceEncoder
from advicebot.semantic.tensors import Floats

FILE_NAME = "vectors.bin"
MOST_KEPT = 10_000
"""About 15 MB of vectors."""

Progress = Callable[[int, int], None]

_RECORD = np.dtype([("key", "u1", 32), ("vector", "<f4", WIDTH)])
_SUM_BYTES = 32
_AT_ONCE = 64

log = logging.getLogger(__name__)


def vectors_for(
    texts: Sequence[str],
    *,
    encoder: SentenceEncoder,
    folder: Path,
    progress: Progress | None = None,
    most_kept: int = MOST_KEPT,
) -> Floats:
    """Return one row for each text, taken from ``folder`` where it holds them, else computed.

    What had to be computed is added to the file in ``folder``, which is replaced whole, so that
    several processes may do this at once; the last one wins. A file that is damaged or was not
    written here is ignored and replaced. A folder that cannot be used costs time, and a log line.
    ``progress`` is called with the number computed so far and the number to compute. Vectors that
    nobody asked for are dropped, oldest first, once the file would hold more than ``most_kept``.
    """
    keys = [_key(text) for text in texts]
    kept = _read(folder / FILE_NAME)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    if missing:
        found = _computed(list(missing.values()), encoder, progress)
        kept = {**kept, **dict(zip(missing, found, strict=True))}
        _write(folder / FILE_NAME, _most_useful(kept, dict.fromkeys(keys), most_kept))
    if not keys:
        return np.empty((0, WIDTH), dtype=np.float32)
    return np.stack([kept[key] for key in keys])


def _key(text: str) -> bytes:
    written = f"{FINGERPRINT}\n{text}".encode("utf-8", "replace")
    return hashlib.sha256(written).digest()


def _computed(texts: list[str], encoder: SentenceEncoder, progress: Progress | None) -> Floats:
    vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
    for start in range(0, len(texts), _AT_ONCE):
        if progress is not None:
            progress(start, len(texts))
        batch = slice(start, start + _AT_ONCE)
        vectors[batch] = encoder.encode(texts[batch])
    if progress is not None:
        progress(len(texts), len(texts))
    return vectors


def _most_useful(
    kept: Mapping[bytes, Floats], used: Mapping[bytes, None], most: int
) -> dict[bytes, Floats]:
    """Return what was used now, however much, then the rest while there is room."""
    rest = [key for key in kept if key not in used][: max(0, most - len(used))]
    return {key: kept[key] for key in (*used, *rest)}


def _read(file: Path) -> dict[bytes, Floats]:
    """Return the vectors in a file by key; nothing at all if a single bit of it is not ours."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        log.warning("computed vectors cannot be read file=%s error=%s", file, error.strerror)
        return {}
    content = data[_SUM_BYTES:]
    is_ours = hashlib.sha256(content).digest() == data[:_SUM_BYTES]
    if not is_ours or len(content) % _RECORD.itemsize:
        log.warning("computed vectors are damaged and are computed anew file=%s", file)
        return {}
    records = np.frombuffer(content, dtype=_RECORD)
    return {row["key"].tobytes(): row["vector"] for row in records}


def _write(file: Path, vectors: Mapping[bytes, Floats]) -> None:
    records = np.empty(len(vectors), dtype=_RECORD)
    for record, (key, vector) in zip(records, vectors.items(), strict=True):
        record["key"] = np.frombuffer(key, dtype=np.uint8)
        record["vector"] = vector
    content = records.tobytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, hashlib.sha256(content).digest() + content)
    except OSError as error:
        log.warning("computed vectors cannot be kept file=%s error=%s", file, error.strerror)


def _replace(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
