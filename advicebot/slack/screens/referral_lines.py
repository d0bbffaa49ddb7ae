"""What the school is told about a referral, each time something becomes of it.

Each says how it stands, what happens next, and by when. What is drawn late is drawn from the state
of that moment, so that a line never holds out a day that has moved.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advicebot.domain.knowledge import Consent, Offer
from advicebot.domain.support.offers import Standing, answers_within
from advicebot.domain.support.referral import Move, has_words, may
from advicebot.slack import limits
from advicebot.slack.ids import ActionId
from advicebot.slack.mrkdwn import escape, quote, shorten
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens.blocks import Block, Button, Message
from advicebot.slack.screens.referral_parts import (
    RESULT_WORDS,
    ReferralView,
    bullets,
    capital,
    withdraw_button,
)
from advicebot.slack.screens.when import day_words

Drawn = tuple[str, list[Button]]
WORDS_SHOWN = 1500


def line(view: ReferralView, data: Mapping[str, Any]) -> Message:
    """Return the line of the name that stands in ``data``."""
    text, row = DRAWERS[data["name"]](view)
    parts: list[Block] = [b.section(text)]
    if row:
        parts.append(b.actions(*row))
    return Message(text=spoken(text), blocks=parts)


def spoken(text: str) -> str:
    """Return a text of ours as a screen reader should say it."""
    return shorten(text.replace("*", "").replace("\n>", "\n"), limits.FALLBACK_TEXT)


def _asked(view: ReferralView) -> Drawn:
    head = f"*You have asked for {view.title}* ({view.reference})."
    return f"{head} {_full(view)}{_answer(view)}{_missing(view)}", _open_row(view)


def _full(view: ReferralView) -> str:
    """Say what to expect of an offer that has no place now."""
    stands = view.availability
    if stands is None or stands.standing is not Standing.WAITING_LIST:
        return ""
    return f"At present it is {escape(stands.words)}. "


def _amended(view: ReferralView) -> Drawn:
    head = f"*I have added that to {view.reference}*, {view.title}."
    if view.missing:
        return f"{head}{_missing(view)}", _open_row(view)
    return f"{head} Nothing is missing any more. {_answer(view)}", _open_row(view)


def _answer(view: ReferralView) -> str:
    """Say what the provider owes next, and by when."""
    if view.referral.start_on is not None:
        return f"It starts on *{day_words(view.referral.start_on)}*."
    if view.referral.is_final or view.offer is None:
        return "I tell you here what becomes of it."
    by = f"by *{day_words(view.answer_by)}*" if view.answer_by else answers_within(view.offer)
    return (
        f"{capital(view.provider)} should answer {by}, and I tell you here. If they stay silent, I "
        "remind them twice and then a lead of this line."
    )


def _missing(view: ReferralView) -> str:
    if not view.missing or view.referral.is_final:
        return ""
    return (
        f"\n*Before it can be accepted, this is needed:*\n{bullets(view.missing)}\n"
        "The sooner it is there, the sooner it can start: press *Add what is missing*."
    )


def _open_row(view: ReferralView) -> list[Button]:
    """Return the buttons of a line about a referral that has not started."""
    referral = view.referral
    row = []
    if view.missing and may(referral, Move.AMEND):
        add = b.button("Add what is missing", ActionId.REFERRAL_ADD, referral.id, style="primary")
        row.append(add)
    if may(referral, Move.WITHDRAW):
        row.append(withdraw_button(referral))
    return row


def _accepted(view: ReferralView) -> Drawn:
    day = view.referral.start_on
    starts = f"It starts on *{day_words(day)}*." if day else "They tell you the day."
    todo = list(_to_prepare(view.offer)) if view.offer else []
    prepare = f"\n*Until then, please have ready:*\n{bullets(todo)}" if todo else ""
    text = (
        f"*{capital(view.provider)} has accepted {view.reference}*, {view.title}. {starts}{prepare}"
        "\nTell the pupil and home what it is and when it starts. If the day does not suit, tell "
        f"{_reach(view)}; they can change it."
    )
    return text, _open_row(view)


def _to_prepare(offer: Offer) -> Iterator[str]:
    if offer.consent is Consent.WRITTEN:
        yield "the signed consent from home"
    yield from offer.prerequisites
    if offer.baseline:
        yield f"where things are now, to compare with later: {offer.baseline}"
    if offer.is_placement:
        yield "the plan for the way back or on, agreed with the named adult, the pupil and home"


def _reach(view: ReferralView) -> str:
    """Say how the school reaches the provider."""
    if view.offer is None or view.is_in_slack:
        return f"{view.provider} (or a practitioner of this line)"
    return f"{view.provider} ({view.contact})"


def _waiting(view: ReferralView) -> Drawn:
    weeks = view.availability.waiting_weeks if view.availability else None
    if weeks is None and view.offer is not None:
        weeks = view.offer.waiting_weeks
    length = f"about {weeks} week{'' if weeks == 1 else 's'}" if weeks else ""
    how_long = f"The wait is {length}." if length else "Nobody can say yet how long it takes."
    again = f" If I hear nothing by {day_words(view.answer_by)}, I ask." if view.answer_by else ""
    text = (
        f"*{view.reference} is on the waiting list* of {view.provider} for {view.title}. "
        f"{how_long} I tell you as soon as there is a place.{again}{_missing(view)}\n"
        f"Something else may be free sooner: {_see(view)}."
    )
    return text, [*_outreach(view), *_open_row(view)]


def _declined(view: ReferralView) -> Drawn:
    why = view.referral.reason
    said = f" They say:\n{quote(why, WORDS_SHOWN)}\n" if has_words(why) else " "
    head = f"*{capital(view.provider)} cannot take on {view.reference}*, {view.title}."
    return (
        f"{head}{said}What else could help: {_see(view)} shows what has places now, and a "
        "practitioner can think it through with you. What you do for the pupil in school goes on "
        "meanwhile.",
        _outreach(view),
    )


def _see(view: ReferralView) -> str:
    return "*See outreach*" if view.referral.request_id else "`/offers`"


def _outreach(view: ReferralView) -> list[Button]:
    ref = view.referral.request_id
    return [b.button("See outreach", ActionId.OFFERS, ref)] if ref else []


def _withdrawn(view: ReferralView) -> Drawn:
    return (
        f"*You have taken back {view.reference}*, {view.title}. {capital(view.provider)} has been "
        "told, and nothing more is needed from you. You can ask again at any time.",
        _outreach(view),
    )


def _started(view: ReferralView) -> Drawn:
    since, review = view.referral.start_on, view.referral.review_on
    day = f" on {day_words(since)}" if since else ""
    when = f" It is reviewed on *{day_words(review)}*; I remind you that day." if review else ""
    how = ""
    if view.offer and view.offer.review_after:
        how = f" How: {escape(shorten(view.offer.review_after, limits.CONTEXT_TEXT))}."
    return (
        f"*{capital(view.title)} has started*{day} ({view.reference}, {view.provider}).{when}{how}"
        " If something goes wrong before, do not wait for the review: tell "
        f"{_reach(view)}.",
        [],
    )


def _review_due(view: ReferralView) -> Drawn:
    day = f" on {day_words(view.referral.review_on)}" if view.referral.review_on else ""
    by = f" by {day_words(view.answer_by)}" if view.answer_by else " soon"
    return (
        f"*The review of {view.title} is due*{day} ({view.reference}, {view.provider}). Before you "
        "speak: what has changed since the start, what does the pupil say, what does home say? "
        f"{capital(view.provider)} notes{by} whether it goes on or ends. If you hear nothing by "
        f"then, get in touch with {_reach(view)}.",
        [],
    )


def _reviewed(view: ReferralView) -> Drawn:
    day = view.referral.review_on
    until = f" The next review is on *{day_words(day)}*; I remind you that day." if day else ""
    return (
        f"*{capital(view.title)} was reviewed and goes on* ({view.reference}, {view.provider})."
        f"{until} Please note what was agreed in the pupil’s plan.",
        [],
    )


def _ended(view: ReferralView) -> Drawn:
    referral = view.referral
    day = f" on {day_words(referral.ended_on)}" if referral.ended_on else ""
    head = f"*{capital(view.title)} has ended*{day} ({view.reference}, {view.provider})."
    changed = (
        f"\n*What changed:*\n{quote(referral.outcome, WORDS_SHOWN)}"
        if has_words(referral.outcome)
        else ""
    )
    led_to = RESULT_WORDS.get(referral.result) if referral.result else None
    result = f"\n*What it led to:* {led_to}." if led_to else ""
    return (
        f"{head}{changed}{result}\nWhat helped belongs in the pupil’s plan now, so that it goes on "
        "in school. If it gets harder again, write to me here.",
        [],
    )


def _offer_gone(view: ReferralView) -> Drawn:
    return (
        f"*{view.reference} cannot be accepted at present*: the offer it was for is not listed on "
        "this line now. It is not declined. The leads of this line know; if you need something "
        f"sooner, {_see(view)} shows what has places, or take this one back.",
        [*_outreach(view), *_open_row(view)],
    )


DRAWERS: dict[str, Callable[[ReferralView], Drawn]] = {
    "referral.asked": _asked,
    "referral.amended": _amended,
    "referral.accepted": _accepted,
    "referral.waiting": _waiting,
    "referral.declined": _declined,
    "referral.withdrawn": _withdrawn,
    "referral.started": _started,
    "referral.review-due": _review_due,
    "referral.reviewed": _reviewed,
    "referral.ended": _ended,
    "referral.offer-gone": _offer_gone,
}
