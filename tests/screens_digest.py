"""The digest in each of its states, the page “How we count”, and the short lines."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest
from advicebot.domain.vocabulary import Topic
from advicebot.slack.screens import digest as made
from advicebot.slack.screens.blocks import Message
from tests.digests import a_full_digest, a_sparse_digest, an_empty_digest, points

CHARTS = (
    Chart(
        name="calls-by-week",
        alt="Calls in each school week of the term. 7 September: 30 calls, 7 urgent; 14 September: "
        "not shown; 21 September: 8 calls, urgent not shown.",
        png=b"",
        file_id="F0CALLS0001",
    ),
    Chart(
        name="where-pupils-are",
        alt="Where pupils were when we asked. Answers this term, to the nearest 5. Not shown can "
        "be any number. In school full time: about 275; Suspended: not shown.",
        png=b"",
        file_id="F0PLACES001",
    ),
)
WITHOUT = tuple(replace(each, file_id=None) for each in CHARTS)


def worst() -> Digest:
    """Return a digest with as much in it as a line can have."""
    full = a_full_digest()
    return replace(
        full,
        headline=full.headline + " That is a smaller share than the week before (34 of 56)." * 3,
        weeks=points(*[(1234, 1000)] * 16),
        topics=tuple(Topic),
        offers=tuple(f"Offer {n} with a long name indeed (example): full." * 3 for n in range(99)),
        rota=tuple(f"Nobody on call: Mon {n} Dec 08:00 to 17:00." for n in range(99)),
    )


def screens(words: str | None) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Yield the screens by name; ``words`` replace every sentence in a digest where given."""
    full, sparse, empty = (
        _with(words, each) for each in (a_full_digest(), a_sparse_digest(), an_empty_digest())
    )
    yield "digest-full", made.digest(full, CHARTS)
    yield "digest-sparse", made.digest(sparse, CHARTS)
    yield "digest-empty", made.digest(empty, CHARTS)
    yield "digest-no-pictures", made.digest(full, CHARTS, with_pictures=False)
    yield "digest-one-picture", made.digest(full, (CHARTS[0], WITHOUT[1]))
    yield "digest-no-charts", made.digest(full, ())
    yield "digest-worst", made.digest(_with(words, worst()), WITHOUT)
    yield "digest-how-we-count", made.how_we_count()
    for name in made.LINES:
        yield name.replace(".", "-"), made.line(name)


def _with(words: str | None, digest: Digest) -> Digest:
    if words is None:
        return digest
    return replace(
        digest,
        headline=words,
        offers=tuple(words for _ in digest.offers),
        rota=tuple(words for _ in digest.rota),
        notes=tuple(words for _ in digest.notes),
    )
