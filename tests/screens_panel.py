"""The panel as people see it: its agenda, its forms, and its short lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.support.panel import Agenda, AgendaItem, Case, FollowUp, PhaseBand
from advicebot.domain.support.panel import Decision as Decided
from advicebot.domain.support.panel_calendar import Meeting
from advicebot.domain.vocabulary import Need, Phase
from advicebot.service.panel import MOST_CASES, Standing
from advicebot.service.panel_effects import PanelLine
from advicebot.service.panel_subjects import Subject
from advicebot.service.panel_view import (
    AgendaView,
    CaseView,
    DecideForm,
    DecisionView,
    ShownDecision,
)
from advicebot.slack.screens import panel, panel_forms, panel_lines
from advicebot.slack.screens.blocks import Message
from tests.fakes import DAN, PRIYA, TEAM, TESSA

Screen = Message | dict[str, Any]
ID = "3b2a1c0d9e8f7a6b5c4d3e2f1a0b9c8d"
OTHER_ID = ID[::-1]
AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
MEETING = Meeting(
    id="2026-12-02",
    on=date(2026, 12, 2),
    at=datetime(2026, 12, 2, 14, tzinfo=UTC),
    cut_off=datetime(2026, 11, 30, 14, tzinfo=UTC),
)


class PanelScreens:
    """The screens, made from free texts that are all ``words`` (the defaults when it is None)."""

    def __init__(self, words: str | None) -> None:
        self._words = words

    def all(self) -> Iterator[tuple[str, Screen]]:
        """Yield each screen with its name."""
        yield from self._agendas()
        yield from self._forms()
        yield from self._lines()

    def text(self, usual: str) -> str:
        return usual if self._words is None else self._words

    def case(self, number: int = 1001) -> Case:
        return Case(
            id=ID,
            team_id=TEAM,
            reference=f"P-{number}",
            about=OTHER_ID,
            meeting_id=MEETING.id,
            phase=Phase.KS3,
            needs=(Need.BELONGING, Need.REGULATION),
            tried=self.text("Small steps with one adult for four weeks; it held in two lessons"),
            question=self.text("What else could keep them in lessons?"),
            put_by=PRIYA,
            put_at=AT,
        )

    def decided(self, **changed: Any) -> ShownDecision:
        values: dict[str, Any] = {
            "id": ID,
            "what": self.text("Two visits to the lessons that go wrong"),
            "who": PRIYA,
            "is_person": True,
            "by_when": date(2026, 12, 9),
            "school_does": self.text("A named adult at the gate each morning"),
            "came_of_it": None,
        }
        return ShownDecision(**(values | changed))

    def decision_view(self, **changed: Any) -> DecisionView:
        shown = self.decided(**changed)
        decision = Decided(
            id=ID,
            team_id=TEAM,
            case_id=ID,
            what=shown.what,
            who=shown.who,
            by_when=shown.by_when,
            school_does=shown.school_does,
            decided_on=MEETING.on,
            done=shown.came_of_it or "",
            done_at=AT if shown.came_of_it else None,
        )
        return DecisionView(decision=decision, shown=shown, case=self.case(), reference="A-1042")

    def _item(self, number: int, **changed: Any) -> AgendaItem:
        case = self.case(number)
        item = AgendaItem(
            reference=case.reference,
            band=PhaseBand.SECONDARY,
            needs=("settling strong feelings", "belonging"),
            tried=case.tried,
            question=case.question,
        )
        return replace(item, **changed)

    def _agenda(
        self, *items: AgendaItem, decided: tuple[ShownDecision, ...] = ()
    ) -> tuple[Screen, AgendaView]:
        view = AgendaView(
            agenda=Agenda(meeting=MEETING, items=items, shows_bands=len(items) >= 3),
            case_ids={each.reference: ID for each in items},
            decisions={items[0].reference: decided} if items else {},
        )
        return panel.agenda_message(view), view

    def _agendas(self) -> Iterator[tuple[str, Screen]]:
        service = self.text("The inclusion team")
        by_service = self.decided(who=service, is_person=False, came_of_it=self.text("Four visits"))
        one = self._item(1001, band=None)
        three = [self._item(n) for n in (1002, 1001, 1003)]
        bare = replace(three[2], needs=(), tried="", band=None)
        many = [self._item(1000 + n) for n in range(MOST_CASES)]
        yield "panel-agenda-one", self._agenda(one)[0]
        yield "panel-agenda", self._agenda(*three[:2], bare)[0]
        decided = (self.decided(), by_service)
        yield "panel-agenda-decided", self._agenda(*three, decided=decided)[0]
        yield "panel-agenda-blank", self._agenda(replace(one, question="", tried=""))[0]
        yield "panel-agenda-many", self._agenda(*many, decided=decided * 3)[0]
        yield "panel-agenda-none", self._agenda()[0]

    def _forms(self) -> Iterator[tuple[str, Screen]]:
        subject = Subject(
            id=OTHER_ID,
            team_id=TEAM,
            reference="A-1042",
            requester=TESSA,
            phase=Phase.KS3,
            needs=(Need.REGULATION,),
            tried=self.text("Moved the seat, a call home"),
            same=(OTHER_ID,),
        )
        bare = replace(subject, phase=Phase.UNKNOWN, needs=(), tried="")
        people = tuple(
            Practitioner(
                team_id=TEAM,
                user_id=user_id,
                name=self.text(name),
                handle=name,
                is_member=True,
                seen_at=AT,
            )
            for user_id, name in ((DAN, "Dan"), (PRIYA, "Priya"))
        )
        form = DecideForm(case=self.case(), meeting=MEETING, people=people, lead=TESSA)
        yield "form-panel", panel_forms.put_form(subject, MEETING)
        yield "form-panel-bare", panel_forms.put_form(bare, MEETING)
        yield "form-panel-done", panel_forms.put_done(self.case(), MEETING)
        yield "form-panel-taken-back", panel_forms.taken_back(self.case())
        yield "form-decision", panel_forms.decision_form(form)
        nobody = replace(form, people=(), lead=None)
        yield "form-decision-nobody-known", panel_forms.decision_form(nobody)
        yield "form-decision-done", panel_forms.done_form(self.decision_view())

    def _lines(self) -> Iterator[tuple[str, Screen]]:
        view = CaseView(case=self.case(), meeting=MEETING, reference="A-1042", may_take_back=True)
        late = replace(view, may_take_back=False, reference="")
        yield "panel-put", panel_lines.case_line(PanelLine.PUT, view, by="")
        yield "panel-put-late", panel_lines.case_line(PanelLine.PUT, late, by="")
        name = PanelLine.TAKEN_BACK
        yield "panel-taken-back", panel_lines.case_line(name, late, by=PRIYA)
        yield "panel-taken-back-by-lead", panel_lines.case_line(name, late, by=DAN)
        name = PanelLine.SCHOOL_DELETED
        yield "panel-school-deleted", panel_lines.case_line(name, late, by="")
        yield "panel-decided", self._line(PanelLine.DECIDED, TESSA)
        yield "panel-decided-in-yours", self._line(PanelLine.DECIDED_IN_YOURS, DAN)
        yield "panel-yours-to-do", self._line(PanelLine.YOURS_TO_DO, PRIYA)
        for step in FollowUp:
            yield f"panel-due-{step}", self._line(PanelLine.DECISION_DUE, PRIYA, step)
        name, service = PanelLine.DECISION_DUE, self.text("The inclusion team")
        asked = self.decision_view(who=service, is_person=False)
        yield (
            "panel-due-service",
            panel_lines.decision_line(name, asked, recipient=PRIYA, step=FollowUp.WHO),
        )
        done = self.decision_view(came_of_it=self.text("Four visits, and they stay in"))
        done_line = panel_lines.decision_line(PanelLine.DONE, done, recipient=PRIYA, step="")
        yield "panel-done", done_line
        erased = replace(done, case=None, reference="")
        yield (
            "panel-decided-erased",
            panel_lines.decision_line(PanelLine.DECIDED, erased, recipient=TESSA, step=""),
        )

    def _line(self, name: PanelLine, recipient: str, step: str = "") -> Message:
        view = self.decision_view()
        return panel_lines.decision_line(name, view, recipient=recipient, step=step)


def screens(words: str | None) -> Iterator[tuple[str, Screen]]:
    """Yield every screen of the panel, by name."""
    yield from PanelScreens(words).all()


def standings(words: str | None) -> dict[str, Standing]:
    """Return how a request may stand with the panel, by name, for the page behind "More"."""
    case = PanelScreens(words).case()
    return {
        "panel-open": Standing(about=OTHER_ID, meeting=MEETING, case=None),
        "panel-put": Standing(about=OTHER_ID, meeting=MEETING, case=case),
    }
