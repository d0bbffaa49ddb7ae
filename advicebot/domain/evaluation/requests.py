"""Figures for requests: is the right topic suggested, and nothing to what is not for the line?"""

from collections.abc import Sequence
from dataclasses import dataclass

from advicebot.domain.advice.answer import Advice
from advicebot.domain.evaluation.cases import RequestLabel
from advicebot.domain.evaluation.figures import (
    Figure,
    Intervals,
    resampled_mean,
    resampled_share,
    share,
    share_at_least,
    share_at_most,
)
from advicebot.domain.evaluation.judging import (
    Outcome,
    is_noticed,
    is_paged,
    is_turned_away,
    rank_of,
)
from advicebot.domain.vocabulary import Action, Band, Phase, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """How high the first strategy with a wanted topic stands; ``mrr_5`` is the mean of 1/place,
    0 when it is not among the five.
    """

    hit_1: Figure
    hit_3: Figure
    mrr_5: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLine:
    """One confidence band: how often it is given, and how often it is then right.

    ``share`` and the two hits are of requests for this line, ``off_topic`` of all others.
    """

    band: Band
    share: Figure
    any_3: Figure
    main_3: Figure
    off_topic: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """The requests with one main topic; a request with two main topics counts under both."""

    topic: Topic
    n: int
    any_3: Figure
    main_3: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFigures:
    """All figures for requests.

    ``any`` and ``main`` are over requests for this line. ``turned_away`` is the share of the
    others that were declined or told that there is nothing, ``declined`` of them the declined.
    ``phase`` is over all that are labelled with one, ``phase_known`` without the unknown.
    ``calm_paged`` and ``calm_raised`` (paged or asked) are over what is labelled not urgent,
    ``pressing_noticed`` over what is.
    """

    n: int
    any: Hits
    main: Hits
    turned_away: Figure
    declined: Figure
    phase: Figure
    phase_known: Figure
    calm_paged: Figure
    calm_raised: Figure
    pressing_noticed: Figure
    bands: tuple[BandLine, ...]
    topics: tuple[TopicLine, ...]


Pair = tuple[RequestLabel, Advice]


def request_figures(outcomes: Sequence[Outcome], intervals: Intervals) -> RequestFigures | None:
    """Return the figures over the cases with a request label, None when there are none."""
    pairs = [(o.case.request, o.advice) for o in outcomes if o.case.request is not None]
    if not pairs:
        return None
    ours = [pair for pair in pairs if not pair[0].is_off_topic]
    others = [advice for label, advice in pairs if label.is_off_topic]
    calm = [advice for label, advice in pairs if label.is_calm]
    pressing = [advice for label, advice in pairs if label.is_pressing]
    phases = [(label.phase, advice.phase) for label, advice in pairs if label.phase is not None]
    return RequestFigures(
        n=len(pairs),
        any=_hits([_any(pair) for pair in ours], intervals),
        main=_hits([_main(pair) for pair in ours], intervals),
        turned_away=share_at_least(map(is_turned_away, others), intervals),
        declined=share(advice.verdict.action is Action.DECLINE for advice in others),
        phase=resampled_share((said is meant for meant, said in phases), intervals),
        phase_known=share(said is meant for meant, said in phases if meant is not Phase.UNKNOWN),
        calm_paged=share_at_most(map(is_paged, calm), intervals),
        calm_raised=share_at_most(map(is_noticed, calm), intervals),
        pressing_noticed=share(map(is_noticed, pressing)),
        bands=tuple(_band_line(band, ours, others) for band in Band),
        topics=_topic_lines(ours),
    )


def _any(pair: Pair) -> int | None:
    return rank_of(pair[0].any, pair[1].suggestions)


def _main(pair: Pair) -> int | None:
    return rank_of(pair[0].main, pair[1].suggestions)


def _within(rank: int | None, places: int) -> bool:
    return rank is not None and rank <= places


def _hits(ranks: Sequence[int | None], intervals: Intervals) -> Hits:
    return Hits(
        hit_1=resampled_share((_within(rank, 1) for rank in ranks), intervals),
        hit_3=resampled_share((_within(rank, 3) for rank in ranks), intervals),
        mrr_5=resampled_mean((1 / rank if rank else 0.0 for rank in ranks), intervals),
    )


def _band_line(band: Band, ours: Sequence[Pair], others: Sequence[Advice]) -> BandLine:
    inside = [pair for pair in ours if pair[1].band is band]
    return BandLine(
        band=band,
        share=share(pair[1].band is band for pair in ours),
        any_3=share(_within(_any(pair), 3) for pair in inside),
        main_3=share(_within(_main(pair), 3) for pair in inside),
        off_topic=share(advice.band is band for advice in others),
    )


def _topic_lines(ours: Sequence[Pair]) -> tuple[TopicLine, ...]:
    lines = []
    for topic in Topic:
        about = [pair for pair in ours if topic in pair[0].main]
        if about:
            lines.append(
                TopicLine(
                    topic=topic,
                    n=len(about),
                    any_3=share(_within(_any(pair), 3) for pair in about),
                    main_3=share(_within(_main(pair), 3) for pair in about),
                )
            )
    return tuple(lines)
