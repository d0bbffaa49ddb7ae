"""``python -m advicebot.cli.tethered run bot``: a process of the line that does not outlive the one
that started it.

A demo starts its processes so: it may be killed in ways that let it stop nobody. Standard input is
a pipe that only the one who started this holds open, so that it closes with them however they end.
"""

import os
import threading

from advicebot.cli import main
from advicebot.memory import share_arenas
from advicebot.signals import block_signals

_INPUT = 0


def tie() -> None:
    """End this process at once when standard input closes; whatever is stored stays stored."""
    block_signals()  # before the first thread, which would take them otherwise
    share_arenas()
    threading.Thread(target=_end_with_input, name="tether", daemon=True).start()


def _end_with_input() -> None:
    while os.read(_INPUT, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    tie()
    main()
