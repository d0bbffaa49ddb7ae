"""What a practitioner sees on top of the Home tab: their shifts, whom they help, who waits."""

from datetime import datetime

from advicebot.domain.handoff import Handoff
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.service.home import HomeView, MyShift, PractitionerPart
from advicebot.service.rota_view import stint_reference
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import clock_time, mention
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button
from advicebot.slack.screens.labels import URGENCIES
from advicebot.slack.screens.rota_parts import (
    NOBODY_ON_ROTA,
    TIERS,
    add_button,
    back_button,
    gap_data,
    gap_rows,
    sick_button,
    swap_button,
    week_button,
    with_id,
    withdraw_button,
)
from advicebot.slack.screens.standing import people
from advicebot.slack.screens.when import end_words, moment_words, span_words

MOST_SHIFTS = 10
MOST_REQUESTS = 5
MOST_GAPS = 5


def practitioner_part(view: HomeView, part: PractitionerPart) -> list[Block]:
    """Return a practitioner's part: on now, shifts, handoffs, who waits, gaps, consent."""
    if part.is_empty:
        shifts = [b.section(NOBODY_ON_ROTA), b.actions(add_button())]
    else:
        shifts = _shifts(view, part)
    return [
        b.header("On call"),
        b.section(_on_now(view, part)),
        *shifts,
        *_held(part),
        *_waiting(part),
        *_gaps(part),
        *_consent(part),
    ]


def _on_now(view: HomeView, part: PractitionerPart) -> str:
    away_until = _away_until(view, part)
    if away_until:
        return f"*You are away* and not paged until {moment_words(away_until)}."
    running = [each.stint for each in part.shifts if each.is_on]
    if not running:
        return "*You are not on now.*"
    each = running[0]
    return f"*You are on now* as {TIERS[each.tier]}, until {end_words(view.at, each.ends_at)}."


def _shifts(view: HomeView, part: PractitionerPart) -> list[Block]:
    if not part.shifts:
        return [
            b.section("You have no shifts in the next 14 days."),
            b.actions(*_away(view, part), week_button()),
        ]
    rows = [b.section("*Your shifts, next 14 days*")]
    rows += [_shift(each) for each in part.shifts[:MOST_SHIFTS]]
    more = len(part.shifts) - MOST_SHIFTS
    if more > 0:
        rows.append(b.context(f"And {more} more. See `/oncall week`."))
    today = [sick_button()] if any(each.is_today for each in part.shifts) else []
    return [*rows, b.actions(*today, *_away(view, part), week_button())]


def _away(view: HomeView, part: PractitionerPart) -> list[Button]:
    return [back_button()] if _away_until(view, part) else []


def _away_until(view: HomeView, part: PractitionerPart) -> datetime | None:
    until = part.me.away_until if part.me else None
    return until if until and until > view.at else None


def _shift(shift: MyShift) -> Block:
    stint = shift.stint
    about = f"{TIERS[stint.tier]}, {span_words(stint.starts_at, stint.ends_at)}"
    row_text = about[:1].upper() + about[1:]
    if shift.swap:
        text = f"{row_text}. You have asked the others; until somebody takes it you are on."
        row = b.section(text, button=withdraw_button(shift.swap.id))
    elif shift.is_on:
        row = b.section(f"{row_text}. It runs now.")
    else:
        button = swap_button(stint_reference(stint.tier, stint.starts_at), about)
        row = b.section(row_text, button=button)
    return with_id(row, f"stint.{stint_reference(stint.tier, stint.starts_at)}")


def _held(part: PractitionerPart) -> list[Block]:
    if not part.held:
        return [b.section("*You have no open requests.*")]
    rows = [b.section("*What you have*")]
    for request, handoff in part.held[:MOST_REQUESTS]:
        rows.append(b.section(_mine(request, handoff)))
        rows.append(with_id(b.actions(*_holder(request, handoff)), f"held.{handoff.id}"))
    return [*rows, *_more(len(part.held))]


def _mine(request: Request, handoff: Handoff) -> str:
    since = f" since {clock_time(handoff.claimed_at)}" if handoff.claimed_at else ""
    if handoff.last_word_at:
        said = f"You last wrote {clock_time(handoff.last_word_at)}."
    elif handoff.answer_by:
        said = f"*Not a word yet:* they expect to hear from you by {clock_time(handoff.answer_by)}."
    else:
        said = "*Not a word yet.*"
    return f"{_head(request, handoff)}, yours{since}. {said}"


def _holder(request: Request, handoff: Handoff) -> list[Button]:
    number = reference(request.number)
    return [
        b.button("More", ActionId.MORE, handoff.id, spoken=f"More about {number}"),
        b.button("Pass to …", ActionId.PASS, handoff.id, spoken=f"Pass {number} to somebody"),
        b.button("Close", ActionId.CLOSE, handoff.id, spoken=f"Close {number}"),
    ]


def _waiting(part: PractitionerPart) -> list[Block]:
    if not part.waiting:
        return [b.section("*Nobody waits for an answer.*")]
    rows = [b.section("*Waiting for somebody to take it*")]
    for request, handoff in part.waiting[:MOST_REQUESTS]:
        number = reference(request.number)
        rows.append(b.section(f"{_head(request, handoff)}, {_since(handoff)}"))
        row = b.actions(
            b.button("Take it", ActionId.TAKE, handoff.id, spoken=f"Take {number}"),
            b.button("More", ActionId.MORE, handoff.id, spoken=f"More about {number}"),
        )
        rows.append(with_id(row, f"waiting.{handoff.id}"))
    return [*rows, *_more(len(part.waiting))]


def _head(request: Request, handoff: Handoff) -> str:
    who = mention(handoff.requester)
    return f"*{URGENCIES[handoff.urgency]}: {reference(request.number)}* from {who}"


def _since(handoff: Handoff) -> str:
    since = f"waiting since {clock_time(handoff.created_at)}."
    if handoff.parked_until:
        return f"{since} Nobody is paged before {clock_time(handoff.parked_until)}."
    if handoff.paged:
        return f"{since} Paged: {people(handoff.paged)}."
    return (
        f"{since} To be taken by {clock_time(handoff.answer_by)}." if handoff.answer_by else since
    )


def _more(count: int) -> list[Block]:
    more = count - MOST_REQUESTS
    return [b.context(f"And {more} more, in the on-call channel.")] if more > 0 else []


def _gaps(part: PractitionerPart) -> list[Block]:
    if not part.gaps or part.is_empty:
        return []
    more = len(part.gaps) - MOST_GAPS
    rest = [b.context(f"And {more} more. See `/oncall gaps`.")] if more > 0 else []
    rows = gap_rows(gap_data(part.gaps[:MOST_GAPS]))
    return [b.section("*Missing in the next 7 days*"), *rows, *rest]


def _consent(part: PractitionerPart) -> list[Block]:
    if part.me is None:
        return []
    yes = part.me.out_of_hours
    text = (
        "You are paged for emergencies when the line is closed."
        if yes
        else "You are not paged when the line is closed."
    )
    label = "Not any more" if yes else "Page me for emergencies"
    spoken = f"{'Do not page' if yes else 'Page'} me for emergencies outside hours"
    button = b.button(label, ActionId.OUT_OF_HOURS, "no" if yes else "yes", spoken=spoken)
    return [b.section(text, button=button)]
