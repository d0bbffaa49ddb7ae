"""The rota as a calendar file that Google, Outlook and our own reader take."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event
from icalendar.prop import vDuration

from advicebot.calendars.naming import TIER, USER
from advicebot.domain.oncall.rota import Stint, Tier

PRODUCT = "-//advicebot//rota//EN"
REFRESH_EVERY = timedelta(hours=1)
_LABELS = {Tier.PRIMARY: "Primary", Tier.BACK_UP: "Back-up"}


def write_calendar(
    stints: Sequence[Stint], names: Mapping[str, str], *, name: str, made_at: datetime
) -> bytes:
    """Return the stints as an .ics file in UTF-8, one event each, all times in UTC.

    Read back, it gives the same tiers, people and times. The UID of an event depends on its stint
    alone, so a calendar that subscribes keeps the events that did not change.

    Args:
        stints: in any order; instants are taken to the second.
        names: full name of each user id; the id itself stands in for a missing one.
        name: what calendars call it.
        made_at: when this state was taken, in any time zone.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH_EVERY))
    for stint in stints:
        calendar.add_component(_event(stint, names, made_at=made_at))
    written: bytes = calendar.to_ical()
    return written


def _event(stint: Stint, names: Mapping[str, str], *, made_at: datetime) -> Event:
    who = names.get(stint.user_id, stint.user_id)
    event = Event()
    event.add("UID", _uid(stint))
    event.add("DTSTAMP", _utc(made_at))
    event.add("DTSTART", _utc(stint.starts_at))
    event.add("DTEND", _utc(stint.ends_at))
    event.add("SUMMARY", f"{_LABELS[stint.tier]}: {who}")
    event.add("STATUS", "CONFIRMED")
    event.add(USER, stint.user_id)
    event.add(TIER, stint.tier.value)
    return event


def _uid(stint: Stint) -> str:
    times = (_utc(stint.starts_at).isoformat(), _utc(stint.ends_at).isoformat())
    said = "\x1f".join((stint.tier, stint.user_id, *times))
    return f"{sha256(said.encode('utf-8')).hexdigest()[:32]}@advicebot"


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
