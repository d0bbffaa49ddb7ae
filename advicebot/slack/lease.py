"""What must be so before something is posted: our hold on it lasts, and Slack does not ask for
patience with the methods that we need on the way.
"""

from dataclasses import dataclass
from datetime import datetime

from advicebot.clock import Clock
from advicebot.domain.pacing import lane_of_method
from advicebot.errors import SlackDeliveryError
from advicebot.service.ports import Work

HELD = "held"
TOO_LATE = "lease_too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Our hold on one effect. Nothing is posted after ``post_by``, in machine time.

    From then on a post could still be under way when another process takes the effect up, looks
    for it, does not find it, and posts it too.
    """

    machine: Clock
    post_by: datetime

    def check(self) -> None:
        """Call this right before a call that may not happen twice.

        Raises:
            SlackDeliveryError: what came before took so long that it must be left to the next try.
        """
        if self.machine.now() > self.post_by:
            raise SlackDeliveryError(TOO_LATE)


class Patience:
    """Slack's wishes to be left alone, for methods that no lane of an effect stands for."""

    def __init__(self, work: Work, machine: Clock) -> None:
        self._work = work
        self._machine = machine

    def ask(self, method: str) -> None:
        """Raise SlackDeliveryError while Slack wants this method left alone; nothing is called."""
        now = self._machine.now()
        with self._work.read() as unit:
            until = unit.lanes.held_until(lane_of_method(method), now)
        if until:
            raise SlackDeliveryError(HELD, retry_after=(until - now).total_seconds())
