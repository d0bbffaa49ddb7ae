"""The lines on which flows happen, each opened on a database as a new process opens it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.ids import CountedIds, Ids
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests import panel_work
from tests.fakes import DAN, PRIYA, FakeAdviser, Looking, a_knowledge
from tests.flows.flow import Line
from tests.following import YEAR, Following, at
from tests.handoffs import SAM, AtWork, a_line, a_person, london
from tests.panel_work import PanelWork
from tests.referring import OFFERS, TODAY, Arranging, knowing
from tests.rota_cases import PEOPLE

MORNING = london(TODAY, "09:14")
"""A Tuesday in term, shortly after the line opens."""


def at_work(database: Path, earlier: AtWork | None = None) -> AtWork:
    """Open a line with Priya and Dan on its rota, and Sam who is not."""
    made = AtWork(*_parts(database, a_line(), earlier))
    if earlier:
        made.slack = earlier.slack
    else:
        made.on_rota()
        made.knows(a_person(SAM))
    return made


def arranging(database: Path, earlier: Arranging | None = None) -> Arranging:
    """Open a line that has offers of outreach."""
    return Arranging(*_parts(database, knowing(*OFFERS), earlier))


def following(database: Path, earlier: Following | None = None) -> Following:
    """Open a line in the school year 2026/27."""
    begins = at("2026-09-08 09:00")
    made = Following(*_parts(database, a_knowledge(line=YEAR), earlier, begins=begins))
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
    made = (_OnRota if earlier else PanelWork)(*_parts(database, knowing_everything(), earlier))
    if earlier:
        made.slack = earlier.slack
    else:
        made.knows(*PEOPLE)
    return made


def knowing_everything() -> Knowledge:
    """Return knowledge of a line that has a panel and offers of outreach."""
    return replace(panel_work.a_line(), offers=OFFERS)


def _parts(
    database: Path, knowledge: Knowledge, earlier: Line | None, *, begins: datetime = MORNING
) -> tuple[Desk, Looking, FixedClock]:
    clock = FixedClock(earlier.clock.now() if earlier else begins)
    ids = CountedIds("later" if earlier else "id")
    return a_desk(database, knowledge, clock, ids), Looking(database), clock


def a_desk(database: Path, knowledge: Knowledge, clock: FixedClock, ids: Ids) -> Desk:
    """Return the desk of one more process on a database."""
    return Desk(
        work=SqliteWork(database),
        clock=clock,
        ids=ids,
        adviser=FakeAdviser(knowledge),
        knowledge=knowledge,
    )
