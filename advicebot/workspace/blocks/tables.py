"""What tables and charts are made of: cells, rows, columns, series."""

from typing import Any

from advicebot.workspace.blocks.kinds import Kind, of_kind
from advicebot.workspace.blocks.report import Report
from advicebot.workspace.blocks.rich import PARTS
from advicebot.workspace.blocks.rules import (
    FLAG,
    NUMBER,
    Item,
    each,
    needed,
    one_of,
    thing,
    where_given,
    words,
)
from advicebot.workspace.state import Json

CELLS = 20
ROWS_LIMIT = 100
TEXT_LIMIT = 10_000
LABEL_LIMIT = 20
SERIES = 6
POINTS = 20

_HEAD = frozenset({"cell", "head"})
_CELL = frozenset({"cell"})
CELL_KINDS: dict[str, Kind] = {
    "raw_text": Kind(places=_HEAD, fields={"text": needed(words(TEXT_LIMIT, 1))}),
    "raw_number": Kind(
        places=_HEAD, fields={"value": needed(NUMBER), "text": words(TEXT_LIMIT, 1)}
    ),
    "rich_text": Kind(places=_CELL, fields={"elements": needed(PARTS), "block_id": words(255, 1)}),
}


def length_of_text(value: Any) -> int:
    """Return how many characters stand under ``text`` keys, at any depth."""
    if isinstance(value, list):
        return sum(length_of_text(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    rest = sum(length_of_text(one) for one in value.values())
    return rest + (len(own) if isinstance(own, str) else 0)


def _row(place: str) -> Item:
    cells = each(of_kind(lambda: CELL_KINDS, place), limit=CELLS)

    def check(report: Report, at: str, row: Any) -> None:
        upper, _, index = at.rpartition("/")
        cells(report, upper, {index: row}, index)

    return check


def _data_row(report: Report, at: str, row: Any) -> None:
    _row("head" if at.endswith("/rows/0") else "cell")(report, at, row)


def size(report: Report, at: str, block: Json) -> None:
    """Check how much a table says in all."""
    if length_of_text(block.get("rows")) > TEXT_LIMIT:
        report.add(f"{at}/rows", f"must be less than {TEXT_LIMIT + 1} characters")


def even_rows(report: Report, at: str, block: Json) -> None:
    """Check that all rows are as long as the first, and that the named column is there."""
    rows = [row for row in block.get("rows") or () if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        report.add(f"{at}/rows", "all rows must have the same number of cells")
    column = block.get("row_header_column_index")
    if rows and isinstance(column, int) and column >= len(rows[0]):
        report.add(f"{at}/row_header_column_index", "must be the index of a column")


def _setting(report: Report, at: str, given: Any) -> None:
    if given is not None:
        thing({"align": one_of("left", "center", "right"), "is_wrapped": FLAG})(report, at, given)


ROWS = each(_row("cell"), limit=ROWS_LIMIT)
DATA_ROWS = each(_data_row, limit=ROWS_LIMIT + 1, least=2)
SETTINGS = each(_setting, limit=CELLS, least=0)

_POINT = thing({"label": needed(words(LABEL_LIMIT, 1)), "value": needed(NUMBER)})
_LINE = thing({"name": needed(words(LABEL_LIMIT, 1)), "data": needed(each(_POINT, limit=POINTS))})
_AXIS = thing(
    {
        "categories": needed(each(lambda report, at, given: None, limit=POINTS)),
        "x_label": words(50),
        "y_label": words(50),
    }
)
_LINES = thing(
    {"series": needed(each(_LINE, limit=SERIES)), "axis_config": needed(where_given(_AXIS))}
)
_PIE = thing({"segments": needed(each(_POINT, limit=SERIES))})
CHARTS = {"pie": _PIE, "bar": _LINES, "line": _LINES, "area": _LINES}


def chart(report: Report, at: str, given: Any) -> None:
    """Check a chart by its type, and that each series has a value for each category."""
    kind = CHARTS.get(str(given.get("type"))) if isinstance(given, dict) else None
    if kind is None:
        named = given.get("type") if isinstance(given, dict) else given
        report.add(f"{at}/type", f"unsupported type: {named}")
        return
    kind(report, at, given)
    if report.problems or kind is _PIE:
        return
    categories = given["axis_config"]["categories"]
    for index, series in enumerate(given["series"]):
        if [point["label"] for point in series["data"]] != categories:
            report.add(f"{at}/series/{index}/data", "must have one value for each category")
