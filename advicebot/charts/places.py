"""Where pupils are, as teachers said when they were asked."""

from matplotlib.axes import Axes

from advicebot.charts import paper
from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Bar, Digest
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.domain.outcomes.places import PLACE_WORDS

NAME = "where-pupils-are"
TITLE = "Where pupils were when we asked"
BELOW = "Answers this term, to the nearest 5. Not shown can be any number."
HIGHEST, ROW, THICK = 528, 57, 40
FROM, TO = 590, 1040
"""Between these places, in pixels, lie the bars; their numbers stand behind them."""
FEWEST = 20


def draw(digest: Digest, *, line: str) -> Chart:
    """Return the picture of ``digest.whereabouts``."""
    figure, axes = paper.sheet(TITLE, line=line)
    paper.write(axes, paper.EDGE, HIGHEST + 20, BELOW, size=30, color=paper.QUIET)
    most = max([FEWEST, *(bar.value or 0 for bar in digest.whereabouts)])
    for number, one in enumerate(digest.whereabouts):
        _row(axes, one, HIGHEST - ROW * (number + 1) + 8, (TO - FROM) / most)
    return Chart(name=NAME, alt=alt(digest), png=paper.png(figure))


def alt(digest: Digest) -> str:
    """Return what the picture shows in words."""
    shown = [f"{PLACE_WORDS[bar.state]}: {_number(bar)}" for bar in digest.whereabouts]
    return f"{TITLE}. {BELOW} {'; '.join(shown)}."


def _number(bar: Bar) -> str:
    return "not shown" if bar.value is None else f"about {bar.value}"


def _row(axes: Axes, bar: Bar, y: float, unit: float) -> None:
    paper.write(axes, paper.EDGE, y + 8, PLACE_WORDS[bar.state])
    if bar.value is None:
        paper.hollow(axes, FROM, y, 230, THICK)
        paper.write(axes, FROM + 24, y + 8, "not shown", color=paper.QUIET)
        return
    color, hatch = _look(bar.state)
    paper.bar(axes, FROM, y, bar.value * unit, THICK, color=color, hatch=hatch)
    paper.write(axes, FROM + bar.value * unit + 12, y + 8, str(bar.value), bold=True)


def _look(state: Whereabouts) -> tuple[str, str]:
    if state is Whereabouts.FULL_TIME:
        return paper.GREEN, ""
    return (paper.GREY, "..") if state is Whereabouts.UNKNOWN else (paper.ORANGE, "//")
