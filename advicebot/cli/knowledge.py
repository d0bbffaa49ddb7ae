"""``advicebot knowledge``: check the curated folder, search it, find what is due for review."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from advicebot.cli.folder import knowledge_option
from advicebot.cli.meaning import cache_for, preparing, words_only_option


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


@knowledge.command()
@knowledge_option
@click.option(
    "--within",
    "days",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Also list what falls due within so many days.",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to look from (default: today).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
def stale(folder: Path, days: int, day: datetime | None, as_json: bool) -> None:
    """List what is due for review, the longest overdue first.

    Example: advicebot knowledge stale --within 90
    """
    from advicebot.clock import SystemClock
    from advicebot.library.stale import due_for_review

    today = day.date() if day else SystemClock().now().date()
    found = due_for_review(folder, on=today + timedelta(days=days))
    if as_json:
        rows = [{"due": str(d.due), "kind": d.kind, "id": d.id, "why": d.why} for d in found]
        click.echo(json.dumps({"on": str(today), "within": days, "due": rows}, ensure_ascii=False))
        return
    for item in found:
        mark = "overdue" if item.due < today else "due    "
        click.echo(f"{mark} {item.due}  {item.kind}  {item.id}: {item.why}")
    if not found:
        click.echo(f"Nothing is due for review within {days} days of {today}.", err=True)


@knowledge.command()
@click.argument("text")
@knowledge_option
@click.option(
    "--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@words_only_option
def search(text: str, folder: Path, limit: int, as_json: bool, words_only: bool) -> None:
    """Rank the strategies for TEXT.

    Shows their scores and the words that matched.

    Example: advicebot knowledge search "won't come in from break"
    """
    from advicebot.bootstrap import build_ranking

    with preparing() as progress:
        cache = cache_for(words_only=words_only)
        rank = build_ranking(folder, cache=cache, progress=progress)
    found = [
        {
            "id": item.strategy.id,
            "title": item.strategy.title,
            "score": round(item.score, 2),
            "because": item.because,
        }
        for item in rank(text, most=limit)
    ]
    if as_json:
        click.echo(json.dumps({"strategies": found}, ensure_ascii=False))
        return
    for row in found:
        click.echo(f"{row['score']:6.2f}  {row['title']} ({row['id']}): {row['because']}")
    if not found:
        click.echo("Nothing matches.", err=True)
