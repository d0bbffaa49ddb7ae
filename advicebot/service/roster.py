"""Who the practitioners are: what Slack says of the on-call channel, and they of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from advicebot.domain.oncall.duty import Practitioner
from advicebot.errors import Refused
from advicebot.service.desk import Desk
from advicebot.service.gaps import watching
from advicebot.service.ports import Unit
from advicebot.service.rota_lines import RotaLine, tell

CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What Slack says of somebody in the on-call channel.

    ``unreachable`` is why the bot cannot message them, in a few words of ours; None when it can.
    """

    user_id: str
    name: str
    handle: str
    unreachable: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """Whose standing changed, by id. What those hold who left or became unreachable is orphaned."""

    joined: tuple[str, ...]
    left: tuple[str, ...]
    became_unreachable: tuple[str, ...]


def sync(desk: Desk, team_id: str, members: Sequence[Seen]) -> RosterChange:
    """Make the roster what Slack says of everybody in the on-call channel.

    Those no longer in it are kept as former members. Time on the rota that this leaves without
    anybody who can be reached is reported in the on-call channel, in the same transaction.
    """
    with desk.work.write() as unit, watching(desk, unit, team_id):
        before = {each.user_id: each for each in unit.practitioners.list_all(team_id)}
        now = desk.clock.now()
        after = {each.user_id: _as_seen(team_id, each, before, now) for each in members}
        for user_id, former in before.items():
            after.setdefault(user_id, replace(former, is_member=False))
        for person in after.values():
            unit.practitioners.save(person)
        change = _difference(before, after)
        _write_down(desk, unit, team_id, change)
        return change


def set_out_of_hours(
    desk: Desk, delivery: str | None, team_id: str, user_id: str, yes: bool
) -> None:
    """Record whether somebody agrees to be paged for emergencies outside hours.

    Raises:
        Refused: they are not in the on-call channel.
    """
    with desk.handle(delivery) as unit:
        person = a_member(unit, team_id, user_id)
        unit.practitioners.save(replace(person, out_of_hours=yes))
        _audit(desk, unit, team_id, user_id, "practitioner.out-of-hours", yes=yes)
        once = _once(desk, delivery)
        tell(desk, unit, RotaLine.OUT_OF_HOURS, team_id=team_id, once=once, to=user_id, yes=yes)


def set_away(
    desk: Desk, delivery: str | None, team_id: str, user_id: str, until: datetime | None
) -> None:
    """Record until when somebody cannot be paged; None when they are back.

    Shifts of theirs that nobody else covers are reported in the on-call channel at once.

    Raises:
        Refused: they are not in the on-call channel, or ``until`` is over already.
    """
    with desk.handle(delivery) as unit, watching(desk, unit, team_id):
        person = a_member(unit, team_id, user_id)
        if until is not None and until <= desk.clock.now():
            raise Refused("That time is over already. Choose a later one; nothing was changed.")
        unit.practitioners.save(replace(person, away_until=until))
        action = "practitioner.away" if until else "practitioner.back"
        _audit(desk, unit, team_id, user_id, action)
        once = _once(desk, delivery)
        if until:
            tell(desk, unit, RotaLine.AWAY, team_id=team_id, once=once, to=user_id, until=until)
        else:
            tell(desk, unit, RotaLine.BACK, team_id=team_id, once=once, to=user_id)


def a_member(unit: Unit, team_id: str, user_id: str) -> Practitioner:
    """Return somebody who is in the on-call channel.

    Raises:
        Refused: they are not, or never were.
    """
    person = unit.practitioners.get(team_id, user_id)
    if person is None or not person.is_member:
        raise Refused(
            f"<@{user_id}> is not in the on-call channel, so they cannot be on the rota. Invite "
            "them to the channel first, or choose somebody who is in it."
        )
    return person


def a_reachable_member(unit: Unit, team_id: str, user_id: str) -> Practitioner:
    """Return somebody who is in the on-call channel and whom the bot can message.

    Raises:
        Refused: one of both is not so; the sentence names them and says why.
    """
    person = a_member(unit, team_id, user_id)
    if person.unreachable is not None:
        raise Refused(
            f"<@{user_id}> cannot be messaged ({person.unreachable}), so a page would not reach "
            "them. Choose somebody else."
        )
    return person


def _as_seen(
    team_id: str, seen: Seen, before: dict[str, Practitioner], now: datetime
) -> Practitioner:
    former = before.get(seen.user_id)
    return Practitioner(
        team_id=team_id,
        user_id=seen.user_id,
        name=seen.name,
        handle=seen.handle,
        is_member=True,
        unreachable=seen.unreachable,
        out_of_hours=former.out_of_hours if former else False,
        away_until=former.away_until if former else None,
        seen_at=now,
    )


def _difference(before: dict[str, Practitioner], after: dict[str, Practitioner]) -> RosterChange:
    members = {user_id for user_id, each in before.items() if each.is_member}
    now = {user_id for user_id, each in after.items() if each.is_member}
    dumb = {user_id for user_id in now if after[user_id].unreachable is not None}
    newly = {each for each in dumb if each not in before or before[each].unreachable is None}
    return RosterChange(
        joined=tuple(sorted(now - members)),
        left=tuple(sorted(members - now)),
        became_unreachable=tuple(sorted(newly)),
    )


def _write_down(desk: Desk, unit: Unit, team_id: str, change: RosterChange) -> None:
    for action, users in (
        ("practitioner.joined", change.joined),
        ("practitioner.left", change.left),
        ("practitioner.unreachable", change.became_unreachable),
    ):
        for user_id in users:
            unit.audit.add(desk.clock.now(), team_id, actor=CLOCK, action=action, object_id=user_id)


def _audit(desk: Desk, unit: Unit, team_id: str, user_id: str, action: str, **detail: bool) -> None:
    unit.audit.add(
        desk.clock.now(), team_id, actor=user_id, action=action, object_id=user_id, **detail
    )


def _once(desk: Desk, delivery: str | None) -> str:
    return delivery or desk.ids.new()
