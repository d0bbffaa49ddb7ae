"""What somebody's Home tab shows, read at one instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.domain.handoff import Handoff
from advicebot.domain.knowledge import Line
from advicebot.domain.oncall.calendar import LONDON, next_opening
from advicebot.domain.oncall.duty import Practitioner, Swap
from advicebot.domain.oncall.rota import Gap, Stint, stints
from advicebot.domain.request import Person, Request
from advicebot.service.desk import Desk
from advicebot.service.gaps import AHEAD, report_on
from advicebot.service.ports import Unit
from advicebot.service.rota_view import Plan, is_empty, plan_in

REQUESTS = 10
WEEK_DAYS = 7
Pair = tuple[Request, Handoff]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyShift:
    """A stint of somebody's own, with what they asked of the others for it, None for nothing.

    ``is_on``: it runs now. ``is_today``: it runs or begins today.
    """

    stint: Stint
    swap: Swap | None
    is_on: bool
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PractitionerPart:
    """What a practitioner sees on top. ``me`` is None before Slack was asked who answers."""

    me: Practitioner | None
    shifts: tuple[MyShift, ...]
    held: tuple[Pair, ...]
    waiting: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPart:
    """What a lead sees: the next seven days, and how many wait and how many are being helped."""

    plan: Plan
    gaps: tuple[Gap, ...]
    waiting: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """One person's Home tab at ``at``; a part is None for whoever has no such role.

    ``opens_at`` is when the line is staffed next, None past the last of its terms.
    """

    at: datetime
    line: Line
    person: Person
    requests: tuple[tuple[Request, Handoff | None], ...]
    practitioner: PractitionerPart | None
    lead: LeadPart | None
    opens_at: datetime | None


def read_home(
    desk: Desk, team_id: str, user_id: str, *, is_practitioner: bool, is_lead: bool
) -> HomeView:
    """Return what somebody's Home tab shows, from one transaction."""
    now = desk.clock.now()
    with desk.work.read() as unit:
        requests = unit.requests.list_open_of(team_id, user_id, limit=REQUESTS)
        return HomeView(
            at=now,
            line=desk.knowledge.line,
            person=unit.people.get(team_id, user_id),
            requests=tuple((each, unit.handoffs.find_by_request(each.id)) for each in requests),
            practitioner=_practitioner(desk, unit, team_id, user_id) if is_practitioner else None,
            lead=_lead(desk, unit, team_id) if is_lead else None,
            opens_at=next_opening(now, desk.knowledge.line),
        )


def _practitioner(desk: Desk, unit: Unit, team_id: str, user_id: str) -> PractitionerPart:
    active = _active(unit, team_id)
    return PractitionerPart(
        me=unit.practitioners.get(team_id, user_id),
        shifts=_shifts(desk, unit, team_id, user_id),
        held=tuple(pair for pair in active if pair[1].claimed_by == user_id),
        waiting=tuple(pair for pair in active if pair[1].is_open),
        gaps=_gaps(desk, unit, team_id),
        is_empty=is_empty(unit, team_id, desk.clock.now()),
    )


def _lead(desk: Desk, unit: Unit, team_id: str) -> LeadPart:
    active = _active(unit, team_id)
    return LeadPart(
        plan=plan_in(desk, unit, team_id, desk.today(), WEEK_DAYS),
        gaps=_gaps(desk, unit, team_id),
        waiting=sum(each.is_open for _, each in active),
        held=sum(not each.is_open for _, each in active),
    )


def _shifts(desk: Desk, unit: Unit, team_id: str, user_id: str) -> tuple[MyShift, ...]:
    now, today = desk.clock.now(), desk.today()
    rota = unit.shifts.rota(team_id, now, now + AHEAD)
    asked = [each for each in unit.swaps.list_open(team_id) if each.asked_by == user_id]
    return tuple(
        MyShift(
            stint=each,
            swap=next((swap for swap in asked if _is_about(swap, each)), None),
            is_on=each.starts_at <= now,
            is_today=each.starts_at.astimezone(LONDON).date() <= today,
        )
        for each in stints(rota, now, now + AHEAD, desk.knowledge.line)
        if each.user_id == user_id
    )


def _is_about(swap: Swap, stint: Stint) -> bool:
    is_tier = swap.tier is stint.tier
    return is_tier and swap.starts_at < stint.ends_at and stint.starts_at < swap.ends_at


def _active(unit: Unit, team_id: str) -> list[Pair]:
    found = []
    for handoff in unit.handoffs.list_active():
        request = unit.requests.find(handoff.request_id) if handoff.team_id == team_id else None
        if request:
            found.append((request, handoff))
    return found


def _gaps(desk: Desk, unit: Unit, team_id: str) -> tuple[Gap, ...]:
    now = desk.clock.now()
    return report_on(desk, unit, team_id, (now, now + timedelta(days=WEEK_DAYS))).gaps
