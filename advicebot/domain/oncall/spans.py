"""Arithmetic of spans of time: pairs of instants, the end not included. Knows nothing of people."""

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the time that any of ``spans`` covers as the fewest spans, in order."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(span: Span, holes: Sequence[Span]) -> list[Span]:
    """Return what ``holes``, as ``merged`` returns them, leave of ``span``; in order."""
    left, (start, end) = [], span
    for first, last in holes:
        if last <= start:
            continue
        if first >= end:
            break
        if start < first:
            left.append((start, first))
        start = last
    return [*left, (start, end)] if start < end else left


def common(span: Span, other: Span) -> Span | None:
    """Return the time that both cover, None when there is none."""
    start, end = max(span[0], other[0]), min(span[1], other[1])
    return (start, end) if start < end else None
