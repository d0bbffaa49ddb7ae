"""The forms of a referral. What comes back is read by ``parse_referrals``.

Each carries the referral's id and nothing else: what may be done with it is looked up again when
the form comes back.
"""

from collections.abc import Sequence
from datetime import date

from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.mrkdwn import escape, mention
from advicebot.slack.parse_referrals import MOST, RESULTS
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.referral_parts import RESULT_WORDS, ReferralView, bullets

NO_NAMES = "No pupils’ names."


def accept_form(view: ReferralView, *, proposed: date | None) -> Block:
    """Return the form that accepts, or moves the day; a page instead while something is missing.

    ``proposed`` is filled in as the day, None for none.
    """
    if view.missing:
        return _not_yet(view)
    is_again = view.referral.start_on is not None
    places = [f"Places now: {escape(view.availability.words)}."] if view.availability else []
    day = inputs.day(
        Field.DAY,
        "When does it start?",
        initial=view.referral.start_on or proposed,
        hint="A school day, today or later.",
    )
    told = f"{mention(view.referral.requester)} is told the day and what to prepare."
    title = "Change the day" if is_again else "Accept"
    return _form(CallbackId.REFERRAL_ACCEPT_FORM, title, title, view, [day], [*places, told])


def _not_yet(view: ReferralView) -> Block:
    asker = mention(view.referral.requester)
    parts = [
        b.section(f"*{view.reference} cannot be accepted yet.*\n{bullets(view.missing)}"),
        b.section(
            f"{asker} can add it from their message about {view.reference}. The card here shows "
            "when they have. If it is quicker, write to them or ring. Until then you can put it on "
            "the waiting list or decline it."
        ),
    ]
    return b.modal("Not ready yet", parts)


def decline_form(view: ReferralView) -> Block:
    """Return the form that declines."""
    why = inputs.words(
        Field.REASON,
        "Why?",
        most=MOST[Field.REASON],
        is_long=True,
        hint=f"The school reads this. Say what else might help. {NO_NAMES}",
    )
    told = f"{mention(view.referral.requester)} is told, with your reason."
    return _form(CallbackId.REFERRAL_DECLINE_FORM, "Decline", "Decline", view, [why], [told])


def start_form(view: ReferralView) -> Block:
    """Return the form that says since when it runs; today is filled in."""
    day = inputs.day(
        Field.DAY, "Since when?", initial=view.today, hint="A school day, today or earlier."
    )
    told = "The day of its review is set from this day, and the school is told both."
    return _form(CallbackId.REFERRAL_START_FORM, "It has started", "Save", view, [day], [told])


def review_form(view: ReferralView, *, proposed: date | None) -> Block:
    """Return the form that says it was reviewed and goes on; ``proposed`` is the next day."""
    day = inputs.day(
        Field.DAY,
        "When is it reviewed next?",
        initial=proposed,
        hint="A school day after today. If it does not go on, close this and press Ended.",
    )
    told = "The school is told that it was reviewed, goes on, and until when."
    return _form(CallbackId.REFERRAL_REVIEW_FORM, "Reviewed", "Save", view, [day], [told])


def end_form(view: ReferralView) -> Block:
    """Return the form that ends it: what changed, for a place what it led to, and the day."""
    changed = inputs.words(
        Field.CHANGED,
        "What changed?",
        most=MOST[Field.CHANGED],
        is_long=True,
        hint=f"Two or three sentences; the school reads this. “Nothing” is an answer. {NO_NAMES}",
    )
    fields = [changed]
    if view.is_place:
        pairs = [(each.value, RESULT_WORDS[each]) for each in RESULTS]
        fields.append(inputs.round_buttons(Field.RESULT, "What did the place lead to?", pairs))
    fields.append(
        inputs.day(Field.DAY, "When did it end?", initial=view.today, hint="Today or earlier.")
    )
    free = "Its place is free again from then on."
    return _form(CallbackId.REFERRAL_END_FORM, "Ended", "End it", view, fields, [free])


def _form(
    callback: CallbackId,
    title: str,
    submit: str,
    view: ReferralView,
    fields: Sequence[Block],
    small: Sequence[str],
) -> Block:
    about = b.section(f"*{view.reference}*, {view.title}")
    return b.modal(
        title,
        [about, *fields, b.context(*small)],
        callback_id=callback,
        submit=submit,
        close="Cancel",
        private_metadata=view.referral.id,
    )
