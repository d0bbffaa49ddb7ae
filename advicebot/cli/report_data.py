"""The figures of a period for programs: one JSON object, or a table."""

from collections.abc import Iterator
from typing import Any

from advicebot.domain.outcomes.counting import Rate
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.outcomes.digest_csv import LEGEND, Row, cell_of, figures, written
from advicebot.domain.outcomes.equity import Group
from advicebot.domain.outcomes.places import PLACE_WORDS
from advicebot.domain.outcomes.report import Figure, Report
from advicebot.domain.outcomes.wording import Value


def as_object(found: Report, digest: Digest, equity: bool) -> dict[str, Any]:
    """Return the figures as plain values; None stands for what is not shown."""
    return {
        "period": {"from": str(found.period.first), "to": str(found.period.last_day)},
        "numbers": [_figure(each) for each in found.numbers],
        "outcomes": [_figure(each) for each in found.outcomes],
        "strategies": [_figure(each) for each in found.strategies],
        "weeks": [
            {"monday": str(each.monday), "calls": each.calls, "urgent": each.urgent}
            for each in found.weeks
        ],
        "terms": [
            {
                "name": view.name,
                "displaced": {state.value: count for state, count in view.displaced},
                **({"equity": [_group(each) for each in view.groups]} if equity else {}),
            }
            for view in found.terms
        ],
        "unanswered_topics": [topic.value for topic in found.topics],
        "digest": {
            "monday": str(digest.monday),
            "headline": digest.headline,
            "offers": list(digest.offers),
            "rota": list(digest.rota),
        },
        "notes": list(found.notes),
    }


def as_csv(found: Report, equity: bool) -> str:
    """Return the figures as a table, in the columns that the digest's table has."""
    return written(_rows(found, equity))


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.value
    return {
        "what": figure.label,
        "words": value.words,
        "number": value.number,
        **({"rate": _rate(value.rate)} if value.rate else {}),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "right": rate.right,
        "n": rate.n,
        "unknown": rate.unknown,
        "share": rate.share,
        "lowest": rate.lowest,
        "highest": rate.highest,
        "interval": rate.interval,
    }


def _group(group: Group) -> dict[str, Any]:
    rate = _rate(group.rate) if group.rate else None
    return {"field": group.field, "told": group.told.value, "rate": rate}


def _rows(found: Report, equity: bool) -> Iterator[Row]:
    period = f"{found.period.first} to {found.period.last_day}"
    for figure in (*found.numbers, *found.outcomes):
        yield _row(figure, figure.label, period)
    for figure in found.strategies:
        yield _row(figure, f"Strategy that helped: {figure.label}", period)
    for point in found.weeks:
        week = f"week from {point.monday}"
        yield {"what": "Calls by week", "period": week, "number": cell_of(point.calls)}
        yield {"what": "Urgent calls by week", "period": week, "number": cell_of(point.urgent)}
    for view in found.terms:
        for state, count in view.displaced:
            what = f"Displaced instead: {PLACE_WORDS[state]}"
            yield {"what": what, "period": view.name, "number": cell_of(count)}
        for group in view.groups if equity else ():
            value = Value(words="", rate=group.rate)
            what = f"No exclusion; {group.field}: {group.told}"
            yield {"what": what, "period": view.name, **_of_group(group, value)}
    for topic in found.topics:
        yield {"what": "Asked and not answered", "period": period, "in words": topic.value}
    yield from ({"what": "Note", "in words": words} for words in found.notes)
    yield {"what": "Legend", "in words": LEGEND}


def _row(figure: Figure, what: str, period: str) -> Row:
    said = {"what": what, "period": period, "in words": figure.value.words}
    return {**said, **figures(figure.value), "how it is counted": figure.how}


def _of_group(group: Group, value: Value) -> Row:
    return figures(value) if group.rate else {"number": cell_of(None)}
