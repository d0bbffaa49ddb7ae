"""Home tabs with outreach, follow-ups, the panel and the term, besides what the rota puts there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from advicebot.domain.line import Line
from advicebot.domain.outcomes.digest import Digest, Number
from advicebot.domain.outcomes.followup import FollowUp, FollowUpKind
from advicebot.domain.outcomes.wording import Value
from advicebot.domain.request import Person, Request
from advicebot.service.home import LeadPart, PractitionerPart
from advicebot.service.home_parts import Asked, NextPanel
from advicebot.slack.screens.home import Outreach, home
from tests.fakes import TEAM, TESSA
from tests.screens_handoff import CLAIMED, PAGED, a_handoff
from tests.screens_panel import ID, MEETING, PanelScreens
from tests.screens_referral import BY_MAIL, MENTOR, PLACE, STATES, Referrals
from tests.screens_rota import AT, a_part, a_plan, a_view

Screen = dict[str, Any]
KNOWN = Person(team_id=TEAM, user_id=TESSA, school="kestrel", role="senco")
TERM = {
    "Calls": "164",
    "Urgent": "about 20",
    "Time to a person, median": "7 minutes; nine in ten within 21 minutes (n 48)",
    "In school full time": "31 of 42 (74 %; 95 % interval 59 % to 85 %), 6 not known",
    "No exclusion within 6 school weeks after it was near": "not shown (fewer than 5 known)",
}


def screens(
    words: str | None, line: Line, request: Callable[..., Request]
) -> Iterator[tuple[str, Screen]]:
    """Yield the Home tabs, by name."""
    known = Referrals(words)
    mine = (
        known.view("asked", MENTOR),
        known.view("asked", PLACE, number=1043),
        *(known.view(state, MENTOR, number=1044) for state in STATES if state != "asked"),
    )
    late = replace(known.view("asked"), today=date(2026, 11, 30))
    due = replace(known.view("accepted"), today=date(2026, 12, 3))
    gone = known.view("asked", None)
    for name, views in {
        "outreach": mine[:6],
        "outreach-more": (*mine[6:], late, due, gone, *mine[:3]),
    }.items():
        yield f"home-{name}", home(a_view(line, KNOWN), Outreach(mine=views))
    yield from _follow_ups(line, request)
    unanswered = (known.view("asked", BY_MAIL), gone)
    panel = PanelScreens(words)
    decisions = (
        panel.decision_view(),
        panel.decision_view(who=panel.text("The inclusion team"), is_person=False),
    )
    practitioner = replace(_idle(), decisions=decisions)
    yield (
        "home-practitioner-casework",
        home(a_view(line, KNOWN, practitioner=practitioner), Outreach(unanswered=unanswered)),
    )
    silent = (known.view("asked", MENTOR, nudges=1), known.view("asked", BY_MAIL, nudges=3))
    for name, part in _leads(words).items():
        shown = Outreach(silent=silent if name == "home-lead-term" else ())
        yield name, home(a_view(line, KNOWN, lead=part), shown)
    every = a_view(
        line,
        KNOWN,
        requests=((request(), None), (request(topics=()), a_handoff(**PAGED | CLAIMED))) * 5,
        practitioner=_crowded(request, decisions * 4),
        lead=_leads(words)["home-lead-term"],
        opens_at=None,
        asked=_asked(request()),
    )
    everything = Outreach(mine=mine * 2, unanswered=unanswered * 5, silent=silent * 4)
    yield "home-everything", home(every, everything)


def _idle() -> PractitionerPart:
    return PractitionerPart(me=None, shifts=(), held=(), waiting=(), gaps=(), is_empty=True)


def _crowded(request: Callable[..., Request], decisions: Any) -> PractitionerPart:
    part = a_part(request)
    return replace(
        part,
        shifts=part.shifts * 5,
        held=part.held * 7,
        waiting=part.waiting * 3,
        gaps=part.gaps * 9,
        decisions=decisions,
    )


def _asked(about: Request, **changed: Any) -> Asked:
    upcoming = FollowUp(
        id=ID,
        team_id=TEAM,
        request_id=about.id,
        handoff_id=None,
        requester=TESSA,
        kind=FollowUpKind.TWO_WEEKS,
        due_at=AT + timedelta(days=14),
    )
    values: dict[str, Any] = {
        "is_stopped": False,
        "handle": ID,
        "waiting": (about,),
        "upcoming": (upcoming, about),
    }
    return Asked(**(values | changed))


def _follow_ups(line: Line, request: Callable[..., Request]) -> Iterator[tuple[str, Screen]]:
    stopped = _asked(request(), is_stopped=True, waiting=(), upcoming=None)
    for name, asked in {
        "asked": _asked(request()),
        "asked-later": _asked(request(), waiting=()),
        "stopped": stopped,
        "stopped-nothing-planned": replace(stopped, handle=None),
    }.items():
        yield f"home-{name}", home(a_view(line, KNOWN, asked=asked))


def _leads(words: str | None) -> dict[str, LeadPart]:
    plan = a_plan(words)
    numbers = tuple(
        Number(
            label=label,
            this=Value(words="12"),
            last=Value(words="9"),
            term=Value(words=term if words is None else words),
            how="",
        )
        for label, term in TERM.items()
    )
    digest = Digest(
        monday=date(2026, 11, 16),
        headline="12 calls",
        numbers=numbers,
        weeks=(),
        whereabouts=(),
        topics=(),
        offers=(),
        rota=(),
        notes=(),
    )
    case = PanelScreens(words).case()
    cases = tuple(replace(case, id=ID[::-1], reference=f"P-{1001 + n}") for n in range(7))
    term = LeadPart(
        plan=plan,
        gaps=plan.days[1].gaps,
        waiting=1,
        held=2,
        digest=digest,
        panel=NextPanel(meeting=MEETING, cases=cases, is_open=True),
    )
    out = NextPanel(meeting=MEETING, cases=cases[:1], is_open=False)
    none = NextPanel(meeting=MEETING, cases=(), is_open=True)
    return {
        "home-lead-term": term,
        "home-lead-agenda-out": replace(term, digest=None, panel=out),
        "home-lead-no-cases": replace(term, digest=None, panel=none),
    }
