"""A workspace and hands that work on an outbox: two processes' worth of senders, over the wire."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from slack_sdk import WebClient

from advicebot.clock import SystemClock
from advicebot.demo import BOT, TEAM_ID, demo_config
from advicebot.demo.cast import LEADS
from advicebot.domain.delivery import Effect, EffectKind, Priority
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.loops import Loops, Wake
from advicebot.slack.run import SENDERS, sending
from advicebot.slack.sender import Sender
from advicebot.workspace.config import ChannelConfig
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.traffic import Entry
from tests.fakes import a_knowledge
from tests.faults import kit, wire
from tests.faults.bending import without
from tests.faults.figure import Run
from tests.faults.indoors import a_database, workers
from tests.running import example_line, until

PROCESSES = 2
TIMEOUT = 5
LEASE = timedelta(seconds=4 * TIMEOUT)
BURST = 3
WINDOW = 10.0
UNDER_WAY = 0.2
"""Seconds in which calls still come that were made before Slack's refusal had arrived."""


@dataclass(slots=True)
class Posting:
    """What the workspace saw of each channel: when something was posted, and when it was refused.

    Instants are seconds of the machine.
    """

    posted: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    when: dict[str, float] = field(default_factory=dict)

    def watch(self, entry: Entry) -> None:
        """Look at one call of the line's."""
        if entry.name != "chat.postMessage":
            return
        channel = entry.body["channel"]
        if entry.answer is None or not entry.answer.get("ok"):
            self.refused[channel].append(entry.at)
            return
        self.posted[channel].append(entry.at)
        self.when[kit.key_of(entry.body)] = entry.at

    def pace(self, channel: str) -> float:
        """Return the messages a second over a whole run, less the burst that may come at once."""
        times = self.posted[channel]
        return (len(times) - BURST) / max(times[-1] - times[0], 0.001)

    def most_at_once(self, channel: str) -> int:
        """Return the most messages within any ten seconds."""
        times = self.posted[channel]
        return max(sum(at <= each < at + WINDOW for each in times) for at in times)

    def waited(self, channel: str) -> float:
        """Return the seconds from the first refusal to the next call that was not under way."""
        refused = self.refused[channel][0]
        calls = (*self.refused[channel][1:], *self.posted[channel])
        later = (each for each in calls if each > refused + UNDER_WAY)
        return min(later, default=refused) - refused


@dataclass(slots=True, kw_only=True)
class Office:
    """A workspace, and hands that work on an outbox from the moment they are let."""

    workspace: LocalWorkspace
    desk: Desk
    channels: list[ChannelConfig]
    seen: Posting
    loops: list[Loops]
    hands: list[Sender]

    def put(self, *effects: Effect) -> float:
        """Have something sent; return when it was asked for, in seconds of the machine."""
        with self.desk.work.write() as unit:
            for each in effects:
                self.desk.send(unit, each)
        return time.time()

    def asks_for_patience(self, room: ChannelConfig, seconds: int) -> None:
        """Refuse the next post to a channel with 429."""
        limit = {"fault": "rate-limit", "method": "chat.postMessage", "retry_after": seconds}
        self.workspace.faults.add(**limit, to=[room.id], times=1)

    def until_posted(self, many: int, *, within: float) -> None:
        """Return when so much stands in Slack."""
        until(lambda: len(self.seen.when) >= many, within=within, what=f"{many} are posted")

    def begin(self) -> None:
        """Let all hands work."""
        for hand, loops in zip(self.hands, self.loops, strict=True):
            loops.start(*sending(hand, loops, Wake(), SENDERS))


@contextmanager
def office(run: Run, *, channels: int) -> Iterator[Office]:
    """Two processes' worth of senders, which have not begun yet."""
    line = example_line()
    rooms = [
        ChannelConfig(id=f"C0PACE{n:04}", name=f"pace-{n}", members=[*LEADS, BOT])
        for n in range(channels)
    ]
    plain = demo_config(line)
    config = replace(plain, channels=[*plain.channels, *rooms])
    with ExitStack() as stack:
        stack.enter_context(without(run.without))
        workspace = stack.enter_context(LocalWorkspace(config))
        make, _, _ = stack.enter_context(workers(a_database(run.folder), a_knowledge()))
        desks = [make() for _ in range(PROCESSES)]
        seen = Posting()
        stack.enter_context(wire.watched(workspace, seen.watch))
        loops = [Loops() for _ in desks]
        stack.callback(lambda: [each.stop(time.monotonic() + TIMEOUT) for each in loops])
        hands = [_hand(workspace, desk, f"process {n}") for n, desk in enumerate(desks)]
        yield Office(
            workspace=workspace,
            desk=make(),
            channels=rooms,
            seen=seen,
            loops=loops,
            hands=hands,
        )


def _hand(workspace: LocalWorkspace, desk: Desk, worker: str) -> Sender:
    client = WebClient(
        token=workspace.config.app.bot_token,
        base_url=workspace.api_url,
        timeout=TIMEOUT,
        retry_handlers=[],
    )
    gateway = Gateway(client, on_call=example_line().on_call_channel)
    artist = Artist(desk)
    return Sender(desk, gateway, artist, worker=worker, lease=LEASE, machine=SystemClock())


def a_message(room: ChannelConfig, number: int, priority: Priority) -> Effect:
    """Something that is to stand in a channel."""
    return Effect(
        key=f"line:{room.name}:{number}:{priority.name.lower()}",
        team_id=TEAM_ID,
        kind=EffectKind.LINE,
        recipient=f"#{room.name}",
        ref=f"{room.name}:{number}",
        priority=priority,
        data={"name": "help"},
    )
