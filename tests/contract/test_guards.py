"""Every registration has a guard, and a guard that refuses changes nothing and loses nothing."""

import ast
import inspect
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from slack_bolt import App

from advicebot.clock import FixedClock
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.service.holders import NOT_THERE
from advicebot.slack import guards
from advicebot.slack.app import ACTIONS, COMMANDS, EVENTS, SHORTCUTS, VIEWS
from advicebot.slack.guards import Guard, Route, run_guarded
from advicebot.slack.screens.lines import LINES
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking, a_message
from tests.staff import ELSEWHERE, LEAD, Line, StaffSlack, a_line, on_the_roster

TABLES: tuple[dict[Any, Route], ...] = (EVENTS, COMMANDS, SHORTCUTS, VIEWS, ACTIONS)
ROUTES = {
    str(getattr(key, "pattern", key)): route for table in TABLES for key, route in table.items()
}
HANDED = {"ack", "body", "desk", "delivery", "artist", "gateway", "roles"}
"""What a listener may ask for by name."""


@pytest.fixture
def deliveries(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="one", lease=timedelta(seconds=20), machine=clock)


@pytest.fixture
def line(desk: Desk, deliveries: Deliveries) -> Line:
    return a_line(desk, deliveries, StaffSlack())


@pytest.fixture
def opened(line: Line, look: Looking) -> str:
    """An open handoff of Tessa's."""
    from advicebot.service import intake

    intake.receive(line.desk, a_message("he has a knife"))
    return str(look.handoffs()[0]["id"])


@pytest.fixture
def held(line: Line, opened: str) -> str:
    """A handoff that Priya has, with Dan on the roster."""
    on_the_roster(line.desk, PRIYA, DAN)
    handoff.claim(line.desk, None, opened, PRIYA)
    return opened


def unguarded(app: App) -> list[str]:
    """Return the listeners that Bolt would run without a guard of ours before them."""
    found = []
    for listener in app._listeners:
        function: Any = listener.ack_function
        is_ours = isinstance(function, partial) and function.func is run_guarded
        if not is_ours or not isinstance(function.args[0].guard, Guard):
            found.append(repr(function))
    return found


def test_every_listener_that_bolt_knows_has_a_guard_before_it(line: Line):
    assert unguarded(line.app) == []
    routes = [listener.ack_function.args[0] for listener in line.app._listeners]  # type: ignore[attr-defined]
    assert {id(each) for each in routes} <= {id(each) for each in ROUTES.values()}
    one_to_bolt = {event.partition(".")[0] for event in EVENTS}
    assert len(routes) == len(ROUTES) - len(EVENTS) + len(one_to_bolt)


def test_a_listener_without_a_guard_is_found(line: Line):
    line.app.action("handoff.burn")(lambda ack: ack())
    line.app.event("team_join")(partial(print, Route(print, Guard.ANYONE)))
    assert len(unguarded(line.app)) == 2


def test_a_route_cannot_be_written_without_a_guard():
    with pytest.raises(TypeError):
        Route(print)  # type: ignore[call-arg]
    assert {type(route.guard) for route in ROUTES.values()} == {Guard}


def test_events_that_are_one_to_bolt_share_their_route():
    by_name: dict[str, set[Route]] = {}
    for event, route in EVENTS.items():
        by_name.setdefault(event.partition(".")[0], set()).add(route)
    assert all(len(routes) == 1 for routes in by_name.values())


def test_bolt_hands_each_guard_one_argument_and_warns_of_none(line: Line):
    assert {tuple(each.arg_names) for each in line.app._listeners} == {("args",)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ROUTES)
def test_a_listener_asks_for_what_it_can_be_handed_and_is_short(name: str):
    listener = ROUTES[name].listener
    assert set(inspect.signature(listener).parameters) <= HANDED
    (function,) = ast.parse(inspect.getsource(listener)).body
    statements = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 2
    assert statements <= 15, f"{name}: {statements} statements"


@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith("handoff.")])
def test_nobody_but_practitioners_reaches_a_handoff(name: str):
    assert ROUTES[name].guard is Guard.PRACTITIONER


def a_click(action: str, value: str, user: str, **more: Any) -> p.Body:
    return p.click(action, value, user=user, channel=f"D{user[1:]}", **more)


def test_a_click_that_is_refused_is_told_to_the_person_alone_and_is_over(
    line: Line, look: Looking, opened: str
):
    assert line.deliver(a_click("handoff.take", opened, TESSA)).status == 200
    assert line.told == [("D0TESSA001", "Only practitioners on call can do that.")]
    assert look.handoffs()[0]["state"] == "open"
    assert all(row["done_at"] for row in look.rows("SELECT done_at FROM inbox"))


def test_a_page_in_a_direct_message_is_taken_there(line: Line, look: Looking, opened: str):
    line.deliver(a_click("handoff.take", opened, PRIYA))
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert line.told == []


def a_pass(handoff_id: str, user: str, note: str = "Likes football") -> p.Body:
    values = {"to": p.chosen(DAN), "note": p.typed(note)}
    return p.submission("handoff.pass_form", values, metadata=handoff_id, user=user)


def test_a_form_that_is_refused_stays_open_with_all_that_was_typed(
    line: Line, look: Looking, held: str
):
    answer = json.loads(line.deliver(a_pass(held, TESSA)).body)
    assert answer["response_action"] == "errors"
    assert answer["errors"] == {"to": f"{guards.NOT_A_PRACTITIONER} {guards.KEPT}"}
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert line.told == []


def test_a_form_without_inputs_that_is_refused_says_so(line: Line, held: str):
    body = p.submission("handoff.pass_form", {}, metadata=held, user=TESSA)
    answer = json.loads(line.deliver(body).body)
    assert answer["response_action"] == "update"
    assert guards.NOT_A_PRACTITIONER in str(answer["view"])


@pytest.mark.parametrize("method", ["on_call_channel", "members", "channel", "person"])
def test_a_slack_that_does_not_answer_lets_nobody_through(
    line: Line, look: Looking, opened: str, method: str
):
    line.slack.plan = lambda called, about: (
        SlackDeliveryError("timeout", is_uncertain=True) if called == method else None
    )
    line.deliver(a_click("handoff.take", opened, PRIYA))
    assert line.told == [("D0PRIYA001", guards.NO_ANSWER)]
    assert look.handoffs()[0]["state"] == "open"
    line.slack.plan = lambda called, about: None
    line.deliver(a_click("handoff.take", opened, PRIYA, action_ts="1790000031.1"))
    assert look.handoffs()[0]["claimed_by"] == PRIYA


def _forget(line: Line, user_id: str) -> None:
    """Somebody was no member of the on-call channel at the last roll call."""
    with line.desk.work.write() as unit:
        known = unit.practitioners.get(TEAM, user_id)
        assert known is not None
        unit.practitioners.save(replace(known, is_member=False))


@pytest.mark.parametrize("method", ["on_call_channel", "members", "channel", "person"])
def test_while_slack_does_not_say_who_was_on_call_last_may_take_an_emergency(
    line: Line, look: Looking, opened: str, method: str
):
    on_the_roster(line.desk, PRIYA, DAN)
    _forget(line, DAN)
    line.slack.plan = lambda called, about: (
        SlackDeliveryError("not_in_on_call_channel") if called == method else None
    )
    line.deliver(a_click("handoff.take", opened, DAN))
    line.deliver(a_click("handoff.take", opened, TESSA))
    assert look.handoffs()[0]["state"] == "open"
    line.deliver(a_click("handoff.take", opened, PRIYA))
    assert look.handoffs()[0]["claimed_by"] == PRIYA


def test_a_slack_that_does_not_answer_costs_nobody_what_they_typed(
    line: Line, look: Looking, held: str
):
    line.slack.plan = lambda called, about: (
        SlackDeliveryError("timeout") if called == "members" else None
    )
    _forget(line, PRIYA)
    answer = json.loads(line.deliver(a_pass(held, PRIYA)).body)
    assert answer == {"response_action": "errors", "errors": {"to": guards.NO_ANSWER_TO_FORM}}
    line.slack.plan = lambda called, about: None
    again = a_pass(held, PRIYA) | {"trigger_id": "55.66.dd"}
    assert line.deliver(again).body == ""
    assert look.handoffs()[0]["passed_to"] == DAN


def test_when_not_even_the_refusal_gets_through_nothing_is_tried_again(
    line: Line, look: Looking, opened: str, caplog: pytest.LogCaptureFixture
):
    line.slack.plan = lambda called, about: SlackDeliveryError("timeout", is_uncertain=True)
    assert line.deliver(a_click("handoff.take", opened, PRIYA)).status == 200
    assert "could not be told" in caplog.text
    assert all(row["done_at"] for row in look.rows("SELECT done_at FROM inbox"))


def test_somebody_else_has_it_by_now_and_the_note_is_kept_to_be_copied(
    line: Line, look: Looking, held: str
):
    on_the_roster(line.desk, LEAD)
    line.slack.rooms["C0ONCALL01"].add(LEAD)
    answer = json.loads(line.deliver(a_pass(held, LEAD, "Ring *mum* <first>")).body)
    assert answer["response_action"] == "update"
    shown = str(answer["view"])
    assert f"<@{PRIYA}> has this one" in shown
    assert "Ring *mum* <first>" in shown
    assert "submit" not in answer["view"]
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert look.rows("SELECT * FROM words") == []


def test_a_form_taken_up_again_is_refused_by_message_because_nobody_sees_it_any_more(
    line: Line, held: str, deliveries: Deliveries
):
    from advicebot.slack.door import retaken_request
    from tests.fakes import a_delivery

    delivery = a_delivery("view:again", body=a_pass("gone", PRIYA), attempts=2)
    deliveries.accept(delivery)
    line.app.dispatch(retaken_request(delivery))
    assert line.told == [("D0PRIYA001", NOT_THERE)]


def test_somebody_of_another_organisation_is_turned_away_from_buttons_and_forms(
    line: Line, look: Looking, opened: str
):
    before = look.handoffs()
    for action in ("request.ask", "strategy.show.strategy-1", "handoff.take", "request.talk"):
        body = a_click(action, opened, PRIYA, action_ts=action)
        body["user"]["team_id"] = ELSEWHERE
        line.deliver(body)
    assert [text for _, text in line.told] == [LINES["outsider"]] * 4
    values = {"what": p.typed("hello"), "at_risk": p.chosen("no")}
    form = p.submission("request.ask_form", values)
    form["user"]["team_id"] = ELSEWHERE
    assert json.loads(line.deliver(form).body)["response_action"] == "errors"
    assert line.slack.views == []
    assert len(look.requests()) == 1
    assert look.handoffs() == before


def test_what_outsiders_say_in_a_shared_channel_is_answered_once_in_private_or_not_at_all(
    line: Line, look: Looking
):
    inside = {"channel": "C0ONCALL01", "channel_type": "group"}
    for number, change in enumerate(({}, inside)):
        body = p.message("he has a knife", ts=f"179000000{number}.1", user_team=ELSEWHERE)
        body["event"] |= change
        line.deliver(body)
    line.deliver(p.edited("a knife", "a", user_team=ELSEWHERE))
    outside = p.mention("he has a knife", ts="1790000002.000100")
    outside["event"]["user_team"] = ELSEWHERE
    line.deliver(outside)
    assert look.sent_to(TESSA) == ["line:outsider", "ephemeral:outsider"]
    assert look.requests() == look.handoffs() == []


class Slow(StaffSlack):
    """A Slack that takes its time to say who somebody is."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    def members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel, once that is let happen."""
        self.may_answer.wait(10)
        return super().members(channel)


@pytest.fixture
def slow(desk: Desk, deliveries: Deliveries) -> Iterator[Line]:
    slack = Slow()
    with ThreadPoolExecutor(8) as executor:
        yield a_line(desk, deliveries, slack, executor=executor)
        slack.may_answer.set()


def test_a_click_is_acknowledged_before_slack_is_asked_who_it_was(slow: Line, look: Looking):
    """Otherwise a slow Slack would hold up the threads that take in calls for help."""
    slow.deliver(p.message("he has a knife"))
    started = time.monotonic()
    while not look.handoffs():
        assert time.monotonic() - started < 5
        time.sleep(0.01)
    handoff_id = str(look.handoffs()[0]["id"])
    started = time.monotonic()
    assert slow.deliver(a_click("handoff.take", handoff_id, PRIYA)).status == 200
    assert time.monotonic() - started < 1
    assert look.handoffs()[0]["state"] == "open"


def test_leads_are_told_apart_from_practitioners(line: Line):
    assert guards._why_not(Guard.LEAD, line_roles(line), LEAD) is None
    assert guards._why_not(Guard.LEAD, line_roles(line), PRIYA) == guards.NOT_A_LEAD
    assert guards._why_not(Guard.PRACTITIONER, line_roles(line), LEAD) == guards.NOT_A_PRACTITIONER
    assert guards._why_not(Guard.PRACTITIONER, line_roles(line), None) == guards.NOT_A_PRACTITIONER
    for guard in (Guard.ANYONE, Guard.REQUESTER):
        assert guards._why_not(guard, line_roles(line), TESSA) is None


def line_roles(line: Line) -> Any:
    from advicebot.slack.roles import Roles

    gateway: Any = line.slack
    return Roles(gateway)


def test_the_team_of_a_click_is_the_team_of_the_person():
    body = a_click("request.ask", "x", TESSA)
    assert guards.is_outsider(body) is False
    body["user"]["team_id"] = ELSEWHERE
    assert guards.is_outsider(body) is True
    assert guards.is_outsider(p.command("x")) is False
    assert TEAM != ELSEWHERE
