"""The panel over weeks: cases put and taken back, agendas without names, decisions followed up."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advicebot.bootstrap.advice import build_redactor
from advicebot.clock import FixedClock
from advicebot.domain.delivery import LEADS
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import Closure
from advicebot.domain.request import Raised
from advicebot.domain.support.panel_rule import read_rule
from advicebot.domain.support.referral import FirstSupport, Tried
from advicebot.domain.vocabulary import Flag, Phase
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.ids import CountedIds
from advicebot.service import (
    changes,
    erasing,
    panel,
    panel_decisions,
    panel_rounds,
    panel_view,
    retention,
    tick,
)
from advicebot.service.desk import Desk
from advicebot.settings import CHECKOUT
from advicebot.slack.screens import panel as panel_screens
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, SECRET, TEAM, TESSA, FakeAdviser, Looking
from tests.handoffs import LENA, a_person, clock_face, london
from tests.panel_work import AFTER_NEXT, NEXT, PANEL, PanelWork, a_line

MEETING = date(2026, 12, 2)
CUT_OFF = london(date(2026, 11, 30), "14:00")


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def at_work(desk: Desk, look: Looking, clock: FixedClock) -> PanelWork:
    return PanelWork(desk, look, clock)


@pytest.fixture
def decided(at_work: PanelWork) -> tuple[PanelWork, str]:
    """A decision of the meeting on 2 December, for Priya, by Wednesday the 9th."""
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    return at_work, at_work.decide(case).id


def shown(post: dict[str, Any]) -> str:
    return json.dumps(post["message"].blocks, ensure_ascii=False) + post["message"].text


def last_agenda(at_work: PanelWork) -> str:
    """Return the agenda as it stands in the channel now."""
    (post,) = at_work.agendas()
    drawn = [message for posted, message in at_work.slack.updates if posted == post["at"]]
    message = drawn[-1] if drawn else post["message"]
    return json.dumps(message.blocks, ensure_ascii=False)


# Putting a case


def test_a_case_comes_to_the_next_meeting_and_its_reference_is_the_panels_own(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    assert (case.reference, case.meeting_id) == ("P-1001", NEXT)
    assert at_work.lines() == [("put", PRIYA)]
    assert at_work.agendas() == []


def test_a_case_put_at_the_cut_off_is_in_time_and_one_a_second_later_is_for_the_meeting_after(
    at_work: PanelWork,
):
    first, second = at_work.ask(), at_work.ask("out of class")
    at_work.until(CUT_OFF)
    assert at_work.put(first).meeting_id == NEXT
    at_work.wait(minutes=1 / 60)
    assert at_work.put(second).meeting_id == AFTER_NEXT
    (post,) = at_work.agendas()
    assert "P-1001" in shown(post)
    assert "P-1002" not in shown(post)


def test_the_same_pupil_twice_for_one_meeting_is_refused_whichever_way(at_work: PanelWork):
    request_id = at_work.ask()
    referral = at_work.refer(request_id)
    at_work.put(request_id)
    for about in (request_id, referral.id):
        with pytest.raises(Refused, match="on the agenda for Wednesday 2 December already, as P-"):
            at_work.put(about)
    at_work.until(london(MEETING, "09:00"))
    assert at_work.put(referral.id).meeting_id == AFTER_NEXT


def test_a_full_meeting_takes_no_more_and_the_next_one_does(at_work: PanelWork):
    requests = [at_work.ask(f"number {n}") for n in range(panel.MOST_CASES + 1)]
    meetings = [at_work.put(each).meeting_id for each in requests]
    assert meetings == [NEXT] * panel.MOST_CASES + [AFTER_NEXT]


@pytest.mark.parametrize("question", ["", "   ", "...", "\u200b"])
def test_a_case_that_asks_nothing_is_refused(at_work: PanelWork, question: str):
    with pytest.raises(Refused, match="in one question"):
        at_work.put(at_work.ask(), question=question)
    assert at_work.look.rows("SELECT * FROM panel_cases") == []


def test_what_is_not_there_or_is_another_teams_is_refused_alike(at_work: PanelWork):
    request_id = at_work.ask()
    asked = panel.Asked(about=request_id, question="What now?")
    for team_id, about in ((TEAM, "nothing"), ("T0OTHER001", request_id), (TEAM, "")):
        with pytest.raises(Refused, match="not there any more"):
            panel.put(at_work.desk, None, team_id, PRIYA, replace(asked, about=about))


def test_an_allegation_never_goes_to_a_panel(at_work: PanelWork):
    request_id = at_work.ask()
    with at_work.desk.work.write() as unit:
        request = unit.requests.find(request_id)
        assert request is not None
        raised = Raised(flag=Flag.ALLEGATION_AGAINST_STAFF, quote="", rule="allegation.x")
        request = replace(request, flags=(raised,))
        unit.requests.save(request)
        assert panel.standing(at_work.desk, unit, request) is None
    referral = at_work.refer(request_id)
    for about in (request_id, referral.id):
        with pytest.raises(Refused, match="LADO"):
            at_work.put(about)


def test_a_line_without_a_panel_says_so(at_work: PanelWork):
    request_id, line = at_work.ask(), replace(at_work.desk.knowledge.line, panel=None)
    desk = replace(at_work.desk, knowledge=replace(at_work.desk.knowledge, line=line))
    with pytest.raises(Refused, match="no problem-solving panel"):
        panel.put(desk, None, TEAM, PRIYA, panel.Asked(about=request_id, question="What now?"))
    with pytest.raises(Refused, match="no problem-solving panel"):
        panel_view.put_form(desk, TEAM, request_id)


def test_past_the_last_term_there_is_no_meeting_and_that_is_said(at_work: PanelWork):
    request_id = at_work.ask()
    at_work.clock.advance(timedelta(days=150))
    with pytest.raises(Refused, match="no meeting ahead"):
        at_work.put(request_id)


def test_the_form_is_filled_in_with_what_the_school_said(at_work: PanelWork):
    referral = at_work.refer(
        None,
        tried=Tried(assess="Watched two lessons.", do="A quiet start"),
        first_support=FirstSupport(name="Check in", result="Helped for a week"),
    )
    subject, meeting = panel_view.put_form(at_work.desk, TEAM, referral.id)
    assert subject.tried == "Watched two lessons; A quiet start; Check in; Helped for a week"
    assert (subject.reference, subject.phase, meeting.id) == ("R-1001", Phase.KS3, NEXT)


# Taking it back


def test_whoever_put_it_or_a_lead_may_take_it_back_and_nobody_else(at_work: PanelWork):
    case = at_work.put(at_work.ask())

    def take(user: str, *, is_lead: bool = False) -> None:
        panel.take_back(at_work.desk, None, TEAM, case.id, user, is_lead=is_lead)

    with pytest.raises(Refused, match="put that case"):
        take(DAN)
    take(LENA, is_lead=True)
    with pytest.raises(Refused, match="not on an agenda"):
        take(PRIYA)
    assert at_work.lines() == [("put", PRIYA), ("taken-back", PRIYA)]


def test_what_was_taken_back_is_not_on_the_agenda_and_can_be_put_again(at_work: PanelWork):
    request_id = at_work.ask()
    case = at_work.put(request_id)
    panel.take_back(at_work.desk, None, TEAM, case.id, PRIYA, is_lead=False)
    assert at_work.put(request_id).reference == "P-1002"
    at_work.until(CUT_OFF + timedelta(hours=1))
    (post,) = at_work.agendas()
    assert "P-1002" in shown(post)
    assert "P-1001" not in shown(post)


def test_after_the_cut_off_nothing_is_taken_back(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(CUT_OFF + timedelta(minutes=1))
    with pytest.raises(Refused, match="agenda has gone out"):
        panel.take_back(at_work.desk, None, TEAM, case.id, PRIYA, is_lead=True)


def test_a_request_that_its_school_deletes_leaves_the_agenda(at_work: PanelWork):
    request_id = at_work.ask()
    referral = at_work.refer(request_id)
    at_work.put(referral.id)
    changes.withdraw(at_work.desk, at_work.click(), request_id, TESSA)
    at_work.until(london(MEETING, "15:00"))
    assert at_work.agendas() == []
    assert ("school-deleted", PRIYA) in at_work.lines()
    with pytest.raises(Refused, match="deleted"):
        at_work.put(request_id)


# The agenda


def test_the_agenda_goes_out_once_at_the_cut_off_whatever_crashes(at_work: PanelWork):
    at_work.put(at_work.ask())
    lost = SlackDeliveryError("timeout", is_uncertain=True)
    tries: list[str] = []

    def plan(method: str, about: str) -> SlackDeliveryError | None:
        if method == "post" and about.startswith("agenda:"):
            tries.append(about)
            return lost if len(tries) == 1 else None
        return None

    at_work.slack.plan, at_work.slack.is_lost = plan, True
    at_work.until(CUT_OFF)
    assert at_work.agendas() == []
    at_work.wait(minutes=1 / 60)
    with at_work.desk.work.write() as unit:  # the clock process died and does it again
        panel_rounds.due(at_work.desk, unit, panel.AGENDA, f"{TEAM}:{NEXT}")
    at_work.wait(minutes=10)
    tick.run_due(at_work.desk)
    at_work.settle()
    (post,) = at_work.agendas()
    assert post["key"] == f"agenda:{TEAM}:{NEXT}"
    (row,) = at_work.look.effects("agenda")
    assert clock_face(row["created_at"]) == "14:00"
    assert (row["recipient"], row["ref"]) == ("#inclusion-panel", NEXT)


def test_an_agenda_that_comes_after_its_meeting_says_so_and_one_in_time_does_not(
    at_work: PanelWork,
):
    at_work.put(at_work.ask())
    at_work.clock.advance(london(date(2026, 12, 9), "10:00") - at_work.clock.now())
    tick.run_due(at_work.desk)  # the line was down over the meeting of 2 December
    at_work.settle()
    assert panel_screens.LATE in shown(at_work.agendas()[0])
    at_work.put(at_work.ask("kicking off once more"))
    at_work.until(london(date(2026, 12, 15), "12:00"))
    assert panel_screens.LATE not in shown(at_work.agendas()[1])


def test_a_meeting_without_cases_is_not_posted(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    panel.take_back(at_work.desk, None, TEAM, case.id, PRIYA, is_lead=False)
    at_work.until(london(date(2026, 12, 17), "12:00"))
    assert at_work.agendas() == []
    assert at_work.look.effects("agenda") == []


@pytest.mark.parametrize(("days", "posted"), [(8, "2026-11-30"), (1, "2026-12-01")])
def test_a_cut_off_that_is_moved_loses_no_case(at_work: PanelWork, days: int, posted: str):
    case = at_work.put(at_work.ask())
    at_work.until(london(date(2026, 11, 27), "12:00"))
    first = PANEL.rule.first
    rule = read_rule("every second Wednesday 14:00", first=first, cut_off_school_days=days)
    line = replace(at_work.desk.knowledge.line, panel=replace(PANEL, rule=rule))
    at_work.desk = replace(at_work.desk, knowledge=replace(at_work.desk.knowledge, line=line))
    at_work.sender = at_work.a_sender("two")
    at_work.until(london(MEETING, "09:00"))
    (post,) = at_work.agendas()
    assert case.reference in shown(post)
    (row,) = at_work.look.effects("agenda")
    assert row["created_at"][:10] == posted


def test_an_agenda_shows_ages_from_three_cases_on_and_roughly(at_work: PanelWork):
    at_work.put(at_work.ask(), phase=Phase.KS4)
    at_work.put(at_work.ask("out of class"), phase=Phase.KS1)
    at_work.until(CUT_OFF + timedelta(minutes=1))
    (post,) = at_work.agendas()
    assert "Secondary" not in shown(post)
    for text, phase in (("again", Phase.KS4), ("and again", Phase.KS1), ("more", Phase.UNKNOWN)):
        at_work.put(at_work.ask(text), phase=phase)
    at_work.until(london(date(2026, 12, 15), "09:00"))
    later = shown(at_work.agendas()[-1])
    assert "Secondary" in later
    assert "Primary" in later
    assert "Year" not in later


CANARIES = (
    *("Zofia", "Kestrel", "Harrow Bank", "Wojciechowska", "07700 900123", "Year 9", "Y9"),
    *("zofia@example.org", "12 November", "Tessa"),
)


class RealRedaction(FakeAdviser):
    """The keyword adviser with the redactor that ships with the product."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self._redactor = build_redactor(CHECKOUT / "knowledge", knowledge)

    def redact(self, text: str) -> str:
        return self._redactor.redact(text).text


def test_no_name_and_no_school_reaches_the_agenda(
    work: SqliteWork, clock: FixedClock, knowledge: Knowledge, look: Looking
):
    """Even where the door had let everything through."""
    adviser = RealRedaction(knowledge)
    desk = Desk(work=work, clock=clock, ids=CountedIds(), adviser=adviser, knowledge=knowledge)
    at_work = PanelWork(desk, look, clock)
    case = at_work.put(
        at_work.ask(),
        question=(
            "Zofia Wojciechowska in Y9 at Kestrel Academy (ring 07700 900123): what now? "
            f"<@{TESSA}> knows her."
        ),
        tried="Mrs Wojciechowska of Harrow Bank Primary, zofia@example.org, on 12 November, Year 9",
    )
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(
        case,
        what="Somebody rings Zofia at Kestrel Academy",
        who="Harrow Bank Primary",
        school_does="Zofia’s tutor in Year 9 sits beside her",
    )
    posted = [shown(each) for each in at_work.agendas()] + [last_agenda(at_work)]
    assert len(posted) == 2
    for text in posted:
        assert "P-1001" in text
        for canary in (*CANARIES, TESSA, "A-1001"):
            assert canary.casefold() not in text.casefold(), canary


def test_the_agenda_says_nothing_of_who_put_a_case_or_of_whom(at_work: PanelWork):
    case = at_work.put(at_work.ask(), question=f"{SECRET} is out of class. What now?")
    at_work.until(CUT_OFF + timedelta(minutes=1))
    text = shown(at_work.agendas()[0])
    for canary in (SECRET, PRIYA, TESSA, "A-1001", case.about):
        assert canary not in text


def test_ten_cases_with_long_words_and_many_decisions_fit_into_one_message(at_work: PanelWork):
    cases = [
        at_work.put(at_work.ask(f"n {n}"), question="why & how? " * 25, tried="<tried> " * 34)
        for n in range(panel.MOST_CASES)
    ]
    at_work.until(london(MEETING, "15:00"))
    for case in cases:
        for n in range(3):
            at_work.decide(case, what=f"{n} a visit & a call " * 9, school_does="an adult <3 " * 18)
    text = last_agenda(at_work)
    assert all(case.reference in text for case in cases)
    assert len(text) < 24_000  # with its JSON around it
    assert sum(len(t) for t in _texts(json.loads(text))) <= 10_000


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for each in value.values() for text in _texts(each)]


def test_words_that_are_blanked_or_erased_leave_the_posted_agenda_and_nobody_is_asked(
    at_work: PanelWork,
):
    kept, blanked, erased = (at_work.put(at_work.ask(f"n {n}")) for n in range(3))
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(blanked)
    with at_work.desk.work.write() as unit:
        request = unit.requests.find(blanked.about)
        assert request is not None
        retention.blank_in(at_work.desk, unit, request)
    erasing.erase_request(at_work.desk, TEAM, erased.about, by="cli")
    at_work.settle()
    text = last_agenda(at_work)
    assert text.count("What else could keep them in lessons?") == 1
    assert "The words of this case have been taken out." in text
    assert "The words of a decision have been taken out." in text
    assert kept.reference in text
    assert erased.reference not in text
    at_work.until(london(date(2027, 1, 20), "12:00"))
    assert asked(at_work) == []


# Decisions


def test_a_decision_is_told_to_the_school_to_whoever_does_it_and_to_whoever_put_it(
    at_work: PanelWork,
):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(case, by=LENA, who=DAN)
    new = at_work.lines()[1:]
    assert new == [("decided", TESSA), ("yours-to-do", DAN), ("decided-in-yours", PRIYA)]
    told = [each["message"].text for each in at_work.slack.posts if each["channel"] == "D0TESSA001"]
    assert "about A-1001" in told[-1]
    assert "The school: A named adult at the gate" in told[-1]
    assert "By: Wednesday 9 December" in told[-1]
    assert "*Decided:* A visit to the lesson" in last_agenda(at_work)


def test_several_decisions_stand_in_one_case_but_none_twice(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(case)
    at_work.decide(case, what="A call home")
    with pytest.raises(Refused, match="written down already"):
        at_work.decide(case)
    assert last_agenda(at_work).count("*Decided:*") == 2


def test_nothing_is_decided_before_the_meeting_or_without_what_is_needed(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(london(date(2026, 12, 1), "15:00"))
    with pytest.raises(Refused, match="meets on Wednesday 2 December"):
        at_work.decide(case)
    at_work.until(london(MEETING, "15:00"))
    for lacking in ({"what": "-"}, {"who": " "}, {"school_does": ""}):
        with pytest.raises(Refused, match="nobody can follow it up"):
            at_work.decide(case, **lacking)
    with pytest.raises(Refused, match="before the meeting"):
        at_work.decide(case, by_when=date(2026, 12, 1))
    with pytest.raises(Refused, match="more than a year"):
        at_work.decide(case, by_when=date(2028, 12, 1))
    assert at_work.look.rows("SELECT * FROM decisions") == []


def test_a_decision_in_a_case_that_was_taken_back_is_refused(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    panel.take_back(at_work.desk, None, TEAM, case.id, PRIYA, is_lead=False)
    at_work.until(london(MEETING, "15:00"))
    with pytest.raises(Refused, match="not on an agenda"):
        at_work.decide(case)


def asked(at_work: PanelWork) -> list[tuple[str, str]]:
    """Return who was asked about a decision, and when in London."""
    return [
        (f"{row['created_at'][:10]} {clock_face(row['created_at'])}", row["recipient"])
        for row in at_work.look.effects("line")
        if row["data"]["name"] == "panel.decision-due"
    ]


def test_an_open_decision_is_asked_about_twice_then_the_lead_hears_and_then_nobody(
    decided: tuple[PanelWork, str],
):
    at_work, _ = decided
    at_work.until(london(date(2027, 3, 24), "12:00"))
    assert asked(at_work) == [
        ("2026-12-09 08:00", PRIYA),
        ("2026-12-16 08:00", PRIYA),
        ("2027-01-06 08:00", LENA),
    ]


def test_nobody_is_asked_in_the_holidays_or_on_a_closed_day(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(case, by_when=date(2026, 12, 24))
    at_work.until(london(date(2027, 1, 3), "23:00"))
    assert asked(at_work) == []
    at_work.until(london(date(2027, 1, 4), "12:00"))
    assert asked(at_work) == [("2027-01-04 08:00", PRIYA)]


def test_a_clock_that_stood_still_over_night_asks_in_the_morning(
    decided: tuple[PanelWork, str],
):
    at_work, _ = decided
    at_work.clock.advance(london(date(2026, 12, 9), "23:00") - at_work.clock.now())
    tick.run_due(at_work.desk)
    assert asked(at_work) == []
    at_work.until(london(date(2026, 12, 10), "09:00"))
    assert asked(at_work) == [("2026-12-10 08:00", PRIYA)]


def test_a_day_that_became_a_closed_one_is_waited_out(decided: tuple[PanelWork, str]):
    at_work, _ = decided
    line = at_work.desk.knowledge.line
    closed = (*line.terms[0].closed, Closure(day=date(2026, 12, 9), why="snow"))
    terms = (replace(line.terms[0], closed=closed), *line.terms[1:])
    knowledge = replace(at_work.desk.knowledge, line=replace(line, terms=terms))
    at_work.desk = replace(at_work.desk, knowledge=knowledge)
    at_work.until(london(date(2026, 12, 10), "12:00"))
    assert asked(at_work) == [("2026-12-10 08:00", PRIYA)]


def test_what_a_service_does_is_asked_of_whoever_put_the_case(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(case, by=LENA, who="The inclusion team")
    at_work.until(london(date(2026, 12, 9), "12:00"))
    assert asked(at_work) == [("2026-12-09 08:00", PRIYA)]
    assert "please ask who does it" in at_work.slack.posts[-1]["message"].text


def test_whoever_has_left_is_not_asked(at_work: PanelWork):
    case = at_work.put(at_work.ask())
    at_work.until(london(MEETING, "15:00"))
    at_work.decide(case, who=DAN)
    at_work.knows(a_person(DAN, unreachable="gone"))
    at_work.until(london(date(2026, 12, 9), "12:00"))
    assert asked(at_work) == [("2026-12-09 08:00", PRIYA)]
    at_work.knows(a_person(PRIYA, unreachable="gone"))
    at_work.until(london(date(2026, 12, 16), "12:00"))
    assert asked(at_work)[-1] == ("2026-12-16 08:00", LENA)


def test_without_a_named_lead_the_leads_channel_hears(decided: tuple[PanelWork, str]):
    at_work, _ = decided
    line = at_work.desk.knowledge.line
    line = replace(line, escalation=replace(line.escalation, lead=None))
    at_work.desk = replace(at_work.desk, knowledge=replace(at_work.desk.knowledge, line=line))
    at_work.sender = at_work.a_sender("two")
    at_work.until(london(date(2027, 1, 10), "12:00"))
    assert asked(at_work)[-1][1] == LEADS
    assert at_work.slack.posts[-1]["channel"] == "C0LEADS001"


def test_once_somebody_says_what_came_of_it_nobody_is_asked(decided: tuple[PanelWork, str]):
    at_work, decision_id = decided
    at_work.until(london(date(2026, 12, 9), "12:00"))
    panel_decisions.done(at_work.desk, None, TEAM, decision_id, DAN, "Not done, they moved")
    at_work.until(london(date(2027, 2, 10), "12:00"))
    assert len(asked(at_work)) == 1
    assert at_work.lines(PRIYA)[-1] == ("done", PRIYA)
    assert "*Done:* Not done, they moved" in last_agenda(at_work)
    with pytest.raises(Refused, match="already"):
        panel_decisions.done(at_work.desk, None, TEAM, decision_id, PRIYA, "again")


def test_saying_nothing_of_what_came_of_it_is_refused(decided: tuple[PanelWork, str]):
    at_work, decision_id = decided
    for words in ("", " ", "?!"):
        with pytest.raises(Refused, match="Say in a few words"):
            panel_decisions.done(at_work.desk, None, TEAM, decision_id, PRIYA, words)
    for team_id, found in (("T0OTHER001", decision_id), (TEAM, "nothing")):
        with pytest.raises(Refused, match="not there any more"):
            panel_decisions.done(at_work.desk, None, team_id, found, PRIYA, "ok")


def test_everything_is_written_down_without_anybodys_words(decided: tuple[PanelWork, str]):
    at_work, decision_id = decided
    at_work.until(london(date(2026, 12, 9), "12:00"))
    panel_decisions.done(at_work.desk, None, TEAM, decision_id, PRIYA, "It went well")
    rows = at_work.look.rows("SELECT action, detail FROM audit WHERE action LIKE 'panel.%'")
    assert [row["action"] for row in rows] == [
        *("panel.put", "panel.agenda", "panel.decide", "panel.ask", "panel.done")
    ]
    for words in ("lessons", "visit", "gate", "went well"):
        assert words not in str(rows)
    effects = str(at_work.look.rows("SELECT data FROM outbox"))
    for words in ("lessons", "visit", "gate"):
        assert words not in effects
