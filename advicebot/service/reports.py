"""Figures of any period, and the digest of a week, for whoever runs the line."""

from collections.abc import Mapping
from datetime import date, datetime

from advicebot.domain.outcomes import digest_json, period, report, weeks
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.history import History
from advicebot.domain.outcomes.period import Period
from advicebot.domain.outcomes.published import Ledger, Measure
from advicebot.domain.outcomes.report import Report
from advicebot.errors import Refused
from advicebot.service import digests
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


def choose(
    desk: Desk,
    *,
    week: date | None = None,
    first: date | None = None,
    last: date | None = None,
    term: str | None = None,
) -> Period:
    """Return the period that is asked for, by default the last school week.

    Raises:
        Refused: it is none that can be reported, or several are given; the sentence says why.
    """
    now, line = desk.clock.now(), desk.knowledge.line
    if sum((week is not None, first is not None or last is not None, term is not None)) > 1:
        raise Refused("Give one of a week, a term, or a first and a last day.")
    try:
        if week is not None:
            return period.one_week(week, now, line)
        if term is not None:
            return period.term(term, now, line)
        if first is None and last is None:
            return period.last_week(now, line)
    except ValueError as error:
        raise Refused(str(error)) from None
    if first is None or last is None:
        raise Refused("Give both the first and the last day of the period.")
    try:
        return period.span(first, last, now, line)
    except ValueError as error:
        raise Refused(str(error)) from None


def read(desk: Desk, team_id: str, wanted: Period, *, actor: str) -> tuple[Report, Digest]:
    """Return the figures of a period, and the digest of its last school week; the reading is kept.

    A digest that was published comes as it was published; another is made, and not kept.
    """
    with desk.work.read() as unit:
        found = _report(desk, unit, team_id, wanted)
        last = [day for day in wanted.mondays if weeks.is_school_week(day, desk.knowledge.line)]
        told = _digest(desk, unit, team_id, last[-1])
    with desk.work.write() as unit:
        unit.audit.add(
            desk.clock.now(),
            team_id,
            actor=actor,
            action="report.read",
            object_id=f"{wanted.first}/{wanted.last}",
            weeks=len(wanted.mondays),
        )
    return found, told


def _report(desk: Desk, unit: Unit, team_id: str, wanted: Period) -> Report:
    now = desk.clock.now()
    first = min(day for part in wanted.parts for day in (*part.before, *part.mondays))
    stored = unit.digests.list_since(team_id, first)
    printed = {each.monday: digest_json.load(each.body).ledger for each in stored}
    instants = {at for part in wanted.parts for at in _instants(printed, part)}
    views = {at: digests.facts_of(desk, unit, team_id, first, at) for at in instants}
    return report.build(
        digests.facts_of(desk, unit, team_id, first, now),
        period=wanted,
        line=desk.knowledge.line,
        now=now,
        history=History(printed=printed, views=views),
    )


def _instants(printed: Mapping[date, Ledger], part: period.Part) -> set[datetime]:
    """As known when: by the two latest digests of the term that are no later than the period, and
    by those after it that take in what came late.
    """
    days = sorted({*part.before, *part.mondays} & set(printed))
    known = {at for day in days[-2:] for at in History(printed={day: printed[day]}).instants()}
    every = History(printed=printed)
    return known.union(*(report.later(every, measure, part) for measure in Measure))


def _digest(desk: Desk, unit: Unit, team_id: str, monday: date) -> Digest:
    stored = unit.digests.find(team_id, monday)
    if stored:
        return digest_json.load(stored.body)
    return digests.make(desk, digests.gather(desk, unit, team_id, monday))
