"""``advicebot db erase|export|hold|restore``: what people may ask for, and a restored backup."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advicebot.cli.rota_open import only_team, team_option
from advicebot.errors import Refused
from advicebot.settings import read_settings

if TYPE_CHECKING:
    from advicebot.service.desk import Desk

user_option = click.option("--user", metavar="ID", help="A Slack member id, such as U0TESS0001.")
request_option = click.option("--request", metavar="REF", help="A request, such as A-1042.")
by_option = click.option(
    "--by", required=True, metavar="WHO", help="Who asks for this; it is written into the audit."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")


@click.command()
@user_option
@request_option
@by_option
@team_option
@yes_option
def erase(user: str | None, request: str | None, by: str, team: str | None, *, yes: bool) -> None:
    """Erase a person, or one request, for good.

    Rows go, our messages in Slack, and what later restores would bring back. The running line takes
    its own messages back within minutes. The teacher's messages are theirs: they stay in Slack
    until their owner or Slack's own retention removes them.

    Example: advicebot db erase --user U0TESS0001 --by "data protection officer"
    """
    from advicebot.bootstrap.rights import erasing_from, request_id_of
    from advicebot.service import erasing

    what = _one(user, request)
    if not yes:
        click.confirm(f"Erase {what} for good?", abort=True)
    with erasing_from(read_settings(os.environ)) as found:
        team_id = only_team(found.teams(), team)
        if user:
            count = erasing.erase_person(found.desk, team_id, user, by=by)
            click.echo(f"{user}: erased, with {count} request{'' if count == 1 else 's'}.")
        else:
            request_id = request_id_of(found.desk, team_id, str(request))
            erasing.erase_request(found.desk, team_id, request_id, by=by)
            click.echo(f"{request}: erased.")
    click.echo("Backups made before today still hold it: db restore erases it again.")


@click.command()
@user_option
@request_option
@by_option
@team_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A new file for its owner only (default: standard output).",
)
def export(
    user: str | None, request: str | None, by: str, team: str | None, out: Path | None
) -> None:
    """Write all that is kept of a person or one request, as JSON.

    Example: advicebot db export --user U0TESS0001 --by "data protection officer" --out tess.json
    """
    from advicebot.bootstrap.rights import request_id_of
    from advicebot.service import exporting

    _one(user, request)
    if out and out.exists():
        raise Refused(f"{out} exists already. Choose another name; nothing was written.")
    with _desk(team) as (desk, team_id):
        if user:
            found = exporting.export_person(desk, team_id, user, by=by)
        else:
            request_id = request_id_of(desk, team_id, str(request))
            found = exporting.export_request(desk, team_id, request_id, by=by)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    _write_private(out, text)
    click.echo(f"{out}: {out.stat().st_size:,} bytes, readable by you only")


@click.group()
def hold() -> None:
    """Set, list and lift legal holds.

    What they name is not blanked, removed or erased until they are lifted."""


@hold.command("add")
@user_option
@request_option
@click.option("--why", required=True, help="In a few words, without names of pupils.")
@by_option
@team_option
def add(user: str | None, request: str | None, why: str, by: str, team: str | None) -> None:
    """Put a person or a request on legal hold.

    Example: advicebot db hold add --request A-1042 --why "tribunal" --by "Ruth Calloway"
    """
    from advicebot.bootstrap.rights import request_id_of
    from advicebot.domain.outcomes.holds import of_person, of_request
    from advicebot.service import erasing

    what = _one(user, request)
    with _desk(team) as (desk, team_id):
        named = of_person(user) if user else of_request(request_id_of(desk, team_id, what))
        made = erasing.hold(desk, team_id, named, why=why, by=by)
    click.echo(f"{made.id}: {what} is on hold.")


@hold.command("lift")
@click.argument("hold_id")
@by_option
@team_option
def lift(hold_id: str, by: str, team: str | None) -> None:
    """Lift a legal hold.

    Example: advicebot db hold lift 4f1c0a --by "Ruth Calloway"
    """
    from advicebot.service import erasing

    with _desk(team) as (desk, team_id):
        erasing.lift(desk, team_id, hold_id, by=by)
    click.echo(f"{hold_id}: lifted.")


@hold.command("list")
@team_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_holds(team: str | None, *, as_json: bool) -> None:
    """List the legal holds that stand.

    Example: advicebot db hold list
    """
    with _desk(team) as (desk, team_id), desk.work.read() as unit:
        holds = unit.rights.list_holds(team_id)
    rows: list[dict[str, Any]] = [
        {
            "id": each.id,
            "object": each.object,
            "why": each.why,
            "by": each.made_by,
            "since": each.made_at.date().isoformat(),
        }
        for each in holds
    ]
    if as_json:
        click.echo(json.dumps({"holds": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("{id}  {object}  since {since}, by {by}: {why}".format(**row))
    if not rows:
        click.echo("There are no legal holds.")


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False))
@yes_option
def restore(backup: Path, *, yes: bool) -> None:
    """Put BACKUP in the place of the database. Stop the bot and the clock first.

    What has been erased since the backup was made is erased again. The old database is kept beside
    the new one.

    Example: advicebot db restore /mnt/backup/advicebot-monday.db
    """
    from advicebot.bootstrap.rights import restore as bring_back

    settings = read_settings(os.environ)
    if not yes:
        click.confirm(f"Replace {settings.database} by {backup}?", abort=True)
    done = bring_back(settings, backup)
    click.echo(f"{settings.database}: restored from {backup}.")
    click.echo(f"Erased again: {done.erased}. The old one is kept: {done.kept or 'there was none'}")
    if done.waiting:
        calls = "1 call for help is" if done.waiting == 1 else f"{done.waiting} calls for help are"
        click.echo(
            f"{calls} open in this copy: practitioners are paged again when the line starts. Look "
            "at the on-call channel."
        )


def _one(user: str | None, request: str | None) -> str:
    if (user is None) == (request is None):
        raise click.UsageError("Name one of --user and --request.")
    return user or str(request)


@contextmanager
def _desk(team: str | None) -> "Iterator[tuple[Desk, str]]":
    from advicebot.bootstrap.rota import open_rota

    opened = open_rota(read_settings(os.environ))
    try:
        yield opened.desk, only_team(opened.teams(), team)
    finally:
        opened.work.close()


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as output:
        output.write(text + "\n")
