"""What came back from the profile of needs and strengths, checked field by field.

The ten questions have the words of ``Area`` as ids of their blocks and inputs; all else is a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advicebot.domain.support.needs_profile import QUESTIONS, Area, Protective
from advicebot.slack.form_values import Errors, all_chosen, subject_of, text_of, too_long
from advicebot.slack.ids import Field
from advicebot.slack.parse_placement import member
from advicebot.slack.payloads import Body

MOST_WORDS = 500
NOT_KNOWN = "open"
"""The option that leaves a question open: a round button cannot be taken back."""
CHOOSE = "Choose one of these."
NOTHING = "Tap one thing that you know. The rest may stay open."
_WORDS = (Field.PUPIL_SAYS, Field.FAMILY_SAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The form as it was filled in; what was left open is not in ``answers``."""

    request_id: str
    answers: Mapping[Area, int]
    protective: tuple[Protective, ...]
    pupil_says: str
    family_says: str


def profile_form(body: Body) -> Filled | Errors:
    """Return what was filled in, or what is wrong with the form."""
    errors = {each.value: why for each in _WORDS if (why := _wrong_words(body, each))}
    said = {question.area: _said(body, question.area) for question in QUESTIONS}
    known = [*map(str, range(len(QUESTIONS[0].options))), NOT_KNOWN, ""]
    errors |= {area.value: CHOOSE for area, value in said.items() if value not in known}
    ticked = [member(Protective, each) for each in all_chosen(body, Field.PROTECTIVE)]
    if None in ticked:
        errors[Field.PROTECTIVE.value] = CHOOSE
    if errors:
        return errors
    filled = Filled(
        request_id=subject_of(body),
        answers={area: int(value) for area, value in said.items() if value.isdecimal()},
        protective=tuple(dict.fromkeys(each for each in ticked if each)),
        pupil_says=text_of(body, Field.PUPIL_SAYS),
        family_says=text_of(body, Field.FAMILY_SAYS),
    )
    return {QUESTIONS[0].area.value: NOTHING} if _is_empty(filled) else filled


def _is_empty(filled: Filled) -> bool:
    return not (filled.answers or filled.protective or filled.pupil_says or filled.family_says)


def _wrong_words(body: Body, field: Field) -> str | None:
    return too_long(text_of(body, field), MOST_WORDS)


def _said(body: Body, area: Area) -> str:
    values = body["view"]["state"]["values"]
    inputs: Mapping[str, Any] = values.get(area.value, {}).get(area.value) or {}
    return str((inputs.get("selected_option") or {}).get("value") or "")
