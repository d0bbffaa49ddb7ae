"""Messages that Slack never delivered: found in the history, and under the cards in use."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.service import closing, erasing, handoff, hearing, intake
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.service.hearing import Said
from advicebot.slack.payloads import key_of
from advicebot.slack.sweep import Sweep
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TEAM, TESSA, TESSA_DM, Looking, a_delivery, a_message
from tests.handoffs import TEXTS, AtWork, a_line

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
        yield {"id": TESSA_DM, "user": TESSA}

    def history(self, channel: str, *, oldest: str, pages: int) -> Iterator[p.Body]:
        """Yield what is newer, newest first."""
        newest_first = sorted(self.direct, key=lambda each: each["ts"], reverse=True)
        yield from (each for each in newest_first if each["ts"] > oldest)

    def replies(self, channel: str, ts: str, *, oldest: str | None = None) -> Iterator[p.Body]:
        """Yield the first message and the newer replies, oldest first, as Slack does."""
        self.asked.append((channel, ts, oldest))
        if self.error:
            raise self.error
        written = [each["ts"] for each in (*self.direct, *self.thread)]
        if oldest is None and ts not in written:
            raise SlackDeliveryError("thread_not_found")
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
            machine=line.clock,
            take_in=self._take_in,
        )

    def _take_in(self, body: p.Body) -> None:
        assert not self.deliveries.is_known(key_of(body))
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


def test_a_thread_is_read_while_it_is_in_use(scene: Scene):
    card = scene.claimed()
    scene.ran()
    scene.ran()
    assert scene.slack.asked[-1][:2] == (p.ON_CALL, card)
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


# Edits and deletions


def edited(message: p.Body, text: str, at: float) -> p.Body:
    """Return a message as Slack shows it once somebody has edited it."""
    return message | {"text": text, "edited": {"user": message["user"], "ts": f"{at:.6f}"}}


def kinds(scene: Scene) -> list[str | None]:
    return [body["event"].get("subtype") for body in scene.taken]


def asked(scene: Scene) -> str:
    """Let Tessa have asked for help half an hour ago, and all of it been delivered."""
    ts = f"{scene.line.clock.now().timestamp():.6f}"
    intake.receive(scene.line.desk, a_message(TEXTS["urgent"], ts=ts))
    scene.line.settle()
    scene.slack.direct.append(p.said(TEXTS["urgent"], user=TESSA, ts=ts))
    scene.deliveries.accept(a_delivery(f"message:{TEAM}:{TESSA_DM}:{ts}"))
    scene.line.clock.advance(timedelta(minutes=30))
    scene.ran()
    assert scene.taken == []
    return ts


def test_an_edit_of_an_older_message_is_found_once(scene: Scene):
    ts = asked(scene)
    now = scene.line.clock.now().timestamp()
    scene.slack.direct[0] = edited(scene.slack.direct[0], "he has a knife", now - 30)
    assert scene.ran() == 1
    (found,) = scene.taken
    assert found["event"]["subtype"] == "message_changed"
    assert found["event"]["message"]["text"] == "he has a knife"
    assert found["event"]["message"]["ts"] == ts
    assert found["event"]["channel_type"] == "im"
    assert scene.ran() == 0


def test_an_edit_from_before_the_last_sweep_is_old_news(scene: Scene):
    asked(scene)
    before = scene.line.clock.now().timestamp() - 3_600
    scene.slack.direct[0] = edited(scene.slack.direct[0], "he is fine", before)
    assert scene.ran() == 0


def test_a_message_that_was_never_seen_is_taken_in_as_it_is_now(scene: Scene):
    now = scene.line.clock.now().timestamp()
    scene.slack.direct.append(edited(p.said("x", ts=f"{now - 60:.6f}"), "he has a knife", now - 30))
    scene.ran()
    assert kinds(scene)[0] is None
    assert scene.taken[0]["event"]["text"] == "he has a knife"


def test_a_deletion_is_found_once_slack_does_not_find_the_message_either(scene: Scene):
    ts = asked(scene)
    scene.slack.direct.clear()
    assert scene.ran() == 1
    (found,) = scene.taken
    assert (found["event"]["subtype"], found["event"]["deleted_ts"]) == ("message_deleted", ts)
    assert key_of(found) == f"delete:{TEAM}:{TESSA_DM}:{ts}"
    assert scene.ran() == 0


def test_what_the_history_does_not_show_but_slack_finds_is_not_deleted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    """A message in a thread stands in no channel's history, and a long history is cut."""
    asked(scene)
    monkeypatch.setattr(scene.slack, "history", lambda *_, **__: iter(()))
    before = len(scene.slack.asked)
    assert scene.ran() == 0
    once = len(scene.slack.asked)
    assert once > before, "Slack was asked for it alone"
    assert scene.ran() == 0
    alone = [each for each in scene.slack.asked[once:] if each[2] is None]
    assert alone == [], "and is not asked again and again"


def test_a_slack_that_does_not_say_whether_a_message_is_there_deletes_nothing(scene: Scene):
    asked(scene)
    scene.slack.direct.clear()
    scene.slack.error = SlackDeliveryError("http_503", is_uncertain=True)
    with pytest.raises(SlackDeliveryError):
        scene.sweep.run()
    scene.slack.error = SlackDeliveryError("not_in_channel", is_permanent=True)
    assert scene.ran() == 0


def test_a_tombstone_counts_as_deleted(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    ts = asked(scene)
    scene.slack.direct[0] = {
        "type": "message",
        "subtype": "tombstone",
        "ts": ts,
        "user": "USLACKBOT",
    }
    monkeypatch.setattr(scene.slack, "replies", gone)
    assert scene.ran() == 1
    assert kinds(scene) == ["message_deleted"]


def gone(*_: object, **__: object) -> Iterator[p.Body]:
    raise SlackDeliveryError("thread_not_found")
    yield {}


def test_a_word_under_a_card_that_was_edited_while_away_is_mended(scene: Scene):
    card = scene.claimed()
    said = scene.reply("where is she?", card)
    scene.ran()
    assert len(scene.taken) == 1
    now = scene.line.clock.now().timestamp()
    scene.slack.thread[0] = edited(said, "where is she now?", now - 30)
    assert scene.ran() == 0, "it was never carried: there is nothing to mend"
    heard = Said(
        key="k1",
        team_id=TEAM,
        user_id=PRIYA,
        channel_id=p.ON_CALL,
        message_ts=said["ts"],
        thread_ts=card,
        text="where is she?",
    )
    hearing.hear(scene.line.desk, heard, is_practitioner=True)
    now = scene.line.clock.now().timestamp()
    scene.slack.thread[0] = edited(said, "where is she now?", now - 30)
    assert scene.ran() == 1
    assert kinds(scene)[-1] == "message_changed"


class Impatient(Histories):
    """Ninety direct-message channels, of which Slack lets so many be read at a time."""

    def __init__(self, before: Histories, most: int) -> None:
        super().__init__()
        self.thread, self.most, self.read = before.thread, most, 0
        self.by_channel: dict[str, p.Body] = {}

    def channels(self, types: str) -> Iterator[p.Body]:
        """Yield the direct-message channels."""
        yield from ({"id": f"D{n:03}", "user": f"U{n:03}"} for n in range(90))

    def history(self, channel: str, *, oldest: str, pages: int) -> Iterator[p.Body]:
        """Yield the one message of a channel, until it is too much for Slack."""
        if self.read == self.most:
            self.read = 0
            raise SlackDeliveryError("ratelimited", retry_after=30.0)
        self.read += 1
        yield from (each for each in [self.by_channel[channel]] if each["ts"] > oldest)


def test_a_sweep_that_slack_cuts_short_goes_on_where_it_was(scene: Scene):
    card = scene.claimed()
    slow = Impatient(scene.slack, most=50)
    scene.sweep._gateway = slow  # type: ignore[assignment]
    written = scene.line.clock.now().timestamp() - 30
    for n in range(90):
        slow.by_channel[f"D{n:03}"] = p.said(f"set {n}", ts=f"{written:.6f}", user=f"U{n:03}")
    slow.thread.append(p.said("where is she?", user=PRIYA, ts=f"{written:.6f}", thread_ts=card))
    with pytest.raises(SlackDeliveryError):
        scene.sweep.run()
    assert [each["event"]["text"] for each in scene.taken][:2] == ["where is she?", "set 0"]
    scene.line.clock.advance(timedelta(seconds=30))
    assert scene.sweep.run() == 91
    assert len({key_of(each) for each in scene.taken}) == len(scene.taken) == 91
    slow.most, slow.read = 1_000, 0
    assert scene.sweep.run() == 0


def test_a_sweep_that_was_cut_short_looks_again_from_when_it_began(scene: Scene):
    slow = Impatient(scene.slack, most=50)
    scene.sweep._gateway = slow  # type: ignore[assignment]
    began = scene.line.clock.now().timestamp()
    slow.by_channel = {f"D{n:03}": p.said("x", ts="1.0", user=f"U{n:03}") for n in range(90)}
    with pytest.raises(SlackDeliveryError):
        scene.sweep.run()
    scene.line.clock.advance(timedelta(minutes=10))
    slow.by_channel["D000"] = p.said("help", ts=f"{began + 5:.6f}", user="U000")
    assert scene.sweep.run() == 0, "that channel was read before it was written"
    slow.most, slow.read = 1_000, 0
    assert scene.sweep.run() == 1


class Faltering(Impatient):
    """Ninety direct-message channels, of which one is not shown the first time."""

    def history(self, channel: str, *, oldest: str, pages: int) -> Iterator[p.Body]:
        """Yield the one message of a channel."""
        if channel == "D003" and self.most:
            self.most = 0
            raise SlackDeliveryError("internal_error", is_uncertain=True)
        yield from (each for each in [self.by_channel[channel]] if each["ts"] > oldest)


def test_a_conversation_that_slack_does_not_show_now_keeps_no_other_from_being_read(scene: Scene):
    scene.sweep._gateway = slack = Faltering(scene.slack, most=1)  # type: ignore[assignment]
    written = f"{scene.line.clock.now().timestamp() - 30:.6f}"
    for n in range(90):
        slack.by_channel[f"D{n:03}"] = p.said(f"set {n}", ts=written, user=f"U{n:03}")
    with pytest.raises(SlackDeliveryError, match="internal_error"):
        scene.sweep.run()
    assert len(scene.taken) == 89
    assert scene.sweep.run() == 90
    assert [each["event"]["text"] for each in scene.taken][-1] == "set 3"
