"""The door: a delivery is stored before it is acknowledged, taken up again when its worker died,
and given up loudly when nothing can read it.

Leases are kept in machine time, whatever the injected clock says: they measure how long a process
is given, not when something happened.
"""

import logging
from datetime import datetime, timedelta

from advicebot.clock import Clock
from advicebot.domain.delivery import ON_CALL, Delivery, Effect, EffectKind, Priority
from advicebot.service import carrying
from advicebot.service.ports import Unit, Work

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 4
"""Tries that fail by themselves before a delivery is given up."""
RETRY_BASE = 4
"""Seconds grow as 1, 4, 16: longer than a message may hang whose sender died, because words under a
card wait until it is known where the card stands."""
MOST_DEATHS = 16
"""Tries whose process died before a delivery is given up. More than of the others: most often it is
not the delivery that kills, and a machine that restarts again and again must lose nothing."""


class Deliveries:
    """The inbox as one process sees it. ``worker`` names this process in its leases."""

    def __init__(self, work: Work, *, worker: str, lease: timedelta, machine: Clock) -> None:
        self._work = work
        self._worker = worker
        self._lease = lease
        self._machine = machine

    def accept(self, delivery: Delivery) -> bool:
        """Store a delivery so that it survives this process; False when it was seen before."""
        with self._work.write() as unit:
            return unit.inbox.add(
                delivery, at=self._machine.now(), by=self._worker, lease=self._lease
            )

    def finish(self, key: str) -> None:
        """Mark a delivery done that changed nothing, such as opening a form."""
        with self._work.read() as unit:
            if unit.inbox.is_done(key):  # most are: nobody need wait for the lock
                return
        with self._work.write() as unit:
            unit.inbox.finish(key, self._machine.now())

    def refuse(self, key: str) -> None:
        """Let a delivery that changed nothing come again under its key; done, it stays done."""
        with self._work.write() as unit:
            unit.inbox.refuse(key, self._machine.now())

    def is_known(self, key: str) -> bool:
        """True when this delivery is stored already."""
        with self._work.read() as unit:
            return unit.inbox.is_known(key)

    def concerns(self, channel_id: str, thread_ts: str) -> bool:
        """True for a thread of a channel in which people may be talking with a teacher."""
        with self._work.read() as unit:
            return carrying.is_ours(unit, channel_id, thread_ts)

    def claim_abandoned(self) -> list[Delivery]:
        """Take over what another process, or this one before a restart, left undone."""
        with self._work.write() as unit:
            return unit.inbox.claim_abandoned(
                now=self._machine.now(), by=self._worker, lease=self._lease
            )

    def retry_later(self, delivery: Delivery, *, user_id: str | None, trouble: str) -> None:
        """Let a delivery that failed be tried again soon; after the last try, tell people.

        Nobody's call for help may end in a log file: the sender is told that the line could not
        read the message and what to do, and the on-call channel is asked to contact them.
        """
        now = self._machine.now()
        with self._work.write() as unit:
            if unit.inbox.is_done(delivery.key):
                return
            if _may_be_tried_again(delivery):
                wait = timedelta(seconds=RETRY_BASE**delivery.failures)
                unit.inbox.release(delivery.key, now + wait)
                return
            unit.inbox.fail(delivery.key, now)
            if user_id:
                tell_people(unit, delivery.key, delivery.team_id, user_id, now)
        log.error(
            "delivery given up key=%s kind=%s trouble=%s", delivery.key, delivery.kind, trouble
        )


def _may_be_tried_again(delivery: Delivery) -> bool:
    """True while neither too many tries have failed nor too many of its processes died."""
    return delivery.failures + 1 < MOST_ATTEMPTS and delivery.attempts <= MOST_DEATHS


def tell_people(unit: Unit, key: str, team_id: str, user_id: str, now: datetime) -> None:
    """Tell a person that they got no answer, and the on-call channel to contact them."""
    for recipient, name in ((user_id, "unreadable"), (ON_CALL, "unreadable-on-call")):
        unit.outbox.add(
            Effect(
                key=f"line:{key}:{name}",
                team_id=team_id,
                kind=EffectKind.LINE,
                recipient=recipient,
                ref=user_id,
                priority=Priority.URGENT,
                data={"name": name},
            ),
            now,
        )


def tell_channel(unit: Unit, effect: Effect, now: datetime) -> None:
    """Tell the on-call channel that something pressing never reached a person; once for each
    matter, however much of it failed.
    """
    unit.outbox.add(
        Effect(
            key=f"line:undelivered:{effect.ref}:{effect.recipient}",
            team_id=effect.team_id,
            kind=EffectKind.LINE,
            recipient=ON_CALL,
            ref=effect.recipient,
            priority=Priority.URGENT,
            data={"name": "undelivered-on-call"},
        ),
        now,
    )
