"""What a lead sees on the Home tab: the term in published numbers, the panel, silence, the week."""

from collections.abc import Sequence

from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.support.panel import Case
from advicebot.service.home import LeadPart
from advicebot.service.home_parts import NextPanel
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.panel import take_back_button
from advicebot.slack.screens.referral_parts import ReferralView
from advicebot.slack.screens.rota_parts import (
    NOBODY_ON_ROTA,
    add_button,
    gap_data,
    gap_texts,
    override_button,
)
from advicebot.slack.screens.rota_plan import day_row
from advicebot.slack.screens.when import day_words, moment_words

MOST_GAPS = 5
NO_DIGEST = (
    "No digest has been published yet. It comes on Mondays at 08:00 in term time; its numbers for "
    "the term stand here from then on."
)


def lead_part(part: LeadPart, silent: Sequence[ReferralView], *, most: int) -> list[Block]:
    """Return a lead's part: the term, the week, the panel, and who does not answer."""
    panel = _panel(part.panel, most)
    return [*_term(part.digest), *_week(part), *panel, *_silent(part, silent, most)]


def _term(digest: Digest | None) -> list[Block]:
    """Every number stands in the last digest: what that does not show is not shown here."""
    head = b.header("This term at a glance")
    if digest is None:
        return [head, b.section(NO_DIGEST)]
    rows = [f"*{escape(each.label)}:* {escape(each.term.words)}" for each in digest.numbers]
    monday = digest.monday
    how = b.button("How we count", ActionId.DIGEST_HOW, monday.isoformat())
    source = (
        f"The term so far, as published in the digest of the week from {day_words(monday)}. A "
        "number that is not shown there is not shown here."
    )
    return [head, b.section("\n".join(rows), button=how), b.context(source)]


def _week(part: LeadPart) -> list[Block]:
    rows = [b.header("The line this week"), b.section(_counts(part))]
    if part.plan.is_empty:
        return [*rows, b.section(NOBODY_ON_ROTA), b.actions(add_button())]
    rows += [day_row(each) for each in part.plan.days]
    missing = gap_texts(gap_data(part.gaps[:MOST_GAPS]))
    more = len(part.gaps) - MOST_GAPS
    if missing:
        left_out = f"\nAnd {more} more." if more > 0 else ""
        rows.append(b.section("*Missing in the next 7 days*\n" + "\n".join(missing) + left_out))
    else:
        rows.append(b.section("Nothing is missing in the next 7 days."))
    return [*rows, b.actions(override_button(), add_button())]


def _counts(part: LeadPart) -> str:
    waiting = _count(part.waiting, "waits for a practitioner", "wait for a practitioner")
    return f"{waiting} {_count(part.held, 'is being helped', 'are being helped')}"


def _count(number: int, one: str, many: str) -> str:
    if number == 0:
        return f"Nobody {one}."
    return f"1 request {one}." if number == 1 else f"{number} requests {many}."


def _panel(panel: NextPanel | None, most: int) -> list[Block]:
    if panel is None:
        return []
    count = len(panel.cases)
    number = "no case" if count == 0 else "1 case" if count == 1 else f"{count} cases"
    until = f"cases are taken until {moment_words(panel.meeting.cut_off)}"
    stands = until if panel.is_open else "the agenda is out" if count else "no agenda goes out"
    head = f"*Next panel: {moment_words(panel.meeting.at)}*\n{number.capitalize()}; {stands}."
    rows = [_case(each) for each in panel.cases[:most]] if panel.is_open else []
    more = count - most
    rest = [b.context(f"And {more} more.")] if rows and more > 0 else []
    return [b.section(head), *rows, *rest]


def _case(case: Case) -> Block:
    text = f"*{case.reference}*, put by {mention(case.put_by)}"
    return b.section(text, button=take_back_button(case.reference, case.id))


def _silent(part: LeadPart, views: Sequence[ReferralView], most: int) -> list[Block]:
    if not views:
        return [b.section("No provider is silent at the moment.")]
    rows = [_referral(each, with_panel=part.panel is not None) for each in views[:most]]
    more = len(views) - most
    rest = [b.context(f"And {more} more.")] if more > 0 else []
    return [b.section("*Outreach that nobody answers*"), *rows, *rest]


def _referral(view: ReferralView, *, with_panel: bool) -> Block:
    referral = view.referral
    since = day_words(london_day(referral.moved_at))
    times = "once" if referral.nudges == 1 else "twice"
    provider = shorten(view.provider, limits.TITLE_TEXT)
    text = (
        f"*{view.reference}:* {view.title}, {provider}\nNothing heard since {since}; reminded "
        f"{times}. Please ring or write to them."
    )
    if not with_panel:
        return b.section(text)
    spoken = f"Put {view.reference} to the panel"
    put = b.button("Put to the panel", ActionId.PANEL_PUT, referral.id, spoken=spoken)
    return b.section(text, button=put)
