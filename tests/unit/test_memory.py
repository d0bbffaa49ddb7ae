"""How much memory the C library keeps for threads, asked of the library itself in a new process."""

import subprocess
import sys

import pytest

MANY_THREADS = """
import ctypes, sys, threading
from advicebot.memory import share_arenas

if sys.argv[1] == "shared":
    assert share_arenas()
ready = threading.Barrier(33)
done = threading.Event()

def hold():
    kept = [bytearray(50_000) for _ in range(20)]
    ready.wait()
    done.wait()

threads = [threading.Thread(target=hold) for _ in range(32)]
for each in threads:
    each.start()
ready.wait()
library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(library.fopen(b"/dev/stdout", b"w"))
library.malloc_info(0, out)
library.fflush(out)
done.set()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the switch is glibc's")
@pytest.mark.parametrize(("how", "few"), [("shared", True), ("default", False)])
def test_all_threads_share_two_arenas(how, few):
    told = subprocess.run(
        [sys.executable, "-c", MANY_THREADS, how], capture_output=True, text=True, check=True
    )

    assert (told.stdout.count("<heap nr=") <= 2) is few, told.stdout[:500]
    assert "<heap nr=" in told.stdout
