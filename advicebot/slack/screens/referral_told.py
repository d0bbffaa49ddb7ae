"""What providers and leads are told about a referral: reminders, and what the school has done.

It stands in channels, so that nothing in it is anybody's words. Only the leads read who asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

from advicebot.domain.knowledge import Offer
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.support.referral import Move, ReferralState, may
from advicebot.ids import referral_reference
from advicebot.slack import limits
from advicebot.slack.mrkdwn import escape, mention, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Message
from advicebot.slack.screens.referral_card import now
from advicebot.slack.screens.referral_lines import spoken
from advicebot.slack.screens.referral_parts import ReferralView, capital, provider_buttons
from advicebot.slack.screens.when import day_words

OFFER_LEFT_OUT = "referral.offer-left-out"
Data = Mapping[str, Any]
Drawn = tuple[str, list[Block]]


def told(view: ReferralView, data: Data) -> Message:
    """Return the line of the name that stands in ``data``."""
    text, more = TOLD[data["name"]](view, data)
    return Message(text=spoken(text), blocks=[b.section(text), *more])


def offer_left_out(data: Data) -> Message:
    """Return what the leads are told of an offer whose file has a mistake."""
    place = ":".join(str(data[key]) for key in ("file", "line") if data.get(key))
    why = escape(shorten(str(data.get("reason") or ""), limits.CONTEXT_TEXT))
    text = (
        f"*An offer is left out of this line: {escape(shorten(place, 200))}*\n{why}\n"
        "Nobody is shown it or can ask for it until the file is right; every other offer works as "
        "before. Whoever looks after the files: `advicebot knowledge lint` says the same."
    )
    return Message(text=spoken(text), blocks=[b.section(text)])


def _about(view: ReferralView) -> str:
    return f"{view.reference}, {view.title}"


def _owes(view: ReferralView) -> str:
    """Return in words what the provider has not said, "" when they owe nothing any more."""
    referral, day = view.referral, day_words(london_day(view.referral.moved_at))
    start = day_words(referral.start_on) if referral.start_on else day
    review = day_words(referral.review_on) if referral.review_on else day
    return {
        ReferralState.ASKED: f"it was asked for on {day} and has no answer",
        ReferralState.WAITING: f"it has been on the waiting list since {day}",
        ReferralState.ACCEPTED: f"it was to start on {start}, and nobody has said that it did",
        ReferralState.REVIEW_DUE: f"its review was due on {review}, and nobody has said how it was",
    }.get(referral.state, "")


def _nudge(view: ReferralView, data: Data) -> Drawn:
    owes = _owes(view)
    if not owes:
        return f"*{_about(view)}*: this has been dealt with, nothing is waiting any more.", []
    head = "This is the second reminder" if data.get("again") else "A reminder"
    then = "I remind you once more" if not data.get("again") else "I ask a lead of this line"
    after = f"If I hear nothing within three school days, {then}."
    ring = "" if view.is_in_slack else f" *Please ring {view.provider}* and record what they say."
    no = " A short no helps them more than silence." if may(view.referral, Move.WAIT) else ""
    return (
        f"*{head}: {_about(view)}.* The school is waiting: {owes}.{ring}{no} {after}",
        provider_buttons(view),
    )


def _nudge_lead(view: ReferralView, data: Data) -> Drawn:
    if data.get("gone") and view.offer is None:
        return _gone(view), []
    owes = _owes(view)
    if not owes:
        return f"*{_about(view)}*: this has been dealt with, nothing is waiting any more.", []
    where = f" ({view.contact})" if view.contact else ""
    return (
        f"*{capital(view.provider)} does not answer about {_about(view)}*: {owes}. I have reminded "
        f"them twice and do not remind them again. Please ring or write to them{where} by the next "
        "school day, and ask "
        "for a yes, a no or a day; it is recorded on the card. "
        f"{mention(view.referral.requester)} is still waiting.",
        [],
    )


def _gone(view: ReferralView) -> str:
    return (
        f"*{view.reference} is stuck*: the offer it is for (`{escape(view.referral.offer_id)}`) is "
        "not among those of this line, so nobody can accept it. Either its file has a mistake "
        "(`advicebot knowledge lint` says where) or it was taken out. Once it is back, the "
        f"referral goes on where it stood. {_what_the_school_knows(view)}"
    )


def _what_the_school_knows(view: ReferralView) -> str:
    who = mention(view.referral.requester)
    if may(view.referral, Move.WITHDRAW):
        return f"{who} has been told, and can take it back and ask for something else."
    return f"The pupil is there already: please ring {who} and the provider."


def _amended(view: ReferralView, data: Data) -> Drawn:
    head = f"*The school has added to {_about(view)}.* *More* shows it."
    if view.missing:
        return f"{head} Something is still missing.", provider_buttons(view)
    return f"{head} {' '.join(now(view))}".rstrip(), provider_buttons(view)


def _withdrawn(view: ReferralView, data: Data) -> Drawn:
    return (
        f"*The school has taken back {_about(view)}.* There is nothing more to do. If a place was "
        "kept for it, it is free again.",
        [],
    )


def _review_due(view: ReferralView, data: Data) -> Drawn:
    if view.referral.state is not ReferralState.REVIEW_DUE:
        return f"*{_about(view)}*: this has been dealt with, nothing is waiting any more.", []
    by = f", by {day_words(view.answer_by)}" if view.answer_by else ""
    ring = "" if view.is_in_slack else f" Please ring {view.provider} and record what they say."
    return (
        f"*The review is due: {_about(view)}.* Look at it together with the school and the pupil. "
        f"Then press *Reviewed* if it goes on, or *Ended*{by}.{ring}",
        provider_buttons(view),
    )


def _place_free(view: ReferralView, data: Data) -> Drawn:
    if view.referral.state is not ReferralState.WAITING:
        return f"*{_about(view)}*: this has been dealt with, nothing is waiting any more.", []
    since = day_words(london_day(view.referral.created_at))
    ring = "" if view.is_in_slack else f" *Please ring {view.provider}* and record what they say."
    return (
        f"*A place is free: {view.title}.* {view.reference} has waited longest, since {since}. "
        f"Press *Accept* if it can be theirs, or *Decline*: a short no helps them too.{ring}",
        provider_buttons(view),
    )


def _contact_gone(view: ReferralView, data: Data) -> Drawn:
    """Which school that is stands behind "More", as who asks does."""
    return (
        f"*I cannot reach whoever asked for {_about(view)}*: their account in Slack is closed, so "
        "nothing that is said here reaches them. Please ring the school (*More* says which) and "
        "ask for its office, SENCO or DSL: who looks after this now? Tell them how it stands.",
        provider_buttons(view),
    )


def erased(data: Data, offer: Offer | None) -> Message:
    """Return the last word about a referral that is erased, for whoever expected the pupil."""
    what = f"“{escape(offer.title)}”" if offer else "your offer"
    text = (
        f"*{referral_reference(int(data['number']))} for {what} has been erased*, because somebody "
        "used their right to it. Nothing of it is kept here. If you expected the pupil, ring the "
        "school: this line cannot say any more which one it was."
    )
    return Message(text=text.replace("*", ""), blocks=[b.section(text)])


TOLD: dict[str, Callable[[ReferralView, Data], Drawn]] = {
    "referral.nudge": _nudge,
    "referral.nudge-lead": _nudge_lead,
    "referral.amended-for-provider": _amended,
    "referral.withdrawn-for-provider": _withdrawn,
    "referral.review-due-for-provider": _review_due,
    "referral.place-free": _place_free,
    "referral.contact-gone": _contact_gone,
}
