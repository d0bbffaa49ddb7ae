"""Who uses the line: school, role, and the Home tab that shows their requests."""

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.service.desk import Desk, line


def introduce(
    desk: Desk, delivery: str, *, team_id: str, user_id: str, school: str, role: str
) -> None:
    """Remember where somebody works and as what, and thank them."""
    with desk.handle(delivery) as unit:
        unit.people.save(team_id, user_id, school=school, role=role)
        unit.people.mark_asked(team_id, user_id, desk.clock.now())
        unit.audit.add(
            desk.clock.now(),
            team_id,
            actor=user_id,
            action="person.introduced",
            object_id=user_id,
        )
        desk.send(unit, line(delivery, team_id, user_id, "introduced"))


def show_home(
    desk: Desk,
    delivery: str | None,
    *,
    team_id: str,
    user_id: str,
    is_practitioner: bool = False,
    is_lead: bool = False,
) -> None:
    """Draw this person's Home tab from the present state, with the parts of the roles they have."""
    with desk.handle(delivery) as unit:
        desk.send(
            unit,
            Effect(
                key=f"home:{delivery or desk.ids.new()}",
                team_id=team_id,
                kind=EffectKind.HOME,
                recipient=user_id,
                ref=user_id,
                data={"is_practitioner": is_practitioner, "is_lead": is_lead},
            ),
        )


def say(desk: Desk, delivery: str, *, team_id: str, user_id: str, name: str) -> None:
    """Send a short line that belongs to no request, by the name of its template."""
    with desk.handle(delivery) as unit:
        desk.send(unit, line(delivery, team_id, user_id, name))


def note_in_channel(
    desk: Desk, delivery: str, *, team_id: str, user_id: str, channel_id: str, name: str
) -> None:
    """Show somebody a note in a channel that nobody else sees."""
    with desk.handle(delivery) as unit:
        desk.send(
            unit,
            Effect(
                key=f"ephemeral:{delivery}:{name}",
                team_id=team_id,
                kind=EffectKind.EPHEMERAL,
                recipient=user_id,
                ref=channel_id,
                data={"name": name},
            ),
        )
