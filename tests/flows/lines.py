"""The lines on which flows happen, each opened on a database as a new process opens it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.ids import CountedIds
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import panel_work
from tests.fakes import DAN, PRIYA, FakeAdviser, Looking, a_knowledge
from tests.following import YEAR, Following, at
from tests.handoffs import SAM, AtWork, a_line, a_person, london
from tests.panel_work import PanelWork
from tests.referring import OFFERS, TODAY, Arranging, knowing
from tests.rota_cases import PEOPLE


def at_work(database: Path, earlier: AtWork | None = None) -> AtWork:
    """Open a line with Priya and Dan on its rota, and Sam who is not."""
    clock = FixedClock(earlier.clock.now() if earlier else london(date(2026, 11, 24), "09:14"))
    desk = _desk(database, a_line(), clock, is_first=earlier is None)
    made = AtWork(desk, Looking(database), clock)
    if earlier:
        made.slack = earlier.slack
    else:
        made.on_rota()
        made.knows(a_person(SAM))
    return made


def arranging(database: Path, earlier: Arranging | None = None) -> Arranging:
    """Open a line that has offers of outreach."""
    clock = FixedClock(earlier.clock.now() if earlier else london(TODAY, "09:14"))
    desk = _desk(database, knowing(*OFFERS), clock, is_first=earlier is None)
    return Arranging(desk, Looking(database), clock)


def following(database: Path, earlier: Following | None = None) -> Following:
    """Open a line in the school year 2026/27."""
    clock = FixedClock(earlier.clock.now() if earlier else at("2026-09-08 09:00"))
    desk = _desk(database, a_knowledge(line=YEAR), clock, is_first=earlier is None)
    made = Following(desk, Looking(database), clock)
    if earlier:
        made.slack = earlier.slack
    else:
        made.on_rota()
    return made


class _OnRota(PanelWork):
    """One whose people were put on the rota before."""

    def on_rota(self, primary: str | None = PRIYA, back_up: str | None = DAN) -> None:
        """They are."""


def whole(database: Path, earlier: PanelWork | None = None) -> PanelWork:
    """Open a line with everything: a rota of three, offers of outreach, a panel, a feed."""
    clock = FixedClock(earlier.clock.now() if earlier else london(TODAY, "09:14"))
    plain = panel_work.a_line()
    knowledge = replace(plain, offers=OFFERS)
    desk = _desk(database, knowledge, clock, is_first=earlier is None)
    made = (_OnRota if earlier else PanelWork)(desk, Looking(database), clock)
    if earlier:
        made.slack = earlier.slack
    else:
        made.knows(*PEOPLE)
    return made


def _desk(database: Path, knowledge: Knowledge, clock: FixedClock, *, is_first: bool) -> Desk:
    return Desk(
        work=SqliteWork(database),
        clock=clock,
        ids=CountedIds("id" if is_first else "later"),
        adviser=FakeAdviser(knowledge),
        knowledge=knowledge,
    )
