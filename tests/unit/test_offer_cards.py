"""What is said of an offer on a day: places, assurance, what a card shows, what a filter finds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advicebot.domain.advice.offers import fitting_offers
from advicebot.domain.knowledge import Consent, Offer, OfferHours, Provider
from advicebot.domain.support.offers import (
    OfferFilter,
    Standing,
    as_of,
    availability,
    card_facts,
    is_assured,
    matches,
)
from advicebot.domain.vocabulary import Need, Phase
from tests.fakes import PROVIDER, a_strategy, an_offer

ON = date(2026, 11, 23)
FORGE = replace(PROVIDER, name="Example Forge", registered=False, ofsted="not inspected")
PLACE = an_offer(
    title="Workshop place",
    provider=FORGE,
    tier=2,
    phases=(Phase.KS4, Phase.KS3),
    not_needs=(Need.LOSS,),
    not_for=("full-time education", "a recent weapon incident"),
    prerequisites=("risk assessment",),
    dose="two days a week for 12 weeks",
    review_after="at week six",
    consent=Consent.WRITTEN,
    baseline="SDQ",
    hours=OfferHours.PART_TIME,
    exit_plan="back to full days from week 13",
    verified=ON - timedelta(days=10),
)


def facts(offer: Offer, *, on: date = ON, taken: int = 0) -> dict[str, str]:
    found = card_facts(offer, on=on, taken=taken)
    assert len(dict(found)) == len(found)
    assert all(text.strip() for _, text in found)
    return dict(found)


@pytest.mark.parametrize(
    ("changed", "taken", "standing", "free", "words"),
    [
        ({}, 0, Standing.OPEN, 2, "2 of 5 free"),
        ({}, 1, Standing.OPEN, 1, "1 of 5 free"),
        ({}, 2, Standing.FULL, 0, "full, and no waiting list"),
        ({}, 7, Standing.FULL, 0, "full, and no waiting list"),
        ({"waiting_list": True}, 1, Standing.OPEN, 1, "1 of 5 free"),
        ({"waiting_list": True}, 2, Standing.WAITING_LIST, 0, "full; waiting list"),
        (
            {"waiting_list": True, "waiting_weeks": 1},
            2,
            Standing.WAITING_LIST,
            0,
            "full; waiting list, about 1 week",
        ),
        ({"capacity_total": 0, "capacity_now": 0}, 0, Standing.FULL, 0, "full, and no waiting"),
    ],
)
def test_places_are_what_the_file_leaves_less_what_this_line_took(
    changed: dict[str, object], taken: int, standing: Standing, free: int, words: str
) -> None:
    stands = availability(an_offer(**changed), on=ON, taken=taken)
    assert (stands.standing, stands.free) == (standing, free)
    assert stands.words.startswith(words)
    assert stands.is_offered is (standing in (Standing.OPEN, Standing.WAITING_LIST))


def test_a_lapsed_quality_assurance_is_not_offered_however_many_places_are_free() -> None:
    offer = an_offer(provider=replace(PROVIDER, qa_until=ON), waiting_list=True)
    assert availability(offer, on=ON).is_offered
    stands = availability(offer, on=ON + timedelta(days=1))
    assert (stands.standing, stands.free, stands.is_offered) == (Standing.LAPSED, 0, False)
    assert stands.words == "not offered: the provider’s quality assurance ended on 23 November 2026"


@pytest.mark.parametrize(
    ("registered", "until", "assured"),
    [(True, None, True), (False, None, False), (True, ON, True), (False, ON, True)]
    + [(registered, ON - timedelta(days=1), False) for registered in (True, False)],
)
def test_what_an_answer_offers_and_what_a_card_says_agree(
    registered: bool, until: date | None, assured: bool
) -> None:
    provider = replace(PROVIDER, registered=registered, qa_until=until)
    offer = an_offer(provider=provider)
    chosen = fitting_offers(
        [offer],
        strategies=[a_strategy(1)],
        phase=Phase.KS3,
        area="Northvale",
        on=ON,
        at_risk=False,
    )
    assert is_assured(provider, on=ON) is assured
    assert availability(offer, on=ON).is_offered is assured
    assert bool(chosen) is assured


def test_what_is_chosen_for_an_answer_sees_the_places_taken_through_this_line() -> None:
    offers = [an_offer(id="a"), an_offer(id="b")]
    assert [each.capacity_now for each in as_of(offers, {"a": 1})] == [1, 2]
    assert [each.capacity_now for each in as_of(offers, {"b": 9})] == [2, 0]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (OfferFilter(), True),
        (OfferFilter(phase=Phase.KS3), True),
        (OfferFilter(phase=Phase.UNKNOWN), True),
        (OfferFilter(phase=Phase.KS1), False),
        (OfferFilter(need=Need.REGULATION), True),
        (OfferFilter(need=Need.LOSS), False),
        (OfferFilter(tier=2), True),
        (OfferFilter(tier=1), False),
        (OfferFilter(area="  NORTHVALE "), True),
        (OfferFilter(area="Eastmere"), False),
        (OfferFilter(phase=Phase.KS4, need=Need.REGULATION, tier=2, area="Northvale"), True),
        (OfferFilter(phase=Phase.KS4, need=Need.REGULATION, tier=3, area="Northvale"), False),
    ],
)
def test_a_filter_asks_for_everything_in_it(wanted: OfferFilter, found: bool) -> None:
    assert matches(PLACE, wanted) is found


def test_a_card_says_what_a_teacher_has_to_know_in_this_order() -> None:
    found = facts(PLACE)
    assert list(found) == [
        *("What", "Places", "For", "Not for", "Cannot meet", "How much", "Reviewed", "Ends with"),
        *("Answers", "Needs", "Tier", "Provider", "Cost"),
    ]
    assert found["For"] == (
        "years 7 to 9, years 10 and 11; where the need may be: settling strong feelings"
    )
    assert found["Not for"] == "full-time education; a recent weapon incident"
    assert found["How much"] == "two days a week for 12 weeks; part-time"
    assert found["Ends with"] == "back to full days from week 13"
    assert found["Answers"] == "the same or next school day"
    assert found["Needs"].split("; ") == [
        "written consent from home",
        "baseline: SDQ",
        "risk assessment",
        "tier 1 support tried, or declined with a reason",
        "a plan with dates for the way back or on, and a named adult",
        "the pupil’s and the family’s view",
    ]


def test_a_provider_that_is_no_school_is_marked() -> None:
    assert facts(PLACE)["Provider"] == (
        "Example Forge; not registered as a school, so never full-time; not inspected; "
        "quality assurance holds until 31 July 2027"
    )
    school = replace(PROVIDER, ofsted="", qa_until=None)
    assert facts(an_offer(provider=school))["Provider"] == (
        "Example Outreach; registered as a school"
    )


@pytest.mark.parametrize(
    ("verified", "marked"),
    [
        (ON, False),
        (ON - timedelta(days=183), False),
        (ON - timedelta(days=184), True),
        (ON + timedelta(days=1), True),
    ],
)
def test_what_nobody_has_confirmed_for_half_a_year_is_marked_verify(
    verified: date, marked: bool
) -> None:
    offer = an_offer(verified=verified)
    assert ("Verify" in facts(offer)) is marked
    assert availability(offer, on=ON).is_verified is not marked


def test_a_card_leaves_out_what_there_is_nothing_to_say_about() -> None:
    found = facts(an_offer(cost=" "))
    assert not {"Not for", "Cannot meet", "Ends with", "Needs", "Cost"} & set(found)
    every = an_offer(phases=tuple(p for p in Phase if p is not Phase.UNKNOWN))
    assert facts(every)["For"].startswith("every age;")


def test_a_card_tells_of_places_that_this_line_took_and_of_a_lapse() -> None:
    assert facts(an_offer(waiting_list=True), taken=2)["Places"] == "full; waiting list"
    late: Provider = replace(PROVIDER, qa_until=ON - timedelta(days=1))
    found = facts(an_offer(provider=late))
    assert found["Places"].startswith("not offered")
    assert found["Provider"].endswith("quality assurance ended on 22 November 2026")
