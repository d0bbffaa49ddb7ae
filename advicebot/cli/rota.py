"""``advicebot rota``: look at the rota and change it, where Slack is not at hand."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import click

from advicebot.cli.rota_change import override, remove, weekly
from advicebot.cli.rota_files import export, import_
from advicebot.cli.rota_open import day_option, london_time, opened, team_option
from advicebot.domain.vocabulary import Urgency

PAGED = [each.value for each in (Urgency.EMERGENCY, Urgency.URGENT, Urgency.SOON)]
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for programs."
)


@click.group()
def rota() -> None:
    """Look at the rota, change it, bring it in from a calendar.

    Times are London's, as on the wall. People are given by Slack id, @handle or full name.
    """


for _command in (export, import_, override, remove, weekly):
    rota.add_command(_command)


@rota.command()
@day_option("--week", "A day of the week to show (default: this week).")
@team_option
@json_option
def show(week: date | None, team: str | None, as_json: bool) -> None:
    """Show one week: who is on, by what, and what is uncovered.

    A week goes from Monday to Sunday.

    Example: advicebot rota show --week 2026-11-24
    """
    from advicebot.cli.rota_text import plan_lines, plan_object
    from advicebot.service.rota_view import plan

    with opened(team) as found:
        day = week or found.desk.today()
        monday = day - timedelta(days=day.weekday())
        seen = plan(found.desk, found.team_id, monday, 7)
        _print(as_json, plan_object(seen), plan_lines(found, seen))


@rota.command()
@click.option(
    "--at", callback=london_time, metavar="TIME", help='Such as "2026-11-24 10:00" (default: now).'
)
@click.option(
    "--urgency",
    type=click.Choice(PAGED),
    default=Urgency.URGENT.value,
    show_default=True,
    help="How urgent the call for help is that is imagined.",
)
@team_option
@json_option
def who(at: datetime | None, urgency: str, team: str | None, as_json: bool) -> None:
    """Show who is on call, and who would be paged.

    That is one after the other, if nobody answered.

    Example: advicebot rota who --at "2026-11-24 10:00" --urgency emergency
    """
    from advicebot.cli.rota_text import who_lines, who_object
    from advicebot.service import rota as rotas

    with opened(team) as found:
        when = at or found.desk.clock.now()
        on = rotas.who(found.desk, found.team_id, when)
        run = rotas.who_would_get(found.desk, found.team_id, when, Urgency(urgency))
        _print(as_json, who_object(on, run), who_lines(found, on, run))


@rota.command()
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=14,
    show_default=True,
    help="How many days ahead to look.",
)
@team_option
@json_option
def gaps(days: int, team: str | None, as_json: bool) -> None:
    """List uncovered time, overlaps, and people out of reach.

    Exits with 1 when there is any of these.

    Example: advicebot rota gaps --days 28
    """
    from advicebot.cli.rota_text import report_lines, report_object
    from advicebot.service.rota import look_ahead

    with opened(team) as found:
        report = look_ahead(found.desk, found.team_id, days)
        _print(as_json, report_object(report), report_lines(found, report))
    if not report.is_clear:
        raise SystemExit(1)


def _print(as_json: bool, found: dict[str, Any], lines: Any) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)
