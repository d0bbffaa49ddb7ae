"""What came back from the forms of a handoff, checked field by field.

A value comes from outside, whatever the form had offered: a menu's answer may be forged, and a text
longer than its input allowed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advicebot.domain.handoff import Closing, Intention
from advicebot.slack.form_values import (
    Errors,
    chosen,
    day_of,
    has_day,
    subject_of,
    text_of,
    too_long,
)
from advicebot.slack.ids import Field
from advicebot.slack.payloads import REMOVED, Body

USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
RISKS = range(11)
INPUT_LIMITS = {Field.NOTE: 1400, Field.AGREED: 700, Field.NEXT_STEP: 700, Field.NEXT_BY: 120}
"""Characters that may be typed. What is agreed is shown to the teacher, and a note to whoever
takes over, whole: their pages show a little more than this."""
FURTHEST_REVIEW_DAYS = 400

SOMEBODY = "Choose somebody from the list."
WORDS = "Write a few words here."
RISK = "Choose a number from 0 to 10."
INTENTION = "Choose one from the list."
PAST = "That day is over. Choose today or a later day, or leave it empty."
TOO_FAR = "That is more than a year away. Choose an earlier day, or leave it empty."
NO_DAY = "That is no day. Choose one from the calendar, or leave it empty."
STRATEGY_GONE = "That strategy is not there any more. Choose another one."


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """The form behind "Pass to". ``note`` is redacted; ``removed`` pieces were taken out of it."""

    handoff_id: str
    to: str
    note: str
    removed: int


def pass_on(body: Body) -> PassOn | Errors:
    """Return the form behind "Pass to", or what is wrong with it."""
    errors = _wrong_words(body, (Field.NOTE,))
    to = chosen(body, Field.TO)
    if not USER_ID.fullmatch(to):
        errors[Field.TO.value] = SOMEBODY
    return errors or PassOn(
        handoff_id=subject_of(body),
        to=to,
        note=text_of(body, Field.NOTE),
        removed=int(body.get(REMOVED, 0)),
    )


def closing(body: Body, *, today: date) -> Closing | Errors:
    """Return what a handoff ends with, or what is wrong with the form. ``today`` is London's."""
    errors = _wrong_words(body, (Field.AGREED, Field.NEXT_STEP, Field.NEXT_BY))
    risk, intention = chosen(body, Field.RISK_NOW), chosen(body, Field.INTENTION)
    if risk not in map(str, RISKS):
        errors[Field.RISK_NOW.value] = RISK
    if intention not in Intention._value2member_map_:
        errors[Field.INTENTION.value] = INTENTION
    review_on = day_of(body, Field.REVIEW_ON)
    if why := _wrong_day(body, review_on, today):
        errors[Field.REVIEW_ON.value] = why
    return errors or Closing(
        agreed=text_of(body, Field.AGREED),
        next_step=text_of(body, Field.NEXT_STEP),
        next_by=text_of(body, Field.NEXT_BY),
        risk=int(risk),
        intention=Intention(intention),
        review_on=review_on,
    )


def strategy(body: Body, known: Mapping[str, Any]) -> str | Errors:
    """Return the id of the strategy that was chosen, or what is wrong with it."""
    strategy_id = chosen(body, Field.STRATEGY)
    return strategy_id if strategy_id in known else {Field.STRATEGY.value: STRATEGY_GONE}


def typed(body: Body) -> list[tuple[Field, str]]:
    """Return every text that somebody typed into a form, so that none of it is lost."""
    fields = (field for field in Field if text_of(body, field))
    return [(field, text_of(body, field)) for field in fields]


def _wrong_words(body: Body, fields: tuple[Field, ...]) -> Errors:
    errors = {}
    for field in fields:
        words, most = text_of(body, field), INPUT_LIMITS[field]
        if not words:
            errors[field.value] = WORDS
        elif why := too_long(words, most):
            errors[field.value] = why
    return errors


def _wrong_day(body: Body, day: date | None, today: date) -> str | None:
    if not has_day(body, Field.REVIEW_ON):
        return None
    if day is None:
        return NO_DAY
    if day < today:
        return PAST
    return TOO_FAR if (day - today).days > FURTHEST_REVIEW_DAYS else None
