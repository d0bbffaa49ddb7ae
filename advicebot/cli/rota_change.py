"""``advicebot rota override|remove|weekly``: put somebody on, or take that back."""

from datetime import date, datetime, time

import click

from advicebot.cli.rota_open import BY, day_option, london_time, opened, team_option

TIERS = ("primary", "back-up")
"""The values of ``Tier``, which would have to read half the house before any command starts."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
tier_argument = click.argument("tier", type=click.Choice(TIERS))
CLOCK = click.DateTime(["%H:%M"])


@click.command()
@tier_argument
@click.argument("user")
@click.argument("start", callback=london_time)
@click.argument("end", callback=london_time)
@team_option
def override(tier: str, user: str, start: datetime, end: datetime, team: str | None) -> None:
    """Put USER on from START to END, whatever the shifts say.

    TIER is primary or back-up.

    Example: advicebot rota override primary @priya "2026-11-24 08:00" "2026-11-24 12:00"
    """
    from advicebot.cli.rota_text import span_text
    from advicebot.domain.oncall.shifts import Tier
    from advicebot.service.rota import add_override

    with opened(team) as found:
        made = add_override(
            found.desk,
            None,
            found.team_id,
            tier=Tier(tier),
            user_id=found.find(user),
            start=start,
            end=end,
            made_by=BY,
        )
        click.echo(
            f"{found.name(made.user_id)} is on as {tier}, "
            f"{span_text(made.starts_at, made.ends_at)} (override {made.id})."
        )


@click.command()
@click.argument("override_id", metavar="OVERRIDE")
@team_option
def remove(override_id: str, team: str | None) -> None:
    """Take OVERRIDE away, by the id that “rota show” gives.

    One that runs ends now.

    Example: advicebot rota remove 3f2c9a0d5e6b47c18f90a1b2c3d4e5f6
    """
    from advicebot.service.rota import remove_override

    with opened(team) as found:
        remove_override(found.desk, None, found.team_id, override_id, made_by=BY)
        click.echo(f"Override {override_id} holds no longer; the shifts do.")


@click.group()
def weekly() -> None:
    """Put somebody on every week, or end that."""


@weekly.command()
@tier_argument
@click.argument("user")
@click.argument("weekday", type=click.Choice(WEEKDAYS, case_sensitive=False))
@click.argument("starts", type=CLOCK, metavar="FROM")
@click.argument("ends", type=CLOCK, metavar="TO")
@day_option("--first", "The first day it may fall on (default: today).")
@day_option("--last", "The last day it may fall on (default: for good).")
@team_option
def add(
    tier: str,
    user: str,
    weekday: str,
    starts: datetime,
    ends: datetime,
    first: date | None,
    last: date | None,
    team: str | None,
) -> None:
    """Put USER on every WEEKDAY of term, FROM a time TO a time.

    TIER is primary or back-up, and times are London's. A TO that is not after FROM is on the next
    day.

    Example: advicebot rota weekly add primary "Priya Example" tuesday 08:00 17:00
    """
    from advicebot.domain.oncall.shifts import Tier
    from advicebot.service.rota import add_weekly

    with opened(team) as found:
        made = add_weekly(
            found.desk,
            None,
            found.team_id,
            tier=Tier(tier),
            user_id=found.find(user),
            weekday=WEEKDAYS.index(weekday.lower()),
            starts=starts.time(),
            ends=ends.time(),
            first=first or found.desk.today(),
            last=last,
            made_by=BY,
        )
        click.echo(
            f"{found.name(made.user_id)} is on as {tier} every {weekday.capitalize()}, "
            f"{_clock(made.starts)} to {_clock(made.ends)} (shift {made.id})."
        )


@weekly.command()
@click.argument("shift_id", metavar="SHIFT")
@day_option("--last", "The last day it may fall on (default: today).")
@team_option
def end(shift_id: str, last: date | None, team: str | None) -> None:
    """Let SHIFT fall on no day after --last.

    SHIFT is the id that “rota show” gives.

    Example: advicebot rota weekly end 3f2c9a0d5e6b47c18f90a1b2c3d4e5f6 --last 2026-12-18
    """
    from advicebot.cli.rota_text import day_text
    from advicebot.service.rota import end_weekly

    with opened(team) as found:
        day = last or found.desk.today()
        end_weekly(found.desk, None, found.team_id, shift_id, day, made_by=BY)
        click.echo(f"Shift {shift_id} falls on no day after {day_text(day)}.")


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
