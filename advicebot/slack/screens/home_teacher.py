"""What a teacher sees of outreach on the Home tab, and whether they are asked what became of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.referral import Move, ReferralState, may
from advicebot.ids import reference
from advicebot.service.home_parts import Asked
from advicebot.slack.ids import ActionId
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.offers import NO_REQUEST
from advicebot.slack.screens.referral_parts import ReferralView, capital
from advicebot.slack.screens.when import day_words

NO_OUTREACH = "Nothing yet. What you ask outreach for will be listed here with where it stands."


def outreach_part(views: Sequence[ReferralView], *, most: int) -> list[Block]:
    """Return what somebody asked outreach for, each with what happens next."""
    see = b.button("See outreach", ActionId.OFFERS, NO_REQUEST, spoken="See what outreach there is")
    rows = [_outreach(view) for view in views[:most]] or [b.section(NO_OUTREACH)]
    more = len(views) - most
    rest = [b.context(f"And {more} more.")] if more > 0 else []
    return [b.header("Your outreach"), *rows, *rest, b.actions(see)]


def _outreach(view: ReferralView) -> Block:
    asked = day_words(london_day(view.referral.created_at))
    head = f"*{view.reference}* · {capital(view.title)} · asked for on {asked}"
    text = f"{head}\n_{what_next(view)}_"
    if view.missing and may(view.referral, Move.AMEND):
        label, spoken = "Add what is missing", f"Add what is missing in {view.reference}"
        add = b.button(label, ActionId.REFERRAL_ADD, view.referral.id, spoken=spoken)
        return b.section(text, button=add)
    return b.section(text)


def what_next(view: ReferralView) -> str:
    """Return where a referral stands and what happens next with it, or what its teacher can do."""
    return NEXT[view.referral.state](view)


def _asked(view: ReferralView) -> str:
    if view.missing:
        return "It cannot be accepted yet. Next: please add what is missing."
    if view.offer is None:
        return "It is not listed any more, so nobody can accept it now. Please look for another."
    if view.answer_by is None:
        return f"Next: {view.provider} answers, and I tell you."
    if view.answer_by < view.today:
        late = f"{capital(view.provider)} should have answered by {_day(view.answer_by)}."
        return f"{late} I have reminded them." if view.referral.nudges else f"{late} I remind them."
    return f"Next: {view.provider} should answer by {_day(view.answer_by)}. I tell you."


def _waiting(view: ReferralView) -> str:
    return f"On the waiting list. Next: {view.provider} says when there is a place. I tell you."


def _accepted(view: ReferralView) -> str:
    start = view.referral.start_on
    if start is None:
        return f"Accepted. Next: {view.provider} says when it starts."
    if start < view.today:
        return f"Accepted. It was to start on {_day(start)}; {view.provider} has not said yet."
    return f"Accepted. Next: it starts on {_day(start)}."


def _started(view: ReferralView) -> str:
    review = view.referral.review_on
    ahead = f"it is reviewed on {_day(review)}" if review else "its review"
    return f"It has started. Next: {ahead}."


def _review_due(view: ReferralView) -> str:
    return f"Its review is due. Next: {view.provider} says how it goes on."


def _ended(view: ReferralView) -> str:
    ended = view.referral.ended_on or london_day(view.referral.moved_at)
    return f"It ended on {_day(ended)}. You can ask for outreach again at any time."


def _declined(view: ReferralView) -> str:
    return "It was declined; I told you why. Something else may fit: press See outreach."


def _withdrawn(view: ReferralView) -> str:
    return "You took it back. You can ask again at any time."


NEXT: Mapping[ReferralState, Callable[[ReferralView], str]] = {
    ReferralState.ASKED: _asked,
    ReferralState.WAITING: _waiting,
    ReferralState.ACCEPTED: _accepted,
    ReferralState.STARTED: _started,
    ReferralState.REVIEW_DUE: _review_due,
    ReferralState.ENDED: _ended,
    ReferralState.DECLINED: _declined,
    ReferralState.WITHDRAWN: _withdrawn,
}


def _day(day: date) -> str:
    return day_words(day)


def follow_up_part(asked: Asked | None) -> list[Block]:
    """Return whether somebody is asked what became of pupils; [] where nothing is followed up."""
    if asked is None or not (asked.is_stopped or asked.handle):
        return []
    if asked.is_stopped:
        text = (
            "*I do not ask you what became of pupils,* because you said so. Whatever you have not "
            "answered counts as not known."
        )
        again = asked.handle and b.button(
            "Ask me again", ActionId.FOLLOW_UP_RESUME, asked.handle, spoken="You may ask me again"
        )
        return [b.section(text, button=again or None)]
    text = f"*I ask you what became of pupils: two taps each.* {_questions(asked)}"
    assert asked.handle is not None
    stop = b.button(
        "Stop asking me",
        ActionId.FOLLOW_UP_STOP,
        asked.handle,
        spoken="Stop asking me what became of pupils",
    )
    return [b.section(text, button=stop)]


def _questions(asked: Asked) -> str:
    said = []
    if asked.waiting:
        named = ", ".join(reference(each.number) for each in asked.waiting[:3])
        said.append(f"A question about {named} waits for you in our messages.")
    if asked.upcoming:
        followup, request = asked.upcoming
        day = london_day(followup.due_at)
        said.append(f"Next: about {reference(request.number)}, on {day_words(day)}.")
    return " ".join(said)
