"""The forms of a follow-up: days of suspension, and what else is on record about the pupil."""

from datetime import datetime

from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.outcomes.before import WEEKS_BEFORE
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Request
from advicebot.ids import reference
from advicebot.slack.ids import CallbackId, Field
from advicebot.slack.parse_on_record import ticked
from advicebot.slack.screens import blocks as b
from advicebot.slack.screens import inputs
from advicebot.slack.screens.blocks import Block
from advicebot.slack.screens.offer_forms import ON_RECORD
from advicebot.slack.screens.when import day_words

DAYS_TEXT = 10
HALVES = "Whole or half days, such as 2 or 1.5. A suspension over one lunchtime is half a day."
ONLY_COUNTED = "Tick all that apply, or nothing if you are not sure. Only counted, never named."


def days_form(followup: FollowUp, *, since: datetime) -> Block:
    """Return the form that asks for how long the pupil was suspended since ``since``."""
    day = day_words(london_day(since))
    known = followup.days_suspended
    return b.modal(
        "Days suspended",
        [
            b.context("“Suspended” is noted already. If you do not know the days, close this."),
            inputs.words(
                Field.DAYS,
                f"How many school days since {day}?",
                most=DAYS_TEXT,
                hint=HALVES,
                initial="" if known is None else f"{known:g}",
            ),
        ],
        callback_id=CallbackId.DAYS_FORM,
        submit="Save",
        close="Not sure",
        private_metadata=followup.id,
    )


def details_form(followup: FollowUp, request: Request, facts: PupilFacts) -> Block:
    """Return the form behind "Anything to add", with what is known filled in."""
    day = day_words(london_day(request.created_at))
    known = facts.days_before
    return b.modal(
        "Anything to add",
        [
            b.context(f"About {reference(request.number)}. Both are optional. No names, please."),
            inputs.words(
                Field.DAYS_BEFORE,
                f"School days suspended in the {WEEKS_BEFORE} school weeks before {day}",
                most=DAYS_TEXT,
                hint=f"{HALVES} 0 for none; empty if you do not know.",
                optional=True,
                initial="" if known is None else f"{known:g}",
            ),
            on_record(facts),
        ],
        callback_id=CallbackId.FOLLOW_UP_FORM,
        submit="Save",
        close="Cancel",
        private_metadata=followup.id,
    )


def on_record(facts: PupilFacts | None) -> Block:
    """Return the ticks for what the school has on record, those known ticked."""
    return inputs.ticks(
        Field.ON_RECORD,
        "On record about the pupil",
        ON_RECORD,
        hint=ONLY_COUNTED,
        initial=ticked(facts) if facts else (),
    )
