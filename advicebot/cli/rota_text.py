"""The rota as lines for people and as objects for programs."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from advicebot.cli.rota_open import LEFT, Opened
from advicebot.domain.oncall.calendar import LONDON, london_day
from advicebot.domain.oncall.rota import Gap, Overlap, Override, Stint

if TYPE_CHECKING:
    from advicebot.service.gaps import RotaReport
    from advicebot.service.rota import DryRun, WhoIsOn
    from advicebot.service.rota_view import DayPlan, Plan

CHANNEL = "everybody in the on-call channel"


def day_text(day: date) -> str:
    """Return a day such as “Tue 24 Nov 2026”."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_text(at: datetime) -> str:
    """Return an instant on London's clocks, such as “Tue 24 Nov 2026 08:00”."""
    local = at.astimezone(LONDON)
    return f"{day_text(local.date())} {local:%H:%M}"


def times_text(start: datetime, end: datetime) -> str:
    """Return a span whose first day is known: its times, with the last day where it differs."""
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    after = "" if first.date() == last.date() else f" on {day_text(last.date())}"
    return f"{first:%H:%M} to {last:%H:%M}{after}"


def span_text(start: datetime, end: datetime) -> str:
    """Return a span such as “Tue 24 Nov 2026 08:00 to 17:00”."""
    return f"{day_text(london_day(start))} {times_text(start, end)}"


def plan_lines(rota: Opened, plan: "Plan") -> Iterator[str]:
    """Yield a plan day by day: who is on and by what, what is uncovered, why it is closed."""
    overrides = {each.id: each for each in plan.overrides}
    for each in plan.days:
        yield day_text(each.day) + (f"  closed: {each.closed}" if each.closed else "")
        yield from _day_lines(rota, each, overrides)
    if plan.is_empty:
        yield ""
        yield "The rota is empty. Start with: advicebot rota weekly add, or advicebot rota import"


def _day_lines(rota: Opened, day: "DayPlan", overrides: dict[str, Override]) -> Iterator[str]:
    for stint in day.stints:
        times = times_text(stint.starts_at, stint.ends_at)
        who = rota.name(stint.user_id)
        yield f"  {times}  {stint.tier:<7}  {who}  [{_by(stint, overrides)}]"
    for gap in day.gaps:
        yield f"  {times_text(gap.starts_at, gap.ends_at)}  {gap.tier:<7}  {_nobody(rota, gap)}"


def _by(stint: Stint, overrides: dict[str, Override]) -> str:
    if stint.override_id is None:
        return f"shift {stint.shift_id}"
    override = overrides.get(stint.override_id)
    return f"{override.why if override else 'override'} {stint.override_id}"


def _nobody(rota: Opened, gap: Gap) -> str:
    if not gap.unreachable:
        return "NOBODY"
    return "NOBODY who can be reached: " + ", ".join(map(rota.name, gap.unreachable))


def report_lines(rota: Opened, report: "RotaReport") -> Iterator[str]:
    """Yield everything that is wrong with a rota, one line each; one line when nothing is."""
    for gap in report.gaps:
        yield f"{span_text(gap.starts_at, gap.ends_at)}  {gap.tier}  {_nobody(rota, gap)}"
    for each in report.overlaps:
        yield f"{span_text(each.starts_at, each.ends_at)}  {_overlap(rota, each)}"
    for lost in report.unreachable:
        why = {"left": "has left the on-call channel", "unknown": "was never seen in the channel"}
        said = why.get(lost.why, f"cannot be messaged ({lost.why})")
        who, first = rota.name(lost.user_id).removesuffix(LEFT), moment_text(lost.first_at)
        yield f"{who} {said}: {lost.stints} stints, the first {first}"
    if report.is_clear:
        yield f"No gaps up to {moment_text(report.ends_at)}."


def _overlap(rota: Opened, overlap: Overlap) -> str:
    names = " and ".join(map(rota.name, overlap.users))
    if overlap.tier is None:
        return f"{names} in both tiers: nobody stands behind them"
    return f"{overlap.tier}  {names} at once"


def who_lines(rota: Opened, who: "WhoIsOn", run: "DryRun") -> Iterator[str]:
    """Yield who is on at an instant, and whom a call for help would reach one after the other."""
    yield f"{moment_text(who.at)}: {who.why_closed or 'the line is staffed'}"
    yield f"  primary  {_names(rota, who.primary)}"
    yield f"  back-up  {_names(rota, who.back_up)}"
    if who.opens_at is None:
        yield "  The line's terms end before it opens again: write the next ones in line.yaml."
    elif not who.is_staffed:
        yield f"  opens    {moment_text(who.opens_at)}"
    if who.changes_at:
        yield f"  changes  {moment_text(who.changes_at)}"
    yield f"A call for help then ({run.urgency}) that nobody answers would go to:"
    if run.waits_until:
        until = moment_text(run.waits_until)
        yield f"  the card stands in the channel; nobody is paged before {until}"
    for step in run.steps:
        yield f"  {moment_text(step.at)}  {_paged(rota, step.page)}"


def _names(rota: Opened, users: tuple[str, ...]) -> str:
    return ", ".join(map(rota.name, users)) or "nobody"


def _paged(rota: Opened, page: tuple[str, ...]) -> str:
    return ", ".join(CHANNEL if each.startswith("@") else rota.name(each) for each in page)


def stint_object(stint: Stint) -> dict[str, Any]:
    """Return a stint as the plain object that programs read."""
    return {
        "tier": stint.tier,
        "user": stint.user_id,
        "starts_at": iso(stint.starts_at),
        "ends_at": iso(stint.ends_at),
        "override": stint.override_id,
        "shift": stint.shift_id,
    }


def gap_object(gap: Gap) -> dict[str, Any]:
    """Return a gap as the plain object that programs read."""
    return {
        "tier": gap.tier,
        "starts_at": iso(gap.starts_at),
        "ends_at": iso(gap.ends_at),
        "unreachable": list(gap.unreachable),
    }


def plan_object(plan: "Plan") -> dict[str, Any]:
    """Return a plan as the plain object that programs read."""
    days = [
        {
            "day": each.day.isoformat(),
            "closed": each.closed,
            "stints": [stint_object(stint) for stint in each.stints],
            "gaps": [gap_object(gap) for gap in each.gaps],
        }
        for each in plan.days
    ]
    return {"days": days}


def report_object(report: "RotaReport") -> dict[str, Any]:
    """Return a report as the plain object that programs read."""
    return {
        "from": iso(report.starts_at),
        "to": iso(report.ends_at),
        "ok": report.is_clear,
        "gaps": [gap_object(each) for each in report.gaps],
        "overlaps": [
            {
                "tier": each.tier,
                "users": list(each.users),
                "starts_at": iso(each.starts_at),
                "ends_at": iso(each.ends_at),
            }
            for each in report.overlaps
        ],
        "unreachable": [
            {
                "user": each.user_id,
                "why": each.why,
                "stints": each.stints,
                "first_at": iso(each.first_at),
            }
            for each in report.unreachable
        ],
    }


def who_object(who: "WhoIsOn", run: "DryRun") -> dict[str, Any]:
    """Return who is on and would be paged as the plain object that programs read."""
    return {
        "at": iso(who.at),
        "primary": list(who.primary),
        "back_up": list(who.back_up),
        "changes_at": who.changes_at and iso(who.changes_at),
        "staffed": who.is_staffed,
        "why_closed": who.why_closed,
        "opens_at": who.opens_at and iso(who.opens_at),
        "urgency": run.urgency,
        "waits_until": run.waits_until and iso(run.waits_until),
        "steps": [
            {
                "at": iso(each.at),
                "minutes": each.after.total_seconds() / 60,
                "page": list(each.page),
            }
            for each in run.steps
        ],
    }


def iso(at: datetime) -> str:
    """Return an instant in London time with its offset."""
    return at.astimezone(LONDON).isoformat(timespec="seconds")
