"""What both pictures share: size, type, colours, the box for a number that is not shown.

Slack shows a picture on a telephone at less than a third of its width: no type is smaller than
what can be read there, small print aside. Colours are those of M. Okabe and K. Ito, “Color
Universal Design”, 2008, and nothing is told by colour alone.
"""

from io import BytesIO
from pathlib import Path
from textwrap import shorten

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

WIDTH, HEIGHT, DPI = 1200, 675, 100
INK, QUIET = "#1a1a1a", "#595959"
BLUE, SKY, GREEN, ORANGE, VERMILION = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00"
GREY = "#BFBFBF"
TITLE, LABEL, SMALL = 44, 34, 24
"""Heights of letters in pixels."""
EDGE = 40
"""Pixels between the border and anything."""

SMALL_PRINT = 80
"""Characters that fit into the small print."""

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def letters(pixels: int, *, bold: bool = False) -> FontProperties:
    """Return the type that comes with the library, so that a picture is the same everywhere."""
    file = _FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    return FontProperties(fname=str(file), size=pixels * 72 / DPI)


def sheet(title: str, *, line: str) -> tuple[Figure, Axes]:
    """Return a picture with its title and small print only, measured in pixels from below."""
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, HEIGHT)
    write(axes, EDGE, HEIGHT - 78, title, size=TITLE, bold=True)
    write(axes, EDGE, 28, _small_print(line), size=SMALL, color=QUIET)
    return figure, axes


def _small_print(line: str) -> str:
    where = "how we count is in the digest"
    whose = shorten(line, SMALL_PRINT - len(where) - 2, placeholder="…")
    return f"{whose}: {where}" if whose else where.capitalize()


def write(
    axes: Axes,
    x: float,
    y: float,
    words: str,
    *,
    size: int = LABEL,
    bold: bool = False,
    color: str = INK,
    middle: bool = False,
    upright: bool = False,
) -> None:
    """Put words on the line at ``y``, with their left end, or their middle, at ``x``.

    ``upright`` words begin at ``y`` and go up from there. A white rim keeps them readable on bars.
    """
    axes.text(
        x,
        y,
        words,
        fontproperties=letters(size, bold=bold),
        color=color,
        ha="center" if middle else "left",
        va="bottom" if upright else "baseline",
        rotation=90 if upright else 0,
        parse_math=False,
        path_effects=[withStroke(linewidth=5, foreground="white")],
    )


def bar(
    axes: Axes, x: float, y: float, width: float, height: float, *, color: str, hatch: str = ""
) -> None:
    """Put a filled box with its lower left corner at a place; ``hatch`` tells it from others."""
    axes.add_patch(
        Rectangle(
            (x, y),
            width,
            height,
            facecolor=color,
            hatch=hatch or None,
            edgecolor=INK,
            linewidth=1.5,
        )
    )


def hollow(axes: Axes, x: float, y: float, width: float, height: float) -> None:
    """Put the dashed box that stands for a number which is not shown: its height says nothing."""
    axes.add_patch(
        Rectangle(
            (x, y),
            width,
            height,
            facecolor="white",
            edgecolor=QUIET,
            linestyle=(0, (4, 4)),
            linewidth=2,
        )
    )


def png(figure: Figure) -> bytes:
    """Return the picture as a file, without a date or the library's version in it."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()
