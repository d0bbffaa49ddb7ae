"""The panel by its buttons and forms, through the real Bolt app."""

from datetime import date
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.service import handoff
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, OMAR, PRIYA, SECRET, TEAM, TESSA, Looking
from tests.handoffs import london
from tests.oncall import OnCall, buttons, several, shown, typed_day
from tests.panel_work import CHANNEL, NEXT, PanelWork, a_line
from tests.staff import BOT, GONE, GUEST, LEAD, MERCY, OUTSIDER, on_the_roster

PANEL_ROOM = "C0PANEL001"
MEETING = date(2026, 12, 2)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def at_work(desk: Desk, look: Looking, clock: FixedClock) -> PanelWork:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    return PanelWork(desk, look, clock)


class Press(OnCall):
    """Presses in messages and in modals, sends forms with what they carry."""

    def __init__(self, desk: Desk, work: SqliteWork, clock: FixedClock) -> None:
        super().__init__(desk, work, clock)
        self.pushed: list[dict[str, Any]] = []
        self.updated: list[dict[str, Any]] = []
        self.slack.named = {f"#{CHANNEL}": PANEL_ROOM}
        self.slack.rooms[PANEL_ROOM] = {OMAR, PRIYA, GUEST, OUTSIDER, GONE, BOT}
        slack: Any = self.slack
        slack.push_view = lambda trigger, view: self.pushed.append(view)
        slack.update_view = lambda view_id, view, **more: self.updated.append(view)

    def in_modal(self, action_id: str, value: str, *, user: str = PRIYA) -> None:
        """Press a button on a page in a window."""
        body = p.click(action_id, value, user=user, action_ts=self._once())
        body["trigger_id"] = self._once()
        for key in ("message", "channel", "response_url"):
            body.pop(key)
        body["container"] = {"type": "view", "view_id": "V1"}
        body["view"] = {"id": "V1", "type": "modal", "team_id": TEAM, "blocks": []}
        assert self._line.deliver(body).status == 200

    def form(
        self, callback_id: str, metadata: str, values: dict[str, p.Body], *, user: str = PRIYA
    ) -> dict[str, Any]:
        """Send a form that carries ``metadata``."""
        import json

        body = p.submission(
            callback_id, values, metadata=metadata, user=user, trigger_id=self._once()
        )
        response = self._line.deliver(body)
        return dict(json.loads(response.body)) if response.body else {}


@pytest.fixture
def press(at_work: PanelWork, desk: Desk, work: SqliteWork, clock: FixedClock) -> Press:
    return Press(desk, work, clock)


def a_case(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "question": p.typed(f"What could keep {SECRET} in lessons?"),
        "tried": p.typed("A quiet start"),
        "needs": several("belonging", "regulation"),
        "phase": p.chosen("ks3"),
    }
    return plain | changed


def a_decision(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "decided": p.typed("A visit"),
        "person": p.chosen(DAN),
        "who": p.typed(None),
        "by_when": typed_day("2026-12-09"),
        "school_does": p.typed("A named adult"),
    }
    return plain | changed


def test_the_page_behind_more_offers_the_panel_and_then_shows_the_case(
    at_work: PanelWork, press: Press
):
    handoff_id = at_work.call("urgent")
    press.presses("handoff.more", handoff_id)
    (about,) = [v for a, v in buttons(press.slack.views[-1]["blocks"]) if a == "panel.put"]
    press.in_modal("panel.put", about)
    form = press.pushed[-1]
    assert form["private_metadata"] == about
    assert "Wednesday 2 December, 14:00" in shown(form["blocks"])
    answer = press.form("panel.put_form", about, a_case())
    assert "P-1001 is on the agenda" in shown(answer["view"]["blocks"])
    press.presses("handoff.more", handoff_id)
    page = press.slack.views[-1]["blocks"]
    assert f"*P-1001:* <@{PRIYA}> has put this to the panel" in shown(page)
    assert [a for a, _ in buttons(page) if a.startswith("panel.")] == ["panel.take_back"]


def test_more_says_nothing_of_a_panel_once_the_teacher_deleted_it(at_work: PanelWork, press: Press):
    from advicebot.service import changes

    handoff_id = at_work.call("urgent")
    request_id = str(at_work.look.requests()[-1]["id"])
    changes.withdraw(at_work.desk, at_work.click(), request_id, TESSA)
    press.presses("handoff.more", handoff_id)
    assert "panel" not in str(press.slack.views[-1])


def test_a_case_is_stored_without_the_name_and_a_lead_may_put_one(
    at_work: PanelWork, press: Press, look: Looking
):
    press.form("panel.put_form", at_work.ask(), a_case(), user=LEAD)
    (row,) = look.rows("SELECT * FROM panel_cases")
    assert row["question"] == "What could keep [name] in lessons?"
    assert (row["put_by"], row["meeting_id"]) == (LEAD, NEXT)
    assert SECRET not in look.everything()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", p.typed(" ")),
        ("question", p.typed("x" * 381)),
        ("tried", p.typed("x" * 381)),
        ("phase", p.chosen("year-9")),
        ("phase", p.chosen(None)),
        ("needs", several("belonging", "forged")),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_is_put(
    at_work: PanelWork, press: Press, look: Looking, field: str, value: p.Body
):
    answer = press.form("panel.put_form", at_work.ask(), a_case(**{field: value}))
    assert list(answer["errors"]) == [field]
    assert look.rows("SELECT * FROM panel_cases") == []


def test_a_refused_case_keeps_what_was_typed(at_work: PanelWork, press: Press):
    about = at_work.ask()
    at_work.put(about)
    answer = press.form("panel.put_form", about, a_case())
    text = shown(answer["view"]["blocks"])
    assert "already, as P-1001" in text
    assert "A quiet start" in text


@pytest.mark.parametrize("action", ["panel.put", "panel.take_back", "panel.decide", "panel.done"])
def test_a_teacher_opens_nothing_of_the_panels(at_work: PanelWork, press: Press, action: str):
    case = at_work.put(at_work.ask())
    press.presses(action, case.id, user=TESSA)
    assert press.slack.views == []
    assert "people who answer this line" in press.refusals[-1]


def test_a_teacher_sends_no_form_of_the_panels(at_work: PanelWork, press: Press, look: Looking):
    case = at_work.put(at_work.ask())
    about = at_work.ask("more")
    at_work.until(london(MEETING, "15:00"))
    for form, ref, values in (
        ("panel.put_form", about, a_case()),
        ("panel.decision_form", case.id, a_decision()),
        ("panel.done_form", at_work.decide(case).id, {"came_of_it": p.typed("Done")}),
    ):
        assert "errors" in press.form(form, ref, values, user=TESSA)
    assert len(look.rows("SELECT * FROM panel_cases")) == 1
    (decision,) = look.rows("SELECT * FROM decisions")
    assert decision["done_at"] is None


def test_only_whoever_put_it_or_a_lead_takes_it_back(
    at_work: PanelWork, press: Press, look: Looking
):
    case = at_work.put(at_work.ask())
    press.presses("panel.take_back", case.id, user=DAN)
    assert "put that case" in press.refusals[-1]
    press.in_modal("panel.take_back", case.id, user=LEAD)
    assert "P-1001 is off the agenda" in shown(press.updated[-1]["blocks"])
    (row,) = look.rows("SELECT * FROM panel_cases")
    assert row["withdrawn_at"] is not None


def test_a_decision_names_a_person_of_the_line_or_a_service(
    at_work: PanelWork, press: Press, look: Looking
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    press.presses("panel.decide", case.id)
    form = press.slack.views[-1]
    (menu,) = [b for b in form["blocks"] if b.get("block_id") == "person"]
    names = [each["text"]["text"] for each in menu["element"]["options"]]
    assert names[-1] == "The lead of this line"
    assert press.form("panel.decision_form", case.id, a_decision()) == {}
    service = a_decision(person=p.chosen(None), who=p.typed("Inclusion team"))
    assert press.form("panel.decision_form", case.id, service) == {}
    assert [row["who"] for row in look.rows("SELECT who FROM decisions")] == [DAN, "Inclusion team"]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("decided", {"decided": p.typed(" ")}),
        ("person", {"person": p.chosen(None)}),
        ("person", {"person": p.chosen(TESSA)}),
        ("person", {"who": p.typed("Inclusion team")}),
        ("by_when", {"by_when": typed_day(None)}),
        ("by_when", {"by_when": typed_day("soon")}),
        ("by_when", {"by_when": typed_day("2026-12-01")}),
        ("school_does", {"school_does": p.typed("")}),
        ("school_does", {"school_does": p.typed("x" * 400)}),
    ],
)
def test_a_decision_with_a_wrong_field_is_marked_there(
    at_work: PanelWork, press: Press, look: Looking, field: str, changed: dict[str, p.Body]
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    answer = press.form("panel.decision_form", case.id, a_decision(**changed))
    assert list(answer["errors"]) == [field]
    assert look.rows("SELECT * FROM decisions") == []


def test_a_form_for_a_case_that_is_not_there_keeps_the_words(at_work: PanelWork, press: Press):
    answer = press.form("panel.decision_form", "nothing", a_decision())
    assert "not on an agenda" in shown(answer["view"]["blocks"])
    assert "A named adult" in shown(answer["view"]["blocks"])


def test_done_asks_what_came_of_it_once(at_work: PanelWork, press: Press, look: Looking):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    decision = at_work.decide(case)
    press.presses("panel.done", decision.id)
    assert press.slack.views[-1]["private_metadata"] == decision.id
    values = {"came_of_it": p.typed(f"{SECRET} stays in")}
    assert press.form("panel.done_form", decision.id, {"came_of_it": p.typed("")})["errors"]
    assert press.form("panel.done_form", decision.id, values) == {}
    (row,) = look.rows("SELECT * FROM decisions")
    assert row["done"] == "[name] stays in"
    press.presses("panel.done", decision.id)
    assert "written down already" in press.refusals[-1]


def test_a_case_pressed_where_nobody_was_called_still_opens(at_work: PanelWork, press: Press):
    press.presses("panel.put", at_work.ask())
    assert press.slack.views[-1]["callback_id"] == "panel.put_form"


def test_the_second_request_of_a_handoff_goes_with_the_first(at_work: PanelWork, press: Press):
    handoff_id = at_work.call("urgent")
    handoff.claim(at_work.desk, None, handoff_id, PRIYA)
    press.presses("handoff.more", handoff_id)
    assert str(press.slack.views[-1]).count("panel.put") == 1


# People of the panel who do not answer the line


def test_the_people_of_the_panel_write_down_what_it_decides_and_what_came_of_it(
    at_work: PanelWork, press: Press, look: Looking
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    press.presses("panel.decide", case.id, user=OMAR)
    assert press.slack.views[-1]["callback_id"] == "panel.decision_form"
    assert press.form("panel.decision_form", case.id, a_decision(), user=OMAR) == {}
    (row,) = look.rows("SELECT * FROM decisions")
    press.presses("panel.done", row["id"], user=OMAR)
    values = {"came_of_it": p.typed("Stays in")}
    assert press.form("panel.done_form", row["id"], values, user=OMAR) == {}
    assert look.rows("SELECT done FROM decisions") == [{"done": "Stays in"}]


def test_being_on_the_panel_puts_no_case_and_takes_none_back(
    at_work: PanelWork, press: Press, look: Looking
):
    case = at_work.put(at_work.ask())
    for action in ("panel.put", "panel.take_back"):
        press.presses(action, case.id, user=OMAR)
        assert "practitioners and leads" in press.refusals[-1]
        assert "on call" not in press.refusals[-1]
    assert press.slack.views == []
    assert look.rows("SELECT withdrawn_at FROM panel_cases") == [{"withdrawn_at": None}]


@pytest.mark.parametrize("user", [GUEST, OUTSIDER, GONE, BOT, TESSA])
def test_guests_and_others_decide_nothing_for_the_panel(
    at_work: PanelWork, press: Press, look: Looking, user: str
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    decision = at_work.decide(case)
    for action, ref in (("panel.decide", case.id), ("panel.done", decision.id)):
        press.presses(action, ref, user=user)
    assert press.slack.views == []
    changed = a_decision(decided=p.typed("Another"))
    press.form("panel.decision_form", case.id, changed, user=user)
    press.form("panel.done_form", decision.id, {"came_of_it": p.typed("x")}, user=user)
    assert len(look.rows("SELECT * FROM decisions WHERE done_at IS NULL")) == 1


def test_danger_in_a_decision_is_said_to_whoever_writes_it_and_to_those_on_call(
    at_work: PanelWork, press: Press, look: Looking
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    values = a_decision(decided=p.typed("Search him: he has a knife"))
    answer = press.form("panel.decision_form", case.id, values, user=OMAR)
    assert "tell the school’s DSL yourself" in shown(answer["view"]["blocks"])
    said = [row for row in look.effects("line") if row["data"]["name"] == "typed-danger"]
    assert [(row["recipient"], row["data"]["about"]) for row in said] == [("@on-call", "P-1001")]
    assert len(look.rows("SELECT * FROM decisions")) == 1
