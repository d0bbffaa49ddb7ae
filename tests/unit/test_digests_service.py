"""The digest is made once for each school week, kept as it was, and posted once."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import LEADS
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.oncall.rota import Tier, WeeklyShift
from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.published import StoredDigest
from advicebot.service import digests
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import LINE, PRIYA, TEAM, Looking, a_knowledge, an_offer
from tests.unit.test_cases import a_handoff, a_request

LAST_WEEK = datetime(2026, 11, 17, 10, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


def at(text: str) -> datetime:
    """Return an instant of London's winter, where clocks show UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


def with_calls(work: SqliteWork, count: int, *, pages: int = 0) -> None:
    """Store calls of last week from two schools, some of them with people paged."""
    with work.write() as unit:
        for number in range(count):
            user = f"U{number % 2}"
            unit.people.save(TEAM, user, school=f"school-{number % 2}", role="teacher")
            when = LAST_WEEK + timedelta(minutes=number)
            request = a_request(
                number, requester=user, message_ts=f"{number}.7", created_at=when, updated_at=when
            )
            unit.requests.add(request)
            if number < pages:
                handoff = a_handoff(number, request)
                unit.handoffs.add(handoff)
                for people in ([PRIYA], [PRIYA, "U0SECOND01"])[: 1 + number % 2]:
                    unit.audit.add(
                        when,
                        TEAM,
                        actor="clock",
                        action="handoff.page",
                        object_id=handoff.id,
                        paged=people,
                    )


def published(desk: Desk, monday: date = MONDAY) -> Digest | None:
    with desk.work.read() as unit:
        stored = unit.digests.find(TEAM, monday)
    return digest_json.load(stored.body) if stored else None


@pytest.mark.parametrize(
    ("now", "want"),
    [
        ("2026-11-23T07:59", None),
        ("2026-11-23T08:00", MONDAY),
        ("2026-11-27T23:00", MONDAY),  # a clock that was down all week
        ("2026-10-26T12:00", None),  # half-term: Monday and Tuesday are closed
        ("2026-10-28T07:59", None),
        ("2026-10-28T08:00", date(2026, 10, 19)),
        ("2026-12-21T09:00", None),  # holidays
        ("2026-08-31T12:00", None),
        ("2026-09-03T12:00", None),  # the first week of all
    ],
)
def test_a_digest_is_due_from_eight_on_the_first_school_day(
    desk: Desk, now: str, want: date | None
):
    assert digests.due(desk, at(now)) == want


def test_eight_is_london_time(desk: Desk):
    """On 14 September London is an hour ahead."""
    assert digests.due(desk, at("2026-09-14T06:59")) is None
    assert digests.due(desk, at("2026-09-14T07:00")) == date(2026, 9, 7)


def test_it_is_made_kept_and_posted_once(
    desk: Desk, clock: FixedClock, work: SqliteWork, look: Looking
):
    with_calls(work, 8)
    drawn: list[Digest] = []
    draws = replace(desk, charts=lambda made: tuple(drawn.append(made) or ()))
    for _ in range(3):
        digests.look(draws, TEAM)
        clock.advance(timedelta(hours=5))
    assert len(drawn) == 1
    (effect,) = look.effects("digest")
    assert (effect["recipient"], effect["ref"]) == (LEADS, "2026-11-16")
    assert effect["key"] == f"digest:{TEAM}:2026-11-16"
    made = published(desk)
    assert made
    assert made.headline.startswith("8 calls, none urgent")
    (row,) = look.rows("SELECT * FROM audit WHERE action = 'digest.publish'")
    assert json.loads(row["detail"]) == {"charts": 0}


def test_two_clocks_that_make_it_at_once_post_one(desk: Desk, work: SqliteWork, look: Looking):
    """The second has looked before the first has written."""
    with_calls(work, 8)
    with work.read() as unit:
        late = digests.gather(desk, unit, TEAM, MONDAY)
    digests.look(desk, TEAM)
    picture = Chart(name="calls", alt="a", png=b"x")
    slow = replace(desk, charts=lambda made: (picture,))
    digests._publish(slow, TEAM, digests.make(slow, late), (picture,))
    assert len(look.effects("digest")) == 1
    assert look.rows("SELECT * FROM charts") == []


def test_its_pictures_are_kept_with_it(desk: Desk, work: SqliteWork):
    with_calls(work, 6)
    pictures = (Chart(name="a", alt="A", png=b"\x89a"), Chart(name="b", alt="B", png=b"\x89b"))
    digests.look(replace(desk, charts=lambda made: pictures), TEAM)
    with work.write() as unit:
        assert unit.digests.list_charts(TEAM, MONDAY) == list(pictures)
        unit.digests.save_file(TEAM, MONDAY, "b", "F123")
        assert [c.file_id for c in unit.digests.list_charts(TEAM, MONDAY)] == [None, "F123"]


def test_what_was_published_is_never_written_over(work: SqliteWork):
    one, two = (
        StoredDigest(team_id=TEAM, monday=MONDAY, made_at=LAST_WEEK, body=body) for body in "ab"
    )
    with work.write() as unit:
        assert unit.digests.add(one, ())
        assert not unit.digests.add(two, (Chart(name="c", alt="", png=b""),))
        assert unit.digests.last(TEAM) == one
        assert unit.digests.list_since(TEAM, MONDAY) == [one]
        assert unit.digests.list_charts(TEAM, MONDAY) == []


def test_in_holidays_nothing_is_made(desk: Desk, clock: FixedClock, look: Looking):
    clock.advance(timedelta(days=30))
    digests.look(desk, TEAM)
    assert look.effects("digest") == []


def test_a_week_that_is_told_late_is_still_that_week(
    desk: Desk, clock: FixedClock, work: SqliteWork
):
    """The clock was down from Monday to Thursday: what came in this week is not in it."""
    with_calls(work, 6)
    clock.advance(timedelta(days=2))
    with work.write() as unit:
        for number in range(20, 26):
            when = clock.now() - timedelta(hours=number)
            unit.requests.add(a_request(number, created_at=when, updated_at=when))
    digests.look(desk, TEAM)
    made = published(desk)
    assert made
    assert made.headline.startswith("6 calls")


def test_nothing_at_all_has_a_digest_too(desk: Desk):
    digests.look(desk, TEAM)
    made = published(desk)
    assert made
    assert made.headline == "No calls; no pupil was due to be asked about."


def test_pages_and_hours_without_anybody_are_told(desk: Desk, work: SqliteWork):
    with_calls(work, 8, pages=5)
    with work.write() as unit:
        for tier in Tier:
            for weekday in range(5) if tier is Tier.PRIMARY else range(1, 4):
                unit.shifts.add_weekly(
                    TEAM,
                    WeeklyShift(
                        id=f"{tier}{weekday}",
                        tier=tier,
                        user_id=PRIYA,
                        weekday=weekday,
                        starts=time(8),
                        ends=time(15) if weekday == 4 else time(17),
                        first=date(2026, 9, 1),
                        last=None,
                    ),
                )
    digests.look(desk, TEAM)
    made = published(desk)
    assert made
    assert made.rota == (
        "5 pages; 2 of them went past the first person.",
        "Nobody on call: Fri 20 Nov 15:00 to 17:00.",
    )


def test_offers_that_run_out_are_told_and_lapsed_ones_are_not(desk: Desk):
    scarce = an_offer(id="a", title="Scarce", capacity_total=5, capacity_now=1)
    lapsed = an_offer(
        id="b",
        title="Lapsed",
        capacity_now=0,
        provider=replace(scarce.provider, qa_until=date(2026, 1, 1)),
    )
    known: Knowledge = a_knowledge(offers=(scarce, lapsed, an_offer(id="c", title="Plenty")))
    digests.look(replace(desk, knowledge=known), TEAM)
    made = published(desk)
    assert made
    assert made.offers == ("Scarce: 1 of 5 places left.",)


def test_without_terms_there_is_no_digest(desk: Desk, look: Looking):
    known = a_knowledge(line=replace(LINE, terms=()))
    digests.look(replace(desk, knowledge=known), TEAM)
    assert look.effects("digest") == []


def test_it_holds_no_school_teacher_or_text(desk: Desk, work: SqliteWork, look: Looking):
    with_calls(work, 8, pages=5)
    digests.look(desk, TEAM)
    (row,) = look.rows("SELECT body FROM digests")
    for secret in ("school-", "U0", PRIYA, "U1"):
        assert secret not in row["body"]


def test_next_weeks_digest_tells_last_week_as_it_was_told(
    desk: Desk, clock: FixedClock, work: SqliteWork, database: Path
):
    with_calls(work, 9)
    digests.look(desk, TEAM)
    with work.write() as unit:
        request = unit.requests.find("r1")
        assert request
        gone = request.created_at + timedelta(days=8)
        unit.requests.save(replace(request, state="withdrawn", updated_at=gone))
    clock.advance(timedelta(days=7))
    digests.look(desk, TEAM)
    made = published(desk, date(2026, 11, 23))
    assert made
    row = made.numbers[0]
    assert (row.last.words, row.term.words) == ("9", "9")
