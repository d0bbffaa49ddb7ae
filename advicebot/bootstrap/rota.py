"""Joins what commands about the rota need: the database and the line, no Slack and no advice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from advicebot.bootstrap.processes import build_clock
from advicebot.domain.advice.answer import Advice
from advicebot.domain.oncall.calendar import london_day
from advicebot.domain.oncall.duty import Practitioner
from advicebot.domain.oncall.rota import Stint
from advicebot.domain.vocabulary import Phase, Topic
from advicebot.ids import RandomIds
from advicebot.library import load_for_running
from advicebot.service import feed
from advicebot.service.desk import Desk
from advicebot.service.ports_oncall import CalendarRead
from advicebot.settings import Settings
from advicebot.store.migrations import refuse_outdated
from advicebot.store.work import SqliteWork

FETCH_SECONDS = 20.0


class NoAdviser:
    """Stands where advice is given elsewhere: whoever asks it for some has made a mistake."""

    def redact(self, text: str) -> str:
        """Raise RuntimeError: nothing is shown from here, and nothing may pass as redacted."""
        raise RuntimeError("a desk for the rota redacts nothing")

    def advise(
        self,
        text: str,
        *,
        on: date,
        phase: Phase | None = None,
        topics: Sequence[Topic] = (),
        again: str = "",
        taken: Mapping[str, int] = {},
    ) -> Advice:
        """Raise RuntimeError: there is no advice here."""
        raise RuntimeError("a desk for the rota gives no advice")


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaDesk:
    """A desk for the rota alone, with what goes between it and calendar files."""

    desk: Desk
    work: SqliteWork

    def teams(self) -> list[str]:
        """Return the Slack workspaces of which somebody was ever seen in the on-call channel."""
        with self.work.read() as unit:
            return unit.practitioners.teams()

    def people(self, team_id: str) -> list[Practitioner]:
        """Return everybody who is or was in the on-call channel."""
        with self.work.read() as unit:
            return unit.practitioners.list_all(team_id)

    def read_calendar(self, source: str, team_id: str, start: date, end: date) -> CalendarRead:
        """Return the shifts in a file or at an address, for the London days before ``end``.

        Raises:
            RotaError: it cannot be had or read; a plain sentence that says what to do.
        """
        from advicebot.calendars import fetch, read_calendar

        people = feed.people_of(self.desk, team_id)
        return read_calendar(fetch(source, FETCH_SECONDS), start=start, end=end, people=people)

    def as_calendar(self, team_id: str, stints: Sequence[Stint]) -> bytes:
        """Return the stints as a calendar file."""
        from advicebot.calendars import write_calendar

        names = {each.user_id: each.name for each in self.people(team_id)}
        title = f"Rota: {self.desk.knowledge.line.name}"
        made_at = self.desk.clock.now()
        return write_calendar(stints, names, name=title, made_at=made_at)


def open_rota(settings: Settings) -> RotaDesk:
    """Return a desk over the rota in the database that the settings name.

    Raises:
        StoreError: there is no database, or it waits for a migration.
        KnowledgeError: a knowledge file breaks its format; an offer with a mistake is left out.
    """
    refuse_outdated(settings.database)
    work, clock = SqliteWork(settings.database), build_clock(settings)
    today = london_day(clock.now())
    desk = Desk(
        work=work,
        clock=clock,
        ids=RandomIds(),
        adviser=NoAdviser(),
        knowledge=load_for_running(settings.knowledge, on=today).knowledge,
    )
    return RotaDesk(desk=desk, work=work)


def rota_refresher(desk: Desk, settings: Settings) -> Callable[[], None]:
    """Return what brings the calendar in anew, for every workspace, when it is time for that."""
    from advicebot.calendars import fetch, read_calendar

    get = partial(fetch, str(settings.rota_ics), FETCH_SECONDS)

    def refresh() -> None:
        with desk.work.read() as unit:
            teams = unit.practitioners.teams()
        for team_id in teams:
            feed.refresh(desk, team_id, fetch=get, read=read_calendar)

    return refresh
