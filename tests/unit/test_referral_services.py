"""A school asks for outreach and a provider answers: who is told, what is counted, what is refused.

What happens by itself as days pass is in ``test_referral_nudging``.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import LEADS, ON_CALL
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import ReferralState, Tried
from advicebot.domain.vocabulary import PlacementResult
from advicebot.errors import Refused
from advicebot.service import changes, intake, profiles, referrals
from advicebot.service.desk import AlreadyDone, Desk
from tests.fakes import TEAM, TESSA, FakeAdviser, Looking, a_delivery, a_message
from tests.referring import (
    CALL,
    FAY,
    MENTOR,
    OFFERS,
    PLACE,
    PLAN,
    READY,
    TODAY,
    VISITING,
    Arranging,
    asked,
    knowing,
)

OTHER = "U0OMAR0001"
FRIDAY = date(2026, 12, 4)


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


def a_request(line: Arranging) -> str:
    """Return the id of a request that Tessa made by writing."""
    intake.receive(line.desk, a_message("kicking off every day"))
    return str(line.look.requests()[-1]["id"])


# Asking


def test_who_asks_is_told_and_the_card_goes_to_the_providers_channel(line: Arranging):
    referral = line.ask(MENTOR, request_id=a_request(line))
    assert referral.number == 1001
    assert referral.state is ReferralState.ASKED
    assert line.get(referral) == referral
    assert line.look.sent_to("#forge") == ["referral"]
    assert line.told(TESSA) == ["asked"]
    assert line.mail() == []
    assert line.audited(referral) == ["ask"]


def test_a_provider_with_an_address_gets_mail_and_practitioners_the_card(line: Arranging):
    referral = line.ask(CALL)
    assert line.look.sent_to(ON_CALL) == ["referral"]
    assert line.mail() == [("asked", "outreach@example.org")]
    mail = line.look.effects("mail")[0]
    assert set(mail["data"]) == {"name", "to"}
    assert mail["ref"] == referral.id


def test_no_effect_and_no_line_of_the_audit_holds_a_word_of_what_was_written(line: Arranging):
    referral = line.ask(PLACE, request_id=a_request(line), **READY)
    referrals.decline(line.desk, None, referral.id, FAY, reason="too far from the bus")
    kept = repr(line.look.rows("SELECT data FROM outbox")) + repr(
        line.look.rows("SELECT detail FROM audit")
    )
    written = ("Jon cannot settle", "kind to younger", "make things", "glad of it", "the bus")
    assert not [each for each in written if each in kept]


def test_without_a_message_a_request_is_made_so_that_the_pupil_is_followed_up(line: Arranging):
    referral = line.ask(CALL)
    [request] = line.look.requests()
    assert (request["id"], request["origin"]) == (referral.request_id, "offers")
    assert (request["text"], request["requester"]) == ("", TESSA)
    assert [row["kind"] for row in line.look.effects()] == ["referral", "mail", "line"]
    asked_later = line.look.rows("SELECT request_id, requester FROM follow_ups")
    assert asked_later
    assert all(tuple(each.values()) == (request["id"], TESSA) for each in asked_later)


def test_a_request_without_words_does_not_hide_a_worrying_message_before_it(
    line: Arranging, adviser: FakeAdviser
):
    intake.receive(line.desk, a_message("she is missing"))
    line.ask(CALL)
    intake.receive(line.desk, a_message("still not here", ts="1790000009.000100"))
    assert adviser.again == "still not here"


def test_whoever_asks_again_by_the_same_click_asks_once(line: Arranging):
    with line.desk.work.write() as unit:
        unit.inbox.add(a_delivery("click"), at=line.clock.now(), by="one", lease=timedelta(0))
    referrals.ask(line.desk, "click", TEAM, TESSA, asked(CALL))
    with pytest.raises(AlreadyDone):
        referrals.ask(line.desk, "click", TEAM, TESSA, asked(CALL))
    assert len(line.look.rows("SELECT id FROM referrals")) == 1


def test_the_same_offer_is_not_asked_for_twice_for_one_pupil_while_it_runs(line: Arranging):
    request_id = a_request(line)
    first = line.ask(MENTOR, request_id=request_id)
    with pytest.raises(Refused, match="asked for already for this pupil: R-1001"):
        line.ask(MENTOR, request_id=request_id)
    line.ask(CALL, request_id=request_id)
    referrals.withdraw(line.desk, None, first.id, TESSA)
    assert line.ask(MENTOR, request_id=request_id).number == 1003


def test_nobody_asks_for_somebody_elses_pupil_or_for_a_deleted_request(line: Arranging):
    request_id = a_request(line)
    with pytest.raises(Refused, match="not yours"):
        referrals.ask(line.desk, None, TEAM, OTHER, asked(CALL, request_id=request_id))
    changes.withdraw(line.desk, "click", request_id, TESSA)
    with pytest.raises(Refused, match="not open any more"):
        line.ask(CALL, request_id=request_id)
    assert line.look.rows("SELECT id FROM referrals") == []


def test_what_has_lapsed_or_is_full_cannot_be_asked_for_but_a_waiting_list_can(line: Arranging):
    provider = replace(CALL.provider, qa_until=date(2026, 11, 23))
    lapsed = replace(CALL, provider=provider)
    full = replace(CALL, capacity_now=0)
    with pytest.raises(Refused, match="quality assurance ended on 23 November 2026"):
        line.with_offers(lapsed).ask(lapsed)
    with pytest.raises(Refused, match="full, and no waiting list"):
        line.with_offers(full).ask(full)
    line.accepted(MENTOR)
    assert line.ask(MENTOR).state is ReferralState.ASKED
    assert len(line.look.requests()) == 2  # what was refused left no request behind


def test_an_offer_that_the_line_does_not_have_cannot_be_asked_for(line: Arranging):
    with pytest.raises(Refused, match="not on the line at present"):
        line.without(CALL).ask(CALL)


def test_a_plan_of_days_that_have_passed_is_refused(line: Arranging):
    old = replace(PLAN, dates=(date(2026, 11, 23), date(2027, 1, 18)))
    with pytest.raises(Refused, match="23 November 2026 has passed"):
        line.ask(PLACE, plan=old)
    with pytest.raises(Refused, match="20 November 2026 has passed"):
        line.ask(PLACE, plan=replace(PLAN, review_on=date(2026, 11, 20)))


# What is on record


def on_record(**told: object) -> PupilFacts:
    return PupilFacts(request_id="", team_id="", **told)  # type: ignore[arg-type]


def recorded(line: Arranging, request_id: str) -> PupilFacts:
    with line.desk.work.read() as unit:
        return unit.pupils.get(TEAM, request_id)


def test_what_is_on_record_is_kept_and_what_is_left_open_later_wipes_nothing_out(line: Arranging):
    request_id = a_request(line)
    first = on_record(sen_support=Told.YES, ehcp=Told.NO, days_before=1.5)
    line.ask(MENTOR, request_id=request_id, on_record=first)
    line.ask(CALL, request_id=request_id, on_record=on_record(ehcp=Told.YES))
    assert recorded(line, request_id) == PupilFacts(
        request_id=request_id,
        team_id=TEAM,
        sen_support=Told.YES,
        ehcp=Told.YES,
        days_before=1.5,
    )


@pytest.mark.parametrize("days", [-0.5, 30.5, 2.25, float("nan"), float("inf")])
def test_an_impossible_number_of_days_is_refused(line: Arranging, days: float):
    with pytest.raises(Refused, match="cannot be right"):
        line.ask(CALL, on_record=on_record(days_before=days))
    assert line.look.requests() == []


# The way of a referral


def test_from_asking_to_what_changed_the_teacher_is_told_each_time(line: Arranging):
    referral = line.accepted(PLACE, start_on=FRIDAY, request_id=a_request(line), **READY)
    assert (referral.start_on, referral.decided_by) == (FRIDAY, FAY)
    line.until(FRIDAY)
    referral = referrals.start(line.desk, None, referral.id, FAY, on=FRIDAY)
    assert referral.review_on == date(2027, 1, 4)  # four weeks on are holidays
    line.until(date(2027, 1, 4))
    assert line.get(referral).state is ReferralState.REVIEW_DUE
    referrals.review(line.desk, None, referral.id, FAY, next_on=date(2027, 1, 18))
    referral = referrals.end(
        line.desk,
        None,
        referral.id,
        FAY,
        what_changed=" comes in each day ",
        on=date(2027, 1, 4),
        result=PlacementResult.FULL_TIME,
    )
    assert (referral.state, referral.result) == (ReferralState.ENDED, PlacementResult.FULL_TIME)
    assert referral.outcome == "comes in each day"
    told = ["asked", "accepted", "started", "review-due", "reviewed", "ended"]
    assert line.told(TESSA) == told
    assert line.audited(referral) == ["ask", "accept", "start", "fall-due", "review", "end"]
    assert line.look.sent_to("#forge")[-1] == "referral.update", "the card shows how it ended"
    assert line.taken() == {}


def test_a_waiting_list_and_a_place_later(line: Arranging):
    first, second = line.started(MENTOR), line.ask(MENTOR)
    with pytest.raises(Refused, match="All 1 places of “Mentor” are taken"):
        referrals.accept(line.desk, None, second.id, FAY, start_on=FRIDAY)
    referrals.wait(line.desk, None, second.id, FAY)
    with pytest.raises(Refused, match="on the waiting list"):
        referrals.wait(line.desk, None, second.id, FAY)
    referrals.end(line.desk, None, first.id, FAY, what_changed="nothing", on=TODAY)
    referrals.accept(line.desk, None, second.id, FAY, start_on=FRIDAY)
    assert line.taken() == {"mentor": 1}
    assert line.told(TESSA)[-3:] == ["waiting", "ended", "accepted"]


def test_accepting_again_moves_the_day_and_says_so(line: Arranging):
    referral = line.accepted(MENTOR, start_on=FRIDAY)
    moved = referrals.accept(line.desk, None, referral.id, FAY, start_on=date(2026, 12, 7))
    assert moved.start_on == date(2026, 12, 7)
    assert line.told(TESSA) == ["asked", "accepted", "accepted"]
    assert line.taken() == {"mentor": 1}


def test_a_refusal_needs_a_reason_and_gives_the_place_back(line: Arranging):
    referral = line.accepted(MENTOR)
    with pytest.raises(Refused, match="why it is declined"):
        referrals.decline(line.desk, None, referral.id, FAY, reason=" – ")
    assert line.taken() == {"mentor": 1}
    referrals.decline(line.desk, None, referral.id, FAY, reason="staff illness")
    assert line.taken() == {}
    assert line.told(TESSA)[-1] == "declined"
    with pytest.raises(Refused, match="was declined; it cannot be accepted"):
        referrals.accept(line.desk, None, referral.id, FAY, start_on=FRIDAY)


def test_a_community_teacher_has_at_most_five_pupils(line: Arranging):
    for _ in range(5):
        line.accepted(VISITING)
    assert line.taken() == {"visiting": 5}
    with pytest.raises(Refused, match="cannot be asked for: full"):
        line.ask(VISITING)
    more = replace(VISITING, waiting_list=True, capacity_total=9, capacity_now=9, max_at_once=None)
    larger = line.with_offers(more)
    sixth = larger.ask(more)
    with pytest.raises(Refused, match="has 5 pupils; one community teacher has at most 5"):
        referrals.accept(larger.desk, None, sixth.id, FAY, start_on=TODAY)


def test_the_places_that_an_offers_own_file_counts_are_taken_too(line: Arranging):
    line.accepted(CALL)
    line.accepted(CALL)
    with pytest.raises(Refused, match="full"):
        line.ask(CALL)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 23), "has passed"),
        (date(2026, 11, 28), "weekend"),
        (date(2026, 11, 27), "INSET"),
        (date(2026, 12, 24), "outside term"),
    ],
)
def test_a_start_on_a_day_that_is_none_is_refused(line: Arranging, day: date, says: str):
    referral = line.ask(MENTOR)
    with pytest.raises(Refused, match=says):
        referrals.accept(line.desk, None, referral.id, FAY, start_on=day)
    assert line.get(referral) == referral
    assert line.told(TESSA) == ["asked"]


def test_days_that_cannot_be_are_refused_later_too(line: Arranging):
    taken = line.accepted(MENTOR, start_on=FRIDAY)
    with pytest.raises(Refused, match="still to come"):
        referrals.start(line.desk, None, taken.id, FAY, on=FRIDAY)
    with pytest.raises(Refused, match="before it was asked for"):
        referrals.start(line.desk, None, taken.id, FAY, on=date(2026, 11, 2))
    referrals.start(line.desk, None, taken.id, FAY, on=TODAY)
    with pytest.raises(Refused, match="not after today"):
        referrals.review(line.desk, None, taken.id, FAY, next_on=TODAY)
    with pytest.raises(Refused, match="cannot end before"):
        referrals.end(line.desk, None, taken.id, FAY, what_changed="x", on=date(2026, 11, 23))


def test_what_a_place_led_to_is_said_and_of_nothing_else(line: Arranging):
    place = line.started(PLACE, request_id=a_request(line), **READY)
    with pytest.raises(Refused, match="Say what the place led to"):
        referrals.end(line.desk, None, place.id, FAY, what_changed="calmer", on=TODAY)
    call = line.started(MENTOR)
    with pytest.raises(Refused, match="is no place"):
        referrals.end(
            line.desk,
            None,
            call.id,
            FAY,
            what_changed="calmer",
            on=TODAY,
            result=PlacementResult.UNKNOWN,
        )
    assert line.taken() == {"workshop": 1, "mentor": 1}


def test_a_place_is_accepted_once_everything_it_needs_is_there(line: Arranging):
    referral = line.ask(PLACE)
    for name, says in (
        ("consent", "written consent"),
        ("first_support", "named support in school"),
        ("pupil_view", "pupil’s own view"),
        ("family_view", "family’s view"),
        ("plan", "a plan with dates"),
    ):
        with pytest.raises(Refused, match=says):
            referrals.accept(line.desk, None, referral.id, FAY, start_on=TODAY)
        added = {name: READY[name]}
        referrals.amend(line.desk, None, referral.id, TESSA, **added)  # type: ignore[arg-type]
    referrals.accept(line.desk, None, referral.id, FAY, start_on=TODAY)
    assert line.told(TESSA) == ["asked", *["amended"] * 5, "accepted"]
    assert line.told("#forge") == ["amended-for-provider"] * 5


def test_only_who_asked_adds_to_it_or_takes_it_back(line: Arranging):
    referral = line.ask(CALL)
    with pytest.raises(Refused, match="not yours"):
        referrals.amend(line.desk, None, referral.id, OTHER, pupil_view="fine")
    with pytest.raises(Refused, match="not yours"):
        referrals.withdraw(line.desk, None, referral.id, OTHER)
    with pytest.raises(Refused, match="not yours"):
        referrals.withdraw(line.desk, None, "none such", TESSA)
    assert line.get(referral) == referral


def test_adding_what_is_there_already_tells_nobody_anything(line: Arranging):
    referral = line.ask(PLACE, consent=True)
    with pytest.raises(Refused, match="there already"):
        referrals.amend(line.desk, None, referral.id, TESSA, consent=True)
    assert line.get(referral) == referral
    assert line.told("#forge") == []


def test_a_plan_that_has_passed_is_not_added_either(line: Arranging):
    referral = line.ask(PLACE)
    with pytest.raises(Refused, match="has passed"):
        referrals.amend(
            line.desk, None, referral.id, TESSA, plan=replace(PLAN, review_on=date(2026, 1, 8))
        )


def test_what_the_school_takes_back_frees_the_place_and_the_provider_hears_it(line: Arranging):
    referral = line.accepted(CALL)
    referrals.withdraw(line.desk, None, referral.id, TESSA, reason="has moved")
    assert line.taken() == {}
    assert line.told(TESSA)[-1] == "withdrawn"
    assert line.told(ON_CALL) == ["withdrawn-for-provider"]
    assert line.mail()[-1] == ("withdrawn-for-provider", "outreach@example.org")
    started = line.started(MENTOR)
    with pytest.raises(Refused, match="is running; it cannot be withdrawn"):
        referrals.withdraw(line.desk, None, started.id, TESSA)


def test_what_is_not_there_is_refused_in_plain_words(line: Arranging):
    with pytest.raises(Refused, match="not there any more"):
        referrals.accept(line.desk, None, "none such", FAY, start_on=TODAY)


# Offers that are gone


def test_without_its_offer_a_referral_cannot_begin_but_can_be_ended_in_every_way(line: Arranging):
    declined, withdrawn = line.ask(MENTOR), line.ask(CALL)
    accepted, ended = line.accepted(VISITING), line.started(VISITING)
    gone = line.without(*OFFERS).desk
    for refused in (
        lambda: referrals.accept(gone, None, declined.id, FAY, start_on=FRIDAY),
        lambda: referrals.start(gone, None, accepted.id, FAY, on=TODAY),
        lambda: referrals.amend(gone, None, withdrawn.id, TESSA, consent=True),
    ):
        with pytest.raises(Refused, match="not on the line at present"):
            refused()
    referrals.wait(gone, None, declined.id, FAY)
    referrals.decline(gone, None, declined.id, FAY, reason="closing")
    referrals.withdraw(gone, None, withdrawn.id, TESSA)
    referrals.review(gone, None, ended.id, FAY, next_on=FRIDAY)
    referrals.end(gone, None, ended.id, FAY, what_changed="little", on=TODAY)
    states = [line.get(each).state for each in (declined, withdrawn, ended)]
    assert states == [ReferralState.DECLINED, ReferralState.WITHDRAWN, ReferralState.ENDED]
    assert line.told(ON_CALL) == ["withdrawn-for-provider"]  # where its card stands
    assert line.told(LEADS) == []


# Deleted requests


def test_deleting_a_request_withdraws_what_has_not_started_and_empties_what_runs(line: Arranging):
    request_id = a_request(line)
    waiting = line.ask(CALL, request_id=request_id)
    running = line.started(PLACE, request_id=request_id, **READY)
    over = line.started(MENTOR, request_id=request_id)
    referrals.end(line.desk, None, over.id, FAY, what_changed="a calmer Jon", on=TODAY)
    profiles.save(
        line.desk, None, request_id, TESSA, answers={Area.TALK: 0}, pupil_says="it is loud"
    )
    changes.withdraw(line.desk, "click", request_id, TESSA)
    assert line.get(waiting).state is ReferralState.WITHDRAWN
    assert line.told(ON_CALL) == ["withdrawn-for-provider"]
    assert line.told(TESSA)[-1] == "withdrawn"
    kept = line.get(running)
    assert (kept.state, kept.review_on) == (ReferralState.STARTED, running.review_on)
    assert (kept.tried, kept.first_support, kept.plan and kept.plan.dates) == (
        Tried(),
        None,
        PLAN.dates,
    )
    everything = line.look.everything()
    written = ("Jon", "younger", "mornings", "make things", "glad of", "for a week", "of year")
    assert not [each for each in (*written, "it is loud") if each in everything]
    referrals.end(
        line.desk,
        None,
        running.id,
        FAY,
        what_changed="back",
        on=TODAY,
        result=PlacementResult.FULL_TIME,
    )
