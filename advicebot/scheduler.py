"""The heartbeat of the clock process: APScheduler knocks; what is due is decided by rows, not by
triggers.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from threading import Thread

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so many seconds."""

    name: str
    work: Callable[[], object]
    seconds: int


def build_scheduler(jobs: Sequence[Job]) -> BackgroundScheduler:
    """Return a scheduler that does each job at its pace and never twice at once. Starts nothing.

    Each has a thread of its own, so that a slow one holds up no other. A late or missed knock is no
    loss: the next one finds the same rows due.
    """
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(len(jobs))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in jobs:
        scheduler.add_job(job.work, "interval", seconds=job.seconds, id=job.name)
    scheduler.add_listener(_say, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return scheduler


def run_clock(scheduler: BackgroundScheduler, wait: Callable[[], object], *, within: float) -> bool:
    """Knock until ``wait`` returns, finish the jobs in hand, and return.

    Returns:
        False when a job was still running after ``within`` seconds.
    """
    scheduler.start()
    log.info("ready")
    wait()
    log.info("draining")
    ending = Thread(target=scheduler.shutdown, kwargs={"wait": True}, daemon=True)
    ending.start()
    ending.join(within)
    return not ending.is_alive()


def _say(event: JobExecutionEvent) -> None:
    log.error("the job %s failed or was missed", event.job_id, exc_info=event.exception)
