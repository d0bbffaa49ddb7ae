"""What changes the rota at once: taking over from whoever is on, and falling ill."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from advicebot.domain.oncall.calendar import (
    first_instant,
    is_staffed,
    london_day,
    staffed_spans,
)
from advicebot.domain.oncall.duty import Practitioner, Swap, SwapState
from advicebot.domain.oncall.rota import Override, OverrideWhy, Stint, Tier, stints
from advicebot.errors import Refused
from advicebot.service import holding
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.overrides import put_on
from advicebot.service.ports import Unit
from advicebot.service.roster import a_member, a_reachable_member
from advicebot.service.rota_lines import RotaLine, stint_data, tell, write_down
from advicebot.service.wording import time_text

LONGEST_STINT = timedelta(days=15)
NIGHT_ENDS = time(12)
"""A stint that runs on past midnight belongs to the day before if it ends by noon."""
DAY = timedelta(days=1)
INSTANT = timedelta.resolution


def take_over(desk: Desk, delivery: str | None, team_id: str, user_id: str, tier: Tier) -> Override:
    """Put somebody on in a tier from now to the end of the stint that runs, or to closing time.

    Overrides in force end early. Whoever was on and the on-call channel are told; whoever takes
    over is no longer away, and has confirmed.

    Raises:
        Refused: they are on already, are no member or cannot be messaged; or nobody is on and the
            line is closed.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id, is_told=True):
        person = a_reachable_member(unit, team_id, user_id)
        now = desk.clock.now()
        running = [each for each in _ahead(desk, unit, team_id, now, tier) if each.starts_at <= now]
        if [each.user_id for each in running] == [user_id]:
            ends = time_text(running[0].ends_at)
            raise Refused(f"You are on as {tier} already, until {ends}. Nothing was changed.")
        override = Override(
            id=desk.ids.new(),
            tier=tier,
            user_id=user_id,
            starts_at=now,
            ends_at=_until(desk, unit, team_id, tier, running),
            why=OverrideWhy.TAKEOVER,
            made_by=user_id,
        )
        unit.practitioners.save(replace(person, away_until=None))
        before = put_on(desk, unit, team_id, override)
        _tell_takeover(desk, unit, team_id, override, before)
        return override


def sick(desk: Desk, delivery: str | None, team_id: str, user_id: str) -> tuple[Swap, ...]:
    """Take somebody off for what is left of their stints today.

    They count as away until the last of them ends. Where they are primary the back-up is primary at
    once; the others are asked to stand in for the back-up, or, where there is none, for them.

    Returns:
        What the others are asked to take.

    Raises:
        Refused: they are not in the on-call channel, or have no stint left today.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id, is_told=True):
        person = a_member(unit, team_id, user_id)
        today = _today(desk, unit, team_id, user_id)
        if not today:
            raise Refused(
                "You are not on for the rest of today, so nothing was changed. To be left out of "
                "pages, say until when you are away."
            )
        until = max(each.ends_at for each in today)
        _refuse_twice(unit, person, today, until)
        unit.practitioners.save(replace(person, away_until=until))
        write_down(desk, unit, team_id, user_id, "rota.sick", user_id, stints=len(today))
        _withdraw_their_swaps(desk, unit, team_id, user_id, until)
        pieces = [piece for each in today for piece in _stand_in(desk, unit, team_id, each)]
        _tell_sick(desk, unit, team_id, user_id, until, pieces)
        holding.free(desk, unit, team_id, user_id)
        return tuple(swap for _, _, swap in pieces)


def back_up_at(
    desk: Desk, unit: Unit, team_id: str, at: datetime, *, instead_of: str
) -> Stint | None:
    """Return the stint of a back-up who can be paged at an instant and is somebody else.

    Of several the one who has confirmed comes first. None when there is none.
    """
    found = []
    for stint in _ahead(desk, unit, team_id, at, Tier.BACK_UP):
        person = unit.practitioners.get(team_id, stint.user_id)
        may = person is not None and person.can_be_paged(at)
        if stint.starts_at <= at and stint.user_id != instead_of and may:
            found.append(stint)
    ready = [each for each in found if has_confirmed(unit, team_id, each.tier, each.user_id, at)]
    return next(iter([*ready, *found]), None)


def has_confirmed(unit: Unit, team_id: str, tier: Tier, user_id: str, at: datetime) -> bool:
    """True when somebody has confirmed that they are on in a tier at an instant."""
    return any(
        (each.tier, each.user_id) == (tier, user_id) and each.confirmed_at is not None
        for each in unit.duties.list_between(team_id, at, at + INSTANT)
    )


def _ahead(desk: Desk, unit: Unit, team_id: str, at: datetime, tier: Tier) -> list[Stint]:
    """Return who is on in a tier from an instant on, by start; what runs then starts then."""
    rota = unit.shifts.rota(team_id, at, at + LONGEST_STINT)
    on = stints(rota, at, at + LONGEST_STINT, desk.knowledge.line)
    return [each for each in on if each.tier is tier]


def _until(desk: Desk, unit: Unit, team_id: str, tier: Tier, running: list[Stint]) -> datetime:
    """Return when what runs ends; with nobody on, when the line closes or the next one is on."""
    if running:
        return max(each.ends_at for each in running)
    now, line = desk.clock.now(), desk.knowledge.line
    if not is_staffed(now, line):
        raise Refused(
            f"The line is closed and nobody is on as {tier}, so there is nothing to take over. To "
            "be paged for emergencies outside hours, say so on the Home tab."
        )
    closes = staffed_spans(now, now + DAY, line)[0][1]
    return min([closes, *(each.starts_at for each in _ahead(desk, unit, team_id, now, tier))])


def _tell_takeover(
    desk: Desk, unit: Unit, team_id: str, override: Override, before: list[Stint]
) -> None:
    user, stint = override.user_id, (override.tier, override.starts_at, override.ends_at)
    were_on = sorted({each.user_id for each in before})
    for each in were_on:
        tell(
            desk,
            unit,
            RotaLine.TAKEN_OVER,
            team_id=team_id,
            once=override.id,
            to=each,
            by=user,
            **stint_data(*stint),
        )
    tell(
        desk,
        unit,
        RotaLine.TOLD_TAKEOVER,
        team_id=team_id,
        once=override.id,
        user=user,
        instead_of=were_on,
        **stint_data(*stint),
    )


def _today(desk: Desk, unit: Unit, team_id: str, user_id: str) -> list[Stint]:
    """Return what is left of somebody's stints today; a night that begins today to its end."""
    now = desk.clock.now()
    tomorrow = london_day(now) + DAY
    midnight, noon = first_instant(tomorrow, time(0)), first_instant(tomorrow, NIGHT_ENDS)
    rota = unit.shifts.rota(team_id, now, now + LONGEST_STINT)
    found = []
    for each in stints(rota, now, now + LONGEST_STINT, desk.knowledge.line):
        if each.user_id == user_id and each.starts_at < midnight:
            ends = each.ends_at if each.ends_at <= noon else midnight
            found.append(replace(each, ends_at=ends))
    return found


def _stand_in(
    desk: Desk, unit: Unit, team_id: str, stint: Stint
) -> Iterator[tuple[Stint, str | None, Swap]]:
    """Make back-ups primary for a stint, piece by piece: the back-up may change within it.

    Yields each piece with who is primary for it now, None for nobody, and what others are asked.
    """
    start = stint.starts_at
    while start < stint.ends_at:
        piece, behind = replace(stint, starts_at=start), None
        if stint.tier is Tier.PRIMARY:
            behind = back_up_at(desk, unit, team_id, start, instead_of=stint.user_id)
            others = _ahead(desk, unit, team_id, start, Tier.BACK_UP)
            edges = [edge for each in others for edge in (each.starts_at, each.ends_at)]
            piece = replace(
                piece, ends_at=min([stint.ends_at, *(edge for edge in edges if edge > start)])
            )
        if behind is None:
            yield piece, None, _ask(desk, unit, team_id, piece)
        else:
            _promote(desk, unit, team_id, piece, behind.user_id)
            left = replace(piece, tier=Tier.BACK_UP, user_id=behind.user_id)
            yield piece, behind.user_id, _ask(desk, unit, team_id, left)
        start = piece.ends_at


def _promote(desk: Desk, unit: Unit, team_id: str, stint: Stint, user_id: str) -> None:
    override = Override(
        id=desk.ids.new(),
        tier=Tier.PRIMARY,
        user_id=user_id,
        starts_at=stint.starts_at,
        ends_at=stint.ends_at,
        why=OverrideWhy.SICK,
        made_by=stint.user_id,
    )
    put_on(desk, unit, team_id, override)
    tell(
        desk,
        unit,
        RotaLine.NOW_PRIMARY,
        team_id=team_id,
        once=override.id,
        to=user_id,
        instead_of=stint.user_id,
        why=override.why.value,
        duty=None,
        **stint_data(Tier.PRIMARY, stint.starts_at, stint.ends_at),
    )


def _ask(desk: Desk, unit: Unit, team_id: str, stint: Stint) -> Swap:
    swap = Swap(
        id=desk.ids.new(),
        team_id=team_id,
        tier=stint.tier,
        asked_by=stint.user_id,
        starts_at=stint.starts_at,
        ends_at=stint.ends_at,
        created_at=desk.clock.now(),
    )
    unit.swaps.add(swap)
    return swap


def _refuse_twice(unit: Unit, person: Practitioner, today: list[Stint], until: datetime) -> None:
    """A second tap changes nothing: everything that is left was asked of the others already."""
    asked = [s for s in unit.swaps.list_open(person.team_id) if s.asked_by == person.user_id]
    is_asked = all(
        any(s.tier is each.tier and s.ends_at >= each.ends_at for s in asked) for each in today
    )
    if person.away_until is not None and person.away_until >= until and is_asked:
        raise Refused(
            f"I have that already: you are left alone until {time_text(person.away_until)}, and "
            "the others have been asked."
        )


def _tell_sick(
    desk: Desk,
    unit: Unit,
    team_id: str,
    user_id: str,
    until: datetime,
    pieces: list[tuple[Stint, str | None, Swap]],
) -> None:
    once = f"{user_id}:{desk.ids.new()}"
    told = [
        stint_data(each.tier, each.starts_at, each.ends_at) | {"by": by, "swap": swap.id}
        for each, by, swap in pieces
    ]
    back_up = next((by for _, by, _ in pieces if by), None)
    noted: dict[str, Any] = {"until": until, "back_up": back_up}
    tell(desk, unit, RotaLine.SICK_NOTED, team_id=team_id, once=once, to=user_id, **noted)
    data: dict[str, Any] = {"user": user_id, "until": until, "stints": told}
    tell(desk, unit, RotaLine.TOLD_SICK, team_id=team_id, once=once, **data)


def _withdraw_their_swaps(
    desk: Desk, unit: Unit, team_id: str, user_id: str, until: datetime
) -> None:
    """What they had asked others to take today is asked anew, together."""
    for swap in unit.swaps.list_open(team_id):
        if swap.asked_by == user_id and swap.starts_at < until:
            unit.swaps.save(replace(swap, state=SwapState.WITHDRAWN))
            write_down(desk, unit, team_id, user_id, "swap.withdrawn", swap.id)
