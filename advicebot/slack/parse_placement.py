"""What a form says of a place away from class, checked field by field: the support that came first,
the plan for the way back or on, and what the pupil and the family say.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from advicebot.domain.support.referral import FirstSupport, PlanKind, Reintegration, has_words
from advicebot.slack.form_values import Errors, chosen, day_of, has_day, text_of
from advicebot.slack.ids import Field
from advicebot.slack.payloads import Body

PLAN_DAYS = (Field.PLAN_DATES, Field.PLAN_DATES_2, Field.PLAN_DATES_3)
PLACE_WORDS = (
    Field.FIRST_SUPPORT,
    Field.FIRST_SUPPORT_RESULT,
    Field.FIRST_SUPPORT_DECLINED,
    Field.PLAN_ADULT,
    Field.PUPIL_VIEW,
    Field.FAMILY_VIEW,
)
FURTHEST_DAYS = 400
SATURDAY = 5

ONE_OF_TWO = "Fill in one of the two: how it went, or why it was declined. Leave the other empty."
NAME_IT = "Which support was it? A few words are enough."
PLAN_LACKS = "The plan needs this too. Or leave all of the plan for later."
NO_DAY = "Choose a day from the calendar."
PAST = "That day is over. Choose a later day."
TOO_FAR = "That is more than a year away. Choose an earlier day."
WEEKEND = "That day is at a weekend. Choose a school day."
NOT_IN_ORDER = "Choose a day after the one before it."

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a form says of a place."""

    pupil_view: str = ""
    family_view: str = ""
    first_support: FirstSupport | None = None
    plan: Reintegration | None = None


def member(vocabulary: type[Word], word: str) -> Word | None:
    """Return the member of a vocabulary, None for a word that is none of it."""
    return vocabulary(word) if word in vocabulary._value2member_map_ else None


def place(body: Body, today: date, errors: Errors) -> Place:
    """Return what is said of a place; what is wrong is put into ``errors``."""
    return Place(
        pupil_view=text_of(body, Field.PUPIL_VIEW),
        family_view=text_of(body, Field.FAMILY_VIEW),
        first_support=_first_support(body, errors),
        plan=_plan(body, today, errors),
    )


def _first_support(body: Body, errors: Errors) -> FirstSupport | None:
    """What is not told in full may be added later, but never both how it went and why not."""
    name, result, declined = (
        text_of(body, field)
        for field in (
            Field.FIRST_SUPPORT,
            Field.FIRST_SUPPORT_RESULT,
            Field.FIRST_SUPPORT_DECLINED,
        )
    )
    if has_words(result) and has_words(declined):
        errors[Field.FIRST_SUPPORT_DECLINED.value] = ONE_OF_TWO
    if (has_words(result) or has_words(declined)) and not has_words(name):
        errors.setdefault(Field.FIRST_SUPPORT.value, NAME_IT)
    if not (name or result or declined):
        return None
    return FirstSupport(name=name, result=result, declined_because=declined)


def _plan(body: Body, today: date, errors: Errors) -> Reintegration | None:
    """A round button cannot be taken back, so one that was pressed alone begins no plan."""
    days = [_day(body, field, today, errors) for field in PLAN_DAYS]
    review = _day(body, Field.PLAN_REVIEW, today, errors)
    adult = text_of(body, Field.PLAN_ADULT)
    if not (adult or any(has_day(body, field) for field in (*PLAN_DAYS, Field.PLAN_REVIEW))):
        return None
    kind = member(PlanKind, chosen(body, Field.PLAN_KIND))
    _check_order(days, errors)
    for field, given in (
        (Field.PLAN_KIND, kind),
        (Field.PLAN_DATES, days[0]),
        (Field.PLAN_REVIEW, review),
    ):
        if given is None:
            errors.setdefault(field.value, PLAN_LACKS)
    if kind is None or days[0] is None or review is None:
        return None
    dates = tuple(day for day in days if day)
    return Reintegration(kind=kind, dates=dates, named_adult=adult, review_on=review)


def _check_order(days: list[date | None], errors: Errors) -> None:
    latest: date | None = None
    for field, day in zip(PLAN_DAYS, days, strict=True):
        if day and latest and day <= latest:
            errors.setdefault(field.value, NOT_IN_ORDER)
        latest = max(filter(None, (latest, day)), default=None)


def _day(body: Body, field: Field, today: date, errors: Errors) -> date | None:
    """Return the day in a field, None for none; what cannot be is an error."""
    if not has_day(body, field):
        return None
    day = day_of(body, field)
    if why := _wrong_day(day, today):
        errors[field.value] = why
    return day


def _wrong_day(day: date | None, today: date) -> str | None:
    if day is None:
        return NO_DAY
    if day < today:
        return PAST
    if (day - today).days > FURTHEST_DAYS:
        return TOO_FAR
    return WEEKEND if day.weekday() >= SATURDAY else None
