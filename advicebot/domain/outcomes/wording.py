"""The digest's sentences: what a number says, and why one is not shown. Nothing is rounded up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from advicebot.domain.oncall.calendar import LONDON
from advicebot.domain.oncall.spans import Span
from advicebot.domain.outcomes.counting import Duration, Rate
from advicebot.domain.outcomes.measures import (
    ELSEWHERE,
    FULL_TIME,
    NOT_KNOWN,
    REACHED,
    URGENT,
    WAITING,
    Counted,
)
from advicebot.domain.outcomes.tables import FEWEST_SCHOOLS, SMALLEST
from advicebot.domain.outcomes.weekly import ALL, Shown

NOT_SHOWN = "not shown"
NONE_YET = "none"
RUNNING_OUT = 5
"""An offer runs out when no more than one place in so many is free."""
SUPPRESSED = (
    f"“{NOT_SHOWN.capitalize()}” stands for a number under {SMALLEST}, one from fewer than "
    f"{FEWEST_SCHOOLS} schools, and any other from which such a number could be worked out."
)
ROUNDED = f"Numbers of where pupils are stand to the nearest {SMALLEST}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLoad:
    """An offer of the knowledge base and its places; ``is_waited_for`` when there is a list."""

    title: str
    capacity_now: int
    capacity_total: int
    is_waited_for: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaLoad:
    """How the on-call week went, without names. ``gaps`` are open hours with nobody on call.

    ``passed_on`` of the ``pages`` went past the first person.
    """

    pages: int
    passed_on: int
    gaps: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number of one period. ``words`` say it, or why it is not shown: ``number`` is None then.

    A rate has its share as number, a time its minutes. ``rate`` and ``time`` are the whole figure
    where it may be shown.
    """

    words: str
    number: float | None = None
    rate: Rate | None = None
    time: Duration | None = None


def of_count(shown: Shown, kind: str) -> Value:
    """Return a count as it is, to the nearest ten, or that it is not shown."""
    if shown.is_few and kind == ALL:
        return Value(words=f"fewer than {SMALLEST}")
    number = shown.counts[kind] if shown.counts[kind] is not None else shown.about.get(kind)
    return Value(words=_near(shown, kind) or NOT_SHOWN, number=number)


def of_rate(shown: Shown, right: str, wrong: str, how: str) -> Value:
    """Return a share with its n, those not known, and its interval; from shown counts alone.

    Under five known there is no share: it would say more of chance than of the line.
    """
    good, bad, unknown = shown.counts[right], shown.counts[wrong], shown.counts[NOT_KNOWN]
    if good is None or bad is None or unknown is None:
        return _rounded_rate(shown, right)
    rate = Rate(right=good, n=good + bad, unknown=unknown, how=how)
    if rate.n + unknown == 0:
        return Value(words=NONE_YET)
    if rate.n < SMALLEST or rate.interval is None or rate.share is None:
        return Value(words=f"{NOT_SHOWN} (fewer than {SMALLEST} known)")
    low, high = rate.interval
    words = (
        f"{good} of {rate.n} ({rate.share:.0%}; 95 % interval {low:.0%} to {high:.0%}), "
        f"{unknown} not known ({rate.lowest:.0%} to {rate.highest:.0%} of all)"
    )
    return Value(words=words, number=rate.share, rate=rate)


def of_time(time: Duration, shown: Shown | None) -> Value:
    """Return the median and p90 with n, where n may be shown and is five or more.

    The whole figure comes with it only where all its counts may be shown.
    """
    if shown is None or shown.counts[REACHED] == 0:
        return Value(words=NONE_YET)
    n = _near(shown, REACHED)
    if n is None or time.n < SMALLEST or time.median is None or time.p90 is None:
        return Value(words=NOT_SHOWN)
    words = f"{_spoken(time.median)}; nine in ten within {_spoken(time.p90)} (n {n})"
    is_exact = None not in (shown.counts[REACHED], shown.counts[WAITING])
    minutes = time.median.total_seconds() / 60
    return Value(words=words, number=minutes, time=time if is_exact else None)


def headline(calls: Counted, pupils: Counted, people: Counted, times: Sequence[Value]) -> str:
    """Return the week in one or a few sentences. What is worse than last week is said as well.

    ``times`` are those of this week and, where there was one, of the week before.
    """
    first = f"{_calls(calls.this)}; {_pupils(pupils.this)}."
    worse = [_fewer(pupils), _unreached(people.this), _slower(times)]
    return " ".join([first, *(each for each in worse if each)])


def offers(loads: Iterable[OfferLoad]) -> tuple[str, ...]:
    """Return a sentence for each offer that is full or nearly so, full ones first."""
    scarce = [load for load in loads if load.capacity_now * RUNNING_OUT <= load.capacity_total]
    return tuple(_offer(load) for load in sorted(scarce, key=lambda o: (o.capacity_now, o.title)))


def rota(load: RotaLoad, people: Shown) -> tuple[str, ...]:
    """Return the load of the week and each gap, in sentences.

    Pages are calls to ``people`` and tell of them: they are counted where those are.
    """
    if load.pages and None in people.counts.values():
        first = "Pages are not counted here: there were too few calls to people."
    elif load.pages:
        went = f"{load.passed_on} of them went past the first person."
        first = f"{_number(load.pages, 'page')}; {went}"
    else:
        first = "No pages."
    gaps = [f"Nobody on call: {_gap(gap)}." for gap in load.gaps]
    return (first, *(gaps or ["Somebody was on call in all of the line’s hours."]))


def notes(shown: Iterable[Shown], bars: Iterable[int | None]) -> tuple[str, ...]:
    """Return what a reader must know of the numbers above."""
    values = [value for each in shown for value in each.counts.values()]
    heights = list(bars)
    found = [SUPPRESSED] if None in [*values, *heights] else []
    return (*found, ROUNDED) if any(heights) else tuple(found)


def _rounded_rate(shown: Shown, right: str) -> Value:
    """Without a share: rounded numbers would make a wrong one look exact."""
    good, everybody = _near(shown, right), _near(shown, ALL)
    if good is None or everybody is None:
        return Value(words=NOT_SHOWN)
    return Value(words=f"{good} of {everybody}, those not known among them")


def _near(shown: Shown, kind: str) -> str | None:
    """A count in words, as it is or to the nearest ten; None where neither may be shown."""
    if (count := shown.counts[kind]) is not None:
        return str(count)
    return f"about {shown.about[kind]}" if kind in shown.about else None


def _calls(shown: Shown) -> str:
    if shown.total is None:
        return f"Fewer than {SMALLEST} calls"
    if shown.total == 0:
        return "No calls"
    urgent = shown.counts[URGENT]
    said = "" if urgent is None else f", {urgent or 'none'} urgent"
    return f"{_number(shown.total, 'call')}{said}"


def _pupils(shown: Shown) -> str:
    full, away, unknown = (shown.counts[kind] for kind in (FULL_TIME, ELSEWHERE, NOT_KNOWN))
    if shown.total == 0:
        return "no pupil was due to be asked about"
    if full is None or away is None or unknown is None or shown.total is None:
        return "too few pupils were asked about to show where they are"
    said = [f"{away} elsewhere" if away else "", f"{unknown} not known" if unknown else ""]
    first = f"{full} of {shown.total} pupils we asked about are in school full time"
    return "; ".join([first, *(each for each in said if each)])


def _fewer(pupils: Counted) -> str:
    now, before = pupils.this, pupils.last
    if before is None or not now.total or not before.total:
        return ""
    full, was = now.counts[FULL_TIME], before.counts[FULL_TIME]
    if full is None or was is None or full * before.total >= was * now.total:
        return ""
    return f"That is a smaller share than the week before ({was} of {before.total})."


def _unreached(people: Shown) -> str:
    waiting = people.counts[WAITING]
    return f"{_number(waiting, 'call')} to a person reached nobody." if waiting else ""


def _slower(times: Sequence[Value]) -> str:
    told = [each.time.median for each in times if each.time and each.time.median]
    if len(told) < 2 or told[0] <= told[1]:
        return ""
    return f"A person took longer than the week before: {_spoken(told[0])}, not {_spoken(told[1])}."


def _offer(load: OfferLoad) -> str:
    left = f"{load.capacity_now} of {load.capacity_total} places left"
    free = left if load.capacity_now else "no place left"
    return f"{load.title}: {free}{', with a waiting list' if load.is_waited_for else ''}."


def _gap(gap: Span) -> str:
    start, end = (at.astimezone(LONDON) for at in gap)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a} {end.day} {end:%b %H:%M}"
    return f"{start:%a} {start.day} {start:%b %H:%M} to {last}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _spoken(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else "under a minute"
    return f"{minutes // 60} h {minutes % 60:02} min"
