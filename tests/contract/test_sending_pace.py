"""Slack's pace is kept by the real store, whoever sends. The machine's clock is moved by hand."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Priority
from advicebot.domain.pacing import PACES, POSTS, SLACK
from advicebot.errors import SlackDeliveryError
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.screens.blocks import Message
from advicebot.slack.sender import Sender
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, FakeSlack, Looking

LEASE = timedelta(seconds=20)
STEP = timedelta(milliseconds=50)
A_WHILE = 30.0


class Plain(Artist):
    """Draws everything alike."""

    def message(self, effect: Effect) -> Message:
        """Return the key as the text."""
        return Message(text=effect.key, blocks=[])


class Timed(FakeSlack):
    """Notes when each message was posted and each was drawn again."""

    def __init__(self, machine: FixedClock) -> None:
        super().__init__()
        self._machine, self._began = machine, machine.now()
        self.at: dict[str, list[float]] = defaultdict(list)
        self.when: dict[str, float] = {}
        self.drawn_at: list[float] = []

    def now(self) -> float:
        """Return the seconds since the beginning."""
        return (self._machine.now() - self._began).total_seconds()

    def post(self, channel: str, *about: Any, key: str, **more: Any) -> Any:
        """Post a message, and note when."""
        posted = super().post(channel, *about, key=key, **more)
        self.at[channel].append(self.now())
        self.when[key] = self.now()
        return posted

    def update(self, *about: Any) -> None:
        """Draw a message again, and note when."""
        super().update(*about)
        self.drawn_at.append(self.now())


@pytest.fixture
def slack(clock: FixedClock) -> Timed:
    return Timed(clock)


@pytest.fixture
def senders(desk: Desk, slack: Timed, clock: FixedClock) -> list[Sender]:
    """Two processes with a connection of their own each."""
    gateway: Any = slack
    made = []
    for worker in ("one", "two"):
        own = Desk(
            work=SqliteWork(desk.work._store.path),  # type: ignore[attr-defined]
            clock=clock,
            ids=desk.ids,
            adviser=desk.adviser,
            knowledge=desk.knowledge,
        )
        made.append(Sender(own, gateway, Plain(own), worker=worker, lease=LEASE, machine=clock))
    return made


@pytest.fixture
def run(senders: list[Sender], clock: FixedClock) -> Callable[..., None]:
    """Return what lets both processes work for some seconds."""

    def work(seconds: float) -> None:
        for _ in range(round(seconds / STEP.total_seconds())):
            while sum(each.send_next() for each in senders):
                pass
            clock.advance(STEP)

    return work


def put(desk: Desk, *effects: Effect) -> None:
    with desk.work.write() as unit:
        for each in effects:
            desk.send(unit, each)


def a_line(key: str, recipient: str, **changed: Any) -> Effect:
    values: dict[str, Any] = {"kind": EffectKind.LINE, "ref": key, "data": {"name": "help"}}
    return Effect(key=key, team_id=TEAM, recipient=recipient, **(values | changed))


def pages(channel: str, count: int) -> list[Effect]:
    return [
        a_line(f"{channel}:{n}", channel, kind=EffectKind.REFERRAL, priority=Priority.URGENT)
        for n in range(count)
    ]


def test_five_hundred_pages_to_five_channels_leave_at_one_a_second_each(
    desk: Desk, slack: Timed, run: Callable[..., None]
):
    channels = [f"#c{n}" for n in range(5)]
    put(desk, *(page for channel in channels for page in pages(channel, 100)))
    run(105)
    for name, times in slack.at.items():
        assert len(times) == len(set(times[2:])) + 2 == 100, name
        assert 100 / (times[-1] - times[0] + 1) <= 1.1
        assert times[:4] == pytest.approx([0, 0, 0, 1], abs=0.06)
        assert times[-1] == pytest.approx(97, abs=1)
    assert len(slack.at) == 5


def test_an_urgent_message_overtakes_five_hundred_digests_in_its_own_channel(
    desk: Desk, slack: Timed, run: Callable[..., None]
):
    put(desk, *(a_line(f"d{n}", "#leads") for n in range(500)))
    run(10.05)
    urgent = [a_line(f"u{n}", "#leads", priority=Priority.URGENT) for n in range(2)]
    put(desk, *urgent)
    asked = slack.now()
    run(2.5)
    assert slack.when["u0"] - asked < 0.1, "a place is kept for it"
    assert slack.when["u1"] - asked <= 2
    assert len(slack.at["C0LEADS"]) <= 15


def test_threads_count_to_their_channel(desk: Desk, slack: Timed, run: Callable[..., None]):
    kinds = [EffectKind.CARD, EffectKind.THREAD, EffectKind.WORDS]
    put(
        desk,
        *(
            a_line(f"k{n}", ON_CALL, kind=kinds[n % 3], ref="h", priority=Priority.URGENT)
            for n in range(9)
        ),
    )
    run(10)
    assert slack.at["C0ONCALL01"] == pytest.approx([0, 0, 0, 1, 2, 3, 4, 5, 6], abs=0.5)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "conversations.open"])
def test_what_slack_wants_left_alone_is_left_alone_to_the_second_and_nothing_else_is(
    desk: Desk, slack: Timed, run: Callable[..., None], method: str
):
    put(desk, a_line("root", "U1", kind=EffectKind.REFERRAL, ref="r"))
    run(5)
    refused = {"chat.postMessage": "post", "chat.update": "update", "conversations.open": "open_dm"}
    left = [1]

    def plan(called: str, about: str) -> SlackDeliveryError | None:
        if called == refused[method] and left[0]:
            left[0] = 0
            return SlackDeliveryError("ratelimited", retry_after=A_WHILE, method=method)
        return None

    slack.plan = plan
    put(
        desk,
        a_line("first", "U1"),
        a_line("redraw", "U1", kind=EffectKind.REFERRAL_UPDATE, ref="r"),
        a_line("stranger", "U2"),
    )
    run(1)
    put(desk, a_line("later", "U1", ref="x", priority=Priority.URGENT), a_line("other", "U3"))
    run(A_WHILE - 1.2)
    posts_held = {"first", "later"} if method == "chat.postMessage" else set()
    posts_held |= {"stranger", "other"} if method == "conversations.open" else set()
    assert {"first", "later", "stranger", "other"} - set(slack.when) == posts_held
    assert bool(slack.drawn_at) is (method != "chat.update")
    run(2)
    assert {"first", "later", "stranger", "other"} <= set(slack.when)
    assert all(slack.when[each] == pytest.approx(5 + A_WHILE, abs=1) for each in posts_held)
    assert len(slack.drawn_at) == 1


def test_a_try_that_calls_nobody_takes_no_place(
    desk: Desk, slack: Timed, run: Callable[..., None], look: Looking
):
    """What belongs under a card waits for it, and asks again and again."""
    put(desk, a_line("thread", ON_CALL, kind=EffectKind.THREAD, ref="h"))
    run(1)
    assert look.effects("thread")[0]["attempts"] > 2
    put(desk, *pages(ON_CALL, 3))
    run(0.1)
    assert len(slack.at["C0ONCALL01"]) == 3


def test_redraws_keep_to_fifty_a_minute_after_a_burst_and_hold_up_no_message(
    desk: Desk, slack: Timed, run: Callable[..., None]
):
    people = [f"U{n}" for n in range(120)]
    put(desk, *(a_line(f"p{each}", each, kind=EffectKind.REFERRAL, ref=each) for each in people))
    run(1)
    redraws = [
        a_line(f"r{each}", each, kind=EffectKind.REFERRAL_UPDATE, ref=each) for each in people
    ]
    put(desk, *redraws)
    put(desk, *(a_line(f"again{each}", each) for each in people))
    run(1)
    assert {f"again{each}" for each in people} <= set(slack.when)
    assert len(slack.drawn_at) <= 52
    run(60)
    assert 95 <= len(slack.drawn_at) <= 103


def test_lanes_that_rested_are_forgotten(work: SqliteWork, clock: FixedClock, look: Looking):
    with work.write() as unit:
        unit.lanes.hold("U1", clock.now() + timedelta(seconds=5))
        unit.lanes.take("U2", clock.now(), PACES[POSTS])
        unit.lanes.hold(SLACK, clock.now() + timedelta(days=1))
        unit.lanes.take("U3", clock.now() + timedelta(minutes=50), PACES[POSTS])
        assert len(look.rows("SELECT lane FROM lanes")) == 0, "nothing is committed yet"
    clock.advance(timedelta(hours=1, minutes=2))
    with work.write() as unit:
        unit.lanes.take("U4", clock.now(), PACES[POSTS])
    rows = look.rows("SELECT lane FROM lanes ORDER BY lane")
    assert [row["lane"] for row in rows] == ["U3", "U4", SLACK]
