"""Asking for outreach: it reaches the provider once, and what is wrong is said at its field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Consent, Knowledge
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import FirstSupport, PlanKind, Referral, Reintegration
from advicebot.domain.vocabulary import Need, OfferKind, Phase
from advicebot.service import profiles, referrals
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.asking import LIST, Asking, inputs
from tests.fakes import OMAR, SECRET, TEAM, TESSA, FakeAdviser, Looking, a_knowledge, an_offer
from tests.oncall import buttons, several, shown, typed_day
from tests.screens_offers import WORKSHOPS

ASK, ADD = "offer.ask_form", "referral.add_form"
CALL = an_offer(consent=Consent.VERBAL, phases=(Phase.KS3, Phase.KS4), not_needs=(Need.TRAUMA,))
WAITS = an_offer(id="waits", title="Waits", capacity_now=0, waiting_list=True, waiting_weeks=6)
PLACE = an_offer(
    id="workshop",
    title="Workshop place",
    provider=WORKSHOPS,
    tier=2,
    kind=OfferKind.PLACEMENT,
    consent=Consent.WRITTEN,
)
CHATS = an_offer(id="chats", title="Chats", phases=(Phase.KS2,))
LINE_DAYS = ("2026-12-01", "2026-12-08", "2026-12-15")


@pytest.fixture
def knowledge() -> Knowledge:
    return a_knowledge(offers=(CALL, WAITS, PLACE, CHATS))


@pytest.fixture
def asking(desk: Desk, work: SqliteWork, clock: FixedClock) -> Asking:
    return Asking(desk, work, clock)


def a_form(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "phase": p.chosen("ks3"),
        "needs": several("regulation", "anxiety"),
        "strengths": p.typed("Kind to the little ones"),
        "assess": p.typed("After lunch, with noise"),
        "plan": p.typed("A calm start"),
        "do": p.typed("Two weeks of it"),
        "review": p.typed("Settles in ten minutes"),
        "consent": p.chosen("yes"),
        "preferred": p.typed("Tuesdays"),
        "on_record": several("sen-support"),
    }
    return plain | changed


def a_place(**changed: p.Body) -> dict[str, p.Body]:
    plain = {
        "first_support": p.typed("Check-in each morning"),
        "first_support_result": p.typed("Late less often"),
        "first_support_declined": p.typed(None),
        "plan_kind": p.chosen("reintegration"),
        "plan_dates": typed_day(LINE_DAYS[0]),
        "plan_dates_2": typed_day(LINE_DAYS[1]),
        "plan_dates_3": typed_day(LINE_DAYS[2]),
        "plan_adult": p.typed("Head of year"),
        "plan_review": typed_day("2026-12-16"),
        "pupil_view": p.typed("I want to make things"),
        "family_view": p.typed("Worried, and glad of it"),
    }
    return a_form() | plain | changed


EMPTY_PLACE = {
    "first_support": p.typed(None),
    "first_support_result": p.typed(None),
    "first_support_declined": p.typed(None),
    "plan_kind": p.chosen(None),
    "plan_dates": typed_day(None),
    "plan_dates_2": typed_day(None),
    "plan_dates_3": typed_day(None),
    "plan_adult": p.typed(None),
    "plan_review": typed_day(None),
    "pupil_view": p.typed(None),
    "family_view": p.typed(None),
}


def stored(desk: Desk, look: Looking) -> list[Referral]:
    rows = look.rows("SELECT id FROM referrals ORDER BY number")
    with desk.work.read() as unit:
        return [referrals.existing(unit, row["id"]) for row in rows]


def test_asking_reaches_the_provider_and_says_who_answers_when(
    asking: Asking, desk: Desk, look: Looking
):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(ASK, a_form(), metadata=f"advice-call {request_id}")
    assert answer["response_action"] == "update"
    text = shown(answer["view"])
    assert "Sent to Example Outreach: R-1001" in text
    assert "answer the same or next school day" in text
    assert "Meanwhile" in text
    assert ("profile.fill", request_id) in buttons(answer["view"])
    (made,) = stored(desk, look)
    assert (made.request_id, made.requester, made.phase) == (request_id, TESSA, Phase.KS3)
    assert made.needs == (Need.REGULATION, Need.ANXIETY)
    assert (made.strengths, made.preferred) == ("Kind to the little ones", "Tuesdays")
    assert made.tried.assess == "After lunch, with noise"
    assert made.tried.review == "Settles in ten minutes"
    assert made.consent
    assert (made.first_support, made.plan) == (None, None)
    assert "referral" in [each["kind"] for each in look.effects()]
    assert "line:referral.asked" in look.sent_to(TESSA)


def test_without_a_request_one_is_made_so_that_the_pupil_is_followed_up(
    asking: Asking, desk: Desk, look: Looking
):
    asking.sends(ASK, a_form(), metadata="advice-call")
    (made,) = stored(desk, look)
    (request,) = look.requests()
    assert (made.request_id, request["origin"]) == (request["id"], "offers")


@pytest.mark.parametrize(
    ("ticked", "told"),
    [
        ((), (Told.UNKNOWN,) * 4),
        (("none",), (Told.NO,) * 4),
        (("sen-support", "free-meals"), (Told.YES, Told.NO, Told.NO, Told.YES)),
        (("ehcp", "looked-after"), (Told.NO, Told.YES, Told.YES, Told.NO)),
    ],
)
def test_what_is_on_record_is_kept_and_nothing_ticked_is_unknown(
    asking: Asking,
    desk: Desk,
    look: Looking,
    ticked: tuple[str, ...],
    told: tuple[Told, ...],
):
    asking.sends(ASK, a_form(on_record=several(*ticked)), metadata="advice-call")
    request_id = look.requests()[0]["id"]
    with desk.work.read() as unit:
        facts = unit.pupils.get(TEAM, request_id)
    assert (facts.sen_support, facts.ehcp, facts.looked_after, facts.free_meals) == told


def test_the_form_is_filled_in_with_what_is_known(asking: Asking, desk: Desk, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    answers = {Area.FEELINGS: 0, Area.TALK: 3, Area.LEARNING: 1}
    profiles.save(desk, None, request_id, TESSA, answers=answers)
    asking.sends(ASK, a_form(), metadata=f"advice-call {request_id}")
    asking.uses("offer.ask", "waits", callback_id=LIST, metadata=request_id)
    form = inputs(asking.page)
    assert form["phase"]["element"]["initial_option"]["value"] == "ks3"
    chosen = [each["value"] for each in form["needs"]["element"]["initial_options"]]
    assert chosen == ["learning", "regulation"]
    ticked = [each["value"] for each in form["on_record"]["element"]["initial_options"]]
    assert ticked == ["sen-support"]
    assert asking.page["private_metadata"] == f"waits {request_id}"


def test_only_a_place_asks_for_what_a_place_needs(asking: Asking):
    asking.uses("offer.ask", "advice-call", callback_id=LIST)
    assert not set(EMPTY_PLACE) & set(inputs(asking.page))
    asking.uses("offer.ask", "workshop", callback_id=LIST)
    assert set(EMPTY_PLACE) <= set(inputs(asking.page))
    assert "an intervention, not a destination" in shown(asking.page)
    assert all(inputs(asking.page)[field]["optional"] for field in EMPTY_PLACE)


def test_the_form_offers_only_the_age_groups_that_the_offer_takes(asking: Asking):
    asking.uses("offer.ask", "advice-call", callback_id=LIST)
    options = inputs(asking.page)["phase"]["element"]["options"]
    assert [each["value"] for each in options] == ["ks3", "ks4"]
    asking.uses("offer.ask", "chats", callback_id=LIST)
    assert inputs(asking.page)["phase"]["element"]["initial_option"]["value"] == "ks2"


LONG = "x" * 2_000
TIER_ONE_WRONG: list[tuple[dict[str, p.Body], str, str]] = [
    ({"phase": p.chosen(None)}, "phase", "Choose one"),
    ({"phase": p.chosen("ks1")}, "phase", "Choose one"),
    ({"phase": p.chosen("unknown")}, "phase", "Choose one"),
    ({"phase": p.chosen("ks99")}, "phase", "Choose one"),
    ({"needs": several()}, "needs", "Choose one need or more"),
    ({"needs": several("regulation", "nonsense")}, "needs", "Choose one need or more"),
    ({"consent": p.chosen(None)}, "consent", "Choose one"),
    ({"consent": p.chosen("maybe")}, "consent", "Choose one"),
    ({"on_record": several("none", "ehcp")}, "on_record", "goes alone"),
    ({"on_record": several("nonsense")}, "on_record", "Choose one"),
    ({"strengths": p.typed(LONG)}, "strengths", "too long by 1600"),
    ({"assess": p.typed(LONG)}, "assess", "too long by 1750"),
    ({"preferred": p.typed(LONG)}, "preferred", "too long by 1800"),
]


@pytest.mark.parametrize(("changed", "field", "words"), TIER_ONE_WRONG)
def test_what_is_wrong_is_said_at_its_field_and_asks_nobody(
    asking: Asking, look: Looking, changed: dict[str, p.Body], field: str, words: str
):
    answer = asking.sends(ASK, a_form(**changed), metadata="advice-call")
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {field}
    assert words in answer["errors"][field]
    assert look.requests() == []
    assert look.effects() == []


PLACE_WRONG: list[tuple[dict[str, p.Body], dict[str, str]]] = [
    (
        {"first_support_declined": p.typed("The family said no")},
        {"first_support_declined": "one of the two"},
    ),
    ({"first_support": p.typed(" ")}, {"first_support": "Which support"}),
    ({"plan_dates": typed_day("2026-11-23")}, {"plan_dates": "over"}),
    ({"plan_dates_2": typed_day("2026-12-01")}, {"plan_dates_2": "after the one before"}),
    ({"plan_dates_3": typed_day("2026-12-02")}, {"plan_dates_3": "after the one before"}),
    ({"plan_dates": typed_day("2026-12-05")}, {"plan_dates": "weekend"}),
    ({"plan_dates_3": typed_day("2036-12-01")}, {"plan_dates_3": "more than a year"}),
    ({"plan_dates": typed_day("nonsense")}, {"plan_dates": "Choose a day"}),
    ({"plan_dates": typed_day(None)}, {"plan_dates": "needs this too"}),
    ({"plan_kind": p.chosen(None)}, {"plan_kind": "needs this too"}),
    ({"plan_kind": p.chosen("holiday")}, {"plan_kind": "needs this too"}),
    ({"plan_review": typed_day(None)}, {"plan_review": "needs this too"}),
    ({"plan_review": typed_day("2026-11-02")}, {"plan_review": "over"}),
    ({"pupil_view": p.typed(LONG)}, {"pupil_view": "too long"}),
    ({"plan_adult": p.typed(LONG)}, {"plan_adult": "too long"}),
    (
        EMPTY_PLACE | {"plan_adult": p.typed("Head of year")},
        dict.fromkeys(("plan_kind", "plan_dates", "plan_review"), "needs this too"),
    ),
]


@pytest.mark.parametrize(("changed", "errors"), PLACE_WRONG)
def test_what_is_wrong_of_a_place_is_said_at_its_field(
    asking: Asking, look: Looking, changed: dict[str, p.Body], errors: dict[str, str]
):
    answer = asking.sends(ASK, a_place(**changed), metadata="workshop")
    assert set(answer["errors"]) == set(errors)
    assert all(words in answer["errors"][field] for field, words in errors.items())
    assert look.requests() == []


def test_a_place_with_all_it_needs_lacks_nothing(asking: Asking, desk: Desk, look: Looking):
    answer = asking.sends(ASK, a_place(), metadata="workshop")
    assert "Before they can accept" not in shown(answer["view"])
    (made,) = stored(desk, look)
    assert made.first_support == FirstSupport(
        name="Check-in each morning", result="Late less often"
    )
    assert made.plan == Reintegration(
        kind=PlanKind.REINTEGRATION,
        dates=tuple(map(date.fromisoformat, LINE_DAYS)),
        named_adult="Head of year",
        review_on=date(2026, 12, 16),
    )
    assert (made.pupil_view, made.family_view) == (
        "I want to make things",
        "Worried, and glad of it",
    )


@pytest.mark.parametrize(
    "changed",
    [
        EMPTY_PLACE,
        EMPTY_PLACE | {"plan_kind": p.chosen("transition")},
        EMPTY_PLACE | {"first_support": p.typed("Check-in each morning")},
        {"consent": p.chosen("no")},
    ],
)
def test_what_can_come_later_may_stay_empty_and_is_named_after_sending(
    asking: Asking, desk: Desk, look: Looking, changed: dict[str, p.Body]
):
    answer = asking.sends(ASK, a_place(**changed), metadata="workshop")
    (made,) = stored(desk, look)
    assert "Before they can accept" in shown(answer["view"])
    assert ("referral.add", made.id) in buttons(answer["view"])
    assert made.plan is None or made.consent is False


def test_what_tier_one_does_not_ask_for_is_not_taken_from_a_forged_form(
    asking: Asking, desk: Desk, look: Looking
):
    asking.sends(ASK, a_place(pupil_view=p.typed(LONG)), metadata="advice-call")
    (made,) = stored(desk, look)
    assert (made.pupil_view, made.plan, made.first_support) == ("", None, None)


def test_a_waiting_list_is_said_as_such(asking: Asking):
    answer = asking.sends(ASK, a_form(), metadata="waits")
    assert "full at present and keep a waiting list" in shown(answer["view"])


def without(desk: Desk, work: SqliteWork, clock: FixedClock, *offers: Any) -> Asking:
    knowledge = a_knowledge(offers=offers)
    return Asking(replace(desk, knowledge=knowledge, adviser=FakeAdviser(knowledge)), work, clock)


@pytest.mark.parametrize("left", [(), (replace(CALL, capacity_now=0),)])
def test_an_offer_gone_or_full_since_loses_nothing_that_was_typed(
    desk: Desk, work: SqliteWork, clock: FixedClock, look: Looking, left: tuple[Any, ...]
):
    asking = without(desk, work, clock, *left)
    answer = asking.sends(ASK, a_form(), metadata="advice-call")
    assert answer["response_action"] == "update"
    text = shown(answer["view"])
    assert "This was not sent" in text
    for words in ("Kind to the little ones", "After lunch, with noise", "Tuesdays"):
        assert words in text
    assert look.requests() == []


@pytest.mark.parametrize("about", ["advice-call no-such-id", "advice-call ' OR 1=1 --", "", "x y"])
def test_a_forged_reference_asks_nobody_and_keeps_the_words(
    asking: Asking, look: Looking, about: str
):
    answer = asking.sends(ASK, a_form(), metadata=about)
    assert "Kind to the little ones" in shown(answer["view"])
    assert look.rows("SELECT * FROM referrals") == []
    assert look.effects() == []


def test_nobody_asks_in_somebody_elses_request(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    answer = asking.sends(ASK, a_form(), metadata=f"advice-call {request_id}", user=OMAR)
    assert "not open any more, or it is not yours" in shown(answer["view"])
    assert look.rows("SELECT * FROM referrals") == []


def test_the_same_offer_is_asked_for_once_for_a_pupil(asking: Asking, look: Looking):
    request_id = asking.writes("he will not sit down", look)
    for _ in range(2):
        answer = asking.sends(ASK, a_form(), metadata=f"advice-call {request_id}")
    assert "asked for already for this pupil: R-1001" in shown(answer["view"])
    assert len(look.rows("SELECT * FROM referrals")) == 1


def test_names_are_taken_out_before_anything_is_kept(asking: Asking, look: Looking):
    asking.sends(ASK, a_form(strengths=p.typed(f"{SECRET} is kind")), metadata="advice-call")
    assert SECRET not in look.everything()


def test_words_that_sound_like_danger_are_asked_about_at_once(asking: Asking, look: Looking):
    answer = asking.sends(ASK, a_form(assess=p.typed("marks on her arm")), metadata="advice-call")
    first, second, *_ = answer["view"]["blocks"]
    assert "at risk of harm today" in shown(first)
    assert "999" in shown(first)
    assert ("request.talk", look.requests()[0]["id"]) in buttons(second)
    assert len(look.rows("SELECT * FROM referrals")) == 1


def test_a_form_taken_up_again_is_refused_by_message(asking: Asking, look: Looking):
    asking.takes_up_again(p.submission(ASK, a_form(), metadata="gone"))
    assert "not on the line at present" in asking.refusals[-1]


# Adding to it later


@pytest.fixture
def asked(asking: Asking, desk: Desk, look: Looking) -> Referral:
    """A place that Tessa asked for, with nothing yet that a place needs."""
    asking.sends(ASK, a_place(**EMPTY_PLACE, consent=p.chosen("no")), metadata="workshop")
    (made,) = stored(desk, look)
    return made


def only_place(**changed: p.Body) -> dict[str, p.Body]:
    wanted = {"consent", *EMPTY_PLACE}
    return {field: each for field, each in a_place(**changed).items() if field in wanted}


def test_adding_fills_in_what_is_missing_and_tells_the_provider(
    asking: Asking, asked: Referral, desk: Desk, look: Looking
):
    asking.presses("referral.add", asked.id)
    assert set(inputs(asking.page)) == {"consent", *EMPTY_PLACE}
    assert "Still needed" in shown(asking.page)
    answer = asking.sends(ADD, only_place(), metadata=asked.id)
    assert "R-1001" in shown(answer["view"])
    assert "Before they can accept" not in shown(answer["view"])
    (made,) = stored(desk, look)
    assert made.consent
    assert made.pupil_view == "I want to make things"
    assert made.plan is not None
    asking.presses("referral.add", asked.id)
    form = inputs(asking.page)
    assert form["pupil_view"]["element"]["initial_value"] == "I want to make things"
    assert form["plan_dates_2"]["element"]["initial_date"] == LINE_DAYS[1]
    assert form["consent"]["element"]["initial_option"]["value"] == "yes"
    assert "Still needed" not in shown(asking.page)


def test_one_thing_may_be_added_and_the_rest_is_named(asking: Asking, asked: Referral, desk: Desk):
    values = only_place(**EMPTY_PLACE, consent=p.chosen("yes"))
    answer = asking.sends(ADD, values, metadata=asked.id)
    text = shown(answer["view"])
    assert "Before they can accept" in text
    assert "consent" not in text


def test_adding_nothing_tells_nobody(asking: Asking, asked: Referral, look: Looking):
    before = [each for each in look.effects() if each["kind"] != "home"]
    asking.sends(ADD, only_place(**EMPTY_PLACE, consent=p.chosen("no")), metadata=asked.id)
    assert [each for each in look.effects() if each["kind"] != "home"] == before


def test_what_is_wrong_when_adding_stands_at_its_field(asking: Asking, asked: Referral):
    values = only_place(plan_dates=typed_day("2026-11-23"), consent=p.chosen(None))
    answer = asking.sends(ADD, values, metadata=asked.id)
    assert set(answer["errors"]) == {"plan_dates", "consent"}


def test_nobody_adds_to_what_is_not_theirs_or_not_there(
    asking: Asking, asked: Referral, look: Looking
):
    before = look.rows("SELECT * FROM referrals")
    for value, user in ((asked.id, OMAR), ("no-such-id", TESSA), ("", TESSA)):
        asking.presses("referral.add", value, user=user)
        answer = asking.sends(ADD, only_place(), metadata=value, user=user)
        assert "not there any more, or it is not yours" in shown(answer["view"])
        assert "I want to make things" in shown(answer["view"])
    assert asking.slack.views == []
    assert len(set(asking.refusals)) == 1
    assert look.rows("SELECT * FROM referrals") == before


def test_what_was_taken_back_cannot_be_added_to(asking: Asking, asked: Referral, desk: Desk):
    referrals.withdraw(desk, None, asked.id, TESSA)
    asking.presses("referral.add", asked.id)
    assert "R-1001 has started or is over" in asking.refusals[-1]
    answer = asking.sends(ADD, only_place(), metadata=asked.id)
    assert "This was not sent" in shown(answer["view"])


def test_an_offer_that_needs_nothing_more_says_so(asking: Asking, desk: Desk, look: Looking):
    form = a_form(consent=p.chosen(None), phase=p.chosen("ks2"))
    asking.sends(ASK, form, metadata="chats")
    (made,) = stored(desk, look)
    asking.presses("referral.add", made.id)
    assert "needs nothing more from you" in shown(asking.page)
    assert inputs(asking.page) == {}
