"""A follow-up by its buttons and forms, through the real Bolt app."""

import json
from datetime import timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.outcomes.outcome import Told
from advicebot.errors import SlackDeliveryError
from advicebot.service import closing, handoff, intake, tick
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import OMAR, PRIYA, TEAM, TESSA, Looking, a_knowledge, a_message
from tests.following import ENDED, YEAR, at
from tests.oncall import several
from tests.staff import Line, StaffSlack, a_line, on_the_roster

LEASE = timedelta(seconds=20)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_knowledge(line=YEAR)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(at("2026-09-15 14:00"))


@pytest.fixture
def line(desk: Desk, work: SqliteWork, clock: FixedClock) -> Line:
    deliveries = Deliveries(work, worker="one", lease=LEASE, machine=clock)
    on_the_roster(desk, PRIYA)
    return a_line(desk, deliveries, StaffSlack())


class Teacher:
    """Presses and sends as a teacher, never the same delivery twice; sees what Slack shows."""

    def __init__(self, line: Line, look: Looking, clock: FixedClock) -> None:
        self.line, self.look, self.clock, self._count = line, look, clock, 0
        slack: Any = line.slack
        artist = Artist(line.desk)
        self._sender = Sender(
            line.desk, slack, artist, worker="s", lease=LEASE, machine=clock, paces={}
        )

    def settle(self) -> None:
        while self._sender.send_next():
            pass

    @property
    def id(self) -> str:
        return str(self.look.rows("SELECT id FROM follow_ups ORDER BY due_at")[0]["id"])

    def stands(self) -> FollowUp:
        with self.line.desk.work.read() as unit:
            found = unit.follow_ups.find(self.id)
        assert found is not None
        return found

    def press(self, action: str, *, user: str = TESSA, value: str | None = None) -> None:
        self._count += 1
        ref = self.id if value is None else value
        stamp = f"17900{self._count:05}.1"
        self.line.deliver(p.click(action, ref, user=user, action_ts=stamp))
        self.settle()

    def choose(self, *strategies: str, user: str = TESSA, ref: str | None = None) -> None:
        self._count += 1
        body = p.click("follow_up.helped", "", user=user, action_ts=f"17900{self._count:05}.1")
        menu = several(*strategies) | {"type": "multi_static_select"}
        body["actions"][0] = menu | {
            "action_id": "follow_up.helped",
            "block_id": ref or self.id,
            "action_ts": f"17900{self._count:05}.1",
        }
        self.line.deliver(body)
        self.settle()

    def send(self, form: str, *, user: str = TESSA, **values: p.Body) -> dict[str, Any]:
        self._count += 1
        body = p.submission(form, values, metadata=self.id, user=user, trigger_id=f"{self._count}")
        answer = self.line.deliver(body)
        self.settle()
        return json.loads(answer.body) if answer.body else {}

    def message(self) -> str:
        """Return the newest drawing of the question, with all its buttons, as JSON."""
        (post,) = (e for e in self.line.slack.posts if e["key"].startswith("follow-up:"))
        drawn = [message for where, message in self.line.slack.updates if where == post["at"]]
        return json.dumps((drawn[-1] if drawn else post["message"]).blocks, ensure_ascii=False)

    def told(self) -> list[tuple[str, str]]:
        """Return what was refused, and to whom."""
        return [
            (each["channel"], each["message"].text)
            for each in self.line.slack.posts
            if each["key"].startswith("refusal:")
        ]


@pytest.fixture
def tessa(line: Line, look: Looking, clock: FixedClock) -> Teacher:
    """Tessa's request was closed two school weeks ago, and she has just been asked."""
    made = Teacher(line, look, clock)
    intake.receive(line.desk, a_message("kicking off"))
    request_id = str(look.requests()[0]["id"])
    handoff.request_person(line.desk, "talk", request_id, TESSA)
    handoff_id = str(look.handoffs()[0]["id"])
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    closing.close(line.desk, "close", handoff_id, PRIYA, ENDED)
    made.settle()
    clock.advance(at("2026-09-29 09:30") - clock.now())
    tick.run_due(line.desk)
    made.settle()
    return made


def test_two_taps_are_enough(tessa: Teacher):
    assert "Where is the pupil now?" in tessa.message()
    tessa.press("follow_up.place.part-time-timetable")
    assert "How high is the risk" in tessa.message()
    tessa.press("follow_up.risk.10")
    found = tessa.stands()
    assert (found.whereabouts, found.risk) == ("part-time-timetable", 10)
    assert "on a part-time timetable; risk of exclusion 10 of 10" in tessa.message()
    assert "need not carry it alone" in tessa.message()
    assert tessa.told() == []


def test_suspended_is_kept_at_once_and_then_the_days_are_asked_for(tessa: Teacher, line: Line):
    tessa.press("follow_up.place.suspended")
    assert tessa.stands().whereabouts == "suspended"
    form = line.slack.views[-1]
    assert (form["callback_id"], form["private_metadata"]) == ("follow_up.days_form", tessa.id)
    assert "How many days?" in tessa.message()
    assert tessa.send("follow_up.days_form", days=p.typed("2½")) == {}
    assert tessa.stands().days_suspended == 2.5
    tessa.press("follow_up.place.suspended")
    assert '"2.5"' in json.dumps(line.slack.views[-1])


def test_the_tap_is_kept_though_the_form_could_not_be_opened(tessa: Teacher, line: Line):
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("expired_trigger_id") if method == "open_view" else None
    )
    tessa.press("follow_up.place.suspended")
    assert tessa.stands().whereabouts == "suspended"
    assert "Nothing opened?" in tessa.told()[-1][1]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("many", "Write a number"),
        ("", "Write a number"),
        ("1.5.2", "Write a number"),
        ("-2", "Write a number"),
        (".", "Write a number"),
        ("9999", "there have been 11 school days"),
        ("0", "0 days cannot be"),
        ("1.25", "whole or half days"),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_field(tessa: Teacher, typed: str, why: str):
    tessa.press("follow_up.place.suspended")
    answer = tessa.send("follow_up.days_form", days=p.typed(typed))
    assert answer["response_action"] == "errors"
    assert why in answer["errors"]["days"]
    assert tessa.stands().days_suspended is None


@pytest.mark.parametrize(
    ("typed", "days"), [("2", 2), (" 1,5 ", 1.5), ("½", 0.5), ("1 1/2", 1.5), (".5", 0.5)]
)
def test_days_are_understood_as_people_write_them(tessa: Teacher, typed: str, days: float):
    assert tessa.send("follow_up.days_form", days=p.typed(typed)) == {}
    assert tessa.stands().days_suspended == days


def test_the_optional_part_by_taps(tessa: Teacher):
    tessa.press("follow_up.place.full-time")
    tessa.press("follow_up.risk.1")
    assert "Visit to the class" in tessa.message()
    tessa.press("follow_up.did.no")
    tessa.choose("strategy-1", "strategy-2")
    found = tessa.stands()
    assert (found.did_next_step, found.helped) == (False, ("strategy-1", "strategy-2"))
    assert "has not happened" in tessa.message()
    tessa.choose()
    assert tessa.stands().helped == ()


def test_what_was_never_suggested_is_refused(tessa: Teacher):
    tessa.press("follow_up.place.full-time")
    tessa.choose("strategy-1", "forged")
    assert "not suggested" in tessa.told()[-1][1]
    assert tessa.stands().helped == ()


def test_a_forged_place_is_refused(tessa: Teacher):
    tessa.press("follow_up.place.on-the-moon")
    assert "do not know that answer" in tessa.told()[-1][1]
    assert tessa.stands().answered_at is None


def test_anything_to_add_shows_what_is_known_and_keeps_what_is_sent(tessa: Teacher, line: Line):
    tessa.press("follow_up.details")
    assert line.slack.views[-1]["callback_id"] == "follow_up.details_form"
    ticks = several("sen-support", "free-meals")
    sent = tessa.send("follow_up.details_form", days_before=p.typed("3"), on_record=ticks)
    assert sent == {}
    request_id = tessa.stands().request_id
    with line.desk.work.read() as unit:
        facts = unit.pupils.get(TEAM, request_id)
    assert (facts.sen_support, facts.ehcp, facts.days_before) == (Told.YES, Told.NO, 3.0)
    tessa.press("follow_up.details")
    shown = json.dumps(line.slack.views[-1])
    assert '"initial_value": "3"' in shown
    assert shown.count('"sen-support"') == 2
    assert tessa.send("follow_up.details_form", days_before=p.typed("")) == {}
    with line.desk.work.read() as unit:
        assert unit.pupils.get(TEAM, request_id).sen_support is Told.UNKNOWN


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("days_before", {"days_before": p.typed("31")}),
        ("days_before", {"days_before": p.typed("some")}),
        ("on_record", {"on_record": several("none", "ehcp")}),
        ("on_record", {"on_record": several("forged")}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    tessa: Teacher, look: Looking, field: str, values: dict[str, p.Body]
):
    answer = tessa.send("follow_up.details_form", **values)
    assert list(answer["errors"]) == [field]
    assert look.rows("SELECT 1 FROM pupil_facts") == []


def test_change_puts_every_button_back_and_the_next_tap_counts(tessa: Teacher):
    tessa.press("follow_up.place.full-time")
    tessa.press("follow_up.risk.1")
    tessa.press("follow_up.change")
    assert "follow_up.place.home-educated" in tessa.message()
    assert "follow_up.risk.7" in tessa.message()
    tessa.press("follow_up.place.home-educated")
    found = tessa.stands()
    assert (found.whereabouts, found.risk) == ("home-educated", 1)


def test_stop_and_its_undo(tessa: Teacher, look: Looking):
    tessa.press("follow_up.stop")
    assert "follow_up.resume" in tessa.message()
    assert "follow_up.place" not in tessa.message()
    assert all(row["stopped"] for row in look.rows("SELECT stopped FROM follow_ups"))
    tessa.press("follow_up.resume")
    assert "follow_up.place" in tessa.message()
    assert not any(row["stopped"] for row in look.rows("SELECT stopped FROM follow_ups"))


BUTTONS = (
    *("follow_up.place.full-time", "follow_up.place.suspended", "follow_up.risk.3"),
    *("follow_up.did.yes", "follow_up.details", "follow_up.change"),
    *("follow_up.stop", "follow_up.resume"),
)


@pytest.mark.parametrize("user", [OMAR, PRIYA])
@pytest.mark.parametrize("button", BUTTONS)
def test_nobody_but_whoever_is_asked_can_press_anything(
    tessa: Teacher, line: Line, look: Looking, button: str, user: str
):
    before = look.rows("SELECT * FROM follow_ups")
    tessa.press(button, user=user)
    tessa.press(button, value="forged", user=user)
    (first, second) = tessa.told()
    assert first == second == (f"D{user[1:]}", first[1])
    assert look.rows("SELECT * FROM follow_ups") == before
    assert look.rows("SELECT 1 FROM follow_up_answers") == []
    assert line.slack.views == []


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("follow_up.days_form", {"days": p.typed("2")}),
        ("follow_up.details_form", {"days_before": p.typed("2")}),
    ],
)
def test_nobody_but_whoever_is_asked_can_send_a_form(
    tessa: Teacher, look: Looking, form: str, values: dict[str, p.Body]
):
    answer = tessa.send(form, user=OMAR, **values)
    assert answer["response_action"] == "update"
    assert "not yours" in json.dumps(answer["view"])
    assert tessa.stands().answered_at is None
    assert look.rows("SELECT 1 FROM pupil_facts") == []


def test_talking_to_a_person_from_the_question_says_so_there(tessa: Teacher, look: Looking):
    tessa.press("follow_up.place.permanently-excluded")
    assert "before the governing board has met" in tessa.message()
    tessa.press("request.talk", value=tessa.stands().request_id)
    assert "A practitioner for A-1001" in tessa.message()
    assert len(look.handoffs()) == 2


def test_the_closing_form_takes_what_is_on_record(line: Line, look: Looking, tessa: Teacher):
    intake.receive(
        line.desk, a_message("he has a knife", ts="1790000777.000100", key="k", user_id=OMAR)
    )
    handoff_id = str(look.handoffs()[-1]["id"])
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    line.deliver(p.click("handoff.close", handoff_id, user=PRIYA, action_ts="1790099999.1"))
    assert "on_record" in json.dumps(line.slack.views[-1])
    values = {
        "agreed": p.typed("A calm start"),
        "next_step": p.typed("Meet the parents"),
        "next_by": p.typed("SENCO"),
        "risk_now": p.chosen("4"),
        "intention": p.chosen("none"),
    }

    def sent(trigger: str, *ticks: str) -> dict[str, Any]:
        body = p.submission(
            "handoff.close_form",
            values | {"on_record": several(*ticks)},
            metadata=handoff_id,
            user=PRIYA,
            trigger_id=trigger,
        )
        answer = line.deliver(body)
        return json.loads(answer.body) if answer.body else {}

    assert list(sent("a", "none", "ehcp")["errors"]) == ["on_record"]
    assert look.handoffs()[-1]["state"] == "claimed"
    assert sent("b", "looked-after") == {}
    request_id = str(look.handoffs()[-1]["request_id"])
    (row,) = look.rows("SELECT * FROM pupil_facts WHERE request_id = ?", request_id)
    assert (row["looked_after"], row["ehcp"]) == ("yes", "no")
