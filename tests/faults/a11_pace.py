"""A11: more is to be sent than Slack takes. Real hands on the outbox, of two processes' worth of
threads, post into a workspace over the wire.
"""

import time

from advicebot.domain.delivery import Priority
from advicebot.slack.run import SENDERS
from advicebot.workspace.config import ChannelConfig
from tests.faults import wire
from tests.faults.figure import Figure, Measured, Run, load
from tests.faults.office import BURST, PROCESSES, WINDOW, Office, a_message, office

A_SECOND = 1.1
HELD_AFTER = 3.0
"""Seconds into the run at which Slack asks for patience."""
OVERTAKES_WITHIN = 2.0
OVERTAKES_AFTER = 4.0


def queues(office: Office, each: int) -> None:
    """As much for every channel; for every other one it is urgent, as pages are."""
    for number, room in enumerate(office.channels):
        priority = Priority.NORMAL if number % 2 else Priority.URGENT
        office.put(*(a_message(room, n, priority) for n in range(each)))


def keeps_the_pace(run: Run) -> Measured:
    """Send it all; in between Slack asks for patience with the first channel."""
    channels, each = run.pick(short=3, full=5), run.pick(short=20, full=100)
    patience = run.pick(short=3, full=30)
    with office(run, channels=channels) as at:
        queues(at, each)
        at.begin()
        time.sleep(min(HELD_AFTER, each / 10))
        at.asks_for_patience(at.channels[0], patience)
        at.until_posted(channels * each, within=each + patience + 30)
        return _paced(at, channels * each, patience)


def _paced(at: Office, many: int, patience: int) -> Measured:
    seen, rooms = at.seen, [room.id for room in at.channels]
    pace = max(map(seen.pace, rooms))
    crowded = max(map(seen.most_at_once, rooms))
    held = rooms[0]
    waited = seen.waited(held) if seen.refused[held] else 0.0
    refused = sum(map(len, seen.refused.values()))
    is_paced = pace <= A_SECOND and crowded <= A_SECOND * WINDOW + BURST
    is_patient = abs(waited - patience) <= 1.0 and refused == 1
    posted = sum(map(len, seen.posted.values()))
    return Measured(
        holds=is_paced and is_patient and posted == many,
        seen=f"at most {pace:.2f} posts/s in a channel after a burst of {BURST}, {crowded} in any "
        f"{WINDOW:.0f} s; waited {waited:.2f} s of {patience} s asked; {refused} refused",
        n=f"{many} messages to {len(rooms)} channels, {PROCESSES} x {SENDERS} senders; {load()}",
    )


def waits(run: Run) -> Measured:
    """Slack refuses the first message to each channel and says how long to wait."""
    channels, patience = run.pick(short=3, full=5), run.pick(short=3, full=30)
    with office(run, channels=channels) as at:
        for room in at.channels:
            at.asks_for_patience(room, patience)
        queues(at, BURST)
        at.begin()
        at.until_posted(channels * BURST, within=patience + 30)
        took = [at.seen.waited(room.id) for room in at.channels]
        refused = sum(map(len, at.seen.refused.values()))
    return Measured(
        holds=all(abs(each - patience) <= 1.0 for each in took) and refused == channels,
        seen=f"next call {min(took):.2f} to {max(took):.2f} s after “{patience} s”, "
        f"{refused} refused",
        n=f"{channels} channels, {PROCESSES} x {SENDERS} senders; {load()}",
    )


def overtakes(run: Run) -> Measured:
    """Something urgent comes to a channel that has a long queue, several times."""
    times, queue = run.pick(short=2, full=10), run.pick(short=60, full=500)
    with office(run, channels=1) as at:
        room = at.channels[0]
        at.put(*(a_message(room, n, Priority.NORMAL) for n in range(queue)))
        at.begin()
        took = [_overtook(at, room, n) for n in range(times)]
    posted = len(at.seen.posted[room.id])
    return Measured(
        holds=max(took) <= OVERTAKES_WITHIN and posted < queue,
        seen=f"posted {min(took):.2f} to {max(took):.2f} s after it was asked for",
        n=f"{times} urgent messages past a queue of {queue} in their own channel; {load()}",
    )


def _overtook(at: Office, room: ChannelConfig, number: int) -> float:
    """Return the seconds that something urgent took, or those after which it had not come."""
    time.sleep(OVERTAKES_AFTER)
    effect = a_message(room, number, Priority.URGENT)
    asked, given_up = at.put(effect), time.monotonic() + 2 * OVERTAKES_WITHIN
    while effect.key not in at.seen.when and time.monotonic() < given_up:
        time.sleep(wire.LOOK_EVERY)
    return at.seen.when.get(effect.key, time.time()) - asked


FIGURE = Figure(
    id="A11",
    title="more to be sent than Slack takes",
    target="at most 1.1 posts/s in a channel over the run; Retry-After honoured to 1 s",
    measure=keeps_the_pace,
    control="pacing",
)
PATIENCE = Figure(
    id="A11r",
    title="Slack asks for patience",
    target="nothing to that channel before Retry-After is over, and within 1 s then",
    measure=waits,
    control="patience",
)
URGENT = Figure(
    id="A11u",
    title="something urgent behind a long queue",
    target="posted within 2 s",
    measure=overtakes,
    control="priority",
)
