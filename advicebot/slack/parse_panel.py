"""What came back from the forms of the panel, checked field by field."""

from datetime import date
from typing import Any

from advicebot.domain.support.anonymous import MOST_CHARACTERS
from advicebot.domain.vocabulary import Need, Phase
from advicebot.service.panel import Asked
from advicebot.service.panel_decisions import Decided
from advicebot.slack.form_values import (
    Errors,
    all_chosen,
    chosen,
    day_of,
    has_day,
    subject_of,
    text_of,
    too_long,
)
from advicebot.slack.ids import Field
from advicebot.slack.payloads import Body

MOST: dict[Field, int] = {
    Field.QUESTION: MOST_CHARACTERS,
    Field.TRIED: MOST_CHARACTERS,
    Field.DECIDED: 240,
    Field.WHO: 80,
    Field.SCHOOL_DOES: 240,
    Field.CAME_OF_IT: 240,
}
"""Characters that may be typed; the agenda shows a case's words whole."""
WORDS = "Write a few words here."
ONE_QUESTION = "Write what the panel should help with, in one question."
PHASE = "Choose one from the list."
NEEDS = "Choose needs from the list."
ONE_OF_TWO = "Choose a person here, or write a service below, and not both."
NOBODY = "Choose a person here, or write below which service or role does it."
NO_DAY = "That is no day. Choose one from the calendar."
DAY = "Choose the day by which it is done."


def put_case(body: Body) -> Asked | Errors:
    """Return the form that puts a case, or what is wrong with it."""
    errors = _wrong_words(body, {Field.QUESTION: ONE_QUESTION, Field.TRIED: None})
    phase, needs = chosen(body, Field.PHASE), all_chosen(body, Field.NEEDS)
    if phase not in Phase._value2member_map_:
        errors[Field.PHASE.value] = PHASE
    if any(need not in Need._value2member_map_ for need in needs):
        errors[Field.NEEDS.value] = NEEDS
    return errors or Asked(
        about=subject_of(body),
        question=text_of(body, Field.QUESTION),
        tried=text_of(body, Field.TRIED),
        needs=tuple(dict.fromkeys(Need(need) for need in needs)),
        phase=Phase(phase),
    )


def decision(body: Body, *, first: date, people: dict[str, str]) -> Decided | Errors:
    """Return what was decided, or what is wrong with the form.

    ``first`` is the day of the meeting, before which nothing can be done; ``people`` are those of
    the menu, by their Slack ids.
    """
    errors = _wrong_words(body, {Field.DECIDED: WORDS, Field.WHO: None, Field.SCHOOL_DOES: WORDS})
    person, service = chosen(body, Field.PERSON), text_of(body, Field.WHO)
    if bool(person) == bool(service) or (person and person not in people):
        errors[Field.PERSON.value] = ONE_OF_TWO if service else NOBODY
    by_when = day_of(body, Field.BY_WHEN)
    if by_when is None:
        errors[Field.BY_WHEN.value] = NO_DAY if has_day(body, Field.BY_WHEN) else DAY
    elif by_when < first:
        errors[Field.BY_WHEN.value] = "That is before the meeting. Choose a later day."
    if errors or by_when is None:
        return errors
    return Decided(
        what=text_of(body, Field.DECIDED),
        who=person or service,
        by_when=by_when,
        school_does=text_of(body, Field.SCHOOL_DOES),
    )


def came_of_it(body: Body) -> str | Errors:
    """Return what came of a decision, or what is wrong with the form."""
    return _wrong_words(body, {Field.CAME_OF_IT: WORDS}) or text_of(body, Field.CAME_OF_IT)


def _wrong_words(body: Body, fields: dict[Field, str | None]) -> Errors:
    """Return what is wrong with the texts; ``fields`` say what is missing, None where none need."""
    found: dict[str, Any] = {}
    for field, missing in fields.items():
        words = text_of(body, field)
        if not words and missing:
            found[field.value] = missing
        elif why := too_long(words, MOST[field]):
            found[field.value] = why
    return found
