"""Dated shifts from a calendar: all or nothing, the last good ones stay, no cry every hour."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.oncall.rota import Shift, Tier
from advicebot.errors import Refused, RotaError
from advicebot.service import feed
from advicebot.service.desk import Desk
from tests.fakes import DAN, PRIYA, TEAM, Looking
from tests.rota_cases import ROSA, actions, at, change, last_told, seat, told

START, END = date(2026, 11, 24), date(2026, 12, 18)


@dataclass(frozen=True)
class Read:
    """A calendar that was read."""

    shifts: tuple[Shift, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def shift(user_id: str, day: int, tier: Tier = Tier.PRIMARY) -> Shift:
    return Shift(
        id=f"{day}-{tier}",
        tier=tier,
        user_id=user_id,
        starts_at=at(day, "08:00"),
        ends_at=at(day, "17:00"),
    )


GOOD = Read(shifts=(shift(PRIYA, 25), shift(DAN, 25, Tier.BACK_UP)))


def bring_in(desk: Desk, read: Read) -> feed.Imported:
    return feed.import_rota(desk, TEAM, read, START, END, made_by="cli")


def held(desk: Desk) -> list[tuple[str, int]]:
    with desk.work.read() as unit:
        found = unit.shifts.rota(TEAM, at(1), at(18, month=12)).dated
    return [(each.user_id, each.starts_at.day) for each in found]


class Source:
    """A calendar address that gives what it is told to give, and counts how often it was asked."""

    def __init__(self) -> None:
        self.holds: Read | RotaError = GOOD
        self.asked = 0
        self.people: list[str] = []

    def fetch(self) -> bytes:
        """Count, and fail where the address is to fail."""
        self.asked += 1
        if isinstance(self.holds, RotaError):
            raise self.holds
        return b"BEGIN:VCALENDAR"

    def read(self, text: bytes | str, *, start: date, end: date, people: object) -> Read:
        """Return what the address holds."""
        assert text == b"BEGIN:VCALENDAR"
        assert end - start == timedelta(days=56)
        self.people = [each.user_id for each in people]  # type: ignore[attr-defined]
        assert isinstance(self.holds, Read)
        return self.holds


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def seated(desk: Desk) -> Desk:
    seat(desk)
    return desk


def refresh_at(desk: Desk, clock: FixedClock, source: Source, when: datetime) -> None:
    clock._at = when
    feed.refresh(desk, TEAM, fetch=source.fetch, read=source.read)


def test_the_shifts_that_were_read_take_the_place_of_those_before(seated: Desk, look: Looking):
    assert bring_in(seated, GOOD) == feed.Imported(count=2, is_changed=True, warnings=())
    assert held(seated) == [(DAN, 25), (PRIYA, 25)]
    newer = Read(shifts=(shift(ROSA, 26),), warnings=("a title is long",))
    assert bring_in(seated, newer).warnings == ("a title is long",)
    assert held(seated) == [(ROSA, 26)]
    assert actions(look) == ["rota.imported"] * 2


def test_the_same_calendar_again_changes_nothing_and_is_not_written_down(
    seated: Desk, look: Looking
):
    bring_in(seated, GOOD)
    assert not bring_in(seated, GOOD).is_changed
    assert actions(look) == ["rota.imported"]


def test_shifts_outside_the_days_that_were_read_stay(seated: Desk):
    with seated.work.write() as unit:
        unit.shifts.replace_dated(TEAM, [shift(ROSA, 20)], start=at(20), end=at(21))
    bring_in(seated, GOOD)
    assert held(seated) == [(ROSA, 20), (DAN, 25), (PRIYA, 25)]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (Read(), "no shifts"),
        (replace(GOOD, problems=("Line 9, “Sam”: its title names nobody.",)), "Line 9"),
        (Read(shifts=(shift("U0STRANGE1", 25),)), "<@U0STRANGE1> is not in the on-call channel"),
    ],
)
def test_a_calendar_with_a_mistake_changes_nothing_and_says_why(seated: Desk, bad: Read, said: str):
    bring_in(seated, Read(shifts=(shift(ROSA, 26),)))
    with pytest.raises(Refused, match=said) as refused:
        bring_in(seated, bad)
    assert "the last good rota stays" in refused.value.user_message
    assert held(seated) == [(ROSA, 26)]
    assert feed.problems_of(seated, TEAM, bad) != []
    assert feed.problems_of(seated, TEAM, GOOD) == []


def test_every_problem_and_every_person_is_named(seated: Desk):
    change(seated, DAN, unreachable="deactivated")
    change(seated, PRIYA, is_member=False)
    bad = replace(GOOD, problems=("Line 9: first.", "Line 12: second."))
    with pytest.raises(Refused) as refused:
        bring_in(seated, bad)
    lines = refused.value.user_message.splitlines()
    assert lines[:2] == ["Line 9: first.", "Line 12: second."]
    assert lines[2].startswith(f"<@{PRIYA}> is not in the on-call channel, and has 1 of")
    assert lines[3].startswith(f"<@{DAN}> cannot be messaged (deactivated)")


def test_what_an_import_uncovers_is_reported(seated: Desk, look: Looking):
    both = (shift(PRIYA, 25), shift(DAN, 25, Tier.BACK_UP))
    bring_in(seated, Read(shifts=both))
    bring_in(seated, Read(shifts=both[:1]))
    (gap,) = last_told(look, ON_CALL, "told-gaps")["gaps"]
    assert (gap["tier"], gap["starts"][:10]) == ("back-up", "2026-11-25")


class TestRefreshing:
    def test_once_an_hour_is_enough(self, seated: Desk, clock: FixedClock, source: Source):
        for minute in range(0, 121, 10):
            when = at(24, "09:00") + timedelta(minutes=minute)
            refresh_at(seated, clock, source, when)
        assert source.asked == 3
        assert held(seated) == [(DAN, 25), (PRIYA, 25)]
        assert source.people == [DAN, PRIYA, ROSA]

    def test_it_tells_when_it_begins_to_fail_and_when_it_works_again_and_not_between(
        self, seated: Desk, look: Looking, clock: FixedClock, source: Source
    ):
        refresh_at(seated, clock, source, at(24, "09:00"))
        source.holds = RotaError("calendar.example.org did not answer. Try later.")
        for hour in range(10, 16):
            refresh_at(seated, clock, source, at(24, f"{hour}:00"))
        assert told(look, ON_CALL) == ["told-feed-fails"]
        assert last_told(look, ON_CALL, "told-feed-fails")["since"] == "2026-11-24T09:00:00+00:00"
        assert held(seated) == [(DAN, 25), (PRIYA, 25)]
        with seated.work.read() as unit:
            kept = unit.feeds.get(TEAM)
        assert kept is not None
        assert kept.error == "calendar.example.org did not answer. Try later."
        assert (kept.fetched_at, kept.tried_at) == (at(24, "09:00"), at(24, "15:00"))
        source.holds = GOOD
        for hour in ("16", "18"):
            refresh_at(seated, clock, source, at(24, f"{hour}:00"))
        assert told(look, ON_CALL) == ["told-feed-fails", "told-feed-works"]
        assert last_told(look, ON_CALL, "told-feed-works")["count"] == 2

    def test_a_calendar_with_a_mistake_counts_as_failing(
        self, seated: Desk, look: Looking, clock: FixedClock, source: Source
    ):
        source.holds = Read(problems=("Line 9: its title names nobody.",))
        refresh_at(seated, clock, source, at(24, "09:00"))
        assert told(look, ON_CALL) == ["told-feed-fails"]
        assert last_told(look, ON_CALL, "told-feed-fails")["since"] is None
        assert "Line 9" not in str(look.effects()), "titles stay out of the outbox"

    def test_one_that_failed_is_tried_again_after_a_quarter_of_an_hour(
        self, seated: Desk, clock: FixedClock, source: Source
    ):
        source.holds = RotaError("no answer")
        for minute in (0, 14, 15):
            refresh_at(seated, clock, source, at(24, "09:00") + timedelta(minutes=minute))
        assert source.asked == 2

    def test_before_slack_was_asked_who_answers_nothing_is_read(
        self, desk: Desk, clock: FixedClock, source: Source
    ):
        refresh_at(desk, clock, source, at(24, "09:00"))
        assert source.asked == 0
