"""Keeps what the C library holds for a process small."""

import ctypes

_ARENAS = 2
_M_ARENA_MAX = -8
"""``mallopt``'s name for the number of arenas, from glibc's ``malloc.h``."""


def share_arenas() -> bool:
    """Return True when all threads of this process take memory from two arenas from now on.

    By default glibc gives up to eight arenas to each core, and what threads free in one is of no
    use in another: https://man7.org/linux/man-pages/man3/mallopt.3.html. False means that the C
    library has no such switch, and that nothing changed. Call it before threads are started.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, _ARENAS))
