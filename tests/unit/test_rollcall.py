"""The roll call: the roster is what Slack says, and nobody waits for somebody who is gone."""

from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Reopening
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.duty import Practitioner
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff
from advicebot.service.desk import Desk
from advicebot.slack.roles import Roles
from advicebot.slack.rollcall import RollCall
from tests.fakes import DAN, PRIYA, TEAM, Looking
from tests.handoffs import AtWork, a_line
from tests.staff import GONE, GUEST, ON_CALL, PEOPLE, StaffSlack

LONG_AGO = "U0FORMER01"


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


@pytest.fixture
def slack() -> StaffSlack:
    return StaffSlack(on_call=(PRIYA, DAN))


@pytest.fixture
def roll_call(line: AtWork, slack: StaffSlack) -> RollCall:
    gateway: Any = slack
    return RollCall(line.desk, Roles(gateway), team_id=TEAM)


def on_roster(line: AtWork) -> dict[str, Practitioner]:
    with line.desk.work.read() as unit:
        return {each.user_id: each for each in unit.practitioners.list_all(TEAM)}


def held_by(line: AtWork, user_id: str) -> str:
    handoff_id = line.call("urgent")
    handoff.claim(line.desk, None, handoff_id, user_id)
    line.settle()
    return handoff_id


def test_the_roster_is_who_is_in_the_channel_and_why_some_cannot_be_reached(
    line: AtWork, slack: StaffSlack, roll_call: RollCall
):
    slack.rooms[ON_CALL] = {PRIYA, DAN, GUEST, GONE, LONG_AGO}
    roll_call.run()
    found = on_roster(line)
    assert set(found) == {PRIYA, DAN, GUEST, GONE, LONG_AGO}
    assert {user for user, each in found.items() if each.unreachable is None} == {
        PRIYA,
        DAN,
        LONG_AGO,
    }


def test_whoever_leaves_the_channel_has_what_they_held_opened_again_at_once(
    line: AtWork, slack: StaffSlack, roll_call: RollCall
):
    handoff_id = held_by(line, PRIYA)
    roll_call.run()
    assert line.get(handoff_id).claimed_by == PRIYA, "nobody has left yet"
    slack.rooms[ON_CALL] = {DAN}
    roll_call.run()
    held = line.get(handoff_id)
    assert (held.is_open, held.reopened, held.paged) == (True, Reopening.LEFT, (DAN,))
    line.settle()
    assert "reopened-left" in line.notices()
    assert not on_roster(line)[PRIYA].is_member


def test_whoever_is_deactivated_has_what_they_held_opened_again(
    line: AtWork, slack: StaffSlack, roll_call: RollCall
):
    handoff_id = held_by(line, PRIYA)
    roll_call.run()
    slack.people[PRIYA] = {**PEOPLE[PRIYA], "deleted": True}
    roll_call.run()
    assert line.get(handoff_id).is_open
    assert on_roster(line)[PRIYA].unreachable == "their Slack account is deactivated"


def test_a_page_that_only_somebody_who_has_left_could_answer_goes_on_at_once(
    line: AtWork, slack: StaffSlack, roll_call: RollCall
):
    handoff_id = line.call("urgent")
    assert line.get(handoff_id).paged == (PRIYA,)
    slack.rooms[ON_CALL] = {DAN}
    roll_call.run()
    assert line.get(handoff_id).paged == (DAN,)


def test_what_others_hold_is_left_alone(line: AtWork, slack: StaffSlack, roll_call: RollCall):
    handoff_id = held_by(line, DAN)
    slack.rooms[ON_CALL] = {DAN}
    roll_call.run()
    roll_call.run()
    assert line.get(handoff_id).claimed_by == DAN


@pytest.mark.parametrize("method", ["members", "person", "on_call_channel"])
def test_a_slack_that_does_not_answer_has_said_nothing(
    line: AtWork, slack: StaffSlack, roll_call: RollCall, method: str
):
    handoff_id = held_by(line, PRIYA)
    roll_call.run()
    before = on_roster(line)
    error = SlackDeliveryError("http_503", is_uncertain=True)
    slack.plan = lambda called, about: error if called == method else None
    with pytest.raises(SlackDeliveryError):
        roll_call.run()
    assert on_roster(line) == before
    assert line.get(handoff_id).claimed_by == PRIYA
