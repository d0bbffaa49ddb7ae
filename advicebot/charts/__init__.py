"""The two pictures of a digest, as PNG with the same numbers in words."""

from advicebot.domain.outcomes.chart import Chart
from advicebot.domain.outcomes.digest import Digest


def draw_charts(digest: Digest, *, line: str = "") -> tuple[Chart, ...]:
    """Return calls by school week, and where pupils are; the same bytes for the same digest.

    ``line`` is whose numbers they are, for the small print. The library that draws is imported
    here and not before: it takes about a second and 40 MB, which only this may cost.
    """
    from advicebot.charts import calls, places

    return (calls.draw(digest, line=line), places.draw(digest, line=line))
