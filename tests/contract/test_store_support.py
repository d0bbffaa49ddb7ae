"""Referrals, profiles and pupils on a real file: there and back, one winner, places counted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.support.needs_profile import HIGHEST, LOWEST, Area, Profile, Protective
from advicebot.domain.support.referral import (
    FINAL,
    HOLDS_A_PLACE,
    FirstSupport,
    PlanKind,
    Referral,
    ReferralState,
    Reintegration,
    Tried,
)
from advicebot.domain.vocabulary import Need, Phase, PlacementResult
from advicebot.errors import StoreError
from advicebot.store.work import SqliteUnit, SqliteWork
from tests.contract.test_store import A_REQUEST
from tests.fakes import TEAM, TESSA

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
plans = st.builds(
    Reintegration,
    kind=st.sampled_from(PlanKind),
    dates=st.lists(days, max_size=4).map(tuple),
    named_adult=text,
    review_on=days,
)
first_supports = st.builds(
    FirstSupport,
    name=text,
    known_as=st.none() | text,
    result=text,
    declined_because=text,
)
referrals = st.builds(
    Referral,
    id=st.uuids().map(str),
    team_id=st.just(TEAM),
    number=st.integers(1001, 10**9),
    request_id=st.none() | st.just(A_REQUEST.id),
    offer_id=text,
    provider_id=text,
    requester=text,
    phase=st.sampled_from(Phase),
    needs=st.lists(st.sampled_from(Need), max_size=4).map(tuple),
    strengths=text,
    tried=st.builds(Tried, assess=text, plan=text, do=text, review=text),
    consent=st.booleans(),
    preferred=text,
    pupil_view=text,
    family_view=text,
    first_support=st.none() | first_supports,
    plan=st.none() | plans,
    state=st.sampled_from(ReferralState),
    decided_by=st.none() | text,
    start_on=st.none() | days,
    review_on=st.none() | days,
    ended_on=st.none() | days,
    reason=text,
    outcome=text,
    result=st.none() | st.sampled_from(PlacementResult),
    nudges=st.integers(0, 9),
    nudged_at=st.none() | instants,
    version=st.just(1),
    created_at=instants,
    moved_at=instants,
    updated_at=instants,
)
profiles = st.builds(
    Profile,
    id=st.uuids().map(str),
    team_id=st.just(TEAM),
    request_id=st.just(A_REQUEST.id),
    by=text,
    answers=st.dictionaries(st.sampled_from(Area), st.integers(LOWEST, HIGHEST)),
    protective=st.lists(st.sampled_from(Protective), max_size=4).map(tuple),
    pupil_says=text,
    family_says=text,
    at=instants,
)
pupils = st.builds(
    PupilFacts,
    request_id=st.just(A_REQUEST.id),
    team_id=st.just(TEAM),
    sen_support=st.sampled_from(Told),
    ehcp=st.sampled_from(Told),
    looked_after=st.sampled_from(Told),
    free_meals=st.sampled_from(Told),
    days_before=st.none() | st.integers(0, 60).map(lambda halves: halves / 2),
)
often = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _a_request(work: SqliteWork) -> None:
    """What referrals, profiles and pupils are about."""
    with work.write() as unit:
        unit.requests.add(A_REQUEST)


def a_referral(number: int, **changed: Any) -> Referral:
    """Return a stored-to-be referral; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": f"r{number}",
        "team_id": TEAM,
        "number": number,
        "request_id": A_REQUEST.id,
        "offer_id": "mentor",
        "provider_id": "example-forge",
        "requester": TESSA,
        "phase": Phase.KS3,
        "created_at": AT,
        "moved_at": AT,
        "updated_at": AT,
    }
    return Referral(**(values | changed))


class UndoneError(Exception):
    """Nothing of an example stays for the next one."""


@contextmanager
def undone(work: SqliteWork) -> Iterator[SqliteUnit]:
    """Open a transaction of which nothing stays."""
    with suppress(UndoneError), work.write() as unit:
        yield unit
        raise UndoneError


@often
@given(first=referrals, later=referrals)
def test_every_field_of_a_referral_comes_back_as_it_was_stored_and_changed(
    work: SqliteWork, first: Referral, later: Referral
):
    with undone(work) as unit:
        unit.referrals.add(first)
        assert unit.referrals.find(first.id) == first
        changed = replace(later, id=first.id)
        assert unit.referrals.save(changed) == replace(changed, version=2)


@often
@given(profile=profiles)
def test_every_field_of_a_profile_comes_back(work: SqliteWork, profile: Profile):
    with undone(work) as unit:
        unit.profiles.add(profile)
        assert unit.profiles.list_of_request(A_REQUEST.id) == [profile]


@often
@given(first=pupils, later=pupils)
def test_what_is_on_record_comes_back_and_is_replaced(
    work: SqliteWork, first: PupilFacts, later: PupilFacts
):
    with undone(work) as unit:
        for facts in (first, later):
            unit.pupils.save(facts)
            assert unit.pupils.get(TEAM, A_REQUEST.id) == facts


def test_where_nothing_is_on_record_everything_is_unknown(work: SqliteWork):
    with work.read() as unit:
        facts = unit.pupils.get(TEAM, A_REQUEST.id)
    assert facts == PupilFacts(team_id=TEAM, request_id=A_REQUEST.id)


def test_a_referral_that_was_changed_meanwhile_is_not_overwritten(work: SqliteWork):
    with work.write() as unit:
        unit.referrals.add(a_referral(1001))
    with work.read() as unit:
        read = unit.referrals.find("r1001")
    assert read is not None
    with work.write() as unit:
        assert unit.referrals.save(replace(read, reason="first")).version == 2
    with pytest.raises(StoreError, match="somebody else"), work.write() as unit:
        unit.referrals.save(replace(read, reason="second"))
    with work.read() as unit:
        found = unit.referrals.find("r1001")
    assert found is not None
    assert found.reason == "first"


def test_numbers_are_counted_in_each_team_and_never_used_twice(work: SqliteWork):
    with work.write() as unit:
        assert unit.referrals.next_number(TEAM) == 1001
        unit.referrals.add(a_referral(1001))
        assert unit.referrals.next_number(TEAM) == 1002
        assert unit.referrals.next_number("T0OTHER001") == 1001


def test_places_are_counted_by_offer_in_the_states_that_hold_one(work: SqliteWork):
    with work.write() as unit:
        for place, state in enumerate(ReferralState):
            unit.referrals.add(a_referral(1001 + place, state=state))
        unit.referrals.add(a_referral(2001, offer_id="other", state=ReferralState.STARTED))
        unit.referrals.add(a_referral(3001, team_id="T0OTHER001", state=ReferralState.STARTED))
    with work.read() as unit:
        taken = unit.referrals.places_taken(TEAM)
    assert taken == {"mentor": len(HOLDS_A_PLACE), "other": 1}


def test_an_offers_and_a_teams_referrals_are_those_that_are_not_over(work: SqliteWork):
    with work.write() as unit:
        for place, state in enumerate(ReferralState):
            unit.referrals.add(a_referral(1001 + place, state=state))
        unit.referrals.add(a_referral(2001, offer_id="other"))
        of_offer = [each.state for each in unit.referrals.list_of_offer(TEAM, "mentor")]
        running = [each.number for each in unit.referrals.list_running(TEAM)]
    assert of_offer == [state for state in ReferralState if state not in FINAL]
    assert len(running) == len(of_offer) + 1
    assert running[-1] == 2001


def test_a_persons_and_a_requests_referrals_are_found_whatever_became_of_them(work: SqliteWork):
    with work.write() as unit:
        for number in (1001, 1002, 1003):
            unit.referrals.add(a_referral(number, state=ReferralState.ENDED))
        unit.referrals.add(a_referral(1004, requester="U0OTHER001", request_id=None))
        newest = unit.referrals.list_of_person(TEAM, TESSA, limit=2)
        of_request = unit.referrals.list_of_request(A_REQUEST.id)
    assert [each.number for each in newest] == [1003, 1002]
    assert [each.number for each in of_request] == [1001, 1002, 1003]


def test_profiles_are_listed_oldest_first_and_forget_words_but_not_taps(work: SqliteWork):
    def a_profile(name: str, at: datetime) -> Profile:
        return Profile(
            id=name,
            team_id=TEAM,
            request_id=A_REQUEST.id,
            by=TESSA,
            answers={Area.TALK: 1},
            pupil_says="it is loud",
            family_says="he is tired",
            at=at,
        )

    with work.write() as unit:
        unit.profiles.add(a_profile("later", AT))
        unit.profiles.add(a_profile("first", datetime(2026, 11, 1, tzinfo=UTC)))
        unit.profiles.forget_words(A_REQUEST.id)
        found = unit.profiles.list_of_request(A_REQUEST.id)
    assert [each.id for each in found] == ["first", "later"]
    assert [(each.pupil_says, each.family_says, each.answers) for each in found] == [
        ("", "", {Area.TALK: 1})
    ] * 2
