"""The Home tab: what is theirs to do comes first, how to ask comes always."""

from dataclasses import dataclass

from advicebot.domain.handoff import Handoff, HandoffState
from advicebot.domain.request import Request
from advicebot.service.home import HomeView
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.alarm import DANGER
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.home_casework import casework_part
from advicebot.slack.screens.home_lead import lead_part
from advicebot.slack.screens.home_practitioner import practitioner_part
from advicebot.slack.screens.home_teacher import follow_up_part, outreach_part
from advicebot.slack.screens.labels import TOPICS
from advicebot.slack.screens.lines import HOW_TO
from advicebot.slack.screens.referral_parts import ReferralView
from advicebot.slack.screens.rota_parts import WITHOUT_TERMS, distinct
from advicebot.slack.screens.status import status_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach:
    """All that is known of the referrals of a Home tab: one's own, and those of each role."""

    mine: tuple[ReferralView, ...] = ()
    unanswered: tuple[ReferralView, ...] = ()
    silent: tuple[ReferralView, ...] = ()


NONE = Outreach()
MOST_ROWS = (5, 3, 1)
"""Rows of each list, from the most to the fewest; of one's own requests twice as many."""


def home(view: HomeView, outreach: Outreach = NONE) -> Block:
    """Return somebody's Home tab, with a part for each of their roles.

    Whoever has every role and much of everything sees fewer rows of each: Slack takes a hundred.
    """
    blocks: list[Block] = []
    for most in MOST_ROWS:
        blocks = _blocks(view, outreach, most=most)
        if len(blocks) <= limits.VIEW_BLOCKS:
            break
    return {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}


def _blocks(view: HomeView, outreach: Outreach, *, most: int) -> list[Block]:
    parts = [b.header(view.line.name), b.section(f"*{DANGER}*")]
    if view.opens_at is None and (view.practitioner or view.lead):
        parts.append(b.section(WITHOUT_TERMS))
    if view.practitioner:
        cases = casework_part(outreach.unanswered, view.practitioner.decisions, most=most)
        parts += [*practitioner_part(view, view.practitioner), *cases, b.divider()]
    if view.lead:
        parts += [*lead_part(view.lead, outreach.silent, most=most), b.divider()]
    return distinct([*parts, *_teacher(view, outreach, most=most)])


def _teacher(view: HomeView, outreach: Outreach, *, most: int) -> list[Block]:
    line = view.line
    label = "School and role" if view.person.school else "Tell us your school and role"
    return [
        b.section(HOW_TO, button=b.button("Ask now", ActionId.ASK, "ask", style="primary")),
        b.divider(),
        b.header("Your requests"),
        *_requests(view, most=2 * most),
        *follow_up_part(view.asked),
        b.divider(),
        *outreach_part(outreach.mine, most=most),
        b.divider(),
        b.context(
            f"People answer on school days, {escape(line.opens)} to {escape(line.closes)}; this "
            "line answers at any hour. It is "
            "not your school’s safeguarding record: log concerns in your school’s own system. "
            f"Questions about your data: {escape(line.privacy_contact)}"
        ),
        b.actions(b.button(label, ActionId.INTRODUCE, "introduce")),
    ]


def _requests(view: HomeView, *, most: int) -> list[Block]:
    if not view.requests:
        return [b.section("Nothing yet. What you ask will be listed here with where it stands.")]
    more = len(view.requests) - most
    rest = [b.context(f"And {more} more, in our messages.")] if more > 0 else []
    return [*(_request(*each) for each in view.requests[:most]), *rest]


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
