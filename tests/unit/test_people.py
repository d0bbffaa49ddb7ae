"""Who uses the line: school, role, the Home tab, lines that belong to no request."""

from advicebot.service import intake, people
from advicebot.service.desk import Desk
from tests.fakes import TEAM, TESSA, Looking, a_message


def test_an_introduction_is_kept_and_thanked_for(desk: Desk, look: Looking):
    people.introduce(desk, "view:1", team_id=TEAM, user_id=TESSA, school="kestrel", role="senco")
    with desk.work.read() as unit:
        person = unit.people.get(TEAM, TESSA)
    assert (person.school, person.role) == ("kestrel", "senco")
    assert look.sent_to(TESSA) == ["line:introduced"]


def test_a_second_introduction_replaces_the_first(desk: Desk):
    for number, school in enumerate(("kestrel", "harrow-bank")):
        people.introduce(
            desk, f"view:{number}", team_id=TEAM, user_id=TESSA, school=school, role="dsl"
        )
    with desk.work.read() as unit:
        assert unit.people.get(TEAM, TESSA).school == "harrow-bank"


def test_who_introduced_themselves_unasked_is_not_asked_again(desk: Desk, look: Looking):
    people.introduce(desk, "view:1", team_id=TEAM, user_id=TESSA, school="kestrel", role="senco")
    intake.receive(desk, a_message("kicking off"))
    assert look.sent_to(TESSA) == ["line:introduced", "reply"]


def test_somebody_unknown_has_an_empty_record(desk: Desk):
    with desk.work.read() as unit:
        person = unit.people.get(TEAM, "U0NOBODY01")
        assert unit.people.find_channel(TEAM, "U0NOBODY01") is None
    assert (person.school, person.role, person.asked_at) == (None, None, None)


def test_the_home_tab_is_drawn_once_for_all_looks_that_it_waits_for(desk: Desk, look: Looking):
    people.show_home(desk, "event:1", team_id=TEAM, user_id=TESSA)
    people.show_home(desk, "event:2", team_id=TEAM, user_id=TESSA)
    assert look.sent_to(TESSA) == ["home"]


def test_a_note_in_a_channel_goes_to_one_person(desk: Desk, look: Looking):
    people.note_in_channel(
        desk, "event:1", team_id=TEAM, user_id=TESSA, channel_id="C0STAFF001", name="outsider"
    )
    (note,) = look.effects()
    assert (note["kind"], note["recipient"], note["ref"]) == ("ephemeral", TESSA, "C0STAFF001")


def test_a_line_is_said_once_for_each_delivery(desk: Desk, look: Looking):
    for _ in range(2):
        people.say(desk, "message:1", team_id=TEAM, user_id=TESSA, name="help")
    assert look.sent_to(TESSA) == ["line:help"]
