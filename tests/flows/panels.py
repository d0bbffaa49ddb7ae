"""What is put to a panel, and what becomes of what it decides."""

from dataclasses import replace
from datetime import date

from advicebot.domain.support.panel import Case
from advicebot.service import changes, panel, panel_decisions
from tests.fakes import PRIYA, TEAM, TESSA
from tests.flows.flow import KEY, Flow, sleep_until, ticks
from tests.flows.questions import asked
from tests.handoffs import london
from tests.panel_work import PanelWork

ASKED = panel.Asked(about="", question="What else could keep them in lessons?")
DECIDED = panel_decisions.Decided(
    what="A visit to the lesson",
    who=PRIYA,
    by_when=date(2026, 12, 9),
    school_does="A named adult at the gate",
)


def case(line: PanelWork) -> Case:
    return line.put(line.ask())


def met(line: PanelWork) -> Case:
    made = case(line)
    line.until(london(date(2026, 12, 2), "15:00"))
    return made


def decision(line: PanelWork) -> str:
    return line.decide(met(line)).id


def at_the_cut_off(line: PanelWork) -> None:
    case(line)
    sleep_until(line, london(date(2026, 11, 30), "14:01"))


def past_its_day(line: PanelWork) -> None:
    decision(line)
    sleep_until(line, london(date(2026, 12, 10), "09:00"))


FLOWS: dict[str, Flow] = {
    "putting a case": Flow(
        asked,
        lambda line, id_: panel.put(line.desk, KEY, TEAM, PRIYA, replace(ASKED, about=id_)),
    ),
    "taking a case back": Flow(
        case,
        lambda line, it: panel.take_back(line.desk, KEY, TEAM, it.id, PRIYA, is_lead=False),
    ),
    "an agenda": Flow(at_the_cut_off, ticks),
    "a decision": Flow(
        met,
        lambda line, it: panel_decisions.decide(line.desk, KEY, TEAM, it.id, PRIYA, DECIDED),
    ),
    "a decision that falls due": Flow(past_its_day, ticks),
    "what came of a decision": Flow(
        decision,
        lambda line, id_: panel_decisions.done(line.desk, KEY, TEAM, id_, PRIYA, "calmer"),
    ),
    "deleting what is on an agenda": Flow(
        case, lambda line, it: changes.withdraw(line.desk, KEY, it.about, TESSA)
    ),
}
