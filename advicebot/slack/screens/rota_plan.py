"""Days of the rota, what was put in by hand, and the weekly shifts it is made of."""

from collections.abc import Sequence
from datetime import datetime

from advicebot.domain.oncall.rota import Override, Stint, WeeklyShift
from advicebot.service.rota_view import DayPlan, Plan
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.rota_parts import (
    NOBODY_ON_ROTA,
    TIERS,
    WORDS,
    add_button,
    distinct,
    message,
    override_button,
    with_id,
)
from advicebot.slack.screens.when import (
    WEEKDAYS,
    day_words,
    end_words,
    span_words,
    time_words,
)

MOST_OVERRIDES = 10
MOST_WEEKLY = 40


def plan_answer(plan: Plan) -> Message:
    """Return days of the rota, and what was put in by hand, with a button that takes it away."""
    return message(plan_parts(plan))


def plan_page(plan: Plan) -> Block:
    """Return the same as a page in a window of its own."""
    return b.modal("The rota", distinct(plan_parts(plan)))


def plan_parts(plan: Plan) -> list[Block]:
    """Return days of the rota as blocks."""
    if plan.is_empty:
        return [b.section(NOBODY_ON_ROTA), b.actions(add_button())]
    parts = [day_row(each) for each in plan.days]
    if plan.overrides:
        parts += [b.divider(), b.section("*Put in by hand:*")]
        parts += [_override_row(each) for each in plan.overrides[:MOST_OVERRIDES]]
    more = len(plan.overrides) - MOST_OVERRIDES
    if more > 0:
        parts.append(b.context(f"And {more} more put in by hand."))
    return [*parts, b.actions(override_button(), add_button())]


def day_row(plan: DayPlan) -> Block:
    """Return one day of the rota as a paragraph."""
    closed = f" (closed: {escape(shorten(plan.closed, WORDS))})" if plan.closed else ""
    rows = [f"*{day_words(plan.day)}*{closed}"]
    rows += [f"• {_hours(each.starts_at, each.ends_at)} {_who(each)}" for each in plan.stints]
    rows += [
        f"• {_hours(each.starts_at, each.ends_at)} *no {TIERS[each.tier]}*" for each in plan.gaps
    ]
    if len(rows) == 1 and not plan.closed:
        rows.append("• nobody is down")
    return b.section("\n".join(rows))


def _hours(start: datetime, end: datetime) -> str:
    return f"{time_words(start)} to {end_words(start, end)}:"


def _who(stint: Stint) -> str:
    by_hand = ", put in by hand" if stint.override_id else ""
    return f"{mention(stint.user_id)}, {TIERS[stint.tier]}{by_hand}"


def _override_row(override: Override) -> Block:
    about = f"{TIERS[override.tier]}, {span_words(override.starts_at, override.ends_at)}"
    asked = b.confirm(
        "Take it away?",
        "The weekly rota holds again then. Both sides are told.",
        yes="Take it away",
        no="Leave it",
    )
    button = b.button(
        "Take it away",
        ActionId.OVERRIDE_END,
        override.id,
        spoken=f"Take away: {about}",
        confirm=asked,
    )
    row = b.section(f"{mention(override.user_id)}, {about}", button=button)
    return with_id(row, f"override.{override.id}")


def weekly_answer(shifts: Sequence[WeeklyShift]) -> Message:
    """Return the weekly shifts, with a button that ends each."""
    if not shifts:
        return message([b.section(NOBODY_ON_ROTA), b.actions(add_button())])
    parts = [_weekly_row(each) for each in shifts[:MOST_WEEKLY]]
    more = len(shifts) - MOST_WEEKLY
    if more > 0:
        parts.append(b.context(f"And {more} more. `advicebot rota show` lists them all."))
    return message([*parts, b.actions(add_button())])


def _weekly_row(shift: WeeklyShift) -> Block:
    about = f"{WEEKDAYS[shift.weekday]}s, {weekly_hours(shift)}, {TIERS[shift.tier]}"
    last = f" until {day_words(shift.last)}" if shift.last else ""
    asked = b.confirm(
        "End this shift?",
        "It does not come again from tomorrow on. Uncovered time is reported in the channel.",
        yes="End it",
        no="Leave it",
    )
    button = b.button(
        "End it", ActionId.WEEKLY_END, shift.id, spoken=f"End: {about}", confirm=asked
    )
    row = b.section(f"{mention(shift.user_id)}: {about}{last}", button=button)
    return with_id(row, f"weekly.{shift.id}")


def weekly_done(name: str, shifts: Sequence[WeeklyShift]) -> str:
    """Return, in plain text, that somebody is on every week now."""
    days = ", ".join(f"{WEEKDAYS[each.weekday]}s" for each in shifts)
    first = shifts[0]
    return (
        f"{name} is {TIERS[first.tier]} on {days}, {weekly_hours(first)}, from "
        f"{day_words(first.first)}, in term time."
    )


def weekly_hours(shift: WeeklyShift) -> str:
    """Return from when to when a weekly shift lasts, such as “08:00 to 17:00”."""
    next_day = " the next day" if shift.ends <= shift.starts else ""
    return f"{shift.starts:%H:%M} to {shift.ends:%H:%M}{next_day}"
