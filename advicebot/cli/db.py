"""``advicebot db``: the database file; the rights of people are in ``db_rights``."""

import os
from pathlib import Path

import click

from advicebot.cli.db_rights import erase, export, hold, restore
from advicebot.settings import read_settings


@click.group()
def db() -> None:
    """Look after the database file named by ADVICEBOT_DATABASE."""


for _command in (erase, export, hold, restore):
    db.add_command(_command)


@db.command()
def migrate() -> None:
    """Create the database or bring it up to date. Safe to run at every release.

    Example: advicebot db migrate
    """
    from advicebot.store.migrations import migrate as run_migrations

    path = read_settings(os.environ).database
    names = run_migrations(path)
    click.echo(f"{path}: {', '.join(names) if names else 'up to date'}")


@db.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(target: Path) -> None:
    """Write a complete, checked copy of the live database to TARGET.

    Example: advicebot db backup /mnt/backup/advicebot-monday.db
    """
    from advicebot.store.migrations import back_up

    path = read_settings(os.environ).database
    back_up(path, target)
    click.echo(f"{target}: {target.stat().st_size:,} bytes, checked")
