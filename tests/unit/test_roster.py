"""Who the practitioners are: in step with the on-call channel, and what follows when one goes."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.errors import Refused
from advicebot.service import roster
from advicebot.service.desk import AlreadyDone, Desk
from advicebot.service.roster import RosterChange, Seen
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.rota_cases import ROSA, actions, arrive, at, change, fill, last_told, seat, told


def seen(*users: str, unreachable: dict[str, str] | None = None) -> list[Seen]:
    whys = unreachable or {}
    return [
        Seen(user_id=each, name=f"Name {each}", handle=each.lower(), unreachable=whys.get(each))
        for each in users
    ]


def standing(desk: Desk) -> dict[str, tuple[bool, str | None]]:
    with desk.work.read() as unit:
        people = unit.practitioners.list_all(TEAM)
    return {each.user_id: (each.is_member, each.unreachable) for each in people}


def test_the_roster_is_what_slack_says_of_the_channel(desk: Desk, look: Looking):
    first = roster.sync(desk, TEAM, seen(PRIYA, DAN))
    again = roster.sync(desk, TEAM, seen(PRIYA, DAN))
    second = roster.sync(desk, TEAM, seen(DAN, ROSA, unreachable={ROSA: "deactivated"}))
    assert first == RosterChange(joined=(DAN, PRIYA), left=(), became_unreachable=())
    assert again == RosterChange(joined=(), left=(), became_unreachable=())
    assert second == RosterChange(joined=(ROSA,), left=(PRIYA,), became_unreachable=(ROSA,))
    assert standing(desk) == {
        DAN: (True, None),
        PRIYA: (False, None),
        ROSA: (True, "deactivated"),
    }
    assert actions(look) == [
        *["practitioner.joined"] * 2,
        *("practitioner.joined", "practitioner.left", "practitioner.unreachable"),
    ]


def test_somebody_becomes_unreachable_once_and_may_come_back(desk: Desk):
    roster.sync(desk, TEAM, seen(PRIYA))
    gone = seen(PRIYA, unreachable={PRIYA: "deactivated"})
    assert roster.sync(desk, TEAM, gone).became_unreachable == (PRIYA,)
    assert roster.sync(desk, TEAM, gone).became_unreachable == ()
    assert roster.sync(desk, TEAM, seen(PRIYA)).became_unreachable == ()
    assert standing(desk)[PRIYA] == (True, None)


def test_what_people_said_of_themselves_outlives_a_sync(desk: Desk):
    seat(desk)
    change(desk, PRIYA, out_of_hours=True, away_until=at(25))
    roster.sync(desk, TEAM, seen(PRIYA, DAN, ROSA))
    with desk.work.read() as unit:
        person = unit.practitioners.get(TEAM, PRIYA)
    assert person is not None
    assert (person.out_of_hours, person.away_until) == (True, at(25))


def test_the_stints_of_somebody_who_left_are_reported_once(desk: Desk, look: Looking):
    seat(desk)
    fill(desk)
    for _ in range(2):
        roster.sync(desk, TEAM, seen(DAN, ROSA))
    assert told(look, ON_CALL) == ["told-gaps"]
    said = last_told(look, ON_CALL, "told-gaps")["gaps"]
    assert {each["tier"] for each in said} == {"primary"}
    assert all(each["unreachable"] == [PRIYA] for each in said)
    assert said[0]["starts"] == "2026-11-24T09:14:00+00:00"
    assert len(said) == 10, "nine whole school days and the rest of today"


def test_nothing_is_reported_of_somebody_who_left_and_was_not_on_the_rota(
    desk: Desk, look: Looking
):
    seat(desk)
    fill(desk)
    roster.sync(desk, TEAM, seen(PRIYA, DAN))
    assert told(look, ON_CALL) == []


def test_agreeing_to_be_paged_outside_hours_is_kept_and_confirmed(desk: Desk, look: Looking):
    seat(desk)
    roster.set_out_of_hours(desk, arrive(desk, "click:1"), TEAM, PRIYA, True)
    assert last_told(look, PRIYA, "out-of-hours")["yes"] is True
    with pytest.raises(AlreadyDone):
        roster.set_out_of_hours(desk, "click:1", TEAM, PRIYA, False)
    with desk.work.read() as unit:
        person = unit.practitioners.get(TEAM, PRIYA)
    assert person is not None
    assert person.out_of_hours


def test_being_away_uncovers_the_stints_until_then_and_no_others(
    desk: Desk, look: Looking, clock: FixedClock
):
    seat(desk)
    fill(desk)
    roster.set_away(desk, None, TEAM, PRIYA, at(26, "12:00"))
    assert told(look, PRIYA) == ["away"]
    gaps = [
        (each["starts"][5:16], each["ends"][5:16])
        for each in last_told(look, ON_CALL, "told-gaps")["gaps"]
    ]
    assert gaps == [
        ("11-24T09:14", "11-24T17:00"),
        ("11-25T08:00", "11-25T17:00"),
        ("11-26T08:00", "11-26T12:00"),
    ]
    roster.set_away(desk, None, TEAM, PRIYA, None)
    assert told(look, PRIYA) == ["away", "back"]
    assert told(look, ON_CALL) == ["told-gaps"]


def test_an_absence_that_is_over_already_is_refused(desk: Desk, clock: FixedClock):
    seat(desk)
    with pytest.raises(Refused, match="over already"):
        roster.set_away(desk, None, TEAM, PRIYA, clock.now() - timedelta(minutes=1))


@pytest.mark.parametrize("is_former", [True, False])
def test_whoever_is_not_in_the_channel_is_refused_by_name(desk: Desk, is_former: bool):
    seat(desk)
    change(desk, ROSA, is_member=False)
    who = ROSA if is_former else TESSA
    with pytest.raises(Refused, match=f"<@{who}> is not in the on-call channel"):
        roster.set_away(desk, None, TEAM, who, at(25))
    with pytest.raises(Refused, match=f"<@{who}>"):
        roster.set_out_of_hours(desk, None, TEAM, who, True)


def test_whoever_cannot_be_messaged_is_refused_with_the_reason(desk: Desk):
    seat(desk)
    change(desk, ROSA, unreachable="deactivated")
    with desk.work.read() as unit, pytest.raises(Refused, match=r"<@.*deactivated"):
        roster.a_reachable_member(unit, TEAM, ROSA)
