"""The forms of a handoff in each of their states, from free texts that are all ``words``."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from advicebot.domain.handoff import Handoff, HandoffReason
from advicebot.domain.vocabulary import Urgency
from advicebot.slack.ids import Field
from advicebot.slack.screens import handoff_forms
from advicebot.slack.screens.blocks import Block
from tests.fakes import DAN, PRIYA, TEAM, TESSA, a_strategy

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
REVIEW = date(2026, 12, 8)


def a_held_handoff(**changed: Any) -> Handoff:
    """Return a handoff of Tessa's; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b",
        "team_id": TEAM,
        "request_id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "requester": TESSA,
        "reason": HandoffReason.TRIAGE,
        "urgency": Urgency.URGENT,
        "created_at": AT,
    }
    return Handoff(**(values | changed))


def handoff_screens(words: str | None = None) -> Iterator[tuple[str, Block]]:
    """Yield the forms by name."""
    held = a_held_handoff()
    people = [(PRIYA, words or "Priya Marlow (on duty)"), (DAN, words or "Dan Whitlock")]
    shelf = [a_strategy(n, **({"title": words} if words else {})) for n in range(1, 5)]
    typed = [(Field.AGREED, words or "A calm start each day"), (Field.NEXT_BY, words or "SENCO")]
    yield "form-pass", handoff_forms.pass_form(held, people)
    yield "form-pass-nobody", handoff_forms.pass_form(held, [])
    yield "form-close", handoff_forms.close_form(held, review_on=REVIEW)
    yield "form-close-without-day", handoff_forms.close_form(held, review_on=None)
    yield "form-insert", handoff_forms.insert_form(held, shelf[1:2], shelf)
    yield "form-insert-unsuggested", handoff_forms.insert_form(held, [], shelf)
    yield "form-kept", handoff_forms.kept(f"<@{PRIYA}> already has this one.", typed)
    yield "form-kept-nothing", handoff_forms.kept("That request is not there any more.", [])
