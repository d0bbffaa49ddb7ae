"""The end of a night: everything works again, what was put off is made good, and all is checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from advicebot.domain.handoff import Handoff
from advicebot.store.rows import to_text
from tests.simulation import world
from tests.simulation.told import Broken

if TYPE_CHECKING:
    from tests.simulation.night import Night

BOUND = timedelta(minutes=4)
"""Within this of Slack's return everything has left."""
MINUTE = timedelta(minutes=1)
LEFT = """
SELECT key, last_error FROM outbox
WHERE sent_at IS NULL AND failed_at IS NULL AND created_at < ?
"""
REQUESTS = "SELECT id, urgency, action, handoff_id, state, text FROM requests ORDER BY number"


def a_round(waiting: Handoff) -> timedelta:
    """Return how long a round of its ladder takes, from whatever step on, with unlucky ticks."""
    assert waiting.policy is not None
    waits = [step.wait for step in waiting.policy.steps]
    return sum(waits, start=max(waits)) + MINUTE


class Ending:
    """Brings a night to its end."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._slack = night.slack
        self._truth = night.truth
        self.reached = 0

    def run(self) -> None:
        """Make everything work again and check whatever must hold then."""
        self._heal()
        if self._night.setting.is_nobody:
            self._last_resort()
        self._truth.at_the_end(self._night.work.rows(REQUESTS))

    def _heal(self) -> None:
        """Slack comes back and stays; nothing dies any more; clocks tick."""
        night = self._night
        night.until(max([night.clock.at, *(end for _, end in self._slack.outages)]))
        self._slack.heal()
        night.work.dies = lambda: False
        for each in night.clocks:
            each.down = None
        night.tell("everything works from here on")
        night.until(night.clock.at + BOUND)
        left = night.work.rows(LEFT, to_text(night.clock.at - MINUTE))
        if left:
            raise Broken(f"I2 {len(left)} did not leave within {BOUND}: {left[:3]}")

    def _last_resort(self) -> None:
        """Whatever nobody takes has called everybody, and the lead, before a round is over."""
        night = self._night
        waiting = [each for each in self._truth.known.values() if each.is_open and each.rung]
        if not waiting:
            return
        if all(each.parked_until for each in waiting):
            night.until(world.next_opening(night.clock.at))
        else:
            waiting = [each for each in waiting if not each.parked_until]
        was_open = world.is_open(night.clock.at)
        night.until(night.clock.at + max(a_round(each) for each in waiting))
        if was_open is not world.is_open(night.clock.at):
            return  # the line opened or closed half-way, and others are asked since
        for each in (self._truth.known[each.id] for each in waiting):
            if each.is_open and not each.parked_until:
                self._has_called_all(each)
                self.reached += 1

    def _has_called_all(self, waiting: Handoff) -> None:
        assert waiting.policy is not None
        targets = {target for step in waiting.policy.steps for target in step.page}
        lead = self._night.setting.lead
        if agreed := self._agreed():
            self._is_paged(waiting.id, agreed)
            return
        if lead and "lead" in targets:
            self._is_paged(waiting.id, (lead,))
        if not any(self._slack.calls_to_all(waiting.id)):
            raise Broken(f"I2 nobody answers {waiting.id}, and the channel was never called")

    def _agreed(self) -> list[str]:
        """Return who can be paged at this hour because they agreed to it; nobody in the day."""
        now, truth = self._night.clock.at, self._truth
        if world.is_open(now):
            return []
        able = self._night.setting.agreed - truth.gone - self._slack.unreachable
        return [each for each in sorted(able) if truth.away.get(each, now) <= now]

    def _is_paged(self, handoff_id: str, people: Iterable[str]) -> None:
        for user_id in people:
            if user_id not in self._slack.paged(handoff_id):
                raise Broken(f"I2 nobody answers {handoff_id}, and {user_id} was never paged")
