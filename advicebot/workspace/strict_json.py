"""The one door for JSON from outside: what comes through can be kept, shown and sent on.

Python's own reader takes more than JSON is (``NaN``, ``1e400``, halves of a surrogate pair) and
fails on depth in a way of its own. One such value, kept, would break all that is read with it.
"""

import json
import math
from typing import Any, NoReturn

MOST_DEEP = 100
MOST_DIGITS = 100


class JsonError(ValueError):
    """The text is not JSON that can be kept. The message says why."""


def loads(raw: str | bytes) -> Any:
    """Return what JSON says, with half surrogate pairs replaced as ``whole`` does.

    Raises:
        JsonError: not JSON, not UTF-8, a number that is infinite or none, more than 100 digits, or
            lists and objects more than 100 deep.
    """
    try:
        made = json.loads(
            raw, parse_constant=_no_number, parse_float=_finite, parse_int=_whole_number
        )
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError(f"This is not JSON: {error}.") from None
    except RecursionError:
        raise _too_deep() from None
    return _kept(made, MOST_DEEP)


def whole(text: str) -> str:
    """Return text that UTF-8 can hold: half a surrogate pair, as a cut emoji leaves, becomes �."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kept(value: Any, deeper: int) -> Any:
    """Return a value with whole texts and keys; raises JsonError when it is too deep."""
    if isinstance(value, str):
        return whole(value)
    if not isinstance(value, dict | list):
        return value
    if not deeper:
        raise _too_deep()
    if isinstance(value, list):
        return [_kept(one, deeper - 1) for one in value]
    return {whole(key): _kept(one, deeper - 1) for key, one in value.items()}


def _too_deep() -> JsonError:
    return JsonError(f"The JSON is nested too deeply: at most {MOST_DEEP} lists and objects.")


def _no_number(name: str) -> NoReturn:
    raise JsonError(f"{name} is no number in JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise JsonError(f"{digits[:40]} is too large a number.")
    return number


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise JsonError(f"A number of {len(digits)} digits is too long: at most {MOST_DIGITS}.")
    return int(digits)
