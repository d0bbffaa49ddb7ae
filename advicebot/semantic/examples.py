"""How near a message is to groups of labelled examples."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from advicebot.semantic.encoder import SentenceEncoder
from advicebot.semantic.tensors import Floats
from advicebot.semantic.vectors import Progress, vectors_for
from advicebot.semantic.wording import as_read

_NEIGHBOURS = 8
_SAME = 0.9999


class Closeness:
    """Compares messages with named groups of examples. Safe to use from several threads."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        *,
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
    ) -> None:
        """Compute the examples' vectors, or take them from ``folder``; see ``vectors_for``."""
        self._encoder = encoder
        self._groups: dict[str, tuple[Sequence[str], slice]] = {}
        texts: list[str] = []
        for name, examples in groups.items():
            self._groups[name] = (tuple(examples), slice(len(texts), len(texts) + len(examples)))
            texts += [as_read(example) for example in examples]
        self._vectors = vectors_for(texts, encoder=encoder, folder=folder, progress=progress)

    def nearest(self, text: str, *, but: str = "") -> Mapping[str, tuple[float, str]]:
        """Return for each group how near it is, and its nearest example as it was given.

        Nearness is the mean of the eight highest cosines, or of all where there are fewer; a group
        without examples is left out. ``text`` is a redacted message. The example ``but`` does not
        count.
        """
        cosines = self._vectors @ self._encoder.encode_one(as_read(text))
        if but:
            cosines = np.where(
                self._vectors @ self._encoder.encode_one(as_read(but)) > _SAME, -1.0, cosines
            )
        return {
            name: (_mean_of_highest(cosines[span]), examples[int(np.argmax(cosines[span]))])
            for name, (examples, span) in self._groups.items()
            if examples
        }


def _mean_of_highest(cosines: Floats) -> float:
    return float(np.sort(cosines)[-_NEIGHBOURS:].mean())
