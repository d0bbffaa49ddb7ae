"""A pupil's way to an offer: what each move asks for, refuses and leaves behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from advicebot.domain.knowledge import Consent, Offer, OfferHours
from advicebot.domain.support import moves
from advicebot.domain.support.nudges import Nudge, next_nudge, nudge_due, nudged
from advicebot.domain.support.referral import (
    FINAL,
    MOVES,
    FirstSupport,
    Move,
    PlanKind,
    Referral,
    ReferralError,
    ReferralState,
    Reintegration,
    has_words,
    missing,
    places_taken,
)
from advicebot.domain.vocabulary import OfferKind, Phase
from tests.fakes import LINE, PROVIDER, TEAM, TESSA, an_offer

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
"""A Monday, 10:00 in London."""
TODAY = NOW.date()
FRIDAY, SATURDAY, MONDAY = date(2026, 9, 18), date(2026, 9, 19), date(2026, 9, 21)
BY = "outreach@example.org"

TALK = an_offer(id="talk", capacity_total=3, capacity_now=2)
CONSENTED = an_offer(id="consented", consent=Consent.WRITTEN)
TEACHER = an_offer(
    id="teacher",
    kind=OfferKind.COMMUNITY_TEACHER,
    capacity_total=9,
    capacity_now=7,
    max_at_once=5,
)
"""Its file says more than the rule of five allows, as a file could that nobody has checked."""
PLACE = an_offer(
    id="place",
    title="Twelve-week place",
    tier=2,
    kind=OfferKind.PLACEMENT,
    capacity_total=4,
    capacity_now=2,
    review_weeks=6,
    hours=OfferHours.PART_TIME,
    exit_plan="back from week ten",
)
LAPSING = an_offer(id="lapsing", provider=replace(PROVIDER, qa_until=FRIDAY))
OFFERS = {each.id: each for each in (TALK, CONSENTED, TEACHER, PLACE, LAPSING)}

PLAN = Reintegration(
    kind=PlanKind.REINTEGRATION,
    dates=(date(2026, 11, 2), date(2026, 11, 30)),
    named_adult="head of year",
    review_on=date(2026, 10, 12),
)
TRIED = FirstSupport(name="Check in, check out", known_as="check-in-check-out", result="Helped a")
PLACED = {
    "pupil_view": "Wants to come back for science.",
    "family_view": "Worried, and for it.",
    "first_support": TRIED,
    "plan": PLAN,
}


def a_referral(number: int = 1, offer: Offer = TALK, **changed: Any) -> Referral:
    values: dict[str, Any] = {
        "id": f"referral-{number}",
        "team_id": TEAM,
        "number": number,
        "request_id": None,
        "offer_id": offer.id,
        "provider_id": offer.provider.id,
        "requester": TESSA,
        "phase": Phase.KS3,
        "created_at": NOW,
        "moved_at": NOW,
        "updated_at": NOW,
    }
    return Referral(**(values | changed))


def accepted(referral: Referral, offer: Offer = TALK, **changed: Any) -> Referral:
    values: dict[str, Any] = {"start_on": MONDAY, "by": BY, "others": (), "now": NOW, "line": LINE}
    return moves.accept(referral, offer, **(values | changed))


def running(referral: Referral, offer: Offer = TALK) -> Referral:
    taken = accepted(referral, offer, start_on=TODAY)
    return moves.start(taken, offer, on=TODAY, now=NOW, line=LINE)


def refusal(call: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(ReferralError) as caught:
        call(*given, **named)
    words = str(caught.value)
    assert words[0].isupper() or words[0] in "“1234567890", words
    assert words.endswith("."), words
    return words


def test_a_term_of_one_referral_from_the_request_to_what_changed() -> None:
    asked = moves.ask(a_referral(), TALK, others=(), now=NOW)
    waiting = moves.wait(asked, by=BY, now=NOW + timedelta(hours=1))
    taken = accepted(waiting, now=NOW + timedelta(hours=2))
    monday = datetime(2026, 9, 21, 15, tzinfo=UTC)
    going = moves.start(taken, TALK, on=MONDAY, now=monday, line=LINE)
    assert (going.state, going.start_on) == (ReferralState.STARTED, MONDAY)
    assert going.review_on == MONDAY + timedelta(weeks=2)
    later = monday + timedelta(weeks=2)
    due = moves.fall_due(going, now=later)
    again = moves.review(due, next_on=date(2026, 10, 19), now=later, line=LINE)
    assert (again.state, again.review_on) == (ReferralState.STARTED, date(2026, 10, 19))
    over = moves.end(again, "Stays in lessons", on=date(2026, 10, 9), now=later + timedelta(days=4))
    assert (over.state, over.outcome, over.holds_a_place) == (
        ReferralState.ENDED,
        "Stays in lessons",
        False,
    )
    assert over.moved_at == over.updated_at == later + timedelta(days=4)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 9, 13), "13 September 2026 has passed"),
        (SATURDAY, "no school day (weekend); the next school day is 21 September 2026"),
        (date(2026, 10, 26), "no school day (half-term); the next school day is 28 October 2026"),
        (date(2027, 8, 2), "no school day (outside term); choose a day inside a term"),
    ],
)
def test_a_start_in_the_past_or_on_no_school_day_is_refused(day: date, says: str) -> None:
    assert says in refusal(accepted, a_referral(), start_on=day)


def test_today_counts_in_london_not_in_utc() -> None:
    late = datetime(2026, 9, 14, 23, 30, tzinfo=UTC)
    assert "has passed" in refusal(accepted, a_referral(), start_on=TODAY, now=late)


def test_the_last_place_goes_once() -> None:
    first = accepted(a_referral(1))
    second = accepted(a_referral(2), others=[first])
    says = refusal(accepted, a_referral(3), others=[first, second])
    assert says.startswith("All 3 places of “Advice call” are taken.")
    assert places_taken(TALK, [first, first, second, a_referral(9), a_referral(4, CONSENTED)]) == 2


@pytest.mark.parametrize("ends", ["decline", "withdraw", "end"])
def test_a_place_that_is_given_back_is_free_again(ends: str) -> None:
    kept, gone = accepted(a_referral(1)), running(a_referral(2))
    if ends == "end":
        gone = moves.end(gone, "moved away", on=TODAY, now=NOW)
    else:
        gone = accepted(a_referral(2))
        gone = (
            moves.decline(gone, "our worker left", by=BY, now=NOW)
            if ends == "decline"
            else moves.withdraw(gone, now=NOW)
        )
    assert accepted(a_referral(3), others=[kept, gone]).holds_a_place


def test_accepting_again_moves_the_start_and_takes_no_second_place() -> None:
    first, second = accepted(a_referral(1)), accepted(a_referral(2))
    moved = accepted(first, others=[first, second], start_on=FRIDAY)
    assert moved.start_on == FRIDAY


def test_a_community_teacher_has_five_pupils_whatever_the_file_says() -> None:
    others = [accepted(a_referral(n, TEACHER), TEACHER) for n in range(3)]
    says = refusal(accepted, a_referral(4, TEACHER), TEACHER, others=others)
    assert "has 5 pupils; one community teacher has at most 5 at once" in says
    assert accepted(a_referral(4, TEACHER), TEACHER, others=others[:2]).holds_a_place


def test_consent_that_the_offer_needs_comes_first() -> None:
    without = a_referral(offer=CONSENTED)
    assert "needs written consent from home" in refusal(accepted, without, CONSENTED)
    given = moves.amend(without, CONSENTED, now=NOW, consent=True)
    assert accepted(given, CONSENTED).holds_a_place


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"first_support": None}, "a named support in school that was tried"),
        ({"first_support": FirstSupport(name="", result="ok")}, "a named support"),
        ({"first_support": FirstSupport(name="Group")}, "a named support"),
        ({"first_support": replace(TRIED, declined_because="no")}, "a named support"),
        ({"first_support": replace(TRIED, result=" \u200b– ")}, "a named support"),
        ({"plan": None}, "a plan with dates"),
        ({"plan": replace(PLAN, dates=())}, "a plan with dates"),
        ({"plan": replace(PLAN, named_adult=" ")}, "a named adult"),
        ({"plan": replace(PLAN, dates=PLAN.dates[::-1])}, "in order"),
        ({"plan": replace(PLAN, dates=(MONDAY,))}, "the place starts on 21 September 2026"),
        ({"plan": replace(PLAN, review_on=MONDAY)}, "choose a later review"),
        ({"pupil_view": "..."}, "the pupil’s own view"),
        ({"family_view": ""}, "the family’s view"),
    ],
)
def test_a_place_is_an_intervention_with_a_way_back(lacks: dict[str, Any], says: str) -> None:
    lacking = a_referral(offer=PLACE, **(PLACED | lacks))
    assert says in refusal(accepted, lacking, PLACE)


def test_a_place_may_follow_support_that_was_declined_with_a_reason() -> None:
    declined = FirstSupport(name="Feelings group", declined_because="too unwell to attend")
    pupil = a_referral(offer=PLACE, **(PLACED | {"first_support": declined}))
    assert accepted(pupil, PLACE).holds_a_place
    assert missing(a_referral(offer=TALK), TALK) == ()
    assert len(missing(a_referral(offer=PLACE), PLACE)) == 4


def test_the_first_review_of_a_place_is_no_later_than_its_plan_says() -> None:
    going = running(a_referral(offer=PLACE, **PLACED), PLACE)
    assert going.review_on == date(2026, 10, 12)
    plan = replace(PLAN, review_on=date(2026, 12, 1))
    going = running(a_referral(offer=PLACE, **(PLACED | {"plan": plan})), PLACE)
    assert going.review_on == date(2026, 10, 28), "the sixth week's Monday is half-term"


def test_what_an_accepted_place_rests_on_is_not_taken_away() -> None:
    taken = accepted(a_referral(offer=PLACE, **PLACED), PLACE)
    assert "pupil’s own view" in refusal(moves.amend, taken, PLACE, now=NOW, pupil_view="")
    later = replace(PLAN, dates=(date(2026, 11, 9),))
    assert moves.amend(taken, PLACE, now=NOW, plan=later).plan == later


def test_an_offer_whose_quality_assurance_lapses_before_the_start_is_refused() -> None:
    assert accepted(a_referral(offer=LAPSING), LAPSING, start_on=FRIDAY).holds_a_place
    says = refusal(accepted, a_referral(offer=LAPSING), LAPSING, start_on=MONDAY)
    assert "ends on 18 September 2026, before 21 September 2026" in says
    lapsed = NOW + timedelta(weeks=2)
    says = refusal(moves.ask, a_referral(offer=LAPSING), LAPSING, others=(), now=lapsed)
    assert "quality assurance ended on 18 September 2026" in says


def test_full_time_with_a_provider_that_is_no_school_is_refused() -> None:
    nobody = replace(PROVIDER, registered=False)
    offer = an_offer(id="talk", provider=nobody, hours=OfferHours.FULL_TIME)
    assert "never full-time" in refusal(accepted, a_referral(), offer)


def test_a_full_offer_can_be_asked_for_only_where_it_keeps_a_waiting_list() -> None:
    full = replace(TALK, capacity_now=0)
    assert "full, and no waiting list" in refusal(moves.ask, a_referral(), full, others=(), now=NOW)
    asked = moves.ask(a_referral(), replace(full, waiting_list=True), others=(), now=NOW)
    assert asked.state is ReferralState.ASKED


@pytest.mark.parametrize("nothing", ["", "   ", "—", "\u200b\u2060", "\n\t", "?!"])
def test_a_decline_and_an_end_need_words(nothing: str) -> None:
    assert not has_words(nothing)
    assert "why it is declined" in refusal(moves.decline, a_referral(), nothing, by=BY, now=NOW)
    going = running(a_referral())
    assert "what changed" in refusal(moves.end, going, nothing, on=TODAY, now=NOW)


def test_days_that_cannot_be_are_refused() -> None:
    taken, going = accepted(a_referral()), running(a_referral())
    start = {"now": NOW, "line": LINE}
    assert "still to come" in refusal(moves.start, taken, TALK, on=MONDAY, **start)
    assert "before it was asked" in refusal(moves.start, taken, TALK, on=date(2026, 9, 11), **start)
    assert "cannot end before" in refusal(moves.end, going, "x", on=date(2026, 9, 11), now=NOW)
    assert "still to come" in refusal(moves.end, going, "x", on=MONDAY, now=NOW)
    assert "not after today" in refusal(moves.review, going, next_on=TODAY, **start)
    assert "not due for review yet" in refusal(moves.fall_due, going, now=NOW)
    assert "not about" in refusal(accepted, a_referral(), PLACE)


@pytest.mark.parametrize("state", ReferralState)
def test_every_move_from_every_state_is_as_the_table_says(state: ReferralState) -> None:
    there = a_referral(state=state, start_on=TODAY, review_on=TODAY)
    line: dict[str, Any] = {"now": NOW, "line": LINE}
    tries: dict[Move, Any] = {
        Move.ACCEPT: lambda: accepted(there),
        Move.WAIT: lambda: moves.wait(there, by=BY, now=NOW),
        Move.DECLINE: lambda: moves.decline(there, "full up", by=BY, now=NOW),
        Move.WITHDRAW: lambda: moves.withdraw(there, now=NOW),
        Move.AMEND: lambda: moves.amend(there, TALK, now=NOW, consent=True),
        Move.START: lambda: moves.start(there, TALK, on=TODAY, **line),
        Move.FALL_DUE: lambda: moves.fall_due(there, now=NOW),
        Move.REVIEW: lambda: moves.review(there, next_on=FRIDAY, **line),
        Move.END: lambda: moves.end(there, "calmer", on=TODAY, now=NOW),
    }
    assert set(tries) == set(MOVES)
    for move, attempt in tries.items():
        if state in MOVES[move]:
            attempt()
        else:
            assert "it cannot be" in refusal(attempt)
    if state in FINAL:
        assert not any(state in allowed for allowed in MOVES.values())


class Reminders:
    """One referral and the reminders that a clock of half hours sends for it."""

    def __init__(self, referral: Referral, offer: Offer = TALK) -> None:
        self.referral, self.offer = referral, offer
        self.sent: list[tuple[Nudge, datetime]] = []

    def run(self, until: datetime) -> "Reminders":
        now = NOW
        while now <= until:
            if nudge := nudge_due(self.referral, self.offer, now=now, line=LINE):
                self.sent.append((nudge, now))
                self.referral = nudged(self.referral, now=now)
            now += timedelta(minutes=30)
        return self


def test_a_silent_provider_is_reminded_twice_and_then_the_lead_is_told() -> None:
    offer = replace(TALK, response_days=2)
    sent = Reminders(a_referral(), offer).run(NOW + timedelta(days=60)).sent
    assert sent == [
        (Nudge.PROVIDER, datetime(2026, 9, 16, 9, tzinfo=UTC)),
        (Nudge.PROVIDER_AGAIN, datetime(2026, 9, 21, 9, tzinfo=UTC)),
        (Nudge.LEAD, datetime(2026, 9, 24, 9, tzinfo=UTC)),
    ]


def test_reminders_wait_for_the_line_to_open_and_for_holidays_to_end() -> None:
    evening = datetime(2026, 10, 23, 19, tzinfo=UTC)
    asked = a_referral(created_at=evening, moved_at=evening, updated_at=evening)
    sent = Reminders(asked, replace(TALK, response_days=0)).run(evening + timedelta(days=8)).sent
    # Asked on a Friday evening before half-term: read on Wednesday at eight, owed on Thursday.
    assert sent == [(Nudge.PROVIDER, datetime(2026, 10, 29, 8, tzinfo=UTC))]


def test_a_reminder_that_fell_due_while_nothing_ran_still_waits_for_the_morning() -> None:
    asked = a_referral()
    for hour, sent in ((6, None), (7, Nudge.PROVIDER), (15, Nudge.PROVIDER), (16, None)):
        now = datetime(2026, 9, 21, hour, tzinfo=UTC)
        assert nudge_due(asked, TALK, now=now, line=LINE) is sent
    assert nudge_due(asked, TALK, now=datetime(2026, 9, 19, 9, tzinfo=UTC), line=LINE) is None
    past_the_terms = datetime(2027, 6, 1, 9, tzinfo=UTC)
    assert nudge_due(asked, TALK, now=past_the_terms, line=LINE) is Nudge.PROVIDER


def test_an_answer_ends_the_reminders_and_a_start_that_nobody_told_begins_them_anew() -> None:
    late = Reminders(a_referral()).run(datetime(2026, 9, 15, 12, tzinfo=UTC))
    assert len(late.sent) == 1
    taken = accepted(late.referral, now=datetime(2026, 9, 15, 12, tzinfo=UTC))
    assert taken.nudges == 0
    upcoming = next_nudge(taken, TALK, LINE)
    assert upcoming is not None
    assert upcoming.at == datetime(2026, 9, 22, 7, tzinfo=UTC)
    assert next_nudge(moves.withdraw(taken, now=NOW), TALK, LINE) is None
    assert next_nudge(running(a_referral()), TALK, LINE) is None


def test_a_waiting_list_is_not_forgotten() -> None:
    listed = moves.wait(a_referral(), by=BY, now=NOW)
    upcoming = next_nudge(listed, replace(TALK, waiting_weeks=3), LINE)
    assert upcoming is not None
    assert upcoming.at == NOW + timedelta(weeks=3)


DAYS = st.integers(-3, 50).map(lambda n: TODAY + timedelta(days=n))
WORDS = st.sampled_from(["", " ", "\u200b", "it helped", "<!channel> & more"])
MAYBE_SUPPORT = st.builds(FirstSupport, name=WORDS, result=WORDS, declined_because=WORDS) | st.just(
    TRIED
)
MAYBE_PLAN = st.builds(
    Reintegration,
    kind=st.sampled_from(PlanKind),
    dates=st.lists(DAYS, max_size=2).map(tuple),
    named_adult=WORDS,
    review_on=DAYS,
) | st.just(PLAN)


TOLD = st.just({}) | st.sampled_from(
    [
        *({key: None if key in ("plan", "first_support") else " "} for key in PLACED),
        {"plan": replace(PLAN, dates=(TODAY + timedelta(days=2),))},
    ]
)
"""What differs from all that a place needs: nothing, or one thing lacks."""


class AnySequence(RuleBasedStateMachine):
    """Any moves in any order, by people who mistake days, words, offers and what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.held: dict[str, Referral] = {}

    def _try(
        self, key: str, move: Move, data: st.DataObject, offer: Offer, day: date, words: str
    ) -> None:
        before = self.held[key]
        try:
            after = self._make(data, move, before, offer, day, words)
        except ReferralError:
            return
        assert before.state in MOVES[move], f"{move} from {before.state}"
        assert not before.is_final
        self.held[key] = after

    @initialize(consent=st.booleans(), told=st.lists(TOLD, min_size=5, max_size=5))
    def a_busy_monday(self, consent: bool, told: list[dict[str, Any]]) -> None:
        for changed in told:
            for offer in sorted(OFFERS):
                self.ask(offer, consent=consent, told=changed)

    @rule(offer=st.sampled_from(sorted(OFFERS)), consent=st.booleans(), told=TOLD)
    def ask(self, offer: str, consent: bool, told: dict[str, Any]) -> None:
        values = {"consent": consent, "created_at": self.now, **PLACED, **told}
        wanted = a_referral(len(self.held) + 1, OFFERS[offer], **values)
        try:
            self.held[wanted.id] = moves.ask(
                wanted, OFFERS[offer], others=self.held.values(), now=self.now
            )
        except ReferralError:
            return

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 9]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(offer=st.sampled_from(sorted(OFFERS)), ahead=st.integers(0, 3), data=st.data())
    def the_next_is_accepted(self, offer: str, ahead: int, data: st.DataObject) -> None:
        self._next(Move.ACCEPT, data, offer, self.now.date() + timedelta(days=ahead))

    @rule(offer=st.sampled_from(sorted(OFFERS)), data=st.data())
    def what_was_agreed_starts(self, offer: str, data: st.DataObject) -> None:
        self._next(Move.START, data, offer, self.now.date())

    @rule(
        offer=st.sampled_from(sorted(OFFERS)),
        move=st.sampled_from([Move.FALL_DUE, Move.REVIEW, Move.END]),
        data=st.data(),
    )
    def what_runs_goes_on_or_ends(self, offer: str, move: Move, data: st.DataObject) -> None:
        ahead = 3 if move is Move.REVIEW else 0
        self._next(move, data, offer, self.now.date() + timedelta(days=ahead))

    def _next(self, move: Move, data: st.DataObject, offer: str, day: date) -> None:
        waiting = [
            key
            for key, each in sorted(self.held.items())
            if each.offer_id == offer
            and each.state in MOVES[move]
            and not (move is Move.ACCEPT and each.holds_a_place)
        ]
        if waiting:
            self._try(waiting[0], move, data, OFFERS[offer], day, "it helped")

    @rule(data=st.data(), move=st.sampled_from(Move), day=DAYS, words=WORDS)
    def somebody_errs(self, data: st.DataObject, move: Move, day: date, words: str) -> None:
        if self.held:
            key = data.draw(st.sampled_from(sorted(self.held)))
            offer = OFFERS[self.held[key].offer_id]
            if move in (Move.AMEND, Move.START, Move.ACCEPT):
                offer = data.draw(st.sampled_from([OFFERS[name] for name in sorted(OFFERS)]))
            self._try(key, move, data, offer, day, words)

    def _make(
        self,
        data: st.DataObject,
        move: Move,
        referral: Referral,
        offer: Offer,
        day: date,
        words: str,
    ) -> Referral:
        at: dict[str, Any] = {"now": self.now}
        if move is Move.ACCEPT:
            others = self.held.values()
            return moves.accept(
                referral, offer, start_on=day, by=BY, others=others, line=LINE, **at
            )
        if move is Move.AMEND:
            return moves.amend(
                referral,
                offer,
                consent=data.draw(st.booleans()),
                pupil_view=words,
                family_view=data.draw(WORDS),
                first_support=data.draw(MAYBE_SUPPORT),
                plan=data.draw(MAYBE_PLAN),
                **at,
            )
        if move is Move.START:
            return moves.start(referral, offer, on=day, line=LINE, **at)
        if move is Move.REVIEW:
            return moves.review(referral, next_on=day, line=LINE, **at)
        simple = {
            Move.WAIT: lambda: moves.wait(referral, by=BY, **at),
            Move.DECLINE: lambda: moves.decline(referral, words, by=BY, **at),
            Move.WITHDRAW: lambda: moves.withdraw(referral, reason=words, **at),
            Move.FALL_DUE: lambda: moves.fall_due(referral, **at),
            Move.END: lambda: moves.end(referral, words, on=day, **at),
        }
        return simple[move]()

    @invariant()
    def places_are_never_more_than_there_are(self) -> None:
        for offer in OFFERS.values():
            here = [
                each
                for each in self.held.values()
                if each.offer_id == offer.id
                and each.state.value in ("accepted", "started", "review-due")
            ]
            assert len(here) <= offer.capacity_now
            if offer.kind is OfferKind.COMMUNITY_TEACHER:
                assert len(here) + offer.capacity_total - offer.capacity_now <= 5

    @invariant()
    def no_place_without_its_conditions(self) -> None:
        for each in self.held.values():
            if each.offer_id == "place" and each.start_on and each.state.value != "declined":
                support, plan = each.first_support, each.plan
                assert support is not None
                assert support.name.strip()
                assert bool(support.result.strip("\u200b ")) != bool(
                    support.declined_because.strip("\u200b ")
                )
                assert plan is not None
                assert plan.dates
                assert min(plan.dates) > each.start_on
                assert plan.named_adult.strip("\u200b ")
                assert each.pupil_view.strip("\u200b ")
                assert each.family_view.strip("\u200b ")

    @invariant()
    def a_state_has_what_it_needs(self) -> None:
        for each in self.held.values():
            has_start = each.state.value in ("accepted", "started", "review-due", "ended")
            assert (each.start_on is not None) == has_start, each.state
            assert (each.ended_on is not None) == (each.state.value == "ended")
            if each.start_on is not None:
                assert each.start_on.weekday() < 5
                assert each.start_on not in (date(2026, 10, 26), date(2026, 10, 27))
                assert each.offer_id != "lapsing" or each.start_on <= FRIDAY
                assert each.offer_id != "consented" or each.consent
            if each.state.value in ("started", "review-due"):
                assert each.review_on is not None
            if each.ended_on is not None:
                assert each.start_on is not None
                assert each.start_on <= each.ended_on <= self.now.date()
                assert has_words(each.outcome)


AnySequence.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
test_no_sequence_of_moves_leads_astray = AnySequence.TestCase
