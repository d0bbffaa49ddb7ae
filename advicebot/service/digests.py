"""The weekly digest: made once for each school week, kept, and posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advicebot.domain.delivery import LEADS, Effect, EffectKind
from advicebot.domain.oncall.calendar import first_instant, is_school_day, london_day
from advicebot.domain.oncall.rota import Tier, gaps
from advicebot.domain.oncall.spans import Span, common, merged
from advicebot.domain.outcomes import digest as digests
from advicebot.domain.outcomes import digest_json, weeks
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.history import History
from advicebot.domain.outcomes.outcome import CaseFact
from advicebot.domain.outcomes.published import StoredDigest
from advicebot.domain.outcomes.wording import OfferLoad, RotaLoad
from advicebot.domain.support.offers import Standing, availability
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit

MADE_AT = time(8)
"""London, on the first school day of a week."""
LOOK_BACK = timedelta(weeks=26)
"""A call that began longer before a term does not reach into it: six school weeks, the longest
holidays and half a term in which somebody had it are less."""
CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the digest of a week is made of."""

    monday: date
    now: datetime
    cases: Sequence[CaseFact]
    offers: tuple[OfferLoad, ...]
    rota: RotaLoad
    history: History


def look(desk: Desk, team_id: str) -> None:
    """Make the digest that is due, keep it with its charts and post it to the leads.

    It is due from 08:00 in London on the first school day of a week on, about the last school week
    before it, and never in holidays. Any number of times, by any number of processes: it is made
    once, and what was published is never made again. It is worked out outside the transaction.
    """
    monday = due(desk, desk.clock.now())
    if monday is None:
        return
    with desk.work.read() as unit:
        if unit.digests.find(team_id, monday):
            return
        material = gather(desk, unit, team_id, monday)
    made = make(desk, material)
    _publish(desk, team_id, made, desk.charts(made))


def due(desk: Desk, now: datetime) -> date | None:
    """Return the Monday of the week whose digest is to be there at ``now``, None in between."""
    line, today = desk.knowledge.line, london_day(now)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    first = next((day for day in days if is_school_day(day, line)), None)
    if first is None or now < first_instant(first, MADE_AT):
        return None
    return weeks.week_to_report(now, line)


def gather(desk: Desk, unit: Unit, team_id: str, monday: date) -> Material:
    """Return what the digest of a week is made of, as it is known now.

    Raises:
        ValueError: the week has no school day.
    """
    now, line = desk.clock.now(), desk.knowledge.line
    before = weeks.last_school_week(monday, line)
    first = min(day for day in (before, _first_of_term(desk, monday)) if day)
    printed = {
        each.monday: digest_json.load(each.body)
        for each in unit.digests.list_since(team_id, first)
        if each.monday < monday
    }
    history = History(
        printed={day: told.ledger for day, told in printed.items()},
        last={n.label: n.this for n in printed[before].numbers} if before in printed else {},
    )
    views = {at: facts_of(desk, unit, team_id, first, at) for at in history.instants()}
    return Material(
        monday=monday,
        now=now,
        cases=facts_of(desk, unit, team_id, first, now),
        offers=_offers(desk, unit, team_id),
        rota=_rota(desk, unit, team_id, monday),
        history=History(printed=history.printed, views=views, last=history.last),
    )


def make(desk: Desk, material: Material) -> Digest:
    """Return the digest of what was gathered."""
    return digests.build(
        material.cases,
        monday=material.monday,
        line=desk.knowledge.line,
        offers=material.offers,
        rota=material.rota,
        now=material.now,
        history=material.history,
    )


def facts_of(
    desk: Desk, unit: Unit, team_id: str, first: date, known_at: datetime
) -> list[CaseFact]:
    """Return every call that reaches into the time from ``first``, a Monday, as known then."""
    start, _ = weeks.span_of_week(first)
    return unit.cases.facts(
        team_id,
        since=start - LOOK_BACK,
        until=desk.clock.now() + timedelta(seconds=1),
        line=desk.knowledge.line,
        tiers=tiers_of(desk),
        known_at=known_at,
    )


def tiers_of(desk: Desk) -> Mapping[str, int]:
    """Return the tier of each offer of the knowledge, by its id."""
    return {offer.id: offer.tier for offer in desk.knowledge.offers}


def _first_of_term(desk: Desk, monday: date) -> date:
    term = weeks.term_of_week(monday, desk.knowledge.line)
    return weeks.weeks_of_term(term, monday)[0] if term else monday


def _offers(desk: Desk, unit: Unit, team_id: str) -> tuple[OfferLoad, ...]:
    """What is not offered, because nobody answers for its quality, does not run out either."""
    taken, loads = unit.referrals.places_taken(team_id), []
    for offer in desk.knowledge.offers:
        stands = availability(offer, on=desk.today(), taken=taken.get(offer.id, 0))
        if stands.standing is not Standing.LAPSED:
            load = OfferLoad(
                title=offer.title,
                capacity_now=stands.free,
                capacity_total=offer.capacity_total,
                is_waited_for=offer.waiting_list,
            )
            loads.append(load)
    return tuple(loads)


def _rota(desk: Desk, unit: Unit, team_id: str, monday: date) -> RotaLoad:
    start, end = weeks.span_of_week(monday)
    pages, passed_on = unit.cases.rota_load(team_id, since=start, until=end)
    found = gaps(unit.shifts.rota(team_id, start, end), start, end, desk.knowledge.line)
    by_tier = {
        tier: [(gap.starts_at, gap.ends_at) for gap in found if gap.tier is tier] for tier in Tier
    }
    nobody = _in_both(by_tier[Tier.PRIMARY], by_tier[Tier.BACK_UP])
    return RotaLoad(pages=pages, passed_on=passed_on, gaps=nobody)


def _in_both(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(merged(both for a in one for b in other if (both := common(a, b)) is not None))


def _publish(desk: Desk, team_id: str, made: Digest, charts: Sequence[Chart]) -> None:
    stored = StoredDigest(
        team_id=team_id,
        monday=made.monday,
        made_at=desk.clock.now(),
        body=digest_json.dump(made),
    )
    day = made.monday.isoformat()
    with desk.handle(None) as unit:
        if not unit.digests.add(stored, charts):
            return
        effect = Effect(
            key=f"digest:{team_id}:{day}",
            team_id=team_id,
            kind=EffectKind.DIGEST,
            recipient=LEADS,
            ref=day,
        )
        desk.send(unit, effect)
        unit.audit.add(
            desk.clock.now(),
            team_id,
            actor=CLOCK,
            action="digest.publish",
            object_id=day,
            charts=len(charts),
        )
