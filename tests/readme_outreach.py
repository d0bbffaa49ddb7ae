"""What the README shows of outreach, follow-ups and numbers: drawn by the code that draws it."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

from click.testing import CliRunner

from advicebot.cli import cli
from advicebot.clock import ShiftedClock
from advicebot.demo import put_a_term_behind, put_on_duty
from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.outcomes import how, measures
from advicebot.domain.outcomes.followup import FollowUpKind, schedule
from advicebot.slack.screens import digest, referral_card, referral_lines
from advicebot.slack.screens.blocks import Block
from advicebot.store.migrations import migrate
from tests.digests import a_full_digest
from tests.running import example_line
from tests.screens_digest import CHARTS
from tests.screens_referral import PLACE, Referrals

AFTER_TERM = datetime(2026, 12, 21, 9, tzinfo=UTC)
CLOSED = (date(2026, 9, 29), date(2026, 11, 24), date(2026, 12, 14))
"""Early in a term, late in it, and in its last week."""
KINDS = {
    FollowUpKind.TWO_WEEKS: "two school weeks",
    FollowUpKind.SIX_WEEKS: "six school weeks",
    FollowUpKind.END_OF_TERM: "the end of term",
}
STEPS: Sequence[tuple[str, str, str]] = (
    ("asked for", "asked", "asked"),
    ("put on the waiting list", "waiting", "waiting"),
    ("accepted", "accepted", "accepted"),
    ("declined", "declined", "declined"),
    ("started", "started", "started"),
    ("the review is due", "review-due", "review-due"),
    ("ended", "ended", "ended"),
)
"""What happens, the state it leads to, and the name of the line that the teacher reads."""
METHOD = (
    ("What no number says", how.NOT_PREVENTED),
    ("No exclusion", how.NO_EXCLUSION.format(weeks=measures.WEEKS)),
    ("Displaced", how.DISPLACED.format(weeks=measures.WEEKS)),
    ("Not known", how.BOUNDS),
)
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z“])|\n")


def follow_up_dates() -> str:
    """Return the table of when the line asks after requests that were closed on three days."""
    rows = [("closed on", *KINDS.values()), ("---",) * 4]
    for day in CLOSED:
        closed = datetime(day.year, day.month, day.day, 11, 40, tzinfo=UTC)
        due = dict(schedule(closed, example_line()))
        asked = (_moment(due[kind]) if kind in due else "not asked" for kind in KINDS)
        rows.append((f"{day.day} {day:%B}", *asked))
    return _table(rows)


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    year = "" if local.year == CLOSED[0].year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} at {local:%H:%M}"


def provider_card() -> str:
    """Return the card of a place that a school has asked for, as a provider reads it."""
    view = Referrals().view("asked", PLACE)
    return _fenced(_lines(referral_card.card(view, is_in_own_channel=True).blocks))


def steps() -> str:
    """Return the table of what provider and teacher read at each step of a referral."""
    rows = [("it is", "the provider’s card says", "the teacher is told"), ("---",) * 3]
    for what, state, name in STEPS:
        view = Referrals().view(state)
        card = referral_card.card(view, is_in_own_channel=True)
        told = referral_lines.line(view, {"name": f"referral.{name}"})
        rows.append((what, card.text.partition(": ")[2], _first(told.text, 2)))
    return _table(rows)


def digest_in_words() -> str:
    """Return the headline and the five numbers of an invented digest, as screen readers say it."""
    shown = a_full_digest()
    text = digest.digest(shown, CHARTS).text
    for number in shown.numbers:
        text = text.replace(f" {number.label}: ", f"\n{number.label}: ")
    return _fenced(text.split("\n"))


def method() -> str:
    """Return the table of what the page “How we count” says of what is asked about most."""
    return _table([("", "“How we count” says"), ("---",) * 2, *METHOD])


def report(*words: str, until: str) -> str:
    """Return a command and the beginning of what it prints of an invented term."""
    shown = " ".join(f'"{each}"' if " " in each else each for each in words)
    rows = takewhile(lambda row: row != until, reported(*words).split("\n"))
    return f"\n```console\nadvicebot {shown}\n```" + _fenced(row.rstrip() for row in rows)


def reported(*words: str) -> str:
    """Return what a command prints after an invented autumn term."""
    with _after_a_term() as environ:
        result = CliRunner(env=environ).invoke(cli, list(words))
    if result.exception is not None:
        raise result.exception
    return result.stdout


@contextmanager
def _after_a_term() -> Iterator[dict[str, str | None]]:
    """Yield the environment of a line that has the demo's term behind it."""
    with tempfile.TemporaryDirectory(prefix="advicebot-readme-") as name:
        database, clock_file = Path(name) / "advicebot.db", Path(name) / "clock.json"
        migrate(database)
        put_on_duty(database, example_line(), AFTER_TERM)
        put_a_term_behind(database, example_line(), AFTER_TERM)
        ShiftedClock(clock_file).set_shift(AFTER_TERM - datetime.now(UTC))
        ours = {key: None for key in os.environ if key.startswith(("ADVICEBOT_", "SLACK_"))}
        named = {"ADVICEBOT_DATABASE": str(database), "ADVICEBOT_CLOCK_FILE": str(clock_file)}
        yield {**ours, **named}


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what blocks say, without marks; the labels of buttons in one line."""
    for block in blocks:
        if block["type"] == "actions":
            yield " ".join(f"[{each['text']['text']}]" for each in block["elements"])
        elif block["type"] == "context":
            yield from (_plainly(each["text"]) for each in block["elements"])
        elif "text" in block:
            yield from _plainly(block["text"]["text"]).split("\n")


def _first(text: str, sentences: int) -> str:
    """Return the beginning of a text; dots stand for the rest."""
    told = [each for each in SENTENCE.split(text) if each]
    return " ".join(told[:sentences]) + (" …" if len(told) > sentences else "")


def _plainly(text: str) -> str:
    return text.replace("*", "").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")


def _fenced(lines: Iterable[str]) -> str:
    text = "\n".join(lines).rstrip()
    return f"\n```text\n{text}\n```\n"


def _table(rows: Sequence[Sequence[str]]) -> str:
    return (
        "\n"
        + "\n".join(f"| {' | '.join(row)} |".replace("| --- ", "|---").rstrip() for row in rows)
        + "\n"
    )
