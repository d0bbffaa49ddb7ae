"""The weights as arrays, mapped from the file, and the few formulas that a layer is made of.

The file is read by its published layout (https://github.com/huggingface/safetensors#format): a
length, a JSON header, raw numbers. Mapping it keeps half of it, the rare words, off the memory, and
processes on one machine share the rest.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

LAYERS = 6
HEADS = 12
_EPSILON = np.float32(1e-12)
_LENGTH_BYTES = 8

# Half of erfc(x / sqrt 2) for x >= 0 is p(t) * exp(-x * x / 2) with t = 1 / (1 + slope * x):
# Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.26; error below 7.5e-8.
_SLOPE = np.float32(0.3275911 / 2**0.5)
_TERMS = tuple(
    np.float32(term / 2)
    for term in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
)


@dataclass(frozen=True, slots=True)
class Linear:
    """``x @ weight.T + bias``. ``weight`` is (out, in), as stored."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return (n, out) for (n, in)."""
        out: Floats = x @ self.weight.T
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class Norm:
    """Scales each row to mean 0 and variance 1, then by learnt numbers."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return an array of the same shape."""
        out: Floats = x - x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", out, out) / np.float32(out.shape[-1])
        out /= np.sqrt(variance + _EPSILON)[:, None]
        out *= self.weight
        out += self.bias
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One of the six layers: what each piece takes from the others, then what it makes of that."""

    query: Linear
    key: Linear
    value: Linear
    joined: Linear
    joined_norm: Norm
    wide: Linear
    narrow: Linear
    out_norm: Norm

    def __call__(self, x: Floats, spans: Sequence[slice]) -> Floats:
        """Return the next state of all pieces; pieces see only their own span."""
        heard = self.joined(self._attention(x, spans))
        heard += x
        x = self.joined_norm(heard)
        made = self.narrow(gelu(self.wide(x)))
        made += x
        return self.out_norm(made)

    def _attention(self, x: Floats, spans: Sequence[slice]) -> Floats:
        query, key, value = self.query(x), self.key(x), self.value(x)
        query *= np.float32((x.shape[-1] // HEADS) ** -0.5)
        heard = np.empty_like(x)
        for span in spans:
            q, k, v = (_by_head(each[span]) for each in (query, key, value))
            heard[span] = (
                (_shares(q @ k.transpose(0, 2, 1)) @ v).transpose(1, 0, 2).reshape(-1, x.shape[-1])
            )
        return heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All arrays that are used. ``kind`` is the vector that marks every piece as first sentence."""

    words: Floats
    places: Floats
    kind: Floats
    norm: Norm
    layers: tuple[Layer, ...]


def read_model(file: Path) -> Model:
    """Return the model in ``file``, mapped read-only; its pages are read when they are used."""
    arrays = _arrays(file)
    return Model(
        words=arrays["embeddings.word_embeddings.weight"],
        places=arrays["embeddings.position_embeddings.weight"],
        kind=arrays["embeddings.token_type_embeddings.weight"][0],
        norm=_norm(arrays, "embeddings.LayerNorm"),
        layers=tuple(_layer(arrays, f"encoder.layer.{number}") for number in range(LAYERS)),
    )


def gelu(x: Floats) -> Floats:
    """Return x times the share of a normal distribution below x; ``x`` is used up as scratch.

    Gaussian error linear unit, Hendrycks and Gimpel (2016), in its exact form with erf.
    """
    size = np.abs(x)
    t = size * _SLOPE
    t += np.float32(1)
    np.reciprocal(t, out=t)
    tail = t * _TERMS[0]
    for term in _TERMS[1:]:
        tail += term
        tail *= t
    tail *= size
    np.square(size, out=size)
    size *= np.float32(-0.5)
    np.exp(size, out=size)
    tail *= size
    np.maximum(x, np.float32(0), out=x)
    x -= tail
    return x


def _shares(scores: Floats) -> Floats:
    """Return the softmax of the last axis; ``scores`` is used up as scratch."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _by_head(x: Floats) -> Floats:
    return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)


def _layer(arrays: Mapping[str, Floats], name: str) -> Layer:
    return Layer(
        query=_linear(arrays, f"{name}.attention.self.query"),
        key=_linear(arrays, f"{name}.attention.self.key"),
        value=_linear(arrays, f"{name}.attention.self.value"),
        joined=_linear(arrays, f"{name}.attention.output.dense"),
        joined_norm=_norm(arrays, f"{name}.attention.output.LayerNorm"),
        wide=_linear(arrays, f"{name}.intermediate.dense"),
        narrow=_linear(arrays, f"{name}.output.dense"),
        out_norm=_norm(arrays, f"{name}.output.LayerNorm"),
    )


def _linear(arrays: Mapping[str, Floats], name: str) -> Linear:
    return Linear(weight=arrays[f"{name}.weight"], bias=arrays[f"{name}.bias"])


def _norm(arrays: Mapping[str, Floats], name: str) -> Norm:
    return Norm(weight=arrays[f"{name}.weight"], bias=arrays[f"{name}.bias"])


def _arrays(file: Path) -> dict[str, Floats]:
    raw = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))
    start = _LENGTH_BYTES + int.from_bytes(raw[:_LENGTH_BYTES].tobytes(), "little")
    header = json.loads(raw[_LENGTH_BYTES:start].tobytes())
    arrays = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            first, last = about["data_offsets"]
            arrays[name] = raw[start + first : start + last].view("<f4").reshape(about["shape"])
    return arrays
