"""Joins the two processes of a line: the bot and the clock."""

import logging
import math
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_sdk import WebClient

from advicebot.bootstrap.advice import advisor_over, build_redactor
from advicebot.clock import Clock, ShiftedClock, SystemClock
from advicebot.ids import RandomIds
from advicebot.library import load_knowledge
from advicebot.scheduler import build_scheduler
from advicebot.service import tick
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.settings import Settings
from advicebot.slack.app import Parts, build_app
from advicebot.slack.draw import Artist
from advicebot.slack.gateway import Gateway
from advicebot.slack.payloads import Redact
from advicebot.slack.run import Stop, Wake, Workers, connect_patiently, take_in
from advicebot.slack.sender import Sender
from advicebot.slack.sweep import Sweep
from advicebot.store.work import SqliteWork

LISTENERS = 20
"""Threads for listeners: Bolt's five would let five slow ones refuse the sixth click."""
LEASE_CALLS = 4
"""A lease outlasts this many Slack calls that time out one after the other: address, look, post."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything the bot process runs."""

    app: App
    workers: Workers
    executor: ThreadPoolExecutor
    work: SqliteWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockProcess:
    """Everything the clock process runs."""

    scheduler: BackgroundScheduler
    work: SqliteWork


def build_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or the one that a demo moves."""
    return ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()


def build_desk(settings: Settings, *, with_meaning: bool = True) -> tuple[Desk, SqliteWork, Redact]:
    """Return the desk over the database and knowledge that the settings name.

    ``with_meaning`` False leaves the sentence model out, for a process that gives no advice.

    Raises:
        KnowledgeError: a knowledge file breaks its format.
    """
    knowledge = load_knowledge(settings.knowledge)
    redactor = build_redactor(settings.knowledge, knowledge)
    work = SqliteWork(settings.database)
    desk = Desk(
        work=work,
        clock=build_clock(settings),
        ids=RandomIds(),
        adviser=advisor_over(
            settings.knowledge,
            knowledge,
            redactor,
            cache=settings.cache if with_meaning else None,
            progress=_log_progress,
        ),
        knowledge=knowledge,
    )

    def redact(text: str) -> tuple[str, int]:
        redacted = redactor.redact(text)
        return redacted.text, len(redacted.redactions)

    return desk, work, redact


def build_bot(settings: Settings, stop: Stop) -> Bot:
    """Return the bot, ready to be connected. Waits until Slack has said who we are, or ``stop``."""
    desk, work, redact = build_desk(settings)
    client = build_client(settings)
    gateway = Gateway(client, on_call=desk.knowledge.line.on_call_channel)
    identity = connect_patiently(gateway.identify, stop)
    worker, lease, wake = worker_name(), _lease(settings), Wake()
    deliveries = Deliveries(work, worker=worker, lease=lease, machine=SystemClock())
    artist = Artist(desk)
    executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")
    parts = Parts(
        desk=desk,
        deliveries=deliveries,
        gateway=gateway,
        artist=artist,
        redact=redact,
        wake=wake,
    )
    app = build_app(parts, client=client, identity=identity, executor=executor)
    sender = Sender(desk, gateway, artist, worker=worker, lease=lease, machine=SystemClock())
    sweep = Sweep(
        work,
        deliveries,
        gateway,
        team_id=identity["team_id"],
        clock=desk.clock,
        take_in=take_in(app),
    )
    workers = Workers(app, sender=sender, deliveries=deliveries, sweep=sweep, wake=wake)
    return Bot(app=app, workers=workers, executor=executor, work=work)


def build_clock_process(settings: Settings) -> ClockProcess:
    """Return the clock process: it does what is due and sends what that puts into the outbox."""
    desk, work, _ = build_desk(settings, with_meaning=False)
    gateway = Gateway(build_client(settings), on_call=desk.knowledge.line.on_call_channel)
    sender = Sender(
        desk,
        gateway,
        Artist(desk),
        worker=worker_name(),
        lease=_lease(settings),
        machine=SystemClock(),
    )

    def knock() -> None:
        tick.run_due(desk)
        while sender.send_next():
            pass

    return ClockProcess(scheduler=build_scheduler(knock), work=work)


def build_client(settings: Settings) -> WebClient:
    """Return a Slack client that never retries by itself: the outbox does, after reading back."""
    return WebClient(
        token=settings.bot_token,
        base_url=settings.slack_api_url,
        timeout=_timeout(settings),
        retry_handlers=[],
    )


def _log_progress(done: int, total: int) -> None:
    if done in (0, total):
        log.info("vectors of the knowledge base computed=%d of=%d", done, total)


def worker_name() -> str:
    """Return a name for this process that no other process has."""
    return f"{socket.gethostname()}:{os.getpid()}:{RandomIds().new()[:8]}"


def _lease(settings: Settings) -> timedelta:
    return timedelta(seconds=_timeout(settings) * LEASE_CALLS)


def _timeout(settings: Settings) -> int:
    """Return the whole seconds that the Slack client takes."""
    return max(1, math.ceil(settings.slack_timeout))
