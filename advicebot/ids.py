"""Identifiers: opaque random ones for rows, short ones that people can read out."""

import secrets
from typing import Protocol

FIRST_NUMBER = 1001


class Ids(Protocol):
    """Makes row ids."""

    def new(self) -> str:
        """Return an id that cannot be guessed and was never returned before."""
        ...


class RandomIds:
    """Row ids from the operating system's randomness."""

    def new(self) -> str:
        """Return 16 random bytes in hexadecimal."""
        return secrets.token_hex(16)


class CountedIds:
    """Row ids in order, so that a test can name them."""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self._count = 0

    def new(self) -> str:
        """Return the prefix with the next number."""
        self._count += 1
        return f"{self._prefix}{self._count:04d}"


def reference(number: int) -> str:
    """Return the short reference people use for a request, such as ``A-1042``."""
    return f"A-{number}"


def referral_reference(number: int) -> str:
    """Return the short reference people use for a referral, such as ``R-1042``."""
    return f"R-{number}"


def panel_reference(number: int) -> str:
    """Return the panel's own reference of a case, such as ``P-1042``: it says nothing of whose."""
    return f"P-{number}"
