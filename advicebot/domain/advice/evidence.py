"""What is known about the ranking of one message, for the confidence model to weigh."""

from collections.abc import Sequence

from advicebot.domain.advice.confidence import Evidence
from advicebot.domain.advice.offtopic import Reading
from advicebot.domain.advice.query import Query
from advicebot.domain.advice.ranking import FIRST_SHOWN, Ranked
from advicebot.domain.vocabulary import Phase


def evidence_of(
    query: Query, ranked: Sequence[Ranked], *, reading: Reading, elsewhere: float
) -> Evidence | None:
    """Return what is known about a ranking, None when nothing was ranked.

    ``elsewhere`` is how near the message is to examples of what is not for this line.
    """
    if not ranked:
        return None
    best, others = ranked[0], ranked[1:]
    apart = (item.points for item in others if not _shares_topic(item, best))
    beside = [_shares_topic(item, best) for item in ranked[1:FIRST_SHOWN]]
    words = len(query.words)
    return Evidence(
        points=best.points,
        next_points=max(apart, default=0.0),
        coverage=min(1.0, best.matched / words) if words else 0.0,
        agreement=sum(beside) / len(beside) if beside else 0.0,
        meaning=best.meaning,
        elsewhere=elsewhere,
        is_ours=bool(query.hinted or query.flagged) or reading.has_our_words,
        is_about_people=reading.is_about_people or query.phase is not Phase.UNKNOWN,
        is_off_topic=reading.subject is not None,
    )


def _shares_topic(item: Ranked, other: Ranked) -> bool:
    return bool(set(item.strategy.topics).intersection(other.strategy.topics))
