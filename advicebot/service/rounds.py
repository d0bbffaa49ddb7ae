"""What is looked at again and again though nothing is due: who comes on duty, what is uncovered,
whether a week wants its digest, what has been kept long enough.

Each part can be done any number of times; what was said is not said twice.
"""

import logging
from collections.abc import Callable
from functools import partial

from advicebot.service import digests, duty, gaps, retention
from advicebot.service.desk import Desk

log = logging.getLogger(__name__)


def look(desk: Desk) -> None:
    """Look round every workspace; one that fails does not hold up the others."""
    with desk.work.read() as unit:
        teams = unit.practitioners.teams()
    for team_id in teams:
        _try("duty", partial(duty.look, desk, team_id, desk.clock.now()))
        _try("gaps", partial(gaps.report_gaps, desk, team_id))
        _try("digest", partial(digests.look, desk, team_id))
        _try("retention", partial(retention.look, desk, team_id))


def _try(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("a look round failed part=%s", name)
