"""How a line that has been set up stands: its processes, what waits, who is on call. Read from its
database, so that ``check`` can say it from outside and a process of itself.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from advicebot.bootstrap.standing import Duty, LastSeen, Standing
from advicebot.domain.oncall.calendar import LONDON
from advicebot.health.finding import Finding

WAITS_TOO_LONG = timedelta(minutes=5)
"""Slack may be down that long without anybody having to do something."""
GAPS_SHOWN = 3

PARTS: dict[str, tuple[str, str]] = {
    "clock": ("clock process", "Start it: advicebot run clock"),
    "socket": ("connections", "Start the bot: advicebot run bot. If it runs, read its log"),
    "canary": (
        "canary",
        "Slack's events do not reach the bot: see that the app's events are on and that the bot is "
        "in the on-call channel",
    ),
    "sweep": ("sweep", "Slack's history is not read: read the bot's log"),
}
"""What each sign of life is called, and what to do when it is missing."""
HEARD_BY_BOT = frozenset({"canary", "sweep"})
"""Signs that cannot be there without a bot that is connected."""
NOT_STARTED = (
    "not started yet: nothing has ever run on this database. Start both processes (Procfile): "
    "advicebot run bot, advicebot run clock"
)


def running_parts(standing: Standing) -> Iterator[Finding]:
    """Yield every sign of life; of a line that was never started only that it was not."""
    if all(each.age is None for each in standing.seen.values()):
        yield Finding(part="processes", ok=False, message=NOT_STARTED)
    else:
        yield from signs_of_life(standing, *PARTS)


def signs_of_life(standing: Standing, *names: str) -> Iterator[Finding]:
    """Yield for each of these signs whether it was seen lately."""
    hears = standing.seen["socket"].is_fresh
    for name in names:
        part, to_do = PARTS[name]
        if name in HEARD_BY_BOT and not hears:
            to_do = "It needs the bot's connections: see there"
        seen = standing.seen[name]
        detail = f" ({_said(name, seen.detail)})" if seen.detail else ""
        message = f"{_when(seen)}{detail}"
        if not seen.is_fresh:
            message = f"{message}. {to_do}"
        yield Finding(part=part, ok=seen.is_fresh, message=message)


def queues(standing: Standing) -> Iterator[Finding]:
    """Yield what waits to leave, what never left, and what Slack sent that is not done."""
    waits = f"{standing.waiting} waiting"
    if standing.oldest is not None:
        waits += f", the oldest for {shown(standing.oldest)}"
    late = standing.oldest is not None and standing.oldest > WAITS_TOO_LONG
    if late:
        waits += ". See above whether Slack is reached; if it is, read the bot's log"
    yield Finding(part="outbox", ok=True, is_warning=late, message=waits)
    yield _dead_letters(standing.dead, standing.dead_urgent)
    if standing.undone:
        message = f"{standing.undone} of Slack's deliveries are stored and not done yet"
        yield Finding(part="inbox", ok=True, message=message)


def _dead_letters(dead: int, urgent: int) -> Finding:
    part, advice = "dead letters", "Read “given up” in the logs and tell those people yourself"
    if urgent:
        message = f"{urgent} urgent of {dead} in the last day never reached anybody. {advice}"
        return Finding(part=part, ok=False, message=message)
    if dead:
        message = f"{dead} in the last day. {advice}"
        return Finding(part=part, ok=True, is_warning=True, message=message)
    return Finding(part=part, ok=True, message="none in the last day")


def on_call(duty: Duty) -> Iterator[Finding]:
    """Yield who is on call now, and what is uncovered in the next 14 days."""
    if duty.on:
        yield Finding(part="on call", ok=True, message=f"now {', '.join(duty.on)}")
    elif duty.why_closed:
        yield Finding(part="on call", ok=True, message=f"nobody needs to be: {duty.why_closed}")
    else:
        message = "nobody, and the line is open. Somebody must take it: /oncall take"
        yield Finding(part="on call", ok=False, message=message)
    if duty.gaps:
        first = "; ".join(_moment(each.starts_at) for each in duty.gaps[:GAPS_SHOWN])
        count = "1 gap" if len(duty.gaps) == 1 else f"{len(duty.gaps)} gaps"
        message = f"{count} in the next 14 days, from {first}. See: advicebot rota gaps"
        yield Finding(part="rota", ok=True, is_warning=True, message=message)
    else:
        yield Finding(part="rota", ok=True, message="no gap in the next 14 days")


def shown(age: timedelta) -> str:
    """Return a length of time in its largest unit, such as “4 min”."""
    seconds = int(age.total_seconds())
    for size, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _when(seen: LastSeen) -> str:
    return "never seen" if seen.age is None else f"seen {shown(seen.age)} ago"


def _said(name: str, detail: str) -> str:
    return f"{detail} missed messages found" if name == "sweep" else detail


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %H:%M}"
