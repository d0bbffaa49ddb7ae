"""The processes of a night: two clocks that do not agree, and a sender that may die."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from advicebot.domain.knowledge import Knowledge
from advicebot.domain.pacing import RESERVE
from advicebot.service import tick
from advicebot.service.desk import Desk
from advicebot.slack.sender import Sender
from advicebot.store.rows import to_text
from tests.simulation.build import PlainArtist, SimWork
from tests.simulation.setting import Setting, Span
from tests.simulation.slack import Died, SimSlack
from tests.simulation.told import Broken
from tests.simulation.world import SimClock, Skewed

LEASE = timedelta(seconds=20)
INSTANT, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)
NEVER = datetime.max.replace(tzinfo=UTC)
MOST_SENT = 3000
UNSENT = "SELECT 1 FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL LIMIT 1"
NEXT_SEND = """
SELECT min(due) FROM (
    SELECT min(next_at) AS due FROM outbox
    WHERE sent_at IS NULL AND failed_at IS NULL AND next_at > ?1
    UNION ALL
    SELECT min(max(CASE WHEN free_at > ?1 THEN free_at ELSE ?3 END, held_until))
    FROM lanes JOIN outbox USING (lane)
    WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= ?1
      AND (free_at > ?2 OR held_until > ?1)
    UNION ALL
    SELECT min(look_at) FROM outbox WHERE look_at > ?1)
"""


@dataclass(slots=True)
class ClockProcess:
    """It ticks once a second by its own idea of the time, while it is there."""

    name: str
    desk: Desk
    clock: Skewed
    phase: timedelta
    down: Span | None

    def next_tick(self, due: datetime, now: datetime) -> datetime:
        """Return the true time of the first tick that sees what is due at ``due`` by its clock."""
        at = max(now, due - self.clock.ahead + self.phase)
        return self.down[1] if self.is_down(at) and self.down else at

    def is_down(self, at: datetime) -> bool:
        """True while it is not there at all."""
        return self.down is not None and self.down[0] <= at < self.down[1]

    def tick(self) -> int:
        """Do what is due; the number of things done."""
        return tick.run_due(self.desk)


def clock_processes(desk: Desk, clock: SimClock, setting: Setting) -> list[ClockProcess]:
    """Return the clock processes of a night."""
    parts = zip("AB", setting.ahead, setting.phase, setting.down, strict=True)
    return [
        ClockProcess(name, replace(desk, clock=skewed), skewed, phase=phase, down=down)
        for name, ahead, phase, down in parts
        for skewed in (Skewed(clock, ahead),)
    ]


class SenderProcess:
    """The sender, and the one that is started after it when it dies."""

    def __init__(self, desk: Desk, work: SimWork, slack: SimSlack, gateway: Any) -> None:
        self._desk = desk
        self._work = work
        self._slack = slack
        self._gateway = gateway
        self._workers = 0
        self._tries_in_outage = 0
        self.start_anew(desk.knowledge)

    def start_anew(self, knowledge: Knowledge) -> None:
        """Start it again, with what is curated now."""
        self._desk = replace(self._desk, knowledge=knowledge)
        self._workers += 1
        clock: Any = self._desk.clock
        self._sender = Sender(
            self._desk,
            self._gateway,
            PlainArtist(self._desk),
            worker=f"sender-{self._workers}",
            lease=LEASE,
            machine=clock,
            outside=lambda effect: None,
        )

    def next_send(self) -> datetime:
        """Return when something may leave that was tried before.

        In an outage it is tried ever more rarely: nothing new is learnt by each try.
        """
        at = self._desk.clock.now()
        if ends := self._slack.outage_ends():
            pause = SECOND * min(1200, 2**self._tries_in_outage)
            return min(ends, at + pause) if self._work.rows(UNSENT) else NEVER
        soon = (to_text(at), to_text(at - RESERVE), to_text(at + RESERVE / 10))
        due = self._work.rows(NEXT_SEND, *soon)[0][0]
        return NEVER if due is None else max(datetime.fromisoformat(due), at) + INSTANT

    def send(self) -> int:
        """Send what may leave; return how often it died over it."""
        is_out = self._slack.outage_ends() is not None
        self._tries_in_outage = min(self._tries_in_outage + 1, 12) if is_out else 0
        deaths = 0
        for _ in range(MOST_SENT):
            try:
                if not (self._sender.send_next() or self._sender.send_outside()):
                    return deaths
            except Died:
                deaths += 1
                self.start_anew(self._desk.knowledge)
        raise Broken("the sender does not come to rest")
