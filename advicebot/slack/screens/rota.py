"""What ``/oncall`` answers: who is on, days ahead, what is missing, who would be paged."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from advicebot.domain.delivery import ON_CALL
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.oncall.rota import Stint, Tier
from advicebot.service.gaps import MOST_SHOWN, RotaReport
from advicebot.service.rota import DryRun, WouldPage
from advicebot.service.rota_view import OnNow
from advicebot.service.wording import time_text
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.labels import URGENCIES
from advicebot.slack.screens.rota_parts import (
    NOBODY_ON_ROTA,
    TIERS,
    WITHOUT_TERMS,
    WORDS,
    add_button,
    gap_data,
    gap_rows,
    left_out,
    message,
    named,
    out_of_reach_data,
    out_of_reach_rows,
    overlap_data,
    overlap_rows,
    override_button,
    sick_button,
    take_over_button,
    week_button,
    with_id,
)
from advicebot.slack.screens.when import (
    day_words,
    end_words,
    moment_words,
    span_words,
    time_words,
)

HELP = (
    "*What you can write after `/oncall`*\n"
    "• nothing: who is on now, and who is next\n"
    "• `today`, `week`, `week next`, `gaps`: the rota, and what is missing in it\n"
    "• `who would get this at 18:30`: who would be paged then, minute by minute. Also `now`, "
    "`tomorrow 8:15`, `24 December 10:00`\n"
    "• `take` or `take back-up`: take over at once\n"
    "• `sick`: you can’t do today\n"
    "• `swap`: ask the others to take a shift of yours\n"
    "• `away until Friday`, `away until 14:00`, and `back`\n"
    "• `out-of-hours on` or `off`: whether you are paged for emergencies when the line is closed\n"
    "• `override`: put one person on for a time\n"
    "• `add`: add a weekly shift; `weekly`: see and end them"
)


def now_answer(on: OnNow, line: Line, *, is_now: bool = True) -> Message:
    """Return who is on, until when, who is next, and whether the line is open.

    Where it was asked for another time than now, that time is said and nothing is offered.
    """
    if on.is_empty:
        parts = [b.section(NOBODY_ON_ROTA), b.section(_open(on, line)), b.actions(add_button())]
        return message(parts)
    if not is_now:
        at = b.section(f"*On {time_text(on.who.at)}*")
        rows = [b.section(_tier_text(on, tier)) for tier in Tier]
        return message([at, *rows, b.section(_open(on, line))])
    parts = [_tier_row(on, tier) for tier in Tier]
    parts += [b.section(_next(on)), b.section(_open(on, line))]
    buttons = sick_button(), _swap_chooser(), week_button()
    return message([*parts, b.actions(*buttons)])


def _swap_chooser() -> b.Button:
    return b.button(
        "Ask for a swap", ActionId.SWAP_CHOOSE, "swap", spoken="Ask others to take a shift of mine"
    )


def _tier_row(on: OnNow, tier: Tier) -> Block:
    row = b.section(_tier_text(on, tier), button=take_over_button(tier))
    return with_id(row, f"on.{tier}")


def _tier_text(on: OnNow, tier: Tier) -> str:
    users = on.who.primary if tier is Tier.PRIMARY else on.who.back_up
    label, until = TIERS[tier].capitalize(), on.until[tier]
    if not users or until is None:
        return f"*{label}:* nobody is on."
    said = [each for each in users if (tier, each) in on.confirmed]
    have = "have" if len(said) > 1 else "has"
    sure = f" {named(said)} {have} said that they are on." if said else ""
    return f"*{label}:* {named(users)}, until {end_words(on.who.at, until)}.{sure}"


def _next(on: OnNow) -> str:
    if not on.following:
        return "*Next:* nobody is down for the next 14 days."
    rows = [f"{mention(each.user_id)}, {_stint(each)}" for each in on.following]
    return "*Next:*\n" + "\n".join(f"• {each}" for each in rows)


def _stint(stint: Stint) -> str:
    return f"{TIERS[stint.tier]}, {span_words(stint.starts_at, stint.ends_at)}"


def _open(on: OnNow, line: Line) -> str:
    who = on.who
    if who.is_staffed:
        return f"The line is open until {escape(line.closes)}."
    opens = f"It opens {moment_words(who.opens_at)}." if who.opens_at else WITHOUT_TERMS
    agreed = named(on.out_of_hours)
    pages = (
        f"Emergencies also page those who agreed to that: {agreed}."
        if on.out_of_hours
        else "Nobody has agreed to be paged for emergencies outside hours."
    )
    return f"The line is closed ({escape(shorten(who.why_closed or '', WORDS))}). {opens} {pages}"


def gaps_answer(report: RotaReport, opens_at: datetime | None) -> Message:
    """Return what is wrong with the days ahead, with a button for each gap."""
    if opens_at is None:
        return message([b.section(WITHOUT_TERMS)])
    until = day_words(london_day(report.ends_at))
    if report.is_clear:
        return message([b.section(f"Nothing is missing in the rota until {until}."), _tools()])
    return message(
        [
            b.section(f"*The rota until {until}.* This needs somebody:"),
            *gap_rows(gap_data(report.gaps[:MOST_SHOWN])),
            *overlap_rows(overlap_data(report.overlaps[:MOST_SHOWN])),
            *out_of_reach_rows(out_of_reach_data(report.unreachable[:MOST_SHOWN])),
            *_more(report),
            _tools(),
        ]
    )


def _tools() -> Block:
    return b.actions(override_button(), add_button())


def _more(report: RotaReport) -> list[Block]:
    lists: Sequence[Sequence[object]] = (report.gaps, report.overlaps, report.unreachable)
    more = sum(max(0, len(each) - MOST_SHOWN) for each in lists)
    return left_out(more, "They are shown once these are mended.")


def dry_run_answer(runs: Sequence[DryRun]) -> Message:
    """Return who would be paged for a call for help, step by step, for each urgency."""
    at = time_text(runs[0].at)
    head = f"*If a call for help came on {at}:* its card stands in the on-call channel at once."
    return message([b.section(head), *(b.section(_run(each)) for each in runs)])


def _run(run: DryRun) -> str:
    rows = [f"*{URGENCIES[run.urgency]}*"]
    if run.waits_until:
        rows.append(f"Nobody is paged before {time_text(run.waits_until)}: the line is closed.")
    rows += [f"• {each}" for each in _steps(run)]
    rows.append("Then from the top again, until somebody answers.")
    return "\n".join(rows)


def _steps(run: DryRun) -> Iterator[str]:
    start = run.waits_until or run.at
    for step in run.steps:
        yield f"{time_words(step.at)} ({_after(step.at - start)}): {_paged(step)}"


def _after(wait: timedelta) -> str:
    minutes = int(wait.total_seconds() // 60)
    if minutes == 0:
        return "at once"
    return f"after {minutes} minute{'s' if minutes > 1 else ''}"


def _paged(step: WouldPage) -> str:
    people = [each for each in step.page if each != ON_CALL]
    parts = [named(people)] if people else []
    if ON_CALL in step.page:
        parts.append("everybody in the on-call channel")
    found = " and ".join(parts)
    return f"{found}, because nobody else can be paged" if step.is_last_resort else found


def unknown_answer(words: str) -> Message:
    """Return the plain answer to words that say nothing to us."""
    said = escape(shorten(" ".join(words.split()), WORDS))
    ask = f"To ask for advice write to me in our direct messages, or use `/advice`. *{DANGER}*"
    return message(
        [b.section(f"I do not know what to do with “{said}”."), b.section(HELP), b.context(ask)]
    )


def help_answer() -> Message:
    """Return what can be written after ``/oncall``."""
    return message([b.section(HELP)])


def sick_answer() -> Message:
    """Return the one question before somebody is taken off for today."""
    text = "You are left alone for the rest of today, and the others are asked to step in."
    return message([b.section(text), b.actions(sick_button())])


def noted(text: str) -> Message:
    """Return a short answer to something that was done or could not be read."""
    return message([b.section(text)])
