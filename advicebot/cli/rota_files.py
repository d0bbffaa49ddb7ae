"""``advicebot rota import|export``: between the rota and calendar files."""

from collections.abc import Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advicebot.cli.rota_open import BY, Opened, opened, team_option
from advicebot.errors import Refused

if TYPE_CHECKING:
    from advicebot.domain.oncall.shifts import Shift

weeks_option = click.option(
    "--weeks",
    type=click.IntRange(1, 53),
    default=8,
    show_default=True,
    help="How many weeks from today.",
)


@click.command("import")
@click.argument("source", metavar="FILE_OR_ADDRESS")
@click.option("--dry-run", is_flag=True, help="Say what would be brought in, and change nothing.")
@weeks_option
@team_option
def import_(source: str, dry_run: bool, weeks: int, team: str | None) -> None:
    """Take the shifts of the coming weeks from a calendar (.ics).

    All of it or nothing: with a mistake in it the rota stays as it is, and every mistake is named.

    Example: advicebot rota import outreach.ics --dry-run
    """
    from advicebot.service.feed import import_rota, problems_of

    with opened(team) as found:
        start = found.desk.today()
        end = start + timedelta(weeks=weeks)
        read = found.parts.read_calendar(source, found.team_id, start, end)
        _warn(found, [str(each) for each in read.warnings])
        if not dry_run:
            made = import_rota(found.desk, found.team_id, read, start, end, made_by=BY)
            changed = "" if made.is_changed else ", as before"
            click.echo(f"{_count(made.count)} from {start} to {end}{changed}.")
            return
        problems = problems_of(found.desk, found.team_id, read)
        if problems:
            raise Refused("\n".join([*problems, "With these mistakes nothing would be changed."]))
        _list(found, read.shifts)
        click.echo(f"{_count(len(read.shifts))} would be brought in. Nothing was changed.")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@weeks_option
@team_option
def export(file: Path | None, weeks: int, team: str | None) -> None:
    """Write who is on in the coming weeks as a calendar (.ics).

    It goes to FILE, or to the output. A FILE that is there is replaced in one step.

    Example: advicebot rota export outreach.ics --weeks 12
    """
    from advicebot.domain.oncall.calendar import first_instant
    from advicebot.service.rota import between

    with opened(team) as found:
        today = found.desk.today()
        start, end = (
            first_instant(day, time(0)) for day in (today, today + timedelta(weeks=weeks))
        )
        stints = between(found.desk, found.team_id, start, end)
        written = found.parts.as_calendar(found.team_id, stints)
    if file is None:
        click.echo(written, nl=False)
        return
    if not file.absolute().parent.is_dir():
        raise Refused(f"There is no folder {file.parent}. Make it; nothing was written.")
    draft = file.with_name(file.name + ".part")
    draft.write_bytes(written)
    draft.replace(file)
    click.echo(f"{file}: {len(stints)} stints")


def _warn(found: Opened, warnings: Sequence[str]) -> None:
    for each in warnings:
        click.echo(f"Note: {found.plainly(each)}", err=True)


def _count(shifts: int) -> str:
    return "1 shift" if shifts == 1 else f"{shifts} shifts"


def _list(found: Opened, shifts: "Sequence[Shift]") -> None:
    from advicebot.cli.rota_text import span_text

    for each in shifts:
        times = span_text(each.starts_at, each.ends_at)
        click.echo(f"{times}  {each.tier:<7}  {found.name(each.user_id)}")
