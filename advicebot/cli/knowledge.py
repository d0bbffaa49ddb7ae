"""``advicebot knowledge``: check the curated folder, search it."""

import json
import sys
from pathlib import Path

import click

from advicebot.cli.folder import knowledge_option


@click.group()
def knowledge() -> None:
    """Check and search the curated knowledge folder."""


@knowledge.command()
@knowledge_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
def lint(folder: Path, as_json: bool) -> None:
    """Check every file and name each mistake with its file and line.

    Example: advicebot knowledge lint
    """
    from advicebot.clock import SystemClock
    from advicebot.library.lint import lint as check

    problems = check(folder, on=SystemClock().now().date())
    if as_json:
        found = [{"file": p.file, "line": p.line, "message": p.message} for p in problems]
        click.echo(json.dumps({"problems": found}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem))
        count = len(problems)
        click.echo(
            f"{count} problem{'' if count == 1 else 's'} found." if count else "No problems found.",
            err=True,
        )
    sys.exit(1 if problems else 0)
