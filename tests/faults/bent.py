"""The line with one guard switched off, to show that a measurement would notice.

``python -m tests.faults.bent GUARD run bot`` runs a process of the line without that guard;
``hurry`` in its place, or before it and a comma, makes it wait less where it waits long.
"""

import sys
from collections.abc import Callable

from tests.faults import bent_rules, bent_wire, bent_work
from tests.faults.bending import put


def _hurry() -> None:
    """The line looks round every few seconds, and tries again soon: as it does, only sooner."""
    from advicebot.bootstrap import clock_process
    from advicebot.slack import sender

    put(clock_process, "LOOK_SECONDS", 3)
    put(sender, "LONGEST_WAIT", 4.0)


GUARDS: dict[str, Callable[[], None]] = {
    **bent_work.GUARDS,
    **bent_rules.GUARDS,
    **bent_wire.GUARDS,
}
"""What switches each guard off in this process."""

HURRY = "hurry"


def main() -> None:
    """Switch the named guards off and run the command that follows."""
    named, *command = sys.argv[1:]
    for each in named.split(","):
        (GUARDS | {HURRY: _hurry})[each]()
    from advicebot.cli import main as run

    sys.argv = ["advicebot", *command]
    run()


if __name__ == "__main__":
    main()
