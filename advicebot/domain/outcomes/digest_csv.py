"""A digest as a table for a spreadsheet: what was published, and nothing worked out anew.

One row for each number of each period, so that programs can read it too.
"""

import csv
from collections.abc import Iterable, Iterator

from advicebot.domain.outcomes.digest import Digest, Number
from advicebot.domain.outcomes.places import PLACE_WORDS
from advicebot.domain.outcomes.wording import NONE_YET, Value

HIDDEN = "c"
LEGEND = (
    f"“{HIDDEN}” stands for a number that is not shown: it is too small, or a small one could be "
    "worked out from it. It may be nought, or large. An empty cell means that there is no such "
    "number."
)
COLUMNS = (
    *("what", "period", "number", "of", "not known", "share", "lowest share", "highest share"),
    *("interval from", "interval to", "median minutes", "in words", "how it is counted"),
)
PERIODS = {"this": "this week", "last": "last week", "term": "term so far"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take a cell for a formula by (owasp.org, CSV Injection)."""
MARK = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""
Row = dict[str, str]


def as_csv(digest: Digest) -> str:
    """Return the table with its legend in the last row. Shares are from 0 to 1."""
    return written(_rows(digest))


def written(rows: Iterable[Row]) -> str:
    """Return rows as the text of a file."""
    lines = _Lines()
    table = csv.DictWriter(lines, COLUMNS, restval="")
    table.writeheader()
    for row in rows:
        table.writerow({name: guarded(cell) for name, cell in row.items()})
    return MARK + "".join(lines)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


class _Lines(list[str]):
    """Takes lines as a file does."""

    def write(self, line: str) -> None:
        self.append(line)


def _rows(digest: Digest) -> Iterator[Row]:
    week = f"week from {digest.monday.isoformat()}"
    yield {"what": "Headline", "period": week, "in words": digest.headline}
    for number in digest.numbers:
        yield from _of_number(number)
    for point in digest.weeks:
        period = f"week from {point.monday.isoformat()}"
        yield {"what": "Calls by week", "period": period, "number": cell_of(point.calls)}
        yield {"what": "Urgent calls by week", "period": period, "number": cell_of(point.urgent)}
    for bar in digest.whereabouts:
        what = f"Where pupils were when asked: {PLACE_WORDS[bar.state]}"
        yield {"what": what, "period": PERIODS["term"], "number": cell_of(bar.value)}
    for topic in digest.topics:
        yield {"what": "Asked and not answered", "period": week, "in words": topic.value}
    for what, said in (("Offer", digest.offers), ("On call", digest.rota), ("Note", digest.notes)):
        yield from ({"what": what, "in words": words} for words in said)
    yield {"what": "Legend", "in words": LEGEND}


def _of_number(number: Number) -> Iterator[Row]:
    for name, period in PERIODS.items():
        value: Value = getattr(number, name)
        said = {"what": number.label, "period": period, "in words": value.words}
        yield {**said, **figures(value), "how it is counted": number.how}


def figures(value: Value) -> Row:
    """Return the cells of a figure; ``HIDDEN`` where it is not shown."""
    if value.rate:
        return _of_rate(value)
    if value.time:
        minutes = "" if value.number is None else f"{value.number:.1f}"
        return {"median minutes": minutes, "of": str(value.time.n)}
    if value.number is None:
        return {} if value.words == NONE_YET else {"number": HIDDEN}
    return _of_count_or_minutes(value)


def _of_rate(value: Value) -> Row:
    rate = value.rate
    if rate is None or rate.interval is None:
        return {"number": HIDDEN}
    return {
        "number": str(rate.right),
        "of": str(rate.n),
        "not known": str(rate.unknown),
        "share": _share(rate.share),
        "lowest share": _share(rate.lowest),
        "highest share": _share(rate.highest),
        "interval from": _share(rate.interval[0]),
        "interval to": _share(rate.interval[1]),
    }


def _of_count_or_minutes(value: Value) -> Row:
    """A count says its number and nothing else; whatever says more is a time without an exact n."""
    number = value.number or 0
    is_count = value.words.removeprefix("about ") == f"{number:.0f}"
    return {"number": f"{number:.0f}"} if is_count else {"median minutes": f"{number:.1f}"}


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def cell_of(value: int | None) -> str:
    """Return a count, or the sign for one that is not shown."""
    return HIDDEN if value is None else str(value)
