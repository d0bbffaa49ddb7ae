"""Filling a gap in the rota: whoever says so first is on."""

from advicebot.domain.oncall.rota import Override, OverrideWhy, Stint
from advicebot.service.desk import Desk
from advicebot.service.gaps import gap_in, watching
from advicebot.service.overrides import put_on, refuse_away
from advicebot.service.ports import Unit
from advicebot.service.rota_lines import RotaLine, stint_data, tell


def cover_gap(
    desk: Desk, delivery: str | None, team_id: str, reference: str, user_id: str
) -> Override:
    """Put somebody on for what is left of a gap, and tell the on-call channel.

    ``reference`` is what ``gaps.gap_reference`` made. Whoever is down for that time but cannot be
    reached makes room.

    Raises:
        Refused: it is covered or over, this names no gap, or no page would reach them.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id, is_told=True):
        gap = gap_in(desk, unit, team_id, reference)
        override = Override(
            id=desk.ids.new(),
            tier=gap.tier,
            user_id=user_id,
            starts_at=gap.starts_at,
            ends_at=gap.ends_at,
            why=OverrideWhy.COVER,
            made_by=user_id,
        )
        refuse_away(unit, team_id, override)
        before = put_on(desk, unit, team_id, override)
        _tell(desk, unit, team_id, override, before)
        return override


def _tell(desk: Desk, unit: Unit, team_id: str, override: Override, before: list[Stint]) -> None:
    stint = stint_data(override.tier, override.starts_at, override.ends_at)
    tell(
        desk,
        unit,
        RotaLine.TOLD_TAKEOVER,
        team_id=team_id,
        once=override.id,
        user=override.user_id,
        instead_of=sorted({each.user_id for each in before}),
        **stint,
    )
    for each in before:
        person = unit.practitioners.get(team_id, each.user_id)
        if person and person.is_member and person.unreachable is None:
            tell(
                desk,
                unit,
                RotaLine.PUT_OFF,
                team_id=team_id,
                once=f"{override.id}:{int(each.starts_at.timestamp())}",
                to=each.user_id,
                user=override.user_id,
                by=override.user_id,
                **stint_data(each.tier, each.starts_at, each.ends_at),
            )
