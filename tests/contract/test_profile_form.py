"""Needs and strengths: ten taps that nobody owes, kept side by side, and read by who should."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advicebot.clock import FixedClock
from advicebot.domain.handoff import Handoff
from advicebot.domain.support.needs_profile import (
    HIGHEST,
    LOWEST,
    QUESTIONS,
    Area,
    Profile,
    Protective,
    compare,
)
from advicebot.domain.vocabulary import Action
from advicebot.service import changes, handoff, profiles
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.screens import danger
from advicebot.slack.screens import profile_form as screens
from advicebot.store.work import SqliteWork
from advicebot.workspace.blocks.check import check_view
from tests import payloads as p
from tests.asking import Asking, Block, inputs
from tests.fakes import DAN, OMAR, PRIYA, SECRET, TESSA, Looking
from tests.oncall import buttons, several, shown
from tests.screens_referral import PROFILE
from tests.staff import GUEST, LEAD, on_the_roster

FORM = "profile.form"


@pytest.fixture
def asking(desk: Desk, work: SqliteWork, clock: FixedClock) -> Asking:
    on_the_roster(desk, PRIYA, DAN)
    return Asking(desk, work, clock)


@pytest.fixture
def request_id(asking: Asking, look: Looking) -> str:
    """A request of Tessa's that nobody was called to."""
    return asking.writes("he will not sit down", look)


@pytest.fixture
def handed(desk: Desk, request_id: str) -> str:
    """The same request, once a practitioner was asked for."""
    handoff.request_person(desk, None, request_id, TESSA)
    return request_id


def taps(**changed: p.Body) -> dict[str, p.Body]:
    plain: dict[str, p.Body] = {each.area.value: p.chosen(None) for each in QUESTIONS}
    plain |= {
        "feelings": p.chosen("0"),
        "people": p.chosen("3"),
        "pupil": p.chosen("1"),
        "protective": several("friend", "comes-in"),
        "pupil_says": p.typed("Maths is too loud"),
        "family_says": p.typed(None),
    }
    return plain | changed


NOTHING = {
    **{each.area.value: p.chosen(None) for each in QUESTIONS},
    "protective": several(),
    "pupil_says": p.typed(None),
    "family_says": p.typed(" "),
}


def kept(desk: Desk, request_id: str) -> list[Profile]:
    with desk.work.read() as unit:
        return unit.profiles.list_of_request(request_id)


def test_the_form_asks_ten_things_in_one_tap_each_and_none_is_owed(asking: Asking, request_id: str):
    asking.presses("profile.fill", request_id)
    form = inputs(asking.page)
    areas = [each.area.value for each in QUESTIONS]
    assert list(form)[:10] == areas
    assert {form[area]["element"]["type"] for area in areas} == {"radio_buttons"}
    assert all(each["optional"] for each in form.values())
    assert "A worry that a child is being harmed goes to your DSL today" in shown(asking.page)


def test_what_was_tapped_is_kept_and_said_strengths_first(
    asking: Asking, desk: Desk, request_id: str
):
    answer = asking.sends(FORM, taps(), metadata=request_id)
    text = shown(answer["view"])
    assert text.index("*Strengths:* People in school") < text.index("*Needs help with:* Feelings")
    assert "a friend who is good for them, comes in most days" in text
    assert "Hard: Maths is too loud" in text
    assert "Since the first time" not in text
    (made,) = kept(desk, request_id)
    assert made.answers == {Area.FEELINGS: 0, Area.PEOPLE: 3, Area.PUPIL: 1}
    assert made.protective == (Protective.FRIEND, Protective.COMES_IN)
    assert (made.by, made.pupil_says, made.family_says) == (TESSA, "Maths is too loud", "")


def test_a_second_time_is_filled_in_with_the_first_and_compared_with_it(
    asking: Asking, desk: Desk, request_id: str
):
    asking.sends(FORM, taps(), metadata=request_id)
    asking.presses("profile.fill", request_id)
    form = inputs(asking.page)
    assert form["feelings"]["element"]["initial_option"]["value"] == "0"
    assert "initial_option" not in form["talk"]["element"]
    assert form["pupil_says"]["element"]["initial_value"] == "Maths is too loud"
    later = taps(feelings=p.chosen("2"), people=p.chosen("1"), talk=p.chosen("3"))
    text = shown(asking.sends(FORM, later, metadata=request_id)["view"])
    assert "Going better: Feelings" in text
    assert "Harder than before: People in school" in text
    assert "The same: The pupil says" in text
    assert "Going better: Talk" not in text
    assert len(kept(desk, request_id)) == 2


def test_dont_know_leaves_a_question_open_again(asking: Asking, desk: Desk, request_id: str):
    asking.sends(FORM, taps(feelings=p.chosen("open")), metadata=request_id)
    assert Area.FEELINGS not in kept(desk, request_id)[0].answers


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (taps(talk=p.chosen("4")), "talk"),
        (taps(talk=p.chosen("-1")), "talk"),
        (taps(talk=p.chosen("²")), "talk"),
        (taps(family=p.chosen("' OR 1=1 --")), "family"),
        (taps(protective=several("money")), "protective"),
        (taps(pupil_says=p.typed("x" * 601)), "pupil_says"),
        (taps(family_says=p.typed("x" * 3_000)), "family_says"),
        (NOTHING, "talk"),
        (NOTHING | {"talk": p.chosen("open")}, "talk"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_keeps_nothing(
    asking: Asking, desk: Desk, request_id: str, values: dict[str, p.Body], field: str
):
    answer = asking.sends(FORM, values, metadata=request_id)
    assert set(answer["errors"]) == {field}
    assert kept(desk, request_id) == []


def test_names_are_taken_out_before_anything_is_kept(
    asking: Asking, request_id: str, look: Looking
):
    asking.sends(FORM, taps(pupil_says=p.typed(f"{SECRET} is fine")), metadata=request_id)
    assert SECRET not in look.everything()


def test_words_that_sound_like_danger_are_asked_about_at_once(asking: Asking, request_id: str):
    words = taps(pupil_says=p.typed("marks on my arm"))
    answer = asking.sends(FORM, words, metadata=request_id)
    assert "at risk of harm today" in shown(answer["view"]["blocks"][0])
    assert ("request.talk", request_id) in buttons(answer["view"])


@pytest.mark.parametrize("user", [OMAR, PRIYA, LEAD, GUEST])
def test_nobody_else_reads_or_fills_in_what_nobody_was_called_to(
    asking: Asking, desk: Desk, request_id: str, user: str
):
    profiles.save(desk, None, request_id, TESSA, answers={Area.TALK: 0}, pupil_says="Loud")
    for value in (request_id, "no-such-id", ""):
        asking.presses("profile.fill", value, user=user)
        answer = asking.sends(FORM, taps(), metadata=value, user=user)
        assert "not open any more, or it is not yours" in shown(answer["view"])
        assert "Maths is too loud" in shown(answer["view"])
    assert asking.slack.views == []
    assert len(set(asking.refusals)) == 1
    assert len(kept(desk, request_id)) == 1


@pytest.mark.parametrize("user", [OMAR, LEAD, GUEST])
def test_being_asked_for_help_lets_in_practitioners_only(
    asking: Asking, desk: Desk, handed: str, user: str
):
    asking.presses("profile.fill", handed, user=user)
    asking.sends(FORM, taps(), metadata=handed, user=user)
    assert asking.slack.views == []
    assert kept(desk, handed) == []


def test_a_practitioner_fills_it_in_and_what_they_read_is_written_down(
    asking: Asking, desk: Desk, handed: str, look: Looking
):
    asking.sends(FORM, taps(), metadata=handed)
    asking.presses("profile.fill", handed, user=PRIYA)
    assert inputs(asking.page)["pupil_says"]["element"]["initial_value"] == "Maths is too loud"
    (row,) = look.rows("SELECT actor, object FROM audit WHERE action = 'profile.read'")
    assert row == {"actor": PRIYA, "object": handed}
    answer = asking.sends(FORM, taps(feelings=p.chosen("2")), metadata=handed, user=PRIYA)
    assert "Going better: Feelings" in shown(answer["view"])
    assert [each.by for each in kept(desk, handed)] == [TESSA, PRIYA]


def test_a_deleted_request_takes_no_profile(asking: Asking, desk: Desk, handed: str):
    changes.withdraw(desk, "delete", handed, TESSA)
    for user in (TESSA, PRIYA):
        answer = asking.sends(FORM, taps(), metadata=handed, user=user)
        assert "not open any more" in shown(answer["view"])
    assert kept(desk, handed) == []


def the_handoff(desk: Desk, request_id: str) -> Handoff:
    with desk.work.read() as unit:
        found = unit.handoffs.find_by_request(request_id)
    assert found
    return found


def details(desk: Desk, request_id: str) -> Block:
    return Artist(desk).details(the_handoff(desk, request_id).id)


def test_more_shows_the_newest_profile_and_how_it_went(asking: Asking, desk: Desk, handed: str):
    before = details(desk, handed)
    assert ("profile.fill", handed) in buttons(before)
    assert "*Needs and strengths*" not in shown(before)
    asking.sends(FORM, taps(), metadata=handed)
    asking.sends(FORM, taps(feelings=p.chosen("2"), learning=p.chosen("1")), metadata=handed)
    text = shown(details(desk, handed))
    assert "*Needs and strengths*" in text
    assert "*Needs help with:* Learning" in text
    assert "Going better: Feelings" in text
    assert check_view(details(desk, handed), kind="modal") == []


def test_more_of_a_deleted_request_offers_no_profile(asking: Asking, desk: Desk, look: Looking):
    request_id = asking.writes("he has a knife", look)
    asking.sends(FORM, taps(), metadata=request_id)
    changes.withdraw(desk, "delete", request_id, TESSA)
    page = details(desk, request_id)
    assert "profile.fill" not in dict(buttons(page))
    assert "Maths" not in shown(page)


ANSWERS = st.dictionaries(st.sampled_from(Area), st.integers(LOWEST, HIGHEST))
PROFILES = st.builds(
    lambda answers, protective, said, home: replace(
        PROFILE,
        answers=answers,
        protective=tuple(protective),
        pupil_says=said,
        family_says=home,
    ),
    ANSWERS,
    st.lists(st.sampled_from(Protective), unique=True),
    st.text(max_size=700) | st.just("&" * 3_000),
    st.text(max_size=700) | st.just("<!channel> " * 300),
)


@settings(max_examples=60, deadline=None)
@given(first=PROFILES, later=PROFILES)
def test_slack_takes_the_form_and_what_was_saved_whatever_was_tapped(
    first: Profile, later: Profile
):
    pages = (
        screens.profile_form(first.request_id, first),
        screens.saved_page(later, compare(first, later), first=danger.worry(Action.PAGE, "r")),
        screens.saved_page(first, None),
    )
    for page in pages:
        assert check_view(page, kind="modal") == []
        sections = [each for each in page["blocks"] if each["type"] == "section"]
        assert "<" not in shown(sections)
