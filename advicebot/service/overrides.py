"""Overrides: one person put on in a tier for a time, whatever the shifts say."""

from dataclasses import replace
from datetime import datetime, timedelta

from advicebot.domain.oncall.duty import Duty
from advicebot.domain.oncall.rota import (
    Override,
    OverrideWhy,
    Stint,
    Tier,
    clash,
    stints,
    truncated,
)
from advicebot.domain.oncall.spans import Span, common
from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.ports import Unit
from advicebot.service.roster import a_reachable_member
from advicebot.service.rota_lines import RotaLine, stint_data, tell, write_down
from advicebot.service.wording import span_text, time_text

LONGEST = timedelta(days=60)
"""No override lasts longer: a slip in the year or the month must not decide a term."""


def add_override(
    desk: Desk,
    delivery: str | None,
    team_id: str,
    *,
    tier: Tier,
    user_id: str,
    start: datetime,
    end: datetime,
    made_by: str,
) -> Override:
    """Put one person on in a tier from ``start`` to ``end``, whatever the shifts say.

    What is over already is left as it was: it holds from now on. Both sides are told.

    Raises:
        Refused: it would overlap another override (the sentence names it and says what to do), the
            person is no member, cannot be messaged or is away then, or the times cannot be.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        now = desk.clock.now()
        _refuse_times(start, end, now)
        override = Override(
            id=desk.ids.new(),
            tier=tier,
            user_id=user_id,
            starts_at=max(start, now),
            ends_at=end,
            why=OverrideWhy.COVER,
            made_by=made_by,
        )
        refuse_away(unit, team_id, override)
        _refuse_clash(clash(unit.shifts.rota(team_id, override.starts_at, end), override))
        for stint in put_on(desk, unit, team_id, override):
            if stint.user_id != made_by:
                _tell(desk, unit, team_id, override, RotaLine.PUT_OFF, stint, user=user_id)
        if user_id != made_by:
            _tell(desk, unit, team_id, override, RotaLine.PUT_ON, override)
        return override


def remove_override(
    desk: Desk, delivery: str | None, team_id: str, override_id: str, *, made_by: str
) -> None:
    """Take an override away, or end it now when it has begun; the shifts hold again.

    Raises:
        Refused: there is none with this id, or it is over.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        now = desk.clock.now()
        override = unit.shifts.find_override(team_id, override_id)
        if override is None or override.ends_at <= now:
            raise Refused("That override is over or gone already. There is nothing to take away.")
        if override.starts_at < now:
            unit.shifts.save_override(team_id, truncated(override, now))
        else:
            unit.shifts.remove_override(team_id, override_id)
        write_down(desk, unit, team_id, made_by, "rota.override-ended", override_id)
        _tell_ended(desk, unit, team_id, override, made_by)


def put_on(desk: Desk, unit: Unit, team_id: str, override: Override) -> list[Stint]:
    """Let an override hold against every other one of its tier, inside an open transaction.

    Others end where it begins and go on where it ends. Whoever puts themselves on from now has
    confirmed that they are on.

    Returns:
        The stints of other people that it takes the place of, clipped to it.
    """
    span = (override.starts_at, override.ends_at)
    rota = unit.shifts.rota(team_id, *span)
    before = [
        each
        for each in stints(rota, *span, desk.knowledge.line)
        if each.tier is override.tier and each.user_id != override.user_id
    ]
    for other in rota.overrides:
        if other.tier is override.tier and common((other.starts_at, other.ends_at), span):
            _make_room(desk, unit, team_id, other, span)
    unit.shifts.add_override(team_id, override, desk.clock.now())
    detail = {"tier": override.tier, "user": override.user_id, "why": override.why}
    who, what = override.made_by, override.id
    write_down(desk, unit, team_id, who, "rota.override", what, **detail)
    if override.made_by == override.user_id and override.starts_at <= desk.clock.now():
        _confirmed(desk, unit, team_id, override)
    return before


def refuse_away(unit: Unit, team_id: str, override: Override) -> None:
    """Refuse an override for somebody whom no page would reach when it begins.

    Raises:
        Refused: they are no member, cannot be messaged, or are away then; the sentence names them.
    """
    person = a_reachable_member(unit, team_id, override.user_id)
    if person.away_until is not None and person.away_until > override.starts_at:
        raise Refused(
            f"<@{person.user_id}> is away until {time_text(person.away_until)}. Choose a later "
            "start or somebody else; nothing was changed."
        )


def _confirmed(desk: Desk, unit: Unit, team_id: str, override: Override) -> None:
    now = desk.clock.now()
    duty = Duty(
        id=desk.ids.new(),
        team_id=team_id,
        tier=override.tier,
        user_id=override.user_id,
        starts_at=override.starts_at,
        ends_at=override.ends_at,
        asked_at=now,
        confirmed_at=now,
        created_at=now,
    )
    found = unit.duties.find_at(team_id, duty.tier, duty.user_id, duty.starts_at)
    if found is None:
        unit.duties.add(duty)
    else:
        unit.duties.save(replace(found, confirmed_at=now, ends_at=duty.ends_at))


def _make_room(desk: Desk, unit: Unit, team_id: str, other: Override, span: Span) -> None:
    if other.ends_at > span[1]:
        rest = replace(other, id=desk.ids.new(), starts_at=span[1])
        unit.shifts.add_override(team_id, rest, desk.clock.now())
    if other.starts_at < span[0]:
        unit.shifts.save_override(team_id, truncated(other, span[0]))
    else:
        unit.shifts.remove_override(team_id, other.id)


def _refuse_times(start: datetime, end: datetime, now: datetime) -> None:
    if end <= start:
        raise Refused(
            f"{time_text(end)} is not after {time_text(start)}. Choose an end after the start; "
            "nothing was changed."
        )
    if end <= now:
        raise Refused(f"{span_text(start, end)} is over already. Nothing was changed.")
    if end - start > LONGEST:
        raise Refused(
            f"{span_text(start, end)} is longer than {LONGEST.days} days. Use weekly shifts for "
            "what lasts; nothing was changed."
        )


def _refuse_clash(other: Override | None) -> None:
    if other is not None:
        raise Refused(
            f"<@{other.user_id}> is put on as {other.tier} already, "
            f"{span_text(other.starts_at, other.ends_at)} (override {other.id}). Remove that one "
            "first, or choose times outside it; nothing was changed."
        )


def _tell_ended(desk: Desk, unit: Unit, team_id: str, override: Override, made_by: str) -> None:
    """Tell the one whose override ended, and those who are on again because of it."""
    ended = replace(override, made_by=made_by, starts_at=max(override.starts_at, desk.clock.now()))
    rota = unit.shifts.rota(team_id, ended.starts_at, ended.ends_at)
    on = stints(rota, ended.starts_at, ended.ends_at, desk.knowledge.line)
    if override.user_id != made_by:
        _tell(desk, unit, team_id, ended, RotaLine.OVERRIDE_ENDED, ended)
    for stint in on:
        if stint.tier is override.tier and stint.user_id not in (made_by, override.user_id):
            _tell(desk, unit, team_id, ended, RotaLine.BACK_ON, stint)


def _tell(
    desk: Desk,
    unit: Unit,
    team_id: str,
    override: Override,
    name: RotaLine,
    about: Stint | Override,
    **data: str,
) -> None:
    tell(
        desk,
        unit,
        name,
        team_id=team_id,
        once=f"{override.id}:{int(about.starts_at.timestamp())}",
        to=about.user_id,
        by=override.made_by,
        **stint_data(about.tier, about.starts_at, about.ends_at),
        **data,
    )
