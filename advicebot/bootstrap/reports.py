"""Joins what the report needs: the database, the line, and who draws its pictures."""

from dataclasses import replace
from functools import partial

from advicebot.bootstrap.rota import RotaDesk, open_rota
from advicebot.charts import draw_charts
from advicebot.settings import Settings


def open_reports(settings: Settings) -> RotaDesk:
    """Return a desk over the database that the settings name, without advice and without Slack.

    Raises:
        StoreError: there is no database, or it waits for a migration.
        KnowledgeError: a knowledge file breaks its format.
    """
    parts = open_rota(settings)
    charts = partial(draw_charts, line=parts.desk.knowledge.line.name)
    return replace(parts, desk=replace(parts.desk, charts=charts))
