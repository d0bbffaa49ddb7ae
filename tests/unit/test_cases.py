"""What may be counted of each call, against a second reading of the same rows that shares nothing
with it but the meaning: slow, one call at a time, from the things that were stored.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.domain.delivery import Effect, EffectKind, Posted
from advicebot.domain.handoff import (
    Closing,
    Handoff,
    HandoffReason,
    HandoffState,
    Intention,
    Side,
    Words,
)
from advicebot.domain.outcomes.answers import Answer
from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, Whereabouts
from advicebot.domain.outcomes.outcome import CaseFact, Placement, Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Chosen, Feedback, Origin, Request, RequestState
from advicebot.domain.support.referral import Referral, ReferralState
from advicebot.domain.vocabulary import (
    Action,
    Band,
    Phase,
    PlacementResult,
    Topic,
    Urgency,
)
from advicebot.store.work import SqliteUnit, SqliteWork
from tests.fakes import TEAM
from tests.unit.test_followup import YEAR

START = datetime(2026, 9, 14, 9, tzinfo=UTC)
END = START + timedelta(days=30)
LATER = START + timedelta(days=300)
CHANNEL = "D0TESSA001"
TIERS = {"call": 1, "place": 2, "bridge": 3}
USERS = ("U1", "U2")
SCHOOLS = {"U1": "kestrel", "U2": ""}


def a_request(number: int, **changed: object) -> Request:
    """Return a request of the span, one hour after the one with the number before it."""
    at = START + timedelta(hours=number)
    values: dict[str, object] = {
        "id": f"r{number}",
        "team_id": TEAM,
        "number": 1000 + number,
        "requester": USERS[0],
        "origin": Origin.DM,
        "channel_id": CHANNEL,
        "message_ts": f"{number}.0",
        "thread_ts": None,
        "text": "",
        "removed": 0,
        "tried": "",
        "risk": None,
        "phase": Phase.KS3,
        "urgency": Urgency.ROUTINE,
        "band": Band.CONFIDENT,
        "topics": (Topic.DEFIANCE,),
        "created_at": at,
        "updated_at": at,
    }
    return Request(**(values | changed))  # type: ignore[arg-type]


def a_handoff(number: int, first: Request, **changed: object) -> Handoff:
    values: dict[str, object] = {
        "id": f"h{number}",
        "team_id": TEAM,
        "request_id": first.id,
        "requester": first.requester,
        "reason": HandoffReason.TEACHER_ASKED,
        "urgency": Urgency.SOON,
        "created_at": first.created_at,
    }
    return Handoff(**(values | changed))  # type: ignore[arg-type]


def a_follow_up(number: int, request: Request, days: float, **changed: object) -> FollowUp:
    due = request.created_at + timedelta(days=days)
    values: dict[str, object] = {
        "id": f"f{number}",
        "team_id": TEAM,
        "request_id": request.id,
        "handoff_id": None,
        "requester": request.requester,
        "kind": list(FollowUpKind)[number % 3],
        "due_at": due,
        "asked_at": due,
    }
    return FollowUp(**(values | changed))  # type: ignore[arg-type]


def facts(work: SqliteWork, **changed: object) -> list[CaseFact]:
    values: dict[str, object] = {"since": START, "until": END, "line": YEAR, "tiers": TIERS}
    with work.read() as unit:
        return unit.cases.facts(TEAM, **(values | changed))  # type: ignore[arg-type]


def stored(work: SqliteWork, *requests: Request) -> None:
    with work.write() as unit:
        for each in requests:
            unit.requests.add(replace(each, handoff_id=None))


def test_a_plain_request_is_one_call(work: SqliteWork):
    with work.write() as unit:
        unit.people.save(TEAM, "U1", school="kestrel", role="teacher")
    stored(work, a_request(1, risk=9, suggestions=(Chosen(strategy_id="s-1", because=""),)))
    (fact,) = facts(work)
    assert (fact.school_id, fact.risk, fact.suggested) == ("kestrel", 9, ("s-1",))
    assert fact.started_at == fact.counted_from == START + timedelta(hours=1)
    assert not fact.wanted_person
    assert fact.was_near_exclusion


@pytest.mark.parametrize(
    "changed",
    [
        {"state": RequestState.WITHDRAWN},
        {"action": Action.DECLINE, "band": Band.NOTHING},
        {"created_at": START - timedelta(seconds=1)},
        {"created_at": END},
        {"team_id": "T0OTHER001"},
    ],
)
def test_what_is_no_call_of_the_span_is_left_out(work: SqliteWork, changed: dict[str, object]):
    stored(work, a_request(1, **changed))
    assert facts(work) == []


def test_a_declined_request_that_people_have_all_the_same_is_a_call(work: SqliteWork):
    request = a_request(1, action=Action.DECLINE, band=Band.NOTHING)
    stored(work, request)
    with work.write() as unit:
        unit.handoffs.add(a_handoff(1, request))
    (fact,) = facts(work)
    assert fact.wanted_person
    assert not fact.is_answered


@pytest.mark.parametrize("under", ["message", "reply", "thread"])
def test_a_thread_is_one_call_whatever_it_hangs_under(work: SqliteWork, under: str):
    first = a_request(1, thread_ts="0.5" if under == "thread" else None)
    place = {"message": "1.0", "reply": "77.7", "thread": "0.5"}[under]
    second = a_request(2, thread_ts=place, urgency=Urgency.URGENT, risk=8)
    stored(work, first, second)
    if under == "reply":
        with work.write() as unit:
            posted(unit, first, "77.7")
    (fact,) = facts(work)
    assert fact.started_at == first.created_at
    assert fact.is_urgent
    assert fact.risk == 8


def posted(unit: SqliteUnit, request: Request, ts: str) -> None:
    """Let the answer to a request stand in Slack."""
    effect = Effect(
        key=f"reply:{request.id}:1",
        team_id=TEAM,
        kind=EffectKind.REPLY,
        recipient=request.requester,
        ref=request.id,
    )
    unit.outbox.add(effect, START)
    claimed = unit.outbox.claim(now=START, by="one", lease=timedelta(seconds=9))
    assert claimed
    where = Posted(channel_id=CHANNEL, ts=ts)
    assert unit.outbox.mark_sent(claimed, by="one", at=START, posted=where)


def test_somebody_elses_message_in_a_thread_is_a_call_of_its_own(work: SqliteWork):
    stored(work, a_request(1), a_request(2, thread_ts="1.0", requester="U2"))
    assert len(facts(work)) == 2


def test_what_continues_a_call_from_before_the_span_is_not_counted_in_it(work: SqliteWork):
    stored(work, a_request(-1), a_request(2, thread_ts="-1.0"))
    assert facts(work) == []


def test_when_the_first_was_withdrawn_the_call_begins_with_the_next(work: SqliteWork):
    stored(work, a_request(1, state=RequestState.WITHDRAWN), a_request(2, thread_ts="1.0"))
    (fact,) = facts(work)
    assert fact.started_at == START + timedelta(hours=2)


def test_a_request_that_joined_a_handoff_is_part_of_its_call(work: SqliteWork):
    first, second = a_request(1), a_request(2)
    stored(work, first, second)
    with work.write() as unit:
        unit.handoffs.add(a_handoff(1, first))
        unit.handoffs.join(second.id, "h1")
    assert [fact.started_at for fact in facts(work)] == [first.created_at]


def test_the_first_claim_counts_though_it_was_passed_on(work: SqliteWork):
    request = a_request(1)
    stored(work, request)
    hour = timedelta(hours=1)
    with work.write() as unit:
        unit.handoffs.add(
            a_handoff(1, request, state=HandoffState.CLAIMED, claimed_at=START + 9 * hour)
        )
        for n in (3, 9):
            unit.audit.add(
                START + n * hour, TEAM, actor="U9", action="handoff.claim", object_id="h1"
            )
    (fact,) = facts(work)
    assert fact.reached_at == START + 3 * hour


def test_the_closing_says_what_the_school_meant_and_from_when_weeks_are_counted(work: SqliteWork):
    request = a_request(1, risk=2)
    stored(work, request)
    closed_at = START + timedelta(days=3)
    closing = Closing(
        agreed="", next_step="", next_by="", risk=7, intention=Intention.SUSPENSION, review_on=None
    )
    with work.write() as unit:
        unit.handoffs.add(
            a_handoff(1, request, state=HandoffState.CLOSED, closed_at=closed_at, closing=closing)
        )
    (fact,) = facts(work)
    assert (fact.counted_from, fact.risk) == (closed_at, 7)
    assert fact.intention is Intention.SUSPENSION
    assert facts(work, known_at=START + timedelta(days=2))[0].risk == 2


def test_a_place_counts_from_its_start_and_only_of_tier_two_and_three(work: SqliteWork):
    request = a_request(1)
    stored(work, request)
    states = {
        "place": (ReferralState.ENDED, PlacementResult.FULL_TIME),
        "bridge": (ReferralState.STARTED, None),
        "call": (ReferralState.ENDED, None),
        "gone": (ReferralState.ENDED, PlacementResult.FULL_TIME),
    }
    with work.write() as unit:
        for number, (offer, (state, result)) in enumerate(states.items()):
            unit.referrals.add(a_referral(number, request, offer, state, result))
        unit.referrals.add(a_referral(9, request, "place", ReferralState.ACCEPTED, None))
    (fact,) = facts(work)
    assert fact.placements == (
        Placement(tier=2, result=PlacementResult.FULL_TIME),
        Placement(tier=3, result=PlacementResult.STILL_PLACED),
    )


def a_referral(
    number: int, request: Request, offer: str, state: ReferralState, result: PlacementResult | None
) -> Referral:
    at = request.created_at
    return Referral(
        id=f"x{number}",
        team_id=TEAM,
        number=number,
        request_id=request.id,
        offer_id=offer,
        provider_id="p",
        requester=request.requester,
        phase=Phase.KS3,
        state=state,
        result=result,
        created_at=at,
        moved_at=at,
        updated_at=at,
    )


def test_days_after_are_known_once_six_school_weeks_are_over(work: SqliteWork):
    request = a_request(1)
    stored(work, request)
    two, six = a_follow_up(0, request, 14), a_follow_up(1, request, 50)
    with work.write() as unit:
        unit.pupils.save(PupilFacts(request_id="r1", team_id=TEAM, days_before=4, ehcp=Told.YES))
        for each, days in ((two, 1.5), (six, 2.0)):
            unit.follow_ups.add(each)
            unit.follow_ups.add_answer(an_answer(each, days_suspended=days))
    (fact,) = facts(work)
    assert (fact.days_before, fact.days_after, fact.ehcp) == (4, 3.5, Told.YES)
    (early,) = facts(work, known_at=START + timedelta(days=20))
    assert (early.days_before, early.days_after) == (4, None)
    assert len(early.sightings) == 1


def an_answer(followup: FollowUp, hours: float = 2, **changed: object) -> Answer:
    values: dict[str, object] = {
        "followup_id": followup.id,
        "given_at": followup.due_at + timedelta(hours=hours),
        "whereabouts": Whereabouts.SUSPENDED,
    }
    return Answer(**(values | changed))  # type: ignore[arg-type]


def test_of_two_answers_the_one_that_stood_then_is_known_then(work: SqliteWork):
    request = a_request(1)
    stored(work, request)
    asked = a_follow_up(0, request, 14)
    with work.write() as unit:
        unit.follow_ups.add(asked)
        unit.follow_ups.add_answer(an_answer(asked, 2, days_suspended=1))
        unit.follow_ups.add_answer(an_answer(asked, 50, whereabouts=Whereabouts.FULL_TIME))
    seen = [
        facts(work, known_at=asked.due_at + timedelta(hours=hours))[0].sightings[0].whereabouts
        for hours in (1, 3, 51)
    ]
    assert seen == [Whereabouts.UNKNOWN, Whereabouts.SUSPENDED, Whereabouts.FULL_TIME]


def test_a_page_that_a_practitioner_inserted_counts_as_suggested(work: SqliteWork):
    request = a_request(1, suggestions=(Chosen(strategy_id="s-1", because=""),))
    stored(work, request)
    with work.write() as unit:
        unit.handoffs.add(a_handoff(1, request))
        for number, strategy in enumerate(("s-2", "s-1")):
            unit.words.add(
                Words(
                    id=f"w{number}",
                    team_id=TEAM,
                    handoff_id="h1",
                    side=Side.PRACTITIONER,
                    author="U9",
                    text="",
                    strategy_id=strategy,
                    created_at=START,
                    updated_at=START,
                )
            )
    (fact,) = facts(work)
    assert fact.suggested == ("s-1", "s-2")


def test_what_was_withdrawn_later_was_a_call_then(work: SqliteWork):
    gone = START + timedelta(days=5)
    stored(work, a_request(1, state=RequestState.WITHDRAWN, updated_at=gone))
    assert len(facts(work, known_at=gone - timedelta(seconds=1))) == 1
    assert facts(work, known_at=gone) == []


def test_not_quite_is_no_answer(work: SqliteWork):
    stored(work, a_request(1, feedback=Feedback.NOT_QUITE), a_request(2, feedback=Feedback.HELPS))
    assert [fact.is_answered for fact in facts(work)] == [False, True]


@dataclass(frozen=True)
class History:
    """A few people's requests with everything that hangs on them."""

    requests: list[Request]
    handoffs: list[Handoff]
    follow_ups: list[FollowUp]
    answers: list[Answer]
    pupils: list[PupilFacts]


@st.composite
def histories(draw: st.DrawFn) -> History:
    count = draw(st.integers(1, 9))
    requests: list[Request] = []
    handoffs: list[Handoff] = []
    for number in range(count):
        request = a_request(
            number - 2,
            requester=draw(st.sampled_from(USERS)),
            thread_ts=draw(st.sampled_from([None, None, *(r.message_ts for r in requests)])),
            risk=draw(st.sampled_from([None, 3, 9])),
            urgency=draw(st.sampled_from([Urgency.ROUTINE, Urgency.URGENT])),
            action=draw(st.sampled_from([Action.ANSWER, Action.ANSWER, Action.DECLINE])),
            band=draw(st.sampled_from([Band.CONFIDENT, Band.NOTHING])),
            state=draw(st.sampled_from([RequestState.OPEN] * 4 + [RequestState.WITHDRAWN])),
        )
        own = [h for h in handoffs if h.requester == request.requester]
        way = draw(st.sampled_from(["none", "none", "new", "join"]))
        if way == "new" or (way == "join" and not own):
            closed = draw(st.booleans())
            closing = Closing(
                agreed="",
                next_step="",
                next_by="",
                risk=draw(st.integers(0, 10)),
                intention=draw(st.sampled_from(list(Intention))),
                review_on=None,
            )
            handoff = a_handoff(
                number,
                request,
                claimed_at=request.created_at + timedelta(minutes=draw(st.integers(1, 90))),
                closed_at=request.created_at + timedelta(days=2) if closed else None,
                closing=closing if closed else None,
            )
            handoffs.append(handoff)
            request = replace(request, handoff_id=handoff.id)
        elif way == "join":
            request = replace(request, handoff_id=draw(st.sampled_from(own)).id)
        requests.append(request)
    follow_ups, answers, pupils = [], [], []
    for number, request in enumerate(requests):
        if draw(st.booleans()):
            asked = a_follow_up(number, request, draw(st.sampled_from([14, 49, 80])))
            follow_ups.append(asked)
            if draw(st.booleans()):
                where = draw(st.sampled_from(list(Whereabouts)))
                days = draw(st.sampled_from([None, 0.5, 2]))
                answers.append(an_answer(asked, whereabouts=where, days_suspended=days))
        if draw(st.booleans()):
            told = draw(st.sampled_from(list(Told)))
            pupils.append(PupilFacts(request_id=request.id, team_id=TEAM, looked_after=told))
    return History(requests, handoffs, follow_ups, answers, pupils)


def one_call(history: History, request: Request) -> list[Request]:
    """Everything that hangs together with a request, by going round until nothing more comes."""
    found = {request.id}
    while True:
        more = {
            other.id
            for one in history.requests
            if one.id in found
            for other in history.requests
            if is_joined(one, other) or is_joined(other, one)
        }
        if more <= found:
            return [each for each in history.requests if each.id in found]
        found |= more


def is_joined(one: Request, other: Request) -> bool:
    if one.handoff_id and one.handoff_id == other.handoff_id:
        return True
    is_thread = one.thread_ts and one.thread_ts in (other.message_ts, other.thread_ts)
    return bool(is_thread) and one.requester == other.requester


def slowly(history: History) -> list[tuple[object, ...]]:
    """Return what matters of each call of the span, worked out from the things themselves."""
    found, done = [], set()
    for request in history.requests:
        counts = [r for r in one_call(history, request) if is_counted(r)]
        if request.id in done or not counts or counts[0].id != request.id:
            continue
        done |= {each.id for each in counts}
        if START <= request.created_at < END:
            found.append(of_call(history, counts))
    return found


def is_counted(request: Request) -> bool:
    if request.state is RequestState.WITHDRAWN:
        return False
    return request.action is not Action.DECLINE or request.handoff_id is not None


def of_call(history: History, counts: Sequence[Request]) -> tuple[object, ...]:
    names = {each.handoff_id for each in counts}
    handoffs = sorted((h for h in history.handoffs if h.id in names), key=lambda h: h.created_at)
    ended = [h for h in handoffs if h.closing and h.closed_at]
    ids = [each.id for each in counts]
    asked = [f for each in ids for f in history.follow_ups if f.request_id == each]
    said = {answer.followup_id: answer for answer in history.answers}
    risks = [each.risk for each in counts if each.risk is not None]
    told = [p.looked_after for each in ids for p in history.pupils if p.request_id == each]
    return (
        counts[0].created_at,
        SCHOOLS[counts[0].requester] or None,
        ended[0].closed_at if ended else counts[0].created_at,
        any(each.urgency is Urgency.URGENT for each in counts),
        ended[0].closing.intention if ended else None,
        ended[0].closing.risk if ended else (risks or [None])[0],
        counts[0].band is not Band.NOTHING,
        handoffs[0].claimed_at if handoffs else None,
        [(f.due_at, said[f.id].whereabouts if f.id in said else None) for f in asked],
        next((each for each in told if each is not Told.UNKNOWN), Told.UNKNOWN),
    )


def quickly(fact: CaseFact) -> tuple[object, ...]:
    return (
        fact.started_at,
        fact.school_id,
        fact.counted_from,
        fact.is_urgent,
        fact.intention,
        fact.risk,
        fact.is_answered,
        fact.reached_at,
        [(seen.due_at, seen.whereabouts if seen.at else None) for seen in fact.sightings],
        fact.looked_after,
    )


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_facts_are_those_of_a_slow_second_reading(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory, history: History
):
    path = tmp_path_factory.mktemp("history") / "a.db"
    shutil.copy(empty_database, path)
    work = SqliteWork(path)
    try:
        with work.write() as unit:
            store_all(unit, history)
        assert [quickly(fact) for fact in facts(work)] == slowly(history)
    finally:
        work.close()
        shutil.rmtree(path.parent)


def store_all(unit: SqliteUnit, history: History) -> None:
    for user, school in SCHOOLS.items():
        unit.people.save(TEAM, user, school=school, role="")
    for request in history.requests:
        unit.requests.add(replace(request, handoff_id=None))
    for handoff in history.handoffs:
        unit.handoffs.add(handoff)
    for request in history.requests:
        if request.handoff_id:
            unit.handoffs.join(request.id, request.handoff_id)
    for each in history.follow_ups:
        unit.follow_ups.add(each)
    for answer in history.answers:
        unit.follow_ups.add_answer(answer)
    for pupil in history.pupils:
        unit.pupils.save(pupil)
