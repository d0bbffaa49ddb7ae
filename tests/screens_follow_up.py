"""A follow-up in each of its states, from free texts that are all ``words``."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind, Whereabouts
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Origin, Request, RequestState
from advicebot.domain.vocabulary import Band
from advicebot.slack.screens import follow_up, follow_up_forms, handoff_forms
from advicebot.slack.screens.follow_up_parts import Question
from tests.fakes import TEAM, TESSA, a_strategy
from tests.handoff_screens import REVIEW, a_held_handoff
from tests.screens_handoff import AT, CLAIMED, PAGED, QUEUED, a_closing, a_handoff

ASKED = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
REMINDED = datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 11, 10, 0, tzinfo=UTC)
FACTS = PupilFacts(
    request_id="r1",
    team_id=TEAM,
    sen_support=Told.YES,
    ehcp=Told.NO,
    looked_after=Told.NO,
    free_meals=Told.YES,
    days_before=2.5,
)


def a_followup(**changed: Any) -> FollowUp:
    """Return a follow-up that was asked; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a29",
        "team_id": TEAM,
        "request_id": "0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d",
        "handoff_id": None,
        "requester": TESSA,
        "kind": FollowUpKind.TWO_WEEKS,
        "due_at": ASKED,
        "asked_at": ASKED,
    }
    return FollowUp(**(values | changed))


def said(place: Whereabouts, **changed: Any) -> FollowUp:
    """Return a follow-up that was answered."""
    return a_followup(answered_at=LATER, whereabouts=place, **changed)


def questions(request: Request, words: str | None) -> Iterator[tuple[str, Question]]:
    """Yield a follow-up in each of its states, by name."""
    full = {
        "request": request,
        "since": AT,
        "closing": a_closing(words),
        "strategies": tuple(
            a_strategy(n, **({"title": words} if words else {})) for n in range(1, 4)
        ),
    }

    def asked(followup: FollowUp, **changed: Any) -> Question:
        return Question(**({"followup": followup} | full | changed))

    reminded = a_followup(reminded=1, reminded_at=REMINDED)
    in_school = Whereabouts.FULL_TIME
    gone = a_followup(stopped=True, closed_unknown_at=LATER)
    yield "asked", asked(a_followup())
    yield (
        "asked-nothing-known",
        asked(a_followup(), request=replace(request, topics=(), band=Band.NOTHING), strategies=()),
    )
    yield (
        "asked-of-outreach",
        asked(
            a_followup(),
            request=replace(request, origin=Origin.OFFERS),
            closing=None,
            strategies=(),
        ),
    )
    yield "reminded", asked(reminded)
    yield "reminded-last", asked(replace(reminded, reminded=2))
    yield "asked-while-in-hands", asked(reminded, handoff=a_handoff(**QUEUED))
    yield "place-said", asked(said(Whereabouts.PART_TIME_TIMETABLE))
    yield "answered", asked(said(in_school, risk=3))
    whole = said(in_school, risk=3, did_next_step=True, helped=("strategy-1", "strategy-3"))
    yield "answered-whole", asked(whole)
    yield "answered-not-done", asked(said(in_school, risk=5, did_next_step=False))
    yield "answered-bare", asked(said(Whereabouts.UNKNOWN, risk=0), closing=None, strategies=())
    yield "answered-high", asked(said(in_school, risk=8))
    yield "suspended", asked(said(Whereabouts.SUSPENDED))
    yield "suspended-with-days", asked(said(Whereabouts.SUSPENDED, days_suspended=1.5, risk=9))
    yield "suspended-one-day", asked(said(Whereabouts.SUSPENDED, days_suspended=1.0, risk=2))
    excluded = said(Whereabouts.PERMANENTLY_EXCLUDED, risk=10)
    yield "excluded", asked(excluded)
    yield "excluded-in-hands", asked(excluded, handoff=a_handoff(**QUEUED))
    yield "excluded-somebody-has-it", asked(excluded, handoff=a_handoff(**PAGED | CLAIMED))
    yield "late", asked(said(in_school, risk=1), is_late=True)
    yield "changing", asked(whole, is_open=True)
    yield "answering-after-all", asked(replace(reminded, closed_unknown_at=LATER), is_open=True)
    yield "given-up", asked(replace(reminded, reminded=2, closed_unknown_at=LATER))
    yield "stopped", asked(gone, has_stopped=True)
    yield "answered-and-stopped", asked(whole, has_stopped=True)
    yield "deleted", asked(gone, request=replace(request, state=RequestState.WITHDRAWN))
    yield "older", asked(reminded, is_older=True)


def screens(request: Request, words: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield what people see of follow-ups, by name."""
    for name, asked in questions(request, words):
        yield f"follow-up-{name}", follow_up.question(asked)
    suspended = said(Whereabouts.SUSPENDED)
    yield "form-days", follow_up_forms.days_form(suspended, since=AT)
    known = replace(suspended, days_suspended=2.0)
    yield "form-days-known", follow_up_forms.days_form(known, since=AT)
    nothing = PupilFacts(request_id=request.id, team_id=TEAM)
    yield "form-details", follow_up_forms.details_form(suspended, request, nothing)
    yield "form-details-known", follow_up_forms.details_form(suspended, request, FACTS)
    held = a_held_handoff()
    form = handoff_forms.close_form(held, review_on=REVIEW, facts=FACTS)
    yield "form-close-with-facts", form
