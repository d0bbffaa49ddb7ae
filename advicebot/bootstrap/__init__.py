"""The only place where the real parts are joined.

``advice`` needs no Slack and no database, so commands that only answer start quickly; ``processes``
joins the bot and the clock.
"""

from advicebot.bootstrap.advice import build_line, build_ranking

__all__ = ["build_line", "build_ranking"]
