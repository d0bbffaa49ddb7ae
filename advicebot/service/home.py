"""What somebody's Home tab shows, read at one instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from advicebot.domain.handoff import Handoff
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day, next_opening
from advicebot.domain.oncall.duty import Practitioner, Swap
from advicebot.domain.oncall.rota import Gap, Stint, stints
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.request import Person, Request
from advicebot.domain.support.referral import Referral
from advicebot.service import home_parts
from advicebot.service.desk import Desk
from advicebot.service.gaps import AHEAD, report_on
from advicebot.service.home_parts import Asked, NextPanel
from advicebot.service.panel_view import DecisionView
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
    """What a practitioner sees on top. ``me`` is None before Slack was asked who answers.

    ``unanswered`` are referrals that practitioners answer for a provider outside Slack;
    ``decisions`` are those of the panel that they are asked about.
    """

    me: Practitioner | None
    shifts: tuple[MyShift, ...]
    held: tuple[Pair, ...]
    waiting: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    is_empty: bool
    unanswered: tuple[Referral, ...] = ()
    decisions: tuple[DecisionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPart:
    """What a lead sees: the next seven days, and how many wait and how many are being helped.

    ``digest`` is the last one published, and the only source of numbers about the term: what it
    does not show, nobody is shown. ``silent`` are referrals whose provider was reminded in vain;
    ``panel`` is None without one.
    """

    plan: Plan
    gaps: tuple[Gap, ...]
    waiting: int
    held: int
    digest: Digest | None = None
    silent: tuple[Referral, ...] = ()
    panel: NextPanel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """One person's Home tab at ``at``; a part is None for whoever has no such role.

    ``opens_at`` is when the line is staffed next, None past the last of its terms. ``outreach`` is
    what they asked for, ``asked`` whether they are asked what became of pupils.
    """

    at: datetime
    line: Line
    person: Person
    requests: tuple[tuple[Request, Handoff | None], ...]
    practitioner: PractitionerPart | None
    lead: LeadPart | None
    opens_at: datetime | None
    outreach: tuple[Referral, ...] = ()
    asked: Asked | None = None


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
            outreach=home_parts.outreach_of(desk, unit, team_id, user_id),
            asked=home_parts.asked(unit, team_id, user_id),
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
        unanswered=home_parts.unanswered(desk, unit, team_id),
        decisions=home_parts.decisions_of(desk, unit, team_id, user_id),
    )


def _lead(desk: Desk, unit: Unit, team_id: str) -> LeadPart:
    active = _active(unit, team_id)
    return LeadPart(
        plan=plan_in(desk, unit, team_id, desk.today(), WEEK_DAYS),
        gaps=_gaps(desk, unit, team_id),
        waiting=sum(each.is_open for _, each in active),
        held=sum(not each.is_open for _, each in active),
        digest=home_parts.last_digest(unit, team_id),
        silent=home_parts.silent(unit, team_id),
        panel=home_parts.next_panel(desk, unit, team_id),
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
            is_today=london_day(each.starts_at) <= today,
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
