"""The numbers of a digest as a table: asked for by a lead, put into the thread once."""

from datetime import date

from advicebot.domain.delivery import LEADS, Effect, EffectKind
from advicebot.errors import Refused
from advicebot.service.desk import Desk, line
from advicebot.service.ports import Unit

NO_DIGEST = "There is no digest of that week any more."


def ask(desk: Desk, delivery: str, *, team_id: str, user_id: str, monday: str) -> None:
    """Put the table under the digest, however often and by however many leads it is asked for.

    Whoever asks again is told where it is. One that could not be put there may be asked for again.

    Raises:
        Refused: there is no digest of the week from ``monday``, a day in ISO form.
    """
    with desk.handle(delivery) as unit:
        if unit.digests.find(team_id, _day(monday)) is None:
            raise Refused(NO_DIGEST)
        key = _key(unit, team_id, monday)
        if key is None:
            desk.send(unit, line(delivery, team_id, user_id, "digest.csv-there"))
            return
        unit.audit.add(
            desk.clock.now(), team_id, actor=user_id, action="digest.table", object_id=monday
        )
        desk.send(
            unit,
            Effect(
                key=key,
                team_id=team_id,
                kind=EffectKind.FILE,
                recipient=LEADS,
                ref=monday,
                data={"by": user_id},
            ),
        )


def failed(desk: Desk, unit: Unit, effect: Effect) -> None:
    """Tell the lead who asked for a table that it could not be put there."""
    user_id = str(effect.data["by"])
    desk.send(unit, line(effect.key, effect.team_id, user_id, "digest.csv-failed"))


def _key(unit: Unit, team_id: str, monday: str) -> str | None:
    """Return the key for this table, None while one is under way or there."""
    asked = [
        each.key
        for each in unit.outbox.list_effects(monday, EffectKind.FILE)
        if each.team_id == team_id
    ]
    if asked and not unit.outbox.has_failed(asked[-1]):
        return None
    return ":".join(["digest.csv", team_id, monday, *([str(len(asked))] if asked else [])])


def _day(monday: str) -> date:
    try:
        return date.fromisoformat(monday)
    except ValueError:
        raise Refused(NO_DIGEST) from None
