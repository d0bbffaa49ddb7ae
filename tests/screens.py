"""Every message and view in each of its states, to be snapshot, checked and attacked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from advicebot.domain.advice.triage import DOUBT
from advicebot.domain.handoff import Handoff
from advicebot.domain.knowledge import FirstLines, Knowledge, Signpost
from advicebot.domain.line import School
from advicebot.domain.request import (
    AskAnswer,
    Chosen,
    Feedback,
    Origin,
    Raised,
    Request,
    RequestState,
)
from advicebot.domain.vocabulary import Action, Band, Flag, Phase, Topic, Urgency
from advicebot.slack.screens import card, lines, reply, views
from advicebot.slack.screens.blocks import Message
from advicebot.slack.screens.shelf import Shelf
from tests import (
    screens_digest,
    screens_follow_up,
    screens_home,
    screens_offers,
    screens_panel,
    screens_referral,
    screens_rota,
)
from tests import screens_handoff as on_call
from tests.fakes import (
    LINE,
    PROVIDER,
    TEAM,
    TESSA,
    TESSA_DM,
    a_knowledge,
    a_strategy,
    an_offer,
)
from tests.handoff_screens import handoff_screens
from tests.screens_handoff import AT, CLAIMED, FAILED, PAGED, QUEUED, STATES, a_handoff

Screen = Message | dict[str, Any]
WRITTEN = f"{(AT - timedelta(hours=17)).timestamp():.6f}"
"""The timestamp of a message that Slack brought seventeen hours later."""


def a_request(**changed: Any) -> Request:
    """Return an answered, plain request; ``changed`` replaces fields."""
    values: dict[str, Any] = {
        "id": "0f3a5d7c9b1e2f4a6c8d0e1f2a3b4c5d",
        "team_id": TEAM,
        "number": 1042,
        "requester": TESSA,
        "origin": Origin.DM,
        "channel_id": TESSA_DM,
        "message_ts": "1.1",
        "thread_ts": None,
        "text": "A Year 9 pupil is kicking off again",
        "removed": 0,
        "tried": "",
        "risk": None,
        "phase": Phase.KS3,
        "action": Action.ANSWER,
        "urgency": Urgency.ROUTINE,
        "band": Band.CONFIDENT,
        "flags": (),
        "suggestions": tuple(
            Chosen(strategy_id=f"strategy-{n}", because="you wrote “kicking off”")
            for n in range(1, 5)
        ),
        "topics": (Topic.DEFIANCE, Topic.ADHD, Topic.ANXIETY, Topic.AUTISM, Topic.SENSORY),
        "offers": ("advice-call",),
        "signposts": (),
        "asked_at": None,
        "ask_answer": None,
        "feedback": None,
        "state": RequestState.OPEN,
        "revision": 1,
        "created_at": AT,
        "updated_at": AT,
    }
    return Request(**(values | changed))


def _raised(flag: Flag, quote: str, rule: str = "") -> tuple[Raised, ...]:
    return (Raised(flag=flag, quote=quote, rule=rule or f"{flag}.x"),)


def _lines(flag: Flag, *more: str, ring: tuple[str, ...] = ()) -> FirstLines:
    return FirstLines(
        flag=flag,
        emergency=(f"Call 999 now and get the DSL: {flag}.", *more),
        urgent=(f"Tell the DSL now, call 999 if anyone is in danger: {flag}.", *more),
        ring=ring,
    )


FIRST_LINES = (
    _lines(Flag.WEAPON, "Keep away from it.", "Move the others.", "Do not search."),
    _lines(Flag.MISSING, "Count the class.", "Note when last seen."),
    _lines(Flag.ABUSE_DISCLOSURE, "Listen."),
    FirstLines(
        flag=Flag.ALLEGATION_AGAINST_STAFF,
        emergency=("Call 999 if a child is in danger.", "Go to the headteacher.", "Write no more."),
        urgent=("Go to the headteacher; call 999 if in danger.", "Write no more."),
    ),
    FirstLines(
        flag=Flag.STAFF_DISTRESS,
        emergency=("You matter: call 999 if you are not safe.", "Tell one person."),
        urgent=("You matter: call 999 if you are not safe.", "Tell one person."),
        ring=("listening-line",),
    ),
)
LISTENING_LINE = Signpost(
    id="listening-line",
    name="Listening line (example)",
    what="Ring to be listened to.",
    contact="01632 960123",
    hours="any time",
    flags=(Flag.STAFF_DISTRESS,),
    verified=None,
)
REASONS = {f"{Flag.WEAPON}.x": "something sharp is named"}


class Catalogue:
    """Every screen, made from free texts that are all ``words`` (the defaults when it is None)."""

    def __init__(self, words: str | None = None) -> None:
        self.words = words
        self.knowledge = _knowledge(words)
        self.shelf = Shelf.of(self.knowledge)

    def all(self) -> dict[str, Screen]:
        """Return the screens by name."""
        return dict(self._named())

    def request(self, **changed: Any) -> Request:
        """Return a request whose free texts are ours."""
        made = a_request(**changed)
        if self.words is None:
            return made
        return replace(
            made,
            text=self.words if made.is_open else "",
            tried=self.words if made.is_open else "",
            flags=tuple(replace(each, quote=self.words) for each in made.flags),
            suggestions=tuple(replace(each, because=self.words) for each in made.suggestions),
        )

    def _named(self) -> Iterator[tuple[str, Screen]]:
        yield from self._replies()
        yield from self._cards()
        yield from self._lines()
        yield from self._views()
        yield from screens_rota.screens(self.words, self.knowledge.line, self.request)
        yield from handoff_screens(self.words)
        yield from screens_follow_up.screens(self.request(), self.words)
        yield from screens_offers.screens(self.words, self.request)
        yield from screens_referral.screens(self.words)
        yield from screens_panel.screens(self.words)
        yield from screens_home.screens(self.words, self.knowledge.line, self.request)
        yield from screens_digest.screens(self.words)

    def _replies(self) -> Iterator[tuple[str, Screen]]:
        emergency = self.request(
            action=Action.PAGE, urgency=Urgency.EMERGENCY, flags=_raised(Flag.WEAPON, "a knife")
        )
        urgent = self.request(
            action=Action.PAGE, urgency=Urgency.URGENT, flags=_raised(Flag.MISSING, "gone")
        )
        asking = self.request(
            action=Action.ASK,
            urgency=Urgency.URGENT,
            flags=_raised(Flag.ABUSE_DISCLOSURE, "marks on her arm"),
            asked_at=AT,
        )
        plain, wants = self.request(), a_handoff(**QUEUED)
        states: dict[str, tuple[Request, Handoff | None]] = {
            "emergency": (emergency, a_handoff()),
            "emergency-paged": (emergency, a_handoff(**PAGED)),
            "emergency-claimed": (emergency, a_handoff(**PAGED | CLAIMED)),
            "emergency-page-failed": (emergency, a_handoff(**FAILED)),
            "emergency-withdrawn": (
                replace(emergency, state=RequestState.WITHDRAWN),
                a_handoff(**PAGED),
            ),
            "emergency-claimed-withdrawn": (
                replace(emergency, state=RequestState.WITHDRAWN),
                a_handoff(**PAGED | CLAIMED),
            ),
            "closed-withdrawn": (
                replace(emergency, state=RequestState.WITHDRAWN),
                a_handoff(**STATES["closed"]),
            ),
            "urgent": (urgent, a_handoff(urgency=Urgency.URGENT)),
            "urgent-nothing-found": (
                replace(urgent, band=Band.NOTHING, suggestions=()),
                a_handoff(urgency=Urgency.URGENT),
            ),
            "emergency-two-flags": (
                replace(emergency, flags=(*emergency.flags, *_raised(Flag.MISSING, "gone"))),
                a_handoff(),
            ),
            "emergency-not-understood": (
                replace(emergency, flags=_raised(Flag.WEAPON, "she", f"{DOUBT}x")),
                a_handoff(),
            ),
            "staff-distress": (
                replace(
                    urgent,
                    flags=_raised(Flag.STAFF_DISTRESS, "I cannot go on"),
                    signposts=("dsl", LISTENING_LINE.id),
                ),
                a_handoff(urgency=Urgency.URGENT),
            ),
            "allegation": (
                replace(urgent, flags=_raised(Flag.ALLEGATION_AGAINST_STAFF, "he pushed her")),
                a_handoff(urgency=Urgency.URGENT),
            ),
            "asking": (asking, None),
            "asking-without-flag": (replace(asking, flags=()), None),
            "confident": (plain, None),
            "confident-redacted": (replace(plain, removed=2), None),
            "confident-helps": (replace(plain, feedback=Feedback.HELPS), None),
            "confident-not-quite": (replace(plain, feedback=Feedback.NOT_QUITE), None),
            "confident-second-answer": (replace(plain, revision=2), None),
            "confident-person-asked-for": (plain, wants),
            "confident-person-paged": (plain, a_handoff(**STATES["queue-overdue"])),
            "confident-person-has-it": (plain, replace(wants, **CLAIMED)),
            "confident-person-not-reached": (plain, replace(wants, **FAILED)),
            "confident-strategy-gone": (
                replace(
                    plain,
                    suggestions=(Chosen(strategy_id="gone", because=""), *plain.suggestions),
                ),
                None,
            ),
            "unsure": (replace(plain, band=Band.UNSURE), None),
            "unsure-without-topics": (replace(plain, band=Band.UNSURE, topics=()), None),
            "nothing": (replace(plain, band=Band.NOTHING, suggestions=(), offers=()), None),
            "all-strategies-gone": (
                replace(plain, suggestions=(Chosen(strategy_id="gone", because=""),)),
                None,
            ),
            "decline": (
                replace(plain, action=Action.DECLINE, band=Band.NOTHING, suggestions=()),
                None,
            ),
            "confident-late": (replace(plain, message_ts=WRITTEN), None),
            "emergency-late": (replace(emergency, message_ts=WRITTEN), a_handoff()),
            "withdrawn": (replace(plain, state=RequestState.WITHDRAWN), None),
        }
        for answer in AskAnswer:
            is_now = answer is AskAnswer.NOW
            level = Urgency.EMERGENCY if is_now else Urgency.URGENT
            answered = replace(asking, ask_answer=answer, urgency=level)
            handed = None if answer is AskAnswer.NO else a_handoff(urgency=level)
            states[f"answered-{answer}"] = (answered, handed)
        for name, changed in STATES.items():
            states[f"urgent-{name}"] = (urgent, a_handoff(**changed))
        for name, (request, handoff) in states.items():
            yield f"reply-{name}", reply.reply(request, handoff, self.shelf)

    def _cards(self) -> Iterator[tuple[str, Screen]]:
        request = self.request(
            action=Action.PAGE,
            urgency=Urgency.EMERGENCY,
            flags=_raised(Flag.WEAPON, "a knife"),
            risk=8,
            tried="Moved him",
        )
        yield from on_call.cards(request)
        late = replace(request, message_ts=WRITTEN)
        yield "card-late", card.card(late, a_handoff(**PAGED), viewer="C0ONCALL001")
        bare = self.request(phase=Phase.UNKNOWN)
        yield from on_call.details_pages(request, bare, self.shelf, self.words)

    def _lines(self) -> Iterator[tuple[str, Screen]]:
        for name in (*lines.LINES, "welcome", "unreadable-on-call"):
            yield f"line-{name}", lines.line({"name": name}, TESSA)
        yield from on_call.messages(self.request(), self.shelf, self.words)

    def _views(self) -> Iterator[tuple[str, Screen]]:
        line = self.knowledge.line
        yield "form-ask", views.ask_form()
        yield "form-ask-filled", views.ask_form(text=self.words or "He threw a chair")
        yield "form-sent", views.form_sent()
        yield "form-not-quite", views.not_quite_form(self.request())
        yield "form-introduce", views.introduce_form(line)
        yield "strategy", views.strategy_page(self.knowledge.strategies[1], self.shelf)
        yield "strategy-gone", views.gone("This strategy has been taken out since then.")


def _knowledge(words: str | None) -> Knowledge:
    safety: dict[str, Any] = {
        "first_lines": FIRST_LINES,
        "signposts": (LISTENING_LINE,),
        "reasons": REASONS,
    }
    if words is None:
        return a_knowledge(**safety)
    texts: dict[str, Any] = {
        "title": words,
        "right_now": words,
        "next_steps": words,
        "telling_you": words,
        "watch_for": words,
        "owner": words,
        "not_when": (words,) * 3,
        "get_help_when": (words,) * 3,
        "sources": ("source-1", "source-2"),
    }
    plain = a_knowledge()
    return a_knowledge(
        first_lines=tuple(replace(each, urgent=(each.urgent[0], words)) for each in FIRST_LINES),
        signposts=(replace(LISTENING_LINE, name=words, contact=words, hours=words),),
        reasons=dict.fromkeys(REASONS, words),
        strategies=tuple(a_strategy(number, **texts) for number in range(1, 5)),
        offers=(an_offer(title=words, cost=words, provider=replace(PROVIDER, name=words)),),
        sources=tuple(replace(each, title=words, publisher=words) for each in plain.sources),
        line=replace(
            LINE,
            name=words,
            schools=tuple(School(id=f"s{n}", name=words, also=()) for n in range(3)),
            safeguarding_contact=words,
            privacy_contact=words,
        ),
    )
