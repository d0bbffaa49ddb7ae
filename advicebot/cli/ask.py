"""``advicebot ask``: the answer to one message, for people or programs, or to a file of them."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from advicebot.cli.folder import knowledge_option
from advicebot.cli.meaning import cache_for, preparing, words_only_option
from advicebot.cli.starting import lasting
from advicebot.errors import Refused

if TYPE_CHECKING:
    from advicebot.domain.advice.answer import Advice
    from advicebot.domain.knowledge import Knowledge

_PROGRESS_STEP = 100


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
@click.option(
    "--batch",
    metavar="FILE",
    type=click.File("rb"),
    help="Answer JSON lines with id and text, one object a line; - is standard input.",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to answer for (default: today); offers depend on it.",
)
@words_only_option
@knowledge_option
def ask(
    text: str | None,
    as_json: bool,
    batch: BinaryIO | None,
    day: datetime | None,
    words_only: bool,
    folder: Path,
) -> None:
    """Answer TEXT the way the line would.

    That is the next ten minutes, why, and who can help.

    Example: advicebot ask "my year 8s will not settle after lunch"
    """
    if (text is None) == (batch is None):
        raise click.UsageError(
            'Give either a message in quotes or --batch FILE, such as: ask "..."'
        )
    from advicebot.bootstrap import build_line

    on = day.date() if day else _today()
    with lasting(), preparing() as progress:
        cache = cache_for(words_only=words_only)
        knowledge, advisor = build_line(folder, cache=cache, progress=progress)
    if batch is not None:
        for row_id, message in _rows(batch):
            _write_line({"id": row_id, **as_object(advisor.advise(message, on=on), knowledge)})
    elif as_json:
        _write_line(as_object(advisor.advise(text or "", on=on), knowledge))
    else:
        from advicebot.cli.answer import print_answer

        print_answer(advisor.advise(text or "", on=on), knowledge)


def as_object(advice: "Advice", knowledge: "Knowledge") -> dict[str, Any]:
    """Return an answer as the plain object that programs read."""
    offers = {offer.id: offer for offer in knowledge.offers}
    return {
        "action": advice.verdict.action,
        "urgency": advice.verdict.urgency,
        "flags": [
            {"flag": hit.flag, "quote": hit.quote, "rule": hit.rule} for hit in advice.verdict.flags
        ],
        "redacted": advice.redacted,
        "redactions": [
            {"start": found.start, "end": found.end, "kind": found.kind}
            for found in advice.redactions
        ],
        "phase": advice.phase,
        "confidence": advice.band,
        "strategies": [
            {
                "id": item.strategy_id,
                "title": item.title,
                "topics": list(item.topics),
                "score": item.score,
                "because": item.because,
            }
            for item in advice.suggestions
        ],
        "offers": [
            {
                "id": id_,
                "title": offers[id_].title,
                "tier": offers[id_].tier,
                "provider": offers[id_].provider.name,
            }
            for id_ in advice.offers
        ],
        "signposts": list(advice.signposts),
    }


def _today() -> date:
    from advicebot.clock import SystemClock

    return SystemClock().now().date()


def _rows(batch: BinaryIO) -> Iterator[tuple[str | int, str]]:
    """Yield id and text of each line; empty lines are passed over.

    Raises:
        Refused: a line is not an object with ``id`` and ``text``; names the line.
    """
    shows_progress = sys.stderr.isatty() and not sys.stdout.isatty()
    number = 0
    for number, raw in enumerate(batch, 1):
        if raw.strip():
            yield _row(raw, number=number)
        if shows_progress and number % _PROGRESS_STEP == 0:
            click.echo(f"\r{number} lines answered", nl=False, err=True)
    if shows_progress:
        click.echo(f"\r{number} lines answered", err=True)


def _row(raw: bytes, *, number: int) -> tuple[str | int, str]:
    fix = 'write one object a line with "id" and "text", and start again from this line'
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"Line {number} is not UTF-8; {fix}") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise Refused(f"Line {number} is not JSON ({error}); {fix}") from None
    if not isinstance(row, dict):
        raise Refused(f"Line {number} is not an object; {fix}")
    for key, kinds in (("id", (str, int)), ("text", (str,))):
        if key not in row:
            raise Refused(f"Line {number} has no “{key}”; {fix}")
        if not isinstance(row[key], kinds) or isinstance(row[key], bool):
            raise Refused(f"Line {number}: “{key}” is {row[key]!r}, not text; {fix}")
    return row["id"], row["text"]


def _write_line(value: dict[str, Any]) -> None:
    """Write one JSON line as UTF-8 and hand it on at once; a lone surrogate stays a JSON escape."""
    line = json.dumps(value, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
