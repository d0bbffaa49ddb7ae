"""An invented on-call team with a week of shifts, for tests of the rota."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Override, OverrideWhy, Shift, Tier, WeeklyShift
from advicebot.service.desk import Desk
from tests.fakes import DAN, PRIYA, TEAM, Looking, a_delivery

ROSA = "U0ROSA0001"
TERM = date(2026, 9, 2)


def at(day: int, clock: str = "09:00", *, month: int = 11) -> datetime:
    """Return an instant of winter 2026, when London clocks show UTC."""
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), tzinfo=UTC)


def a_practitioner(user_id: str, name: str, **changed: Any) -> Practitioner:
    """Return a member whom the bot can message; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "team_id": TEAM,
        "user_id": user_id,
        "name": name,
        "handle": name.split()[0].lower(),
        "is_member": True,
        "seen_at": at(1, month=9),
    }
    return Practitioner(**(values | changed))


PEOPLE = (
    a_practitioner(PRIYA, "Priya Example"),
    a_practitioner(DAN, "Dan Example"),
    a_practitioner(ROSA, "Rosa Example"),
)


def seat(desk: Desk, *people: Practitioner) -> None:
    """Make these the on-call team; the three of the example when none is given."""
    with desk.work.write() as unit:
        for each in people or PEOPLE:
            unit.practitioners.save(each)


def arrive(desk: Desk, key: str) -> str:
    """Let a delivery come in, and return its key."""
    with desk.work.write() as unit:
        now = desk.clock.now()
        unit.inbox.add(a_delivery(key), at=now, by="test", lease=timedelta(minutes=1))
    return key


def change(desk: Desk, user_id: str, **changed: Any) -> None:
    """Change what is known of a practitioner."""
    with desk.work.write() as unit:
        person = unit.practitioners.get(TEAM, user_id)
        assert person is not None
        unit.practitioners.save(replace(person, **changed))


def fill(desk: Desk, *, primary: str = PRIYA, back_up: str | None = DAN) -> None:
    """Put people on for every weekday of term, from opening to closing."""
    with desk.work.write() as unit:
        for tier, user_id in ((Tier.PRIMARY, primary), (Tier.BACK_UP, back_up)):
            for weekday in range(5) if user_id else ():
                unit.shifts.add_weekly(
                    TEAM,
                    WeeklyShift(
                        id=f"{tier}-{weekday}",
                        tier=tier,
                        user_id=user_id,
                        weekday=weekday,
                        starts=time(8),
                        ends=time(17),
                        first=TERM,
                        last=None,
                    ),
                )


def drop(desk: Desk, shift_id: str) -> None:
    """Take a weekly shift out, as if it had never been."""
    with desk.work.write() as unit:
        assert unit.shifts.end_weekly(TEAM, shift_id, TERM - timedelta(days=1))


def dated(
    desk: Desk, user_id: str, start: datetime, end: datetime, tier: Tier = Tier.PRIMARY
) -> Shift:
    """Add one dated shift."""
    shift = Shift(
        id=f"{user_id}-{start:%d%H%M}-{tier}",
        tier=tier,
        user_id=user_id,
        starts_at=start,
        ends_at=end,
    )
    with desk.work.write() as unit:
        unit.shifts.replace_dated(TEAM, [shift], start=start, end=start)
    return shift


def an_override(user_id: str, start: datetime, end: datetime, **changed: Any) -> Override:
    """Return an override of the primary; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": f"over-{start:%d%H%M}",
        "tier": Tier.PRIMARY,
        "user_id": user_id,
        "starts_at": start,
        "ends_at": end,
        "why": OverrideWhy.COVER,
        "made_by": ROSA,
    }
    return Override(**(values | changed))


def told(look: Looking, recipient: str) -> list[str]:
    """Return the messages about the rota that go to somebody, by name, oldest first."""
    return [
        row["data"]["name"].removeprefix("rota-")
        for row in look.effects("line")
        if row["recipient"] == recipient
    ]


def last_told(look: Looking, recipient: str, name: str) -> dict[str, Any]:
    """Return what the last message of this name to somebody is told."""
    found: list[dict[str, Any]] = [
        row["data"]
        for row in look.effects("line")
        if row["recipient"] == recipient and row["data"]["name"] == f"rota-{name}"
    ]
    assert found, f"{recipient} was not told {name}: {told(look, recipient)}"
    return found[-1]


def actions(look: Looking) -> list[str]:
    """Return what was written down, oldest first."""
    return [row["action"] for row in look.rows("SELECT action FROM audit ORDER BY id")]
