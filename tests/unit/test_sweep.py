"""Messages that Slack never delivered: found in the history, and under the cards in use."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.service import closing, erasing, handoff
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.payloads import key_of
from advicebot.slack.sweep import Sweep
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TEAM, TESSA, TESSA_DM, Looking, a_delivery
from tests.handoffs import AtWork, a_line

CLOSING = Closing(
    agreed="A calm start",
    next_step="A visit",
    next_by="outreach",
    risk=3,
    intention=Intention.NONE,
    review_on=None,
)


class Histories:
    """A gateway over one direct-message channel and one thread."""

    def __init__(self) -> None:
        self.direct: list[p.Body] = []
        self.thread: list[p.Body] = []
        self.asked: list[tuple[str, str, str | None]] = []
        self.error: SlackDeliveryError | None = None

    def channels(self, types: str) -> Iterator[p.Body]:
        """Yield the one direct-message channel."""
        assert types == "im"
        yield {"id": TESSA_DM}

    def history(self, channel: str, *, oldest: str, pages: int) -> Iterator[p.Body]:
        """Yield what is newer, newest first."""
        newest_first = sorted(self.direct, key=lambda each: each["ts"], reverse=True)
        yield from (each for each in newest_first if each["ts"] > oldest)

    def replies(self, channel: str, ts: str, *, oldest: str | None = None) -> Iterator[p.Body]:
        """Yield the first message and the newer replies, oldest first, as Slack does."""
        self.asked.append((channel, ts, oldest))
        if self.error:
            raise self.error
        yield p.said("the card", ts=ts, user=p.BOT_USER, bot_id=p.BOT)
        yield from (each for each in self.thread if each["ts"] > str(oldest))


class Scene:
    """A line, and a sweep over what Slack holds."""

    def __init__(self, line: AtWork, work: SqliteWork) -> None:
        self.line = line
        self.slack = Histories()
        self.taken: list[p.Body] = []
        lease = timedelta(seconds=20)
        self.deliveries = Deliveries(work, worker="me", lease=lease, machine=line.clock)
        gateway: Any = self.slack
        self.sweep = Sweep(
            work,
            self.deliveries,
            gateway,
            team_id=TEAM,
            clock=line.clock,
            take_in=self._take_in,
        )

    def _take_in(self, body: p.Body) -> None:
        self.taken.append(body)
        self.deliveries.accept(a_delivery(key_of(body)))

    def claimed(self) -> str:
        """Let Tessa call for help and Priya take it; return where the card stands."""
        handoff_id = self.line.call("urgent")
        handoff.claim(self.line.desk, self.line.click(), handoff_id, PRIYA)
        self.line.settle()
        self.handoff_id = handoff_id
        return next(e["at"].ts for e in self.line.slack.posts if e["channel"] == p.ON_CALL)

    def reply(self, text: str, card: str, *, user: str = PRIYA, **more: Any) -> p.Body:
        """Let somebody have written under the card a minute ago."""
        ts = f"{self.line.clock.now().timestamp() - 60 + len(self.slack.thread):.6f}"
        said = p.said(text, user=user, **({"ts": ts} | more), thread_ts=card)
        self.slack.thread.append(said)
        return said

    def ran(self) -> int:
        """Let a sweep have run, and some time pass."""
        found = self.sweep.run()
        self.line.clock.advance(timedelta(minutes=10))
        return found


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def scene(desk: Desk, look: Looking, clock: FixedClock, work: SqliteWork) -> Scene:
    line = AtWork(desk, look, clock)
    line.on_rota()
    made = Scene(line, work)
    made.ran()
    return made


def test_what_practitioners_wrote_while_slack_lost_it_is_found_oldest_first(scene: Scene):
    card = scene.claimed()
    first = scene.reply("where is she?", card)
    second = scene.reply("I ring you", card, user=DAN)
    assert scene.ran() == 2
    assert [body["event"]["text"] for body in scene.taken] == ["where is she?", "I ring you"]
    assert [body["event"]["channel_type"] for body in scene.taken] == ["group", "group"]
    assert [key_of(body) for body in scene.taken] == [
        key_of(p.under(each["text"], card=card, ts=each["ts"])) for each in (first, second)
    ]
    assert scene.ran() == 0


def test_what_came_by_itself_our_own_copies_and_joins_are_passed_over(scene: Scene):
    card = scene.claimed()
    known = scene.reply("where is she?", card)
    scene.deliveries.accept(a_delivery(key_of(p.under("", card=card, ts=known["ts"]))))
    scene.reply("her words", card, user=p.BOT_USER, bot_id=p.BOT)
    scene.reply("joined", card, subtype="channel_join")
    assert scene.ran() == 0


def test_a_thread_is_read_from_the_last_sweep_on_and_only_while_it_is_in_use(scene: Scene):
    card = scene.claimed()
    started = scene.line.clock.now().timestamp()
    scene.ran()
    scene.ran()
    (_, _, oldest) = scene.slack.asked[-1]
    assert scene.slack.asked[-1][:2] == (p.ON_CALL, card)
    assert float(str(oldest)) == pytest.approx(started - 120)
    closing.close(scene.line.desk, "click:c", scene.handoff_id, PRIYA, CLOSING)
    before = len(scene.slack.asked)
    scene.ran()
    assert len(scene.slack.asked) == before


@pytest.mark.parametrize(
    "error",
    [
        SlackDeliveryError("thread_not_found"),
        SlackDeliveryError("channel_not_found", is_permanent=True),
    ],
)
def test_a_card_that_is_gone_does_not_stop_the_sweep(scene: Scene, error: SlackDeliveryError):
    scene.claimed()
    scene.slack.error = error
    ts = f"{scene.line.clock.now().timestamp() - 30:.6f}"
    scene.slack.direct.append(p.said("he has a knife", ts=ts))
    assert scene.ran() == 1
    assert scene.ran() == 0


def test_a_slack_that_does_not_answer_is_asked_again_about_the_same_time(scene: Scene):
    card = scene.claimed()
    scene.reply("where is she?", card)
    scene.slack.error = SlackDeliveryError("http_503")
    with pytest.raises(SlackDeliveryError):
        scene.sweep.run()
    scene.slack.error = None
    scene.line.clock.advance(timedelta(hours=3))
    assert scene.ran() == 1


def test_what_somebody_wrote_before_they_were_erased_is_not_taken_in_again(scene: Scene):
    now = scene.line.clock.now().timestamp()
    scene.slack.direct = [
        p.said("kicking off", user=TESSA, ts=f"{now - 60:.6f}"),
        p.said("he has a knife", user=TESSA, ts=f"{now + 60:.6f}"),
    ]
    erasing.erase_person(scene.line.desk, TEAM, TESSA, by="operator")
    scene.line.clock.advance(timedelta(minutes=5))
    assert scene.ran() == 1
    assert [body["event"]["text"] for body in scene.taken] == ["he has a knife"]
