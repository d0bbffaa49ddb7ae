"""What a report says of a figure, and when it says that it is not shown."""

from collections.abc import Mapping, Sequence

from advicebot.domain.outcomes.counting import Change, Count, Rate
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.tables import SMALLEST
from advicebot.domain.outcomes.weekly import Shown
from advicebot.domain.outcomes.wording import NONE_YET, NOT_SHOWN, Value

TOO_FEW = f"{NOT_SHOWN} (fewer than {SMALLEST} known)"


def together(shown: Sequence[Shown]) -> Shown:
    """Return the sum of what is shown of several periods, and of nothing else.

    What is rounded in one is rounded in the sum; what is not shown in one is not shown in the sum.
    """
    if len(shown) == 1:
        return shown[0]
    kinds = list(dict.fromkeys(kind for each in shown for kind in each.counts))
    counts: dict[str, int | None] = {}
    about: dict[str, int] = {}
    for kind in kinds:
        exact = [each.counts[kind] for each in shown]
        near = [each.about.get(kind, each.counts[kind]) for each in shown]
        known = [count for count in exact if count is not None]
        rounded = [count for count in near if count is not None]
        counts[kind] = sum(known) if len(known) == len(shown) else None
        if counts[kind] is None and len(rounded) == len(shown):
            about[kind] = sum(rounded)
    return Shown(counts=counts, about=about, is_few=False)


def of_open_rate(rate: Rate) -> Value:
    """Return a share with its n, those not known, its interval and its bounds.

    Of a whole line: it is shown from five known on, however small what it counts.
    """
    if rate.n + rate.unknown + rate.waiting == 0:
        return Value(words=NONE_YET)
    if rate.n < SMALLEST or rate.share is None or rate.interval is None:
        return Value(words=TOO_FEW)
    low, high = rate.interval
    waiting = f", {rate.waiting} still to come" if rate.waiting else ""
    words = (
        f"{rate.right} of {rate.n} ({rate.share:.0%}; 95 % interval {low:.0%} to {high:.0%}), "
        f"{rate.unknown} not known ({rate.lowest:.0%} to {rate.highest:.0%} of all){waiting}"
    )
    return Value(words=words, number=rate.share, rate=rate)


def of_displaced(found: Mapping[Whereabouts, Count]) -> Value:
    """Return how many went anywhere else, out of all of whom anything is known."""
    n = max((count.n for count in found.values()), default=0)
    if n < SMALLEST:
        return Value(words=TOO_FEW if n else NONE_YET)
    moved = sum(count.value for count in found.values())
    return Value(words=f"{moved} of {n} of whom anything is known", number=moved)


def of_change(change: Change) -> Value:
    """Return the days before and after, for the same pupils."""
    if change.n + change.unknown == 0:
        return Value(words=NONE_YET)
    if change.n < SMALLEST:
        return Value(words=TOO_FEW)
    words = (
        f"{change.before:g} before, {change.after:g} after, for the same {change.n} pupils; "
        f"{change.unknown} not known"
    )
    return Value(words=words, number=change.after - change.before)
