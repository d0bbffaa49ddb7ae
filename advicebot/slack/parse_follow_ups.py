"""What came back from a follow-up's buttons and forms, checked field by field.

A value comes from outside, whatever had been offered: it may be forged.
"""

import re
from dataclasses import replace

from advicebot.domain.outcomes.before import check_days_before
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.slack.form_values import Errors, text_of
from advicebot.slack.ids import FOLLOW_UP_DID, FOLLOW_UP_PLACE, FOLLOW_UP_RISK, Field
from advicebot.slack.parse_on_record import NOTHING_SAID, on_record
from advicebot.slack.parse_placement import member
from advicebot.slack.payloads import Body

NUMBER = re.compile(r"(\d{0,4})(?:[.,](\d{1,3}))?")
WRITTEN_HALVES = (("½", ".5"), (" 1/2", ".5"), ("1/2", ".5"))
NO_NUMBER = "Write a number of school days, whole or half, such as 2 or 1.5."


def place(action_id: str) -> Whereabouts | None:
    """Return where the pupil is by the button that was pressed, None for none of ours."""
    return member(Whereabouts, action_id.removeprefix(FOLLOW_UP_PLACE))


def risk(action_id: str) -> int:
    """Return the risk that a button stands for; its pattern lets 0 to 10 through."""
    return int(action_id.removeprefix(FOLLOW_UP_RISK))


def happened(action_id: str) -> bool:
    """Return whether the agreed step happened, by the button that was pressed."""
    return action_id.removeprefix(FOLLOW_UP_DID) == "yes"


def helped(body: Body) -> tuple[str, tuple[str, ...]]:
    """Return the follow-up that a menu belongs to, and the strategies chosen in it."""
    action = body["actions"][0]
    chosen = action.get("selected_options") or []
    return str(action.get("block_id") or ""), tuple(str(each.get("value")) for each in chosen)


def days(body: Body, field: Field) -> float | None:
    """Return the number that stands in a field, None for none or for what is no number."""
    typed = text_of(body, field)
    for written, plain in WRITTEN_HALVES:
        typed = typed.replace(written, plain)
    found = NUMBER.fullmatch(typed.strip())
    if not typed or found is None or not (found[1] or found[2]):
        return None
    return float(f"{found[1] or 0}.{found[2] or 0}")


def details(body: Body) -> PupilFacts | Errors:
    """Return what is known once "Anything to add" is saved, or what is wrong with the form.

    Whose facts they are, the use case fills in.
    """
    errors: Errors = {}
    facts = on_record(body, errors) or NOTHING_SAID
    number = days(body, Field.DAYS_BEFORE)
    trouble = None if number is None else check_days_before(number)
    if number is None and text_of(body, Field.DAYS_BEFORE):
        errors[Field.DAYS_BEFORE.value] = NO_NUMBER
    elif trouble:
        errors[Field.DAYS_BEFORE.value] = trouble.words
    return errors or replace(facts, days_before=number)
