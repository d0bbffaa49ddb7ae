"""A handoff by its buttons and forms, through the real Bolt app."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.oncall.rota import Override, OverrideWhy, Tier
from advicebot.service import intake
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, SECRET, TEAM, TESSA, Looking, a_message
from tests.staff import MERCY, Line, StaffSlack, a_line, on_the_roster


@pytest.fixture
def line(desk: Desk, work: SqliteWork, clock: FixedClock) -> Line:
    deliveries = Deliveries(work, worker="one", lease=timedelta(seconds=20), machine=clock)
    on_the_roster(desk, PRIYA, DAN, MERCY)
    return a_line(desk, deliveries, StaffSlack())


@pytest.fixture
def opened(line: Line, look: Looking) -> str:
    """An open handoff of Tessa's."""
    intake.receive(line.desk, a_message("he has a knife"))
    return str(look.handoffs()[0]["id"])


class Practice:
    """Presses and sends as one practitioner or teacher, never the same delivery twice."""

    def __init__(self, line: Line, handoff_id: str) -> None:
        self.line, self.id, self._count = line, handoff_id, 0

    def press(self, action: str, user: str = PRIYA, value: str | None = None) -> None:
        self._count += 1
        ref = self.id if value is None else value
        self.line.deliver(p.click(action, ref, user=user, action_ts=f"17900{self._count:05}.1"))

    def send(self, form: str, user: str = PRIYA, **values: p.Body) -> dict[str, Any]:
        self._count += 1
        body = p.submission(form, values, metadata=self.id, user=user, trigger_id=f"{self._count}")
        answer = self.line.deliver(body)
        return json.loads(answer.body) if answer.body else {}


@pytest.fixture
def do(line: Line, opened: str) -> Practice:
    return Practice(line, opened)


@pytest.fixture
def held(do: Practice) -> Practice:
    do.press("handoff.take")
    return do


def test_more_is_written_down_and_only_then_said_to_have_been_seen(
    do: Practice, look: Looking, line: Line
):
    do.press("handoff.more", DAN)
    assert "he has a knife" in str(line.slack.views[-1])
    assert look.handoffs()[0]["seen_by"] == DAN
    (row,) = look.rows("SELECT actor FROM audit WHERE action = 'request.read'")
    assert row["actor"] == DAN


def test_more_that_did_not_open_was_not_seen(do: Practice, look: Looking, line: Line):
    from advicebot.errors import SlackDeliveryError

    line.slack.plan = lambda method, about: (
        SlackDeliveryError("expired_trigger_id") if method == "open_view" else None
    )
    do.press("handoff.more", DAN)
    assert look.handoffs()[0]["seen_by"] is None
    assert "Nothing opened?" in line.told[-1][1]


def test_passing_on_offers_whoever_is_on_duty_first_and_not_oneself(held: Practice, line: Line):
    now = line.desk.clock.now()
    with line.desk.work.write() as unit:
        override = Override(
            id="o1",
            tier=Tier.PRIMARY,
            user_id=MERCY,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
            why=OverrideWhy.COVER,
            made_by=MERCY,
        )
        unit.shifts.add_override(TEAM, override, now)
    held.press("handoff.pass")
    (to, *_) = line.slack.views[-1]["blocks"]
    (group,) = to["element"]["option_groups"]
    labels = [(each["value"], each["text"]["text"]) for each in group["options"]]
    assert labels == [(MERCY, "Mercy001 (on duty)"), (DAN, "Dan00001")]


def test_passing_on_pages_the_person_and_keeps_the_note_redacted(held: Practice, look: Looking):
    note = p.typed(f"{SECRET} likes football")
    assert held.send("handoff.pass_form", to=p.chosen(DAN), note=note) == {}
    (row,) = look.handoffs()
    assert (row["state"], row["passed_to"], row["passed_by"]) == ("open", DAN, PRIYA)
    assert look.rows("SELECT side, text FROM words") == [
        {"side": "note", "text": "[name] likes football"}
    ]
    assert "card" in look.sent_to(DAN)
    assert SECRET not in look.everything()


@pytest.mark.parametrize("to", [TESSA, "U0NOBODY01", PRIYA])
def test_passing_on_to_somebody_who_is_no_practitioner_is_refused_and_the_note_kept(
    held: Practice, look: Looking, to: str
):
    answer = held.send("handoff.pass_form", to=p.chosen(to), note=p.typed("Ring *mum*"))
    assert answer["response_action"] == "update"
    assert "Ring *mum*" in str(answer["view"])
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert look.rows("SELECT * FROM words") == []


def test_passing_on_without_a_note_is_refused_at_its_field(held: Practice, look: Looking):
    answer = held.send("handoff.pass_form", to=p.chosen(DAN), note=p.typed(" "))
    assert list(answer["errors"]) == ["note"]
    assert look.handoffs()[0]["claimed_by"] == PRIYA


def test_with_nobody_else_to_page_the_form_says_so(held: Practice, line: Line):
    with line.desk.work.write() as unit:
        for user_id in (DAN, MERCY):
            person = unit.practitioners.get(TEAM, user_id)
            assert person is not None
            away = datetime(2026, 12, 24, tzinfo=UTC)
            unit.practitioners.save(replace(person, away_until=away))
    held.press("handoff.pass")
    assert "submit" not in line.slack.views[-1]


CLOSED_WITH = {
    "agreed": p.typed("A calm start"),
    "next_step": p.typed("Meet the parents"),
    "next_by": p.typed("SENCO"),
    "risk_now": p.chosen("4"),
    "intention": p.chosen("suspension"),
    "review_on": {"type": "datepicker", "selected_date": "2026-12-08"},
}


def test_closing_stores_what_was_agreed_and_tells_the_teacher(
    held: Practice, look: Looking, line: Line
):
    held.press("handoff.close")
    form = line.slack.views[-1]
    days = [each["element"].get("initial_date") for each in form["blocks"] if "element" in each]
    assert [each for each in days if each] == ["2026-12-08"], "ten school days on"
    assert held.send("handoff.close_form", **CLOSED_WITH) == {}
    (row,) = look.handoffs()
    assert row["state"] == "closed"
    assert json.loads(row["closing"])["intention"] == "suspension"
    assert "notice:closed" in look.sent_to(TESSA)


def test_closing_what_somebody_else_has_by_now_keeps_every_word(held: Practice, look: Looking):
    held.send("handoff.pass_form", to=p.chosen(DAN), note=p.typed("Over to you"))
    held.press("handoff.take", DAN)
    answer = held.send("handoff.close_form", **CLOSED_WITH)
    shown = str(answer["view"])
    assert f"<@{DAN}> has this one" in shown
    assert all(words in shown for words in ("A calm start", "Meet the parents", "SENCO"))
    assert look.handoffs()[0]["state"] == "claimed"


def test_a_strategy_is_sent_once(held: Practice, look: Looking, line: Line):
    held.press("handoff.insert")
    (menu, *_) = line.slack.views[-1]["blocks"]
    assert menu["element"]["option_groups"][0]["label"]["text"] == "Suggested for this request"
    chosen = {"strategy": p.chosen("strategy-2")}
    assert held.send("handoff.insert_form", **chosen) == {}
    assert [row["strategy_id"] for row in look.rows("SELECT * FROM words")] == ["strategy-2"]
    assert held.send("handoff.insert_form", **chosen)["response_action"] == "update"
    forged = held.send("handoff.insert_form", strategy=p.chosen("../../etc"))
    assert list(forged["errors"]) == ["strategy"]
    assert len(look.rows("SELECT * FROM words")) == 1


def test_the_rest_of_a_handoffs_life_by_buttons(held: Practice, look: Looking, line: Line):
    held.press("handoff.still")
    held.send("handoff.close_form", **CLOSED_WITH)
    held.press("handoff.helped.partly", TESSA)
    held.press("handoff.in_time.no", TESSA)
    (row,) = look.handoffs()
    assert (row["helped"], row["in_time"]) == ("partly", 0)
    held.press("request.reopen", TESSA, look.requests()[0]["id"])
    assert look.handoffs()[0]["state"] == "open"
    held.press("handoff.decline", DAN)
    assert DAN in look.handoffs()[0]["declined"]
    held.press("handoff.take", DAN)
    held.send("handoff.close_form", DAN, **CLOSED_WITH)
    held.press("handoff.reopen", PRIYA)
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    held.press("request.withdraw_person", TESSA, look.requests()[0]["id"])
    assert "notice:taken-back" in look.sent_to(TESSA)
    assert line.told == []
