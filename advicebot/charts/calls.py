"""Calls and urgent calls, school week by school week."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from advicebot.charts import paper
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest, WeekPoint

NAME = "calls-by-week"
TITLE = "Calls in each school week of the term"
FLOOR, HIGHEST = 145, 440
"""Between these heights, in pixels, stand the bars; two rows of numbers may stand above them."""
WIDEST = 120
FEWEST = 5
"""The scale never ends below so many calls, so that one call is no tall bar."""
ROW = 38
"""The height of a row of numbers."""
NOT_SHOWN_HIGH, NOT_SHOWN_LOW = 230, 36
"""The heights of the boxes for calls, and for urgent ones, that are not shown."""
DIGIT = 0.75
"""The width of a digit, in heights of letters."""


def draw(digest: Digest, *, line: str) -> Chart:
    """Return the picture of ``digest.weeks``."""
    figure, axes = paper.sheet(TITLE, line=line)
    _key(axes, digest.weeks)
    if digest.weeks:
        _bars(axes, digest.weeks)
    axes.plot([paper.EDGE, paper.WIDTH - paper.EDGE], [FLOOR, FLOOR], color=paper.INK, linewidth=2)
    return Chart(name=NAME, alt=alt(digest), png=paper.png(figure))


def alt(digest: Digest) -> str:
    """Return what the picture shows in words."""
    if not digest.weeks:
        return f"{TITLE}: none yet."
    return f"{TITLE}. {'; '.join(map(_in_words, digest.weeks))}."


def _in_words(week: WeekPoint) -> str:
    day = f"{week.monday.day} {week.monday:%B}"
    if week.calls is None:
        return f"{day}: not shown"
    calls = f"{week.calls} call{'' if week.calls == 1 else 's'}"
    urgent = "urgent not shown" if week.urgent is None else f"{week.urgent} urgent"
    return f"{day}: {calls}, {urgent}"


def _key(axes: Axes, weeks: Sequence[WeekPoint]) -> None:
    y, size = 535, 30
    paper.bar(axes, paper.EDGE, y, size, size, color=paper.SKY)
    paper.write(axes, paper.EDGE + 44, y + 4, "all calls")
    paper.bar(axes, 270, y, size, size, color=paper.VERMILION, hatch="//")
    paper.write(axes, 314, y + 4, "urgent among them")
    if any(week.calls is None or week.urgent is None for week in weeks):
        paper.hollow(axes, 710, y, size, size)
        paper.write(axes, 754, y + 4, "not shown")


def _bars(axes: Axes, weeks: Sequence[WeekPoint]) -> None:
    slot = (paper.WIDTH - 2 * paper.EDGE) / len(weeks)
    most = max(FEWEST, *(week.calls or 0 for week in weeks))
    size = min(paper.LABEL, int(slot / len(str(most)) / DIGIT))
    for number, week in enumerate(weeks):
        place = _Place(
            axes=axes,
            middle=paper.EDGE + slot * (number + 0.5),
            width=min(WIDEST, slot * 0.72),
            unit=(HIGHEST - FLOOR) / most,
            size=size,
        )
        place.draw(week)
        _day(place, weeks, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where one week stands; ``unit`` is the height of one call, ``size`` that of its numbers."""

    axes: Axes
    middle: float
    width: float
    unit: float
    size: int

    def draw(self, week: WeekPoint) -> None:
        if week.calls is None:
            self._not_shown(NOT_SHOWN_HIGH)
            self._write(FLOOR + 14, "not shown", color=paper.QUIET, upright=True)
            return
        height = week.calls * self.unit
        if week.calls:
            self._bar(height, color=paper.SKY)
        room = self._urgent(week.urgent) if week.calls else 0
        self._write(FLOOR + max(height, room) + 8, str(week.calls), bold=True)

    def _urgent(self, urgent: int | None) -> float:
        """Draw the urgent part and return how much height it takes with its number."""
        if urgent is None:
            self._not_shown(NOT_SHOWN_LOW)
            return NOT_SHOWN_LOW
        if urgent:
            self._bar(urgent * self.unit, color=paper.VERMILION, hatch="//")
        self._write(FLOOR + urgent * self.unit + 6, str(urgent))
        return urgent * self.unit + ROW

    def _bar(self, height: float, *, color: str, hatch: str = "") -> None:
        left = self.middle - self.width / 2
        paper.bar(self.axes, left, FLOOR, self.width, height, color=color, hatch=hatch)

    def _not_shown(self, height: float) -> None:
        paper.hollow(self.axes, self.middle - self.width / 2, FLOOR, self.width, height)

    def _write(
        self,
        y: float,
        words: str,
        *,
        color: str = paper.INK,
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        paper.write(
            self.axes,
            self.middle,
            y,
            words,
            size=self.size,
            color=color,
            bold=bold,
            middle=True,
            upright=upright,
        )


def _day(place: _Place, weeks: Sequence[WeekPoint], number: int) -> None:
    """The Monday under the bar, that of the digest's own week in bold; a new month under it."""
    monday, is_last = weeks[number].monday, number == len(weeks) - 1
    paper.write(place.axes, place.middle, FLOOR - 36, str(monday.day), bold=is_last, middle=True)
    if number == 0 or weeks[number - 1].monday.month != monday.month:
        paper.write(place.axes, place.middle, FLOOR - 74, f"{monday:%b}", middle=True)
