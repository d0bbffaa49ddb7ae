"""What a follow-up sends: the question to the teacher, and its newer drawings."""

from advicebot.domain.delivery import Effect, EffectKind
from advicebot.domain.outcomes.followup import FollowUp
from advicebot.domain.request import Request
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


def question(desk: Desk, unit: Unit, followup: FollowUp, *, again: str = "") -> None:
    """Put the question to the teacher: the first time, or as the reminder it has come to.

    ``again`` tells apart a message that could not leave from the one that leaves in its place.
    Those that were posted before say from then on that there is a newer one.
    """
    key = ":".join(filter(None, ("follow-up", followup.id, str(followup.reminded), again)))
    before = unit.outbox.list_effects(followup.id, EffectKind.FOLLOW_UP)
    desk.send(unit, _effect(followup, key, EffectKind.FOLLOW_UP))
    for each in before:
        if unit.outbox.find_posted(each.key):
            drawn = f"follow-up.older:{each.key}:{key}"
            desk.send(unit, _effect(followup, drawn, EffectKind.FOLLOW_UP_UPDATE, of=each.key))


def redraw(desk: Desk, unit: Unit, followup: FollowUp, once: str, *, is_open: bool = False) -> None:
    """Draw the newest message of a follow-up again; nothing where none was ever sent.

    ``once`` tells its drawings apart. With ``is_open`` every button is there again, to change what
    was said.
    """
    if unit.outbox.list_effects(followup.id, EffectKind.FOLLOW_UP):
        key = f"follow-up.update:{followup.id}:{once}"
        opened = {"open": True} if is_open else {}
        desk.send(unit, _effect(followup, key, EffectKind.FOLLOW_UP_UPDATE, **opened))


def redraw_all(desk: Desk, unit: Unit, request: Request, once: str) -> None:
    """Draw the follow-ups of a request again, because what they say of it has changed."""
    for each in unit.follow_ups.list_of_request(request.id):
        redraw(desk, unit, each, once)


def _effect(followup: FollowUp, key: str, kind: EffectKind, **data: str | bool) -> Effect:
    return Effect(
        key=key,
        team_id=followup.team_id,
        kind=kind,
        recipient=followup.requester,
        ref=followup.id,
        data=data,
    )
