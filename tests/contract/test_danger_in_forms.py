"""Danger that is typed into a form is paged or asked about as if it had been a message."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.handoff import HandoffReason
from advicebot.domain.knowledge import Consent, Knowledge
from advicebot.domain.request import AskAnswer
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import Referral
from advicebot.domain.vocabulary import Action, OfferKind, Phase, Urgency
from advicebot.service import changes, closing, handoff, profiles, referrals, tick, worries
from advicebot.service.desk import AlreadyDone, Desk
from advicebot.slack.draw import Artist
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.asking import Asking
from tests.fakes import DAN, OMAR, PRIYA, SECRET, TEAM, TESSA, Looking, a_knowledge, an_offer
from tests.following import ENDED
from tests.oncall import several, shown
from tests.referring import asked as asked_for
from tests.staff import on_the_roster

ASK, ADD, PROFILE = "offer.ask_form", "referral.add_form", "profile.form"
CALL = an_offer(consent=Consent.NONE)
PLACE = an_offer(id="workshop", title="Workshop", tier=2, kind=OfferKind.PLACEMENT)
FULL = an_offer(id="full", title="Full", capacity_now=0)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_knowledge(offers=(CALL, PLACE, FULL))


@pytest.fixture
def asking(desk: Desk, work: SqliteWork, clock: FixedClock) -> Asking:
    on_the_roster(desk, PRIYA, DAN)
    return Asking(desk, work, clock)


def form(words: str = "", **changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "phase": p.chosen("ks3"),
        "needs": several("regulation"),
        "strengths": p.typed("Kind to the little ones"),
        "assess": p.typed(words or None),
        "consent": p.chosen("yes"),
        "on_record": several(),
    }
    return plain | changed


def place_form(**changed: p.Body) -> dict[str, p.Body]:
    empty = ("first_support", "first_support_result", "first_support_declined", "plan_adult")
    plain = {field: p.typed(None) for field in (*empty, "pupil_view", "family_view")}
    return plain | {"consent": p.chosen("yes"), "plan_kind": p.chosen(None)} | changed


def a_profile(words: str) -> dict[str, p.Body]:
    return {"feelings": p.chosen("0"), "pupil_says": p.typed(words), "protective": several()}


def pages(look: Looking) -> list[str]:
    """Return whose phones were called, the channel's card left out."""
    return [row["recipient"] for row in look.effects("card") if row["recipient"] != "@on-call"]


def test_an_emergency_in_the_form_pages_although_the_window_is_closed(
    asking: Asking, desk: Desk, look: Looking, on_duty: None
):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(ASK, form("he has a knife"), metadata=f"advice-call {request_id}")
    request, opened = Artist(desk).request(request_id)
    assert (request.action, request.urgency, request.revision) == (
        Action.PAGE,
        Urgency.EMERGENCY,
        2,
    )
    assert opened is not None
    assert opened.reason is HandoffReason.TRIAGE
    assert PRIYA in pages(look)
    assert request.text == "he will not sit down"
    assert "I have called for a practitioner" in shown(answer["view"]["blocks"][0])
    assert "999" in shown(answer["view"]["blocks"][0])
    assert len(look.rows("SELECT * FROM referrals")) == 1


def test_doubt_in_the_form_is_asked_about_and_silence_pages(
    asking: Asking, desk: Desk, look: Looking, clock: FixedClock, on_duty: None
):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(ASK, form("marks on her arm"), metadata=f"advice-call {request_id}")
    assert "Please answer in our messages" in shown(answer["view"]["blocks"][0])
    assert Artist(desk).request(request_id)[0].awaits_answer
    assert pages(look) == []
    clock.advance(timedelta(minutes=5))
    tick.run_due(desk)
    assert Artist(desk).request(request_id)[0].ask_answer is AskAnswer.SILENCE
    assert PRIYA in pages(look)


def test_a_request_that_had_no_words_takes_on_those_of_the_form(
    asking: Asking, desk: Desk, look: Looking
):
    asking.sends(ASK, form(f"{SECRET} has a knife"), metadata="advice-call")
    (row,) = look.requests()
    request, opened = Artist(desk).request(row["id"])
    assert opened is not None
    assert "[name] has a knife" in request.text
    assert request.phase is Phase.KS3
    assert "has a knife" in shown(Artist(desk).details(opened.id))


def test_a_practitioner_is_not_told_that_words_were_deleted_which_nobody_wrote(
    asking: Asking, desk: Desk, look: Looking
):
    asking.sends(ASK, form("noise after lunch"), metadata="advice-call")
    request_id = look.requests()[0]["id"]
    handoff.request_person(desk, None, request_id, TESSA)
    opened = Artist(desk).request(request_id)[1]
    assert opened is not None
    text = shown(Artist(desk).details(opened.id))
    assert "No message was written" in text
    assert "deleted" not in text


def test_who_is_called_reads_what_was_typed_besides_the_message(
    asking: Asking, desk: Desk, look: Looking
):
    request_id = asking.writes("he will not sit down", look)
    asking.sends(ASK, form("he has a knife"), metadata=f"advice-call {request_id}")
    said = look.rows("SELECT * FROM words")
    assert [row["text"] for row in said] == ["Kind to the little ones\nhe has a knife"]
    assert [row["recipient"] for row in look.effects("words")] == ["@on-call"]
    with desk.work.write() as unit:
        request = unit.requests.find(request_id)
        assert request is not None
        changes.withdraw_in(desk, unit, request)
    assert "has a knife" not in look.everything()


def test_harmless_words_in_a_form_call_nobody(asking: Asking, desk: Desk, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(ASK, form("noise after lunch"), metadata=f"advice-call {request_id}")
    assert "Sent to" in shown(answer["view"]["blocks"][0])
    assert Artist(desk).request(request_id)[0].revision == 1
    assert look.effects("card") == []


def test_what_was_raised_before_is_never_lowered(asking: Asking, desk: Desk, look: Looking):
    request_id = asking.writes("he has a knife", look)
    asking.sends(ASK, form("marks on her arm"), metadata=f"advice-call {request_id}")
    request, _ = Artist(desk).request(request_id)
    assert (request.action, request.urgency) == (Action.PAGE, Urgency.EMERGENCY)
    assert {each.flag.value for each in request.flags} == {"weapon", "abuse-disclosure"}


def test_doubt_about_what_nobody_has_in_hand_any_more_is_asked_first(
    asking: Asking, desk: Desk, look: Looking, clock: FixedClock, on_duty: None
):
    request_id = asking.writes("he has a knife", look)
    opened = Artist(desk).request(request_id)[1]
    assert opened is not None
    handoff.claim(desk, None, opened.id, PRIYA)
    closing.close(desk, "closes", opened.id, PRIYA, ENDED)
    before = pages(look)
    asking.sends(ASK, form("marks on her arm"), metadata=f"advice-call {request_id}")
    request, _ = Artist(desk).request(request_id)
    assert (request.action, request.awaits_answer) == (Action.PAGE, True)
    assert pages(look) == before
    clock.advance(timedelta(minutes=5))
    tick.run_due(desk)
    assert len(pages(look)) > len(before)


@pytest.mark.parametrize("said", [AskAnswer.NO, None])
def test_a_question_that_was_answered_is_put_anew_and_has_its_own_five_minutes(
    asking: Asking,
    desk: Desk,
    look: Looking,
    clock: FixedClock,
    on_duty: None,
    said: AskAnswer | None,
):
    request_id = asking.writes("marks on her arm", look)
    clock.advance(timedelta(minutes=4))
    if said:
        handoff.answer_ask(desk, None, request_id, TESSA, said)
    asking.sends(ASK, form("marks on her neck"), metadata=f"advice-call {request_id}")
    clock.advance(timedelta(minutes=2))
    tick.run_due(desk)
    is_over = said is None  # a question that still stands is not put off
    assert bool(pages(look)) == is_over
    clock.advance(timedelta(minutes=3))
    tick.run_due(desk)
    assert PRIYA in pages(look)


def test_a_delivery_that_comes_twice_pages_once(desk: Desk, look: Looking, on_duty: None):
    worry = worries.read(desk, "he has a knife")
    for _ in range(2):
        try:
            referrals.ask(desk, "one delivery", TEAM, TESSA, asked_for(CALL), worry=worry)
        except AlreadyDone:
            continue
    assert sorted(pages(look)) == [DAN, PRIYA]
    assert len(look.rows("SELECT * FROM handoffs")) == 1
    assert look.requests()[0]["revision"] == 2


@pytest.mark.parametrize(
    ("metadata", "values"),
    [
        ("advice-call no-such-id", form("he has a knife")),
        ("gone", form("he has a knife")),
        ("full", form("he has a knife")),
    ],
)
def test_danger_in_a_form_that_is_refused_is_heard_all_the_same(
    asking: Asking, look: Looking, on_duty: None, metadata: str, values: dict[str, p.Body]
):
    answer = asking.sends(ASK, values, metadata=metadata)
    text = shown(answer["view"])
    assert "This was not sent" in text
    assert "I have read them as a message" in text
    (row,) = look.requests()
    assert (row["origin"], row["action"], row["requester"]) == ("form", "page", TESSA)
    assert PRIYA in pages(look)
    assert look.rows("SELECT * FROM referrals") == []


def test_an_emergency_in_a_form_with_a_mistake_in_it_is_paged_at_once(
    asking: Asking, look: Looking, on_duty: None
):
    answer = asking.sends(ASK, form("he has a knife", needs=several()), metadata="advice-call")
    assert answer["response_action"] == "errors"
    assert PRIYA in pages(look)


def test_what_stood_in_the_form_already_does_not_page_again(
    asking: Asking, desk: Desk, look: Looking, on_duty: None
):
    asking.sends(ASK, form(**place_form(pupil_view=p.typed("a knife"))), metadata="workshop")
    referral_id = look.rows("SELECT id FROM referrals")[0]["id"]
    again = place_form(pupil_view=p.typed("a knife"), family_view=p.typed("glad of it"))
    answer = asking.sends(ADD, again, metadata=referral_id)
    assert "is up to date" in shown(answer["view"]["blocks"][0])
    assert look.requests()[0]["revision"] == 2
    new = place_form(pupil_view=p.typed("a knife"), family_view=p.typed("marks on her arm"))
    answer = asking.sends(ADD, new, metadata=referral_id)
    assert look.requests()[0]["revision"] == 3


def test_danger_in_what_is_added_later_pages(asking: Asking, desk: Desk, look: Looking):
    asking.sends(ASK, form(**place_form()), metadata="workshop")
    referral_id = look.rows("SELECT id FROM referrals")[0]["id"]
    values = place_form(pupil_view=p.typed("I will bring a knife"))
    answer = asking.sends(ADD, values, metadata=referral_id)
    assert "I have called for a practitioner" in shown(answer["view"]["blocks"][0])
    assert look.requests()[0]["action"] == "page"


def test_danger_in_a_profile_pages_for_the_teacher(asking: Asking, look: Looking, on_duty: None):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(PROFILE, a_profile("I have a knife"), metadata=request_id)
    assert "I have called for a practitioner" in shown(answer["view"]["blocks"][0])
    assert PRIYA in pages(look)
    asking.sends(PROFILE, a_profile("I have a knife"), metadata=request_id)
    assert look.requests()[0]["revision"] == 2


def test_a_practitioner_who_fills_in_a_profile_is_told_what_to_do_and_pages_nobody(
    asking: Asking, desk: Desk, look: Looking, on_duty: None
):
    request_id = asking.writes("he will not sit down", look)
    handoff.request_person(desk, None, request_id, TESSA)
    before = pages(look)
    values = a_profile("I have a knife")
    answer = asking.sends(PROFILE, values, metadata=request_id, user=DAN)
    assert "tell the school’s DSL yourself" in shown(answer["view"]["blocks"][0])
    assert look.requests()[0]["revision"] == 1
    assert pages(look) == before
    worry = worries.read(desk, "he has a knife")
    answers = {Area.TALK: 1}
    profiles.save(desk, None, request_id, DAN, answers=answers, is_practitioner=True, worry=worry)
    assert pages(look) == before


def test_a_profile_of_somebody_elses_request_raises_nothing_in_it(
    asking: Asking, look: Looking, on_duty: None
):
    request_id = asking.writes("he will not sit down", look)
    asking.sends(PROFILE, a_profile("I have a knife"), metadata=request_id, user=OMAR)
    theirs, own = look.requests()
    assert (theirs["id"], theirs["action"]) == (request_id, "answer")
    assert (own["requester"], own["action"]) == (OMAR, "page")


# What providers and practitioners type


@pytest.fixture
def referral(desk: Desk) -> Referral:
    """A referral to a provider outside Slack, so that practitioners answer for it."""
    return referrals.ask(desk, None, TEAM, TESSA, asked_for(CALL))


def on_call(look: Looking) -> list[str]:
    return [each for each in look.sent_to("@on-call") if "typed-danger" in each]


@pytest.mark.parametrize(("words", "called"), [("he has a knife", 1), ("marks on her arm", 0)])
def test_danger_in_a_providers_no_is_said_to_them_and_a_page_to_those_on_call(
    asking: Asking, look: Looking, referral: Referral, words: str, called: int
):
    values = {"reason": p.typed(words)}
    answer = asking.sends("referral.decline_form", values, metadata=referral.id, user=PRIYA)
    first = shown(answer["view"]["blocks"][0])
    assert "999" in first
    assert "DSL" in first
    assert len(on_call(look)) == called
    assert look.rows("SELECT state FROM referrals") == [{"state": "declined"}]


def test_an_ordinary_no_just_closes(asking: Asking, look: Looking, referral: Referral):
    values = {"reason": p.typed("no room")}
    answer = asking.sends("referral.decline_form", values, metadata=referral.id, user=PRIYA)
    assert answer == {}
    assert on_call(look) == []


def test_those_on_call_are_told_even_when_the_form_is_refused_and_once_for_a_delivery(
    asking: Asking, desk: Desk, look: Looking, referral: Referral
):
    values = {"changed": p.typed("he has a knife"), "day": {"selected_date": "2026-11-24"}}
    answer = asking.sends("referral.end_form", values, metadata=referral.id, user=PRIYA)
    assert answer["response_action"] == "errors"
    assert len(on_call(look)) == 1
    worry = worries.read(desk, "he has a knife")
    assert worry is not None
    for _ in range(2):
        worries.tell_on_call(desk, "one", TEAM, PRIYA, worry, about="R-1001")
    assert len(on_call(look)) == 2
    assert len(look.rows("SELECT * FROM audit WHERE action = 'form.danger'")) == 2
    effect = [row for row in look.effects("line") if row["data"]["name"] == "typed-danger"][0]
    assert effect["data"] == {"name": "typed-danger", "about": "R-1001"}
