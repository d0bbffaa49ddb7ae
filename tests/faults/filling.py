"""How people fill in forms of the line, once; whoever is not answered does it again."""

import json
from collections.abc import Mapping
from datetime import datetime

from advicebot.demo.cast import PROVIDER_CHANNEL
from advicebot.domain.oncall.calendar import LONDON, next_school_day
from advicebot.workspace.driver.person import Person
from tests.running import example_line

LINE = example_line()
PATIENCE = 4.0
"""Seconds until a person who sees nothing happen tries again."""
CLOSED_WITH = {
    "agreed": "A calm start with the same adult",
    "next_step": "A visit on Thursday",
    "next_by": "Outreach teacher",
    "risk_now": "4",
    "intention": "none",
}
PLACES = {"bridge-advice-call": 6, "bridge-consultation": 4}
"""Free places of what needs nothing but the form, in the shipped knowledge."""
ASKED = {
    "phase": "ks3",
    "needs": ["regulation", "adult-support"],
    "strengths": "Kind to younger pupils.",
    "do": "A check-in each morning for four weeks.",
    "on_record": ["sen-support"],
}


def ask_for(teacher: Person, offer: str) -> None:
    """From the answer to the list, to the form of one offer, to its sending."""
    _clear(teacher)
    teacher.clicks("offer.list")
    teacher.waits_for_modal(lambda modal: offer in str(modal), within=PATIENCE)
    teacher.clicks_in_modal("offer.ask", value=offer)
    _fill_in(teacher, ASKED)


def accept(provider: Person, card: str, now: datetime) -> None:
    """The provider takes a pupil from the next school day on."""
    tomorrow = next_school_day(now.astimezone(LONDON).date(), LINE)
    _clear(provider)
    provider.clicks("referral.accept", channel=PROVIDER_CHANNEL, ts=card)
    _fill_in(provider, {"day": str(tomorrow)})


def close(helper: Person, card: str, on_call: str) -> None:
    """Whoever has a call closes it, by the button under its card."""
    thread = helper.messages(on_call, thread=card)
    asked = [each for each in thread if '"handoff.close"' in json.dumps(each.get("blocks"))]
    _clear(helper)
    helper.clicks("handoff.close", channel=on_call, ts=asked[-1]["ts"])
    _fill_in(helper, CLOSED_WITH)


def _fill_in(person: Person, values: Mapping[str, object]) -> None:
    """Fill in the form that is opening, once it is the one with these fields, and send it."""

    def has_them(modal: dict) -> bool:
        return set(values) <= {block.get("block_id") for block in modal["blocks"]}

    person.waits_for_modal(has_them, within=PATIENCE)
    person.submits(values)


def _clear(person: Person) -> None:
    """Close what is still open of a try before."""
    if person.modal is not None:
        person.closes_modal(clear=True)
