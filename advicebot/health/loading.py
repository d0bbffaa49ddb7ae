"""The knowledge as a running line would have it today."""

from advicebot.clock import ShiftedClock, SystemClock
from advicebot.domain.oncall.calendar import LONDON
from advicebot.library import Loaded, load_for_running
from advicebot.settings import Settings


def load(settings: Settings) -> Loaded:
    """Return the knowledge, without the offers that a mistake costs.

    Raises:
        KnowledgeError: anything else breaks its format.
    """
    clock = ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()
    return load_for_running(settings.knowledge, on=clock.now().astimezone(LONDON).date())
