"""What came back from the forms of a referral, checked field by field.

Whether a day or a move is possible is for the use case to say: it refuses in words that are shown
at the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advicebot.domain.support.referral import has_words
from advicebot.domain.vocabulary import PlacementResult
from advicebot.slack.form_values import Errors, chosen, day_of, text_of, too_long
from advicebot.slack.ids import Field
from advicebot.slack.payloads import Body

MOST: Mapping[Field, int] = {Field.REASON: 700, Field.CHANGED: 1000}
"""Characters that may be typed; the school is shown all of it."""
RESULTS = tuple(each for each in PlacementResult if each is not PlacementResult.STILL_PLACED)
"""What a place that has ended may have led to."""

NO_DAY = "Choose a day from the calendar."
CHOOSE = "Choose one of these."
WHY = "Say in a few words why; the school reads it."
CHANGED = "Say in a few words what changed; “nothing changed” is an answer too."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The form behind "Ended". ``result`` is None where the form asked for none."""

    what_changed: str
    on: date
    result: PlacementResult | None


def day(body: Body) -> date | Errors:
    """Return the day of a form that asks for one, or what is wrong with it."""
    found = day_of(body, Field.DAY)
    return {Field.DAY.value: NO_DAY} if found is None else found


def reason(body: Body) -> str | Errors:
    """Return why it is declined, or what is wrong with the form."""
    return _wrong_words(body, Field.REASON, WHY) or text_of(body, Field.REASON)


def ending(body: Body) -> Ending | Errors:
    """Return how it ended, or what is wrong with the form."""
    errors = _wrong_words(body, Field.CHANGED, CHANGED)
    on = day_of(body, Field.DAY)
    if on is None:
        errors[Field.DAY.value] = NO_DAY
    result = _result(body)
    if result is None and _asks_for_result(body):
        errors[Field.RESULT.value] = CHOOSE
    if errors or on is None:
        return errors
    return Ending(what_changed=text_of(body, Field.CHANGED), on=on, result=result)


def _asks_for_result(body: Body) -> bool:
    return Field.RESULT.value in body["view"]["state"]["values"]


def _result(body: Body) -> PlacementResult | None:
    value = chosen(body, Field.RESULT)
    return next((each for each in RESULTS if each.value == value), None)


def _wrong_words(body: Body, field: Field, ask: str) -> Errors:
    words = text_of(body, field)
    if not has_words(words):
        return {field.value: ask}
    why = too_long(words, MOST[field])
    return {field.value: why} if why else {}
