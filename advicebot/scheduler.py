"""The clock process: APScheduler knocks each second; what is due is decided by rows, not by
triggers.
"""

import logging
import signal
from collections.abc import Callable
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from advicebot.signals import SIGNALS

log = logging.getLogger(__name__)

TICK_SECONDS = 1


def build_scheduler(tick: Callable[[], object]) -> BackgroundScheduler:
    """Return a scheduler that calls ``tick`` each second and never two at once. Starts nothing.

    A late or missed knock is no loss: the next one finds the same rows due.
    """
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_job(tick, "interval", seconds=TICK_SECONDS, id="tick")
    scheduler.add_listener(_say, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return scheduler


def run_clock(scheduler: BackgroundScheduler) -> None:
    """Knock until SIGTERM or SIGINT, finish the tick in hand, and return.

    The signals must be blocked before any thread starts.
    """
    scheduler.start()
    log.info("ready")
    signal.sigwait(SIGNALS)
    scheduler.shutdown(wait=True)
    log.info("stopped")


def _say(event: JobExecutionEvent) -> None:
    log.error("tick failed or was missed", exc_info=event.exception)
