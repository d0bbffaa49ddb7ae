"""Every message about the rota: its name, who gets it and what its drawing is told.

All are effects of kind ``line``. Those to a person are direct messages, those to the channel go to
``domain.delivery.ON_CALL``. Their ``data`` holds ``name`` and exactly the keys listed here, and
never words that somebody wrote:

- ``user``, ``by``, ``instead_of``, ``asker``, ``back_up``: Slack user ids; ``by`` may be "clock" or
  "cli", ``back_up`` and ``by`` None where that is said. ``users``: a list of ids.
- ``tier``: a ``Tier`` value. ``starts``, ``ends``, ``until``: instants as ISO text in UTC.
- ``duty``, ``swap``, ``override``: the id that a button carries.
- ``gap``: what a button that mends a gap carries; ``gaps.find_gap`` reads it.
- ``gaps``, ``overlaps``, ``unreachable``: lists of objects, see ``gaps``; ``more`` counts those
  left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from advicebot.domain.delivery import ON_CALL, Effect, EffectKind, Priority
from advicebot.domain.oncall.shifts import Tier
from advicebot.service.desk import Desk
from advicebot.service.ports import Unit


class RotaLine(StrEnum):
    """The templates, by name."""

    REMIND = "rota-remind"
    ON_NOW = "rota-on-now"
    CONFIRMED = "rota-confirmed"
    TOO_LATE = "rota-too-late"
    REPLACED = "rota-replaced"
    NOW_PRIMARY = "rota-now-primary"
    PUT_ON = "rota-put-on"
    PUT_OFF = "rota-put-off"
    TAKEN_OVER = "rota-taken-over"
    OVERRIDE_ENDED = "rota-override-ended"
    BACK_ON = "rota-back-on"
    WEEKLY_ADDED = "rota-weekly-added"
    WEEKLY_ENDED = "rota-weekly-ended"
    SWAP_ASKED = "rota-swap-asked"
    SWAP_TAKEN = "rota-swap-taken"
    SWAP_YOURS = "rota-swap-yours"
    SWAP_LAPSED = "rota-swap-lapsed"
    SICK_NOTED = "rota-sick-noted"
    AWAY = "rota-away"
    BACK = "rota-back"
    OUT_OF_HOURS = "rota-out-of-hours"
    TOLD_SWAP_ASKED = "rota-told-swap-asked"
    TOLD_SWAP_TAKEN = "rota-told-swap-taken"
    TOLD_SWAP_OFF = "rota-told-swap-off"
    TOLD_TAKEOVER = "rota-told-takeover"
    TOLD_SICK = "rota-told-sick"
    TOLD_UNCONFIRMED = "rota-told-unconfirmed"
    TOLD_NOBODY_CONFIRMED = "rota-told-nobody-confirmed"
    TOLD_GAPS = "rota-told-gaps"
    TOLD_REPORT = "rota-told-report"
    TOLD_FEED_FAILS = "rota-told-feed-fails"
    TOLD_FEED_WORKS = "rota-told-feed-works"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a message is told: ``keys`` besides ``name``, and whether the channel gets it."""

    keys: tuple[str, ...]
    to_channel: bool = False
    is_urgent: bool = False


STINT = ("tier", "starts", "ends")

SHAPES: Mapping[RotaLine, Shape] = {
    # The evening before.
    RotaLine.REMIND: Shape(keys=STINT),
    # “You are on”, with a button that confirms ``duty``.
    RotaLine.ON_NOW: Shape(keys=("duty", *STINT), is_urgent=True),
    RotaLine.CONFIRMED: Shape(keys=STINT),
    # They tapped late: ``users`` are on instead; offers “Take over now” for ``tier``.
    RotaLine.TOO_LATE: Shape(keys=("users", *STINT), is_urgent=True),
    # They did not tap: ``by`` is primary now; offers “Take over now” for ``tier``.
    RotaLine.REPLACED: Shape(keys=("by", *STINT), is_urgent=True),
    # The back-up is primary now; ``why`` is an OverrideWhy value, ``duty`` None if confirmed.
    RotaLine.NOW_PRIMARY: Shape(keys=("instead_of", "why", "duty", *STINT), is_urgent=True),
    # Somebody put them on, or put ``user`` on in their place.
    RotaLine.PUT_ON: Shape(keys=("by", *STINT)),
    RotaLine.PUT_OFF: Shape(keys=("user", "by", *STINT)),
    RotaLine.TAKEN_OVER: Shape(keys=("by", *STINT), is_urgent=True),
    # An override of theirs was taken away; or they are on again because one was.
    RotaLine.OVERRIDE_ENDED: Shape(keys=("by", *STINT)),
    RotaLine.BACK_ON: Shape(keys=("by", *STINT)),
    # ``weekday`` 0 is Monday; ``from_time`` and ``to_time`` are London wall-clock times as HH:MM;
    # ``first`` and ``last`` are days as ISO text, ``last`` None for good.
    RotaLine.WEEKLY_ADDED: Shape(
        keys=("by", "tier", "weekday", "from_time", "to_time", "first", "last")
    ),
    RotaLine.WEEKLY_ENDED: Shape(keys=("by", "tier", "weekday", "from_time", "to_time", "last")),
    # To the one who asked: asked, with a button to withdraw ``swap``; taken by ``by``; nobody did,
    # so that they are still on.
    RotaLine.SWAP_ASKED: Shape(keys=("swap", *STINT)),
    RotaLine.SWAP_TAKEN: Shape(keys=("by", *STINT)),
    RotaLine.SWAP_LAPSED: Shape(keys=STINT, is_urgent=True),
    # To the taker: it is theirs now.
    RotaLine.SWAP_YOURS: Shape(keys=("asker", *STINT)),
    # To the sick: left alone ``until``; ``back_up`` is primary for them, None where nobody is.
    RotaLine.SICK_NOTED: Shape(keys=("until", "back_up")),
    RotaLine.AWAY: Shape(keys=("until",)),
    RotaLine.BACK: Shape(keys=()),
    # ``yes``: True when they agreed to be paged for emergencies outside hours.
    RotaLine.OUT_OF_HOURS: Shape(keys=("yes",)),
    # Asked of everybody, with a button that takes ``swap``.
    RotaLine.TOLD_SWAP_ASKED: Shape(keys=("swap", "asker", *STINT), to_channel=True),
    RotaLine.TOLD_SWAP_TAKEN: Shape(keys=("swap", "asker", "by", *STINT), to_channel=True),
    # ``why``: "withdrawn" or "lapsed"; ``asker`` is on.
    RotaLine.TOLD_SWAP_OFF: Shape(keys=("swap", "asker", "why", *STINT), to_channel=True),
    RotaLine.TOLD_TAKEOVER: Shape(
        keys=("user", "instead_of", *STINT), to_channel=True, is_urgent=True
    ),
    # ``stints``: a list of objects with tier, starts and ends, and with ``by`` who is on for them,
    # None where nobody is, and ``swap`` to take: for the back-up's place where ``by`` is somebody.
    RotaLine.TOLD_SICK: Shape(keys=("user", "until", "stints"), to_channel=True, is_urgent=True),
    RotaLine.TOLD_UNCONFIRMED: Shape(keys=("user", "by", *STINT), to_channel=True, is_urgent=True),
    # Nobody could be put in their place; offers “Take over now” for ``tier``.
    RotaLine.TOLD_NOBODY_CONFIRMED: Shape(keys=("user", *STINT), to_channel=True, is_urgent=True),
    RotaLine.TOLD_GAPS: Shape(keys=("gaps", "overlaps", "more"), to_channel=True, is_urgent=True),
    RotaLine.TOLD_REPORT: Shape(
        keys=("gaps", "overlaps", "unreachable", "more", "until"), to_channel=True
    ),
    # What is wrong stands in the feed (``unit.feeds``), as it may hold titles of a calendar.
    # ``since``: when the calendar was last read well, None when it never was.
    RotaLine.TOLD_FEED_FAILS: Shape(keys=("since",), to_channel=True),
    # ``count``: how many shifts it has for the coming weeks.
    RotaLine.TOLD_FEED_WORKS: Shape(keys=("count",), to_channel=True),
}
"""What each message is told. ``instead_of`` of a takeover is a list of ids, empty for nobody."""


def tell(
    desk: Desk, unit: Unit, name: RotaLine, *, team_id: str, once: str, to: str = "", **data: Any
) -> None:
    """Send a message about the rota to ``to``, or to the channel where its shape says so.

    Instants in ``data`` become text. ``once`` with the name and the recipient makes it happen once.

    Raises:
        ValueError: ``data`` is not what the shape of the message says.
    """
    shape = SHAPES[name]
    if set(data) != set(shape.keys) or bool(to) is shape.to_channel:
        raise ValueError(f"{name} is told {sorted(data)}, not {sorted(shape.keys)}")
    recipient = ON_CALL if shape.to_channel else to
    desk.send(
        unit,
        Effect(
            key=f"line:{once}:{name}:{recipient}",
            team_id=team_id,
            kind=EffectKind.LINE,
            recipient=recipient,
            ref=recipient,
            priority=Priority.URGENT if shape.is_urgent else Priority.NORMAL,
            data={"name": name.value} | {key: plain(value) for key, value in data.items()},
        ),
    )


def plain(value: Any) -> Any:
    """Return an instant as ISO text in UTC, anything else as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def stint_data(tier: Tier, starts: datetime, ends: datetime) -> dict[str, Any]:
    """Return what a message is told of a stint."""
    return {"tier": tier.value, "starts": plain(starts), "ends": plain(ends)}


def write_down(
    desk: Desk, unit: Unit, team_id: str, actor: str, action: str, object_id: str, **detail: Any
) -> None:
    """Write what was done to the rota into the audit trail."""
    unit.audit.add(
        desk.clock.now(), team_id, actor=actor, action=action, object_id=object_id, **detail
    )
