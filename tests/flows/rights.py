"""What is kept of people: erased, held, exported, blanked when its time is over, counted."""

from datetime import date, timedelta

from advicebot.domain.outcomes.holds import of_person
from advicebot.service import (
    digest_table,
    digests,
    erasing,
    exporting,
    referrals,
    reports,
    retention,
)
from tests.fakes import PRIYA, TEAM, TESSA
from tests.flows.flow import KEY, Flow, first_request, sleep_until
from tests.flows.handoffs import ended
from tests.flows.panels import case
from tests.flows.questions import asked
from tests.handoffs import london
from tests.panel_work import PanelWork
from tests.referring import CALL
from tests.referring import asked as form

BY = "data protection officer"
FRIDAY = date(2026, 11, 20)


def lived(line: PanelWork) -> str:
    """Tessa was helped, put to the panel, and asked for outreach; return her first request."""
    ended(line)
    first = first_request(line)
    line.put(first)
    referrals.ask(line.desk, None, TEAM, TESSA, form(CALL, request_id=first))
    line.settle()
    return first


def held(line: PanelWork) -> str:
    return erasing.hold(line.desk, TEAM, lived(line), why="a complaint", by=BY).id


def buried(line: PanelWork) -> dict[str, object]:
    """Return tombstones of Tessa that this database does not have yet."""
    lived(line)
    stone = erasing.tombstone(TEAM, of_person(TESSA))
    return {stone: line.clock.now() + timedelta(hours=1)}


def later(days: int) -> object:
    """Everything was over so many days ago."""

    def before(line: PanelWork) -> str:
        first = lived(line)
        line.clock.advance(timedelta(days=days))
        return first

    return before


def a_week_on(line: PanelWork) -> None:
    """It is Monday, and a digest is due."""
    lived(line)
    sleep_until(line, london(date(2026, 11, 30), "08:30"))


def published(line: PanelWork) -> str:
    a_week_on(line)
    digests.look(line.desk, TEAM)
    return str(line.look.rows("SELECT monday FROM digests")[0]["monday"])


FLOWS: dict[str, Flow] = {
    "erasing a person": Flow(
        lived, lambda line, _: erasing.erase_person(line.desk, TEAM, TESSA, by=BY)
    ),
    "erasing a request": Flow(
        lived, lambda line, id_: erasing.erase_request(line.desk, TEAM, id_, by=BY)
    ),
    "erasing what is on an agenda": Flow(
        case, lambda line, it: erasing.erase_request(line.desk, TEAM, it.about, by=BY)
    ),
    "erasing again after a restore": Flow(
        buried, lambda line, stones: erasing.erase_again(line.desk, stones)
    ),
    "a legal hold": Flow(
        asked, lambda line, id_: erasing.hold(line.desk, TEAM, id_, why="a complaint", by=BY)
    ),
    "lifting a hold": Flow(held, lambda line, id_: erasing.lift(line.desk, TEAM, id_, by=BY)),
    "exporting a person": Flow(
        lived, lambda line, _: exporting.export_person(line.desk, TEAM, TESSA, by=BY)
    ),
    "exporting a request": Flow(
        lived, lambda line, id_: exporting.export_request(line.desk, TEAM, id_, by=BY)
    ),
    "blanking when the time is over": Flow(
        later(120), lambda line, _: retention.look(line.desk, TEAM)
    ),
    "removing when the time is over": Flow(
        later(500), lambda line, _: retention.look(line.desk, TEAM)
    ),
    "making the digest": Flow(a_week_on, lambda line, _: digests.look(line.desk, TEAM)),
    "asking for its table": Flow(
        published,
        lambda line, day: digest_table.ask(
            line.desk, delivery=KEY, team_id=TEAM, user_id=PRIYA, monday=day
        ),
    ),
    "reading a report": Flow(
        published,
        lambda line, _: reports.read(
            line.desk, TEAM, reports.choose(line.desk, week=FRIDAY), actor="cli"
        ),
    ),
}
