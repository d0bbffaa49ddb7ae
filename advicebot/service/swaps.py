"""Swaps: somebody asks the others to take a stint; until somebody does, the asker stays on."""

from dataclasses import replace
from datetime import datetime, timedelta

from advicebot.domain.oncall.duty import Swap, SwapState
from advicebot.domain.oncall.rota import Override, OverrideWhy, Stint, Tier, stints
from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.overrides import put_on, refuse_away
from advicebot.service.ports import Unit
from advicebot.service.roster import a_member
from advicebot.service.rota_lines import RotaLine, stint_data, tell, write_down
from advicebot.service.wording import span_text, time_text

AROUND = timedelta(days=15)
"""No stint that can be swapped is longer."""


def ask(
    desk: Desk, delivery: str | None, team_id: str, user_id: str, *, tier: Tier, start: datetime
) -> Swap:
    """Ask the others in the on-call channel to take the stint of somebody that begins at ``start``.

    Raises:
        Refused: they have no such stint ahead, it has begun, or they have asked already.
    """
    with desk.handle(delivery) as unit:
        a_member(unit, team_id, user_id)
        stint = _stint_at(desk, unit, team_id, user_id, tier, start)
        if any(_is_same(each, stint) for each in unit.swaps.list_open(team_id)):
            raise Refused("You have asked for this one already. I will tell you when it is taken.")
        swap = Swap(
            id=desk.ids.new(),
            team_id=team_id,
            tier=tier,
            asked_by=user_id,
            starts_at=stint.starts_at,
            ends_at=stint.ends_at,
            created_at=desk.clock.now(),
        )
        unit.swaps.add(swap)
        write_down(desk, unit, team_id, user_id, "swap.asked", swap.id, tier=tier)
        _tell(desk, unit, RotaLine.SWAP_ASKED, swap, to=user_id, swap=swap.id)
        _tell(desk, unit, RotaLine.TOLD_SWAP_ASKED, swap, swap=swap.id, asker=user_id)
        return swap


def accept(desk: Desk, delivery: str | None, team_id: str, swap_id: str, user_id: str) -> Swap:
    """Take a stint that somebody asked for; the first one gets it, the channel is told who.

    Of a stint that runs already the rest is taken. Where the asker is no longer on, nothing is.

    Raises:
        Refused: somebody else has it (the sentence says who), it was withdrawn, is over or is no
            longer the asker's, it is their own, or no page would reach them.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        swap = _open(desk, unit, team_id, swap_id)
        if swap.asked_by == user_id:
            raise Refused("That one is yours. To keep it after all, withdraw what you asked.")
        pieces = _theirs(desk, unit, swap)
        if not pieces:
            raise Refused(
                f"<@{swap.asked_by}> is not on then any more, so there is nothing to take."
            )
        for each in pieces:
            override = _override(desk, each, user_id)
            refuse_away(unit, team_id, override)
            put_on(desk, unit, team_id, override)
        taken = replace(swap, state=SwapState.TAKEN, taken_by=user_id, taken_at=desk.clock.now())
        unit.swaps.save(taken)
        write_down(desk, unit, team_id, user_id, "swap.taken", swap_id, tier=swap.tier)
        _tell(desk, unit, RotaLine.SWAP_TAKEN, swap, to=swap.asked_by, by=user_id)
        _tell(desk, unit, RotaLine.SWAP_YOURS, swap, to=user_id, asker=swap.asked_by)
        about = {"swap": swap_id, "asker": swap.asked_by}
        _tell(desk, unit, RotaLine.TOLD_SWAP_TAKEN, swap, by=user_id, **about)
        return taken


def withdraw(desk: Desk, delivery: str | None, team_id: str, swap_id: str, user_id: str) -> None:
    """Take back what somebody asked: they stay on.

    Raises:
        Refused: it is not theirs, somebody has it already, or it is over.
    """
    with desk.handle(delivery) as unit:
        swap = _open(desk, unit, team_id, swap_id)
        if swap.asked_by != user_id:
            raise Refused(f"Only <@{swap.asked_by}> can withdraw that.")
        _end(desk, unit, swap, SwapState.WITHDRAWN)


def lapse(desk: Desk, unit: Unit, team_id: str, now: datetime) -> None:
    """End what nobody took in time, and remind the askers that they are on; inside a transaction.

    What was asked ahead lapses when the stint begins, what was asked during it when it ends.
    """
    for swap in unit.swaps.list_open(team_id):
        is_ahead = swap.created_at < swap.starts_at
        if now >= (swap.starts_at if is_ahead else swap.ends_at):
            _end(desk, unit, swap, SwapState.LAPSED)
            if now < swap.ends_at:
                _tell(desk, unit, RotaLine.SWAP_LAPSED, swap, to=swap.asked_by)


def _end(desk: Desk, unit: Unit, swap: Swap, state: SwapState) -> None:
    unit.swaps.save(replace(swap, state=state))
    actor = swap.asked_by if state is SwapState.WITHDRAWN else "clock"
    write_down(desk, unit, swap.team_id, actor, f"swap.{state}", swap.id)
    about = {"swap": swap.id, "asker": swap.asked_by, "why": state.value}
    if desk.clock.now() < swap.ends_at:
        _tell(desk, unit, RotaLine.TOLD_SWAP_OFF, swap, **about)


def _stint_at(
    desk: Desk, unit: Unit, team_id: str, user_id: str, tier: Tier, start: datetime
) -> Stint:
    now = desk.clock.now()
    if start <= now:
        raise Refused(
            f"The stint of {time_text(start)} has begun. If you cannot go on, say that you can’t "
            "do today: the back-up stands in at once."
        )
    rota = unit.shifts.rota(team_id, start - AROUND, start + AROUND)
    for each in stints(rota, start - AROUND, start + AROUND, desk.knowledge.line):
        if (each.user_id, each.tier, each.starts_at) == (user_id, tier, start):
            return each
    raise Refused(
        f"You have no stint as {tier} that begins on {time_text(start)}. The rota may have "
        "changed; look at your stints again."
    )


def _open(desk: Desk, unit: Unit, team_id: str, swap_id: str) -> Swap:
    swap = unit.swaps.find(team_id, swap_id)
    if swap is None:
        raise Refused("That request is not there any more.")
    if swap.state is SwapState.TAKEN:
        raise Refused(f"<@{swap.taken_by}> has taken it already. Thank you.")
    if swap.state is not SwapState.OPEN or swap.ends_at <= desk.clock.now():
        when = span_text(swap.starts_at, swap.ends_at)
        raise Refused(f"<@{swap.asked_by}> no longer asks for that one ({when}).")
    return swap


def _theirs(desk: Desk, unit: Unit, swap: Swap) -> list[Stint]:
    """Return when the asker is still on in what they asked for, from now on."""
    start = max(swap.starts_at, desk.clock.now())
    rota = unit.shifts.rota(swap.team_id, start, swap.ends_at)
    return [
        each
        for each in stints(rota, start, swap.ends_at, desk.knowledge.line)
        if (each.user_id, each.tier) == (swap.asked_by, swap.tier)
    ]


def _override(desk: Desk, stint: Stint, user_id: str) -> Override:
    return Override(
        id=desk.ids.new(),
        tier=stint.tier,
        user_id=user_id,
        starts_at=stint.starts_at,
        ends_at=stint.ends_at,
        why=OverrideWhy.SWAP,
        made_by=user_id,
    )


def _is_same(swap: Swap, stint: Stint) -> bool:
    is_theirs = (swap.asked_by, swap.tier) == (stint.user_id, stint.tier)
    return is_theirs and swap.starts_at < stint.ends_at and stint.starts_at < swap.ends_at


def _tell(
    desk: Desk, unit: Unit, name: RotaLine, about: Swap, *, to: str = "", **data: str
) -> None:
    stint = stint_data(about.tier, about.starts_at, about.ends_at)
    tell(desk, unit, name, team_id=about.team_id, once=about.id, to=to, **stint, **data)
