"""What a practitioner sees of outreach and the panel on the Home tab."""

from collections.abc import Sequence

from advicebot.domain.oncall.calendar import london_day
from advicebot.service.panel_view import DecisionView
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.panel_lines import panel_name
from advicebot.slack.screens.referral_parts import ReferralView
from advicebot.slack.screens.when import day_words


def casework_part(
    unanswered: Sequence[ReferralView], decisions: Sequence[DecisionView], *, most: int
) -> list[Block]:
    """Return the referrals to answer for a provider, and the open decisions; [] for none."""
    return [*_unanswered(unanswered, most), *_decisions(decisions, most)]


def _unanswered(views: Sequence[ReferralView], most: int) -> list[Block]:
    if not views:
        return []
    head = (
        "*Outreach to answer for a provider*\nThese providers have no channel here: ring them, and "
        "answer on the card in the on-call channel."
    )
    return [b.section(head), *(_referral(each) for each in views[:most]), *_more(len(views) - most)]


def _referral(view: ReferralView) -> Block:
    asked = day_words(london_day(view.referral.created_at))
    by = f", an answer is due by {day_words(view.answer_by)}" if view.answer_by else ""
    more = b.button(
        "More", ActionId.REFERRAL_MORE, view.referral.id, spoken=f"More about {view.reference}"
    )
    text = f"*{view.reference}:* {view.title}, {view.provider}\nAsked for on {asked}{by}."
    return b.section(text, button=more)


def _decisions(views: Sequence[DecisionView], most: int) -> list[Block]:
    if not views:
        return []
    rows = [_decision(each) for each in views[:most]]
    return [
        b.section("*What the panel decided and you are asked about*"),
        *rows,
        *_more(len(views) - most),
    ]


def _decision(view: DecisionView) -> Block:
    what = shorten(escape(" ".join(view.shown.what.split())), 240)
    name = panel_name(view)
    done = b.button(
        "Done",
        ActionId.PANEL_DONE,
        view.decision.id,
        spoken=f"Done: say what came of the decision in {name}",
    )
    return b.section(f"*{name}*, by {day_words(view.shown.by_when)}\n{what}", button=done)


def _more(more: int) -> list[Block]:
    return [b.context(f"And {more} more.")] if more > 0 else []
