"""A message that is to be drawn again is drawn once, however often it was asked for, and what is
drawn last is how things stand.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Priority
from advicebot.domain.handoff import Handoff
from advicebot.service import handoff, relay
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking, a_message
from tests.handoffs import AtWork

LEASE = timedelta(seconds=20)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


@pytest.fixture
def put(work: SqliteWork, clock: FixedClock) -> Callable[..., None]:
    def add(key: str, kind: EffectKind, **changed: Any) -> None:
        values: dict[str, Any] = {"recipient": TESSA, "ref": "r"}
        with work.write() as unit:
            effect = Effect(key=key, team_id=TEAM, kind=kind, **(values | changed))
            unit.outbox.add(effect, clock.now())

    return add


def waiting(look: Looking) -> list[str]:
    rows = look.effects()
    return [row["key"] for row in rows if not row["sent_at"] and not row["failed_at"]]


Put = Callable[..., None]
REDRAW, REPLY = EffectKind.REPLY_UPDATE, EffectKind.REPLY


def test_ten_redraws_that_wait_are_one(put: Put, look: Looking):
    for number in range(10):
        put(f"u{number}", REDRAW)
    assert waiting(look) == ["u0"], "it keeps its place"


def test_a_redraw_in_hand_may_be_drawn_already_so_that_the_next_one_counts(
    put: Put, work: SqliteWork, clock: FixedClock, look: Looking
):
    put("u0", REDRAW)
    with work.write() as unit:
        in_hand = unit.outbox.claim(now=clock.now(), by="one", lease=LEASE)
    assert in_hand
    for number in range(1, 5):
        put(f"u{number}", REDRAW)
    assert waiting(look) == ["u0", "u1"]
    with work.write() as unit:
        unit.outbox.mark_later(in_hand, by="one", next_at=clock.now(), error="x")
    put("u9", REDRAW)
    assert len(waiting(look)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"recipient": ON_CALL},
        {"ref": "other"},
        {"kind": EffectKind.CARD_UPDATE},
        {"data": {"of": "another"}},
    ],
)
def test_redraws_of_different_messages_stay_apart(put: Put, look: Looking, other: dict[str, Any]):
    put("u0", REDRAW)
    put("u1", other.pop("kind", REDRAW), **other)
    assert waiting(look) == ["u0", "u1"]


def test_one_that_says_more_takes_the_place_of_one_that_says_less_and_both_are_kept_on_record(
    put: Put, look: Looking
):
    put("u0", EffectKind.WORDS_UPDATE, data={"of": "w", "words": "w", "withheld": True})
    put("u1", EffectKind.WORDS_UPDATE, data={"of": "w", "words": "w"})
    assert waiting(look) == ["u1"]
    assert [row["data"].get("withheld") for row in look.effects()] == [True, None]
    assert look.effects()[0]["failed_at"] is None


def test_a_redraw_is_not_drawn_before_a_message_that_was_put_in_since(put: Put, look: Looking):
    """That message may be in hand and show an older state: the newest redraw waits for it."""
    put("u0", REDRAW)
    put("r1", REPLY)
    put("u1", REDRAW)
    assert waiting(look) == ["r1", "u1"]


def test_a_redraw_that_becomes_pressing_hurries(put: Put, look: Looking):
    put("u0", REDRAW)
    put("u1", REDRAW, priority=Priority.URGENT)
    put("u2", REDRAW)
    ((key, priority),) = [(row["key"], row["priority"]) for row in look.effects()]
    assert (key, priority) == ("u0", Priority.URGENT)


def test_home_tabs_are_redraws_and_messages_are_not(put: Put, look: Looking):
    for number in range(3):
        put(f"h{number}", EffectKind.HOME, ref=TESSA)
        put(f"n{number}", EffectKind.NOTICE)
    assert waiting(look) == ["h0", "n0", "n1", "n2"]


def test_a_thread_of_ten_words_draws_the_answer_and_the_card_twice_at_most(line: AtWork):
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.settle()
    before = len(line.slack.updates)
    for number in range(10):
        relay.receive(line.desk, a_message(f"word {number}", ts=f"17900090{number:02}.1"))
    line.settle()
    drawn = [posted for posted, _ in line.slack.updates[before:]]
    assert max((drawn.count(each) for each in drawn), default=0) <= 2
    words = [each for each in line.slack.posts if each["key"].startswith("words:")]
    said = [str(each["message"].blocks) for each in words]
    assert [f"word {number}" in text for number, text in enumerate(said)] == [True] * 10


def test_what_is_drawn_last_is_how_things_stand(line: AtWork):
    handoff_id = line.call("emergency")

    def bump(by: str) -> None:
        with line.desk.work.write() as unit:
            held: Handoff | None = unit.handoffs.find(handoff_id)
            assert held
            handoff.seen(line.desk, unit, held, by)

    bump(DAN)
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.settle()
    cards = [each["at"] for each in line.slack.posts if each["key"].startswith("card:")]
    last = dict(line.slack.updates)
    assert all(f"<@{PRIYA}> has it" in last[card].text for card in cards)
