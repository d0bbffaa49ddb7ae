"""Cases in which a call for help might have ended with nobody, or with something untrue."""

from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import OUTSIDE, Effect, EffectKind, Priority
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service import closing, handoff, holding, rota
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.screens.alarm import person_comes
from advicebot.slack.screens.shelf import Shelf
from advicebot.slack.screens.standing import standing
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.handoffs import SAM, AtWork, a_person, calls


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    made.knows(a_person(SAM))
    return made


def told(line: AtWork, handoff_id: str) -> str:
    """What the teacher reads of the handoff now: the first words and the status line."""
    request, held = Artist(line.desk).handoff(handoff_id)
    return f"{person_comes(request, held, Shelf.of(line.desk.knowledge))} {standing(held)}"


def take(line: AtWork, handoff_id: str, by: str = PRIYA) -> None:
    handoff.claim(line.desk, line.click(), handoff_id, by)
    line.settle()


def test_a_promise_that_is_not_kept_is_taken_back_in_words_and_the_team_is_told(line: AtWork):
    handoff_id = line.call("emergency")
    take(line, handoff_id)
    assert "will write to you" in told(line, handoff_id)
    line.wait(10)
    assert line.notices()[-1] == "not-written"
    assert "has not written yet" in told(line, handoff_id)
    assert "Do not wait" in told(line, handoff_id)
    assert "thread:not-written" in line.look.sent_to("@on-call")
    assert "line:not-written" in line.look.sent_to(PRIYA)
    assert line.get(handoff_id).claimed_by == PRIYA


def test_what_is_not_pressing_alarms_nobody_when_the_first_word_is_late(line: AtWork):
    handoff_id = line.call("soon")
    take(line, handoff_id)
    line.wait(60)
    assert "not-written" not in line.notices()
    assert "line:not-written" in line.look.sent_to(PRIYA)


def test_words_before_it_became_more_pressing_are_no_answer_to_it(line: AtWork):
    handoff_id = line.call("soon")
    take(line, handoff_id)
    with line.desk.work.write() as unit:
        holding.heard(line.desk, unit, line.get(handoff_id))
    line.wait(30)
    line.call("emergency")
    assert "has written to you" not in told(line, handoff_id)
    line.wait(3)
    assert line.get(handoff_id).is_open
    assert line.pages()[-2:] == calls(("09:47", [PRIYA, DAN]))


def test_saying_that_one_is_on_it_keeps_what_has_become_more_pressing(line: AtWork):
    handoff_id = line.call("soon")
    take(line, handoff_id)
    line.call("emergency")
    holding.still_on_it(line.desk, line.click(), handoff_id, PRIYA)
    line.wait(20)
    assert line.get(handoff_id).claimed_by == PRIYA


def test_whoever_asks_is_neither_paged_nor_can_they_take_it_or_be_passed_it(line: AtWork):
    handoff_id = line.call("urgent", user_id=PRIYA)
    assert line.pages() == calls(("09:14", [DAN]))
    with pytest.raises(Refused, match="their own request"):
        handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    with pytest.raises(Refused, match="their own request"):
        holding.pass_on(line.desk, line.click(), handoff_id, DAN, to=PRIYA, note="", removed=0)
    assert line.get(handoff_id).is_open


def test_a_second_handoff_of_the_same_request_tells_the_teacher_as_much_as_the_first(line: AtWork):
    first = line.call("soon")
    request = line.get(first).request_id
    closing.withdraw(line.desk, line.click(), request, TESSA)
    handoff.request_person(line.desk, line.click(), request, TESSA)
    line.settle()
    (second,) = line.look.rows("SELECT id FROM handoffs WHERE state = 'open'")
    take(line, second["id"], DAN)
    assert line.notices()[-2:] == ["withdrawn", "claimed"]
    drawn = line.slack.updates[-1][1]
    assert f"<@{DAN}>" in str(drawn.blocks)
    assert "needed nobody" not in str(drawn.blocks)


def test_more_on_the_card_of_an_earlier_handoff_still_opens(line: AtWork):
    first = line.call("soon")
    request = line.get(first).request_id
    closing.withdraw(line.desk, line.click(), request, TESSA)
    handoff.request_person(line.desk, line.click(), request, TESSA)
    assert "kicking off" in str(Artist(line.desk).details(first))


def test_whoever_falls_ill_gives_back_what_they_have(line: AtWork):
    handoff_id = line.call("emergency")
    take(line, handoff_id)
    rota.sick(line.desk, line.click(), TEAM, PRIYA)
    line.settle()
    stands = line.get(handoff_id)
    assert stands.is_open
    assert line.notices()[-1] == "reopened-left"
    assert line.pages()[-1] == ("09:14", DAN)


def test_a_practitioner_who_reopens_has_written_nothing_yet(line: AtWork):
    handoff_id = line.call("urgent")
    take(line, handoff_id)
    with line.desk.work.write() as unit:
        holding.heard(line.desk, unit, line.get(handoff_id))
    line.desk.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    with line.desk.work.write() as unit:
        closing._end(line.desk, unit, line.get(handoff_id), closing.HandoffState.CLOSED, by=PRIYA)
    closing.reopen_by_practitioner(line.desk, line.click(), handoff_id, DAN)
    assert "last wrote" not in told(line, handoff_id)
    assert line.get(handoff_id).answer_by is not None


def test_the_card_alone_is_no_page_to_everybody(line: AtWork):
    with line.desk.work.write() as unit:
        for each in unit.practitioners.list_all(TEAM):
            unit.practitioners.save(a_person(each.user_id, is_member=False))
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("timeout") if ":everyone:" in about else None
    )
    handoff_id = line.call("emergency")
    assert line.get(handoff_id).paged == ("@on-call",)
    assert line.get(handoff_id).reached == ()
    assert "paged the whole on-call team" not in told(line, handoff_id)


def test_declining_after_looking_is_no_longer_shown_as_seen(line: AtWork):
    handoff_id = line.call("urgent")
    with line.desk.work.write() as unit:
        handoff.seen(line.desk, unit, line.get(handoff_id), PRIYA)
    assert f"seen by <@{PRIYA}>" in told(line, handoff_id)
    holding.decline(line.desk, line.click(), handoff_id, PRIYA)
    assert "seen by" not in told(line, handoff_id)


def an_effect(recipient: str, kind: EffectKind, number: int) -> Effect:
    return Effect(
        key=f"x:{number}",
        team_id=TEAM,
        kind=kind,
        recipient=recipient,
        ref=f"r{number}",
        priority=Priority.URGENT,
        data={"name": "thanks"},
    )


def test_what_leaves_outside_and_what_leaves_by_slack_never_wait_for_each_other(line: AtWork):
    now, lease = line.clock.now(), timedelta(seconds=30)
    with line.desk.work.write() as unit:
        unit.outbox.add(an_effect(OUTSIDE, EffectKind.OUTSIDE, 1), now)
        unit.outbox.add(an_effect(PRIYA, EffectKind.LINE, 2), now)
        by_slack = unit.outbox.claim(now=now, by="a", lease=lease)
        beyond = unit.outbox.claim(now=now, by="a", lease=lease, outside=True)
        none_left: Any = unit.outbox.claim(now=now, by="a", lease=lease, outside=True)
    assert by_slack is not None
    assert beyond is not None
    assert (by_slack.effect.recipient, beyond.effect.recipient) == (PRIYA, OUTSIDE)
    assert none_left is None


def test_when_slack_asks_for_patience_nothing_more_is_sent_there_until_then(line: AtWork):
    now = line.clock.now()
    with line.desk.work.write() as unit:
        for number in range(3):
            unit.outbox.add(an_effect(PRIYA, EffectKind.LINE, number), now)
        unit.outbox.add(an_effect(DAN, EffectKind.LINE, 9), now)
    asked: list[str] = []

    def limited(method: str, about: str) -> SlackDeliveryError | None:
        asked.append(about)
        is_priya = about.startswith("x:") and about != "x:9"
        return SlackDeliveryError("ratelimited", retry_after=30) if is_priya else None

    line.slack.plan = limited
    line.settle()
    assert [each for each in asked if each.startswith("x:")] == ["x:0", "x:9"]
    line.slack.plan = lambda method, about: None
    line.clock.advance(timedelta(seconds=31))
    line.settle()
    assert {"x:0", "x:1", "x:2"} <= set(line.slack.posted_keys())
