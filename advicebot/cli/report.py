"""``advicebot report``: the figures of a period, as the leads may read them."""

import json
import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advicebot.cli.rota_open import BY, day_option, only_team, team_option
from advicebot.errors import Refused
from advicebot.settings import read_settings

if TYPE_CHECKING:
    from advicebot.domain.outcomes.chart import Chart
    from advicebot.domain.outcomes.digest import Digest
    from advicebot.domain.outcomes.report import Report


@click.command()
@day_option("--week", "A day of the school week to report, such as 2026-11-16.")
@day_option("--from", "The Monday on which the period begins.")
@day_option("--to", "The Friday or Sunday on which it ends.")
@click.option("--term", metavar="NAME", help='A term of the line, such as "Autumn 2026".')
@click.option("--equity", is_flag=True, help="Add the view by SEN support, plan, care, meals.")
@click.option("--how", is_flag=True, help="Say what each figure counts, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the figures to this file as a table.",
)
@click.option(
    "--png",
    "pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the two charts into this folder.",
)
@team_option
def report(
    week: date | None,
    term: str | None,
    equity: bool,
    how: bool,
    as_json: bool,
    table: Path | None,
    pictures: Path | None,
    team: str | None,
    **ends: date | None,
) -> None:
    """Print the figures of a week, a term or other school weeks.

    Any whole school weeks will do; by default it is the last one. No school, teacher or pupil is
    named, small numbers are not shown, and none can be worked out by asking for several periods.
    What was read is kept in the audit.

    Example: advicebot report --term "Autumn 2026" --equity
    """
    if how:
        _print_how()
        return
    asked = {"week": week, "first": ends["from"], "last": ends["to"], "term": term}
    if sum((week is not None, term is not None, any(ends.values()))) > 1:
        raise click.UsageError("Give one of --week, --term, or --from with --to.")
    if any(ends.values()) and not all(ends.values()):
        raise click.UsageError("Give both --from and --to.")
    from advicebot.cli.report_data import as_csv, as_object

    found, digest, charts = _read(team, asked, with_charts=pictures is not None)
    if table:
        _write(table, lambda path: path.write_text(as_csv(found, equity), encoding="utf-8"))
    if pictures:
        _save(charts, pictures)
    if as_json:
        click.echo(json.dumps(as_object(found, digest, equity), ensure_ascii=False, indent=2))
        return
    from advicebot.cli.report_text import print_report

    print_report(found, digest, equity=equity)


def _read(
    team: str | None, asked: dict[str, date | str | None], *, with_charts: bool
) -> "tuple[Report, Digest, tuple[Chart, ...]]":
    from advicebot.bootstrap.reports import open_reports
    from advicebot.service import reports

    parts = open_reports(read_settings(os.environ))
    try:
        team_id = only_team(parts.teams(), team)
        wanted = reports.choose(parts.desk, **asked)  # type: ignore[arg-type]
        found, digest = reports.read(parts.desk, team_id, wanted, actor=BY)
        return found, digest, parts.desk.charts(digest) if with_charts else ()
    finally:
        parts.work.close()


def _print_how() -> None:
    from advicebot.cli.report_how import PAGE

    for label, text in PAGE:
        click.secho(label, bold=True)
        click.echo(click.wrap_text(text, width=96))
        click.echo()


def _save(charts: "tuple[Chart, ...]", folder: Path) -> None:
    _write(folder, lambda path: path.mkdir(parents=True, exist_ok=True))
    for chart in charts:
        _write(folder / f"{Path(chart.name).stem}.png", partial(Path.write_bytes, data=chart.png))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    try:
        write(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}. Choose another.") from None
    if path.is_file():
        click.echo(f"{path}: written", err=True)
