"""The Home tab: what is theirs to do comes first, how to ask comes always."""

from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.request import Request
from advicebot.service.home import HomeView, LeadPart
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.home_practitioner import practitioner_part
from advicebot.slack.screens.labels import TOPICS
from advicebot.slack.screens.lines import HOW_TO
from advicebot.slack.screens.rota_parts import (
    NOBODY_ON_ROTA,
    WITHOUT_TERMS,
    add_button,
    distinct,
    gap_data,
    gap_texts,
    override_button,
)
from advicebot.slack.screens.rota_plan import day_row
from advicebot.slack.screens.status import status_line

MOST_GAPS = 5


def home(view: HomeView) -> Block:
    """Return somebody's Home tab, with a part for each of their roles."""
    parts = [b.header(view.line.name), b.section(f"*{DANGER}*")]
    if view.opens_at is None and (view.practitioner or view.lead):
        parts.append(b.section(WITHOUT_TERMS))
    if view.practitioner:
        parts += [*practitioner_part(view, view.practitioner), b.divider()]
    if view.lead:
        parts += [*_lead(view.lead), b.divider()]
    return {"type": "home", "blocks": distinct([*parts, *_teacher(view)])}


def _lead(part: LeadPart) -> list[Block]:
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


def _teacher(view: HomeView) -> list[Block]:
    line = view.line
    label = "School and role" if view.person.school else "Tell us your school and role"
    return [
        b.section(HOW_TO, button=b.button("Ask now", ActionId.ASK, "ask", style="primary")),
        b.divider(),
        b.header("Your requests"),
        *_requests(view),
        b.divider(),
        b.context(
            f"People answer on school days, {escape(line.opens)} to {escape(line.closes)}; this "
            "line answers at any hour. It is "
            "not your school’s safeguarding record: log concerns in your school’s own system. "
            f"Questions about your data: {escape(line.privacy_contact)}"
        ),
        b.actions(b.button(label, ActionId.INTRODUCE, "introduce")),
    ]


def _requests(view: HomeView) -> list[Block]:
    if not view.requests:
        return [b.section("Nothing yet. What you ask will be listed here with where it stands.")]
    return [_request(request, handoff) for request, handoff in view.requests]


def _request(request: Request, handoff: Handoff | None) -> Block:
    about = ", ".join(TOPICS[topic] for topic in request.topics[:2]) or "No topic found"
    text = f"{status_line(request, handoff)}\n{about}\n_{what_next(request, handoff)}_"
    if handoff or request.awaits_answer:
        return b.section(text)
    talk = b.button("Talk to a practitioner", ActionId.TALK, request.id)
    return b.section(text, button=talk)


def what_next(request: Request, handoff: Handoff | None) -> str:
    """Return what happens next with a request, or what its teacher can do, in one sentence."""
    if handoff is None:
        if request.awaits_answer:
            return "Next: please answer my question in our messages. No answer counts as worried."
        return "Nobody was called for this. You can still talk to a practitioner."
    if handoff.state is HandoffState.OPEN:
        if handoff.parked_until:
            return "Next: they read it when the line opens. If it cannot wait, ring your DSL."
        return "Next: whoever takes it writes to you in our messages. In danger, call 999."
    if handoff.state is HandoffState.CLAIMED:
        return "Next: they write to you in our messages. Your words there reach them."
    return "Nothing more happens with it. If you need somebody again, write to me."
