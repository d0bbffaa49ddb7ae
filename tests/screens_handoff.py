"""A handoff in each of its states, as the teacher, the channel and the paged people see it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advicebot.domain.advice.triage import DOUBT
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import (
    Closing,
    Handoff,
    HandoffReason,
    HandoffState,
    Helped,
    Intention,
    Reopening,
    Side,
    Words,
)
from advicebot.domain.oncall.escalation import EMERGENCY_POLICY
from advicebot.domain.request import Request, RequestState
from advicebot.domain.vocabulary import Flag, Phase, Urgency
from advicebot.slack.screens import card, details, notices, thread
from advicebot.slack.screens.handoff_lines import DRAWERS as LINES
from advicebot.slack.screens.handoff_lines import handoff_line
from advicebot.slack.screens.shelf import Shelf
from tests.fakes import DAN, PRIYA, TEAM, TESSA
from tests.screens_panel import standings

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
SOON = AT + timedelta(minutes=2)
LATER = AT + timedelta(minutes=12)
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
PLACE = "C0ONCALL01"
REQUEST = "0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d"


def a_handoff(**changed: Any) -> Handoff:
    """Return a page that has not left yet; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b",
        "team_id": TEAM,
        "request_id": REQUEST,
        "requester": TESSA,
        "reason": HandoffReason.TRIAGE,
        "urgency": Urgency.EMERGENCY,
        "policy": EMERGENCY_POLICY,
        "rung": 1,
        "paged": (PRIYA, DAN),
        "next_at": AT + timedelta(minutes=3),
        "created_at": AT,
    }
    return Handoff(**(values | changed))


PAGED: dict[str, Any] = {"reached": (PRIYA, DAN), "paged_at": SOON}
FAILED: dict[str, Any] = {"page_failed_at": SOON}
CLAIMED: dict[str, Any] = {
    "state": HandoffState.CLAIMED,
    "claimed_by": PRIYA,
    "claimed_at": SOON,
    "answer_by": LATER,
    "next_at": None,
}
QUEUED: dict[str, Any] = {
    "reason": HandoffReason.TEACHER_ASKED,
    "urgency": Urgency.SOON,
    "rung": 0,
    "paged": (),
    "next_at": MONDAY,
    "answer_by": MONDAY,
}
STATES: dict[str, dict[str, Any]] = {
    "paging": {},
    "paged": PAGED,
    "paged-one": {"paged": (PRIYA,), "reached": (PRIYA,), "paged_at": SOON},
    "paged-everybody": {"paged": (ON_CALL,), "reached": (ON_CALL,), "paged_at": SOON},
    "seen": PAGED | {"seen_by": DAN, "seen_at": LATER},
    "not-reached": FAILED,
    "declined": PAGED | {"declined": (DAN,)},
    "queued": QUEUED,
    "queue-overdue": QUEUED
    | {"rung": 1, "paged": (PRIYA,), "reached": (PRIYA,), "paged_at": MONDAY}
    | {"next_at": MONDAY + timedelta(minutes=10)},
    "parked": {"urgency": Urgency.URGENT, "paged": (), "parked_until": MONDAY, "next_at": MONDAY},
    "passed": {
        "paged": (DAN,),
        "reached": (DAN,),
        "passed_by": PRIYA,
        "passed_to": DAN,
        "reopened": Reopening.PASSED,
    },
    "claimed": PAGED | CLAIMED,
    "answered": PAGED | CLAIMED | {"last_word_at": LATER},
    "closed": CLAIMED
    | {"state": HandoffState.CLOSED, "closed_by": PRIYA, "closed_at": LATER, "claimed_by": PRIYA},
    "rated": CLAIMED
    | {"state": HandoffState.CLOSED, "closed_by": PRIYA, "closed_at": LATER}
    | {"helped": Helped.PARTLY, "in_time": True},
    "taken-back": {"state": HandoffState.WITHDRAWN, "closed_by": TESSA, "closed_at": LATER},
}


def a_closing(words: str | None) -> Closing:
    """Return what a handoff ended with, in texts that are all ``words`` where given."""
    return Closing(
        agreed=words or "A calm start each morning with the same adult",
        next_step=words or "Visit to the class",
        next_by=words or "outreach teacher",
        risk=4,
        intention=Intention.SUSPENSION,
        review_on=date(2026, 12, 8),
    )


def cards(request: Request) -> Iterator[tuple[str, Any]]:
    """Yield the card of each state as the channel sees it, and what a paged person sees."""
    for reason in HandoffReason:
        urgency = Urgency.EMERGENCY if reason is HandoffReason.TRIAGE else Urgency.URGENT
        made = a_handoff(reason=reason, urgency=urgency)
        yield f"card-because-{reason}", card.card(request, made, viewer=ON_CALL, place=PLACE)
    for name, changed in STATES.items():
        made = a_handoff(**changed)
        yield f"card-{name}", card.card(request, made, viewer=ON_CALL, place=PLACE)
    held = a_handoff(**STATES["claimed"])
    yield "page-mine", card.card(request, held, viewer=PRIYA, place=PLACE)
    yield "page-somebody-elses", card.card(request, held, viewer=DAN)
    gone = replace(request, state=RequestState.WITHDRAWN)
    yield "card-request-deleted", card.card(gone, a_handoff(), viewer=ON_CALL)


def details_pages(
    request: Request, bare: Request, shelf: Shelf, words: str | None
) -> Iterator[tuple[str, Any]]:
    """Yield what stands behind "More"."""

    def page(*requests: Request, notes: tuple[Words, ...] = ()) -> Any:
        return details.details(requests, a_handoff(), shelf, notes)

    def flagged(flag: Flag, quote: str, rule: str = "") -> Request:
        hit = replace(request.flags[0], flag=flag, quote=quote, rule=rule or f"{flag}.x")
        return replace(request, flags=(hit,))

    note = Words(
        id="n1",
        team_id=TEAM,
        handoff_id=a_handoff().id,
        side=Side.NOTE,
        author=PRIYA,
        text=words or "The head knows. Ring after two.",
        created_at=SOON,
        updated_at=SOON,
    )
    yield "details", page(request)
    yield "details-two-requests-and-a-note", page(request, bare, notes=(note,))
    near = flagged(Flag.EXPLOITATION, words or "new shoes again", f"{DOUBT}x")
    yield "details-not-understood", page(near)
    yield "details-allegation", page(flagged(Flag.ALLEGATION_AGAINST_STAFF, words or "pushed her"))
    yield "details-bare", page(replace(bare, suggestions=(), phase=Phase.UNKNOWN))
    gone = replace(request, state=RequestState.WITHDRAWN, text="", tried="")
    blank = replace(gone, flags=(replace(gone.flags[0], quote=""),))
    yield "details-withdrawn", page(blank)
    for name, standing in standings(words).items():
        yield f"details-{name}", details.details([bare], a_handoff(), shelf, panel=standing)


def messages(request: Request, shelf: Shelf, words: str | None) -> Iterator[tuple[str, Any]]:
    """Yield the notices to the teacher, what stands under the card, and lines to practitioners."""
    data = {"by": PRIYA, "to": DAN, "why": Reopening.SILENT}
    closed = a_handoff(**STATES["closed"], closing=a_closing(words))
    open_one, held = a_handoff(**STATES["parked"]), a_handoff(**STATES["claimed"])
    for name in notices.NOTICES:
        about = closed if name in ("closed", "reopen-offer") else held
        about = open_one if name == "parked" else about
        said = {"name": name, **data}
        yield f"notice-{name}", notices.notice(request, about, said, shelf)
        if name.startswith("paged-"):
            yield f"notice-{name}-closed", notices.notice(request, open_one, said, shelf)
    rated = a_handoff(**STATES["rated"], closing=a_closing(words))
    said = {"name": "closed", **data}
    yield "notice-closed-rated", notices.notice(request, rated, said, shelf)
    for name in thread.DRAWERS:
        about = (
            held
            if name in ("claimed", "raised", "not-written")
            else closed
            if name == "closed"
            else None
        )
        about = about or (open_one if name == "parked" else a_handoff(**STATES["paged"]))
        yield f"thread-{name}", thread.thread(request, about, {"name": name, **data})
    for name in LINES:
        about = a_handoff(**QUEUED) if name == "remind" else held
        yield f"practitioner-{name}", handoff_line(request, about, {"name": name})
