"""Turns texts into vectors: all-MiniLM-L6-v2 as a plain NumPy forward pass, no training framework.

BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) with six layers of twelve heads, then
the mean over all word pieces, scaled to length 1.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from advicebot.semantic.tensors import Floats, read_model
from advicebot.semantic.threads import use_one_blas_thread
from advicebot.semantic.weights import (
    MODEL_FILE,
    MODEL_SHA256,
    TOKENIZER_FILE,
    TOKENIZER_SHA256,
)

WIDTH = 384
MOST_PIECES = 256
FINGERPRINT = f"{MODEL_SHA256}/{TOKENIZER_SHA256}/{MOST_PIECES}"
"""Changes whenever the same text may get another vector."""

_MOST_CHARACTERS = 20_000
_PIECES_AT_ONCE = 256
_REMEMBERED = 256


class SentenceEncoder:
    """Gives texts vectors of length 1, so that a dot product is a cosine. Safe to use in threads.

    Case and accents make no difference. Only the first 256 word pieces of a text count, which is
    about 200 English words. An empty text has a vector too, near to nothing in particular.
    """

    def __init__(self, folder: Path) -> None:
        """Open the model in ``folder``, as ``find_weights`` returned it after checking its files.

        The weights are mapped into memory, not copied: replace the files, never write into them.
        """
        use_one_blas_thread()
        self._model = read_model(folder / MODEL_FILE)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_PIECES)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._fresh)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row of 384 numbers for each text, in order."""
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        pieces = [self._pieces(text) for text in texts]
        for batch in _batches(pieces):
            vectors[batch] = self._vectors([pieces[number] for number in batch])
        return vectors

    def encode_one(self, text: str) -> Floats:
        """Return the vector of one text, shape (384,), read-only; the last 256 are remembered."""
        vector: Floats = self._remembered(text)
        return vector

    def _fresh(self, text: str) -> Floats:
        vector: Floats = self._vectors([self._pieces(text)])[0]
        vector.setflags(write=False)
        return vector

    def _pieces(self, text: str) -> list[int]:
        readable = text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(readable).ids
        return ids

    def _vectors(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """Run the model over several texts laid end to end; no text sees its neighbours."""
        model = self._model
        ends = np.cumsum([len(each) for each in pieces])
        spans = [slice(end - len(each), end) for end, each in zip(ends, pieces, strict=True)]
        words = np.concatenate([np.asarray(each) for each in pieces])
        places = np.concatenate([np.arange(len(each)) for each in pieces])
        x = model.words[words]
        x += model.places[places]
        x += model.kind
        x = model.norm(x)
        for layer in model.layers:
            x = layer(x, spans)
        means: Floats = np.stack([x[span].mean(axis=0) for span in spans])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means


def _batches(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the numbers of texts that are run together, so many that their pieces fit at once."""
    batch: list[int] = []
    total = 0
    for number, each in enumerate(pieces):
        if batch and total + len(each) > _PIECES_AT_ONCE:
            yield batch
            batch, total = [], 0
        batch.append(number)
        total += len(each)
    if batch:
        yield batch
