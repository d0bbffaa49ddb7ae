"""Every figure, in the order of the table."""

from tests.faults import (
    a01_kill,
    a02_crashes,
    a05_ack,
    a06_sockets,
    a07_outage,
    a08_together,
    a09_term,
    a11_pace,
    a16_injection,
    a17_canary,
    a18_clicks,
    a19_mutants,
)
from tests.faults.figure import Figure

FIGURES: tuple[Figure, ...] = (
    a01_kill.FIGURE,
    a02_crashes.FIGURE,
    a05_ack.FIGURE,
    a06_sockets.FIGURE,
    a07_outage.FIGURE,
    a08_together.FIGURE,
    a09_term.FIGURE,
    a11_pace.FIGURE,
    a11_pace.PATIENCE,
    a11_pace.URGENT,
    a16_injection.FIGURE,
    a17_canary.FIGURE,
    a18_clicks.FIGURE,
    a19_mutants.FIGURE,
)
