"""Joins the bot, and what it shares with the clock process."""

import logging
import math
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from slack_bolt import App
from slack_sdk import WebClient

from advicebot.bootstrap.advice import advisor_over, build_redactor
from advicebot.bootstrap.outside import build_mail, build_outside, outside_sender
from advicebot.charts import draw_charts
from advicebot.clock import Clock, ShiftedClock, SystemClock
from advicebot.domain.knowledge import Line
from advicebot.domain.oncall.calendar import london_day
from advicebot.ids import RandomIds
from advicebot.library import Loaded, load_for_running
from advicebot.service import tick, vitals
from advicebot.service.deliveries import Deliveries
from advicebot.service.desk import Desk
from advicebot.settings import Settings
from advicebot.slack.app import Parts, build_app
from advicebot.slack.canary import Canary
from advicebot.slack.draw import Artist
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.loops import Loop, Wake
from advicebot.slack.payloads import Redact
from advicebot.slack.roles import Roles
from advicebot.slack.rollcall import RollCall
from advicebot.slack.run import Stop, Workers, connect_patiently, take_in
from advicebot.slack.sender import Sender
from advicebot.slack.sweep import Sweep
from advicebot.store.work import SqliteWork

LISTENERS = 20
"""Threads for listeners: Bolt's five would let five slow ones refuse the sixth click."""
LEASE_MARGIN_SECONDS = 5
ROLL_CALL_SECONDS = 30.0
TICK_SECONDS = 5.0
"""The clock process ticks each second; when it is down, pages climb all the same."""
CANARY_SECONDS = 60.0
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
    desk: Desk

    def socket_works(self) -> None:
        """Mark that the socket is open."""
        vitals.mark(self.work, vitals.Sign.SOCKET, SystemClock())

    def ailments(self) -> tuple[str, ...]:
        """Return what is amiss with the line; see ``service.vitals``."""
        return vitals.ailments(self.desk, SystemClock())


def build_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or the one that a demo moves."""
    return ShiftedClock(settings.clock_file) if settings.clock_file else SystemClock()


def build_desk(settings: Settings, *, with_meaning: bool = True) -> tuple[Desk, SqliteWork, Redact]:
    """Return the desk over the database and knowledge that the settings name.

    ``with_meaning`` False leaves the sentence model out, for a process that gives no advice.

    An offer with a mistake in its file is left out, and the log says so.

    Raises:
        KnowledgeError: another knowledge file breaks its format.
    """
    clock = build_clock(settings)
    loaded = _loaded(settings, clock)
    knowledge = loaded.knowledge
    redactor = build_redactor(settings.knowledge, knowledge)
    work = SqliteWork(settings.database)
    desk = Desk(
        work=work,
        clock=clock,
        ids=RandomIds(),
        adviser=advisor_over(
            settings.knowledge,
            knowledge,
            redactor,
            cache=settings.cache if with_meaning else None,
            progress=_log_progress,
        ),
        knowledge=knowledge,
        charts=partial(draw_charts, line=knowledge.line.name),
        left_out=loaded.named,
    )

    def redact(text: str) -> tuple[str, int]:
        redacted = redactor.redact(text)
        return redacted.text, len(redacted.redactions)

    return desk, work, redact


def _loaded(settings: Settings, clock: Clock) -> Loaded:
    today = london_day(clock.now())
    loaded = load_for_running(settings.knowledge, on=today)
    for problem in loaded.named:
        log.error("an offer is left out: %s", problem)
    return loaded


def build_bot(settings: Settings, stop: Stop) -> Bot:
    """Return the bot, ready to be connected. Waits until Slack has said who we are, or ``stop``."""
    desk, work, redact = build_desk(settings)
    client, machine, wake = build_client(settings), SystemClock(), Wake()
    gateway = build_gateway(settings, desk.knowledge.line)
    identity = connect_patiently(gateway.identify, stop)
    team_id = identity["team_id"]
    canary = Canary(gateway, work, RandomIds(), machine=machine)
    worker, lease = worker_name(), lease_of(settings)
    deliveries = Deliveries(work, worker=worker, lease=lease, machine=machine)
    artist = Artist(desk)
    executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")
    parts = Parts(
        desk=desk,
        deliveries=deliveries,
        gateway=gateway,
        artist=artist,
        redact=redact,
        wake=wake,
        overhear=canary.hears,
    )
    app = build_app(parts, client=client, identity=identity, executor=executor)
    sweep = Sweep(
        work,
        deliveries,
        gateway,
        team_id=team_id,
        clock=desk.clock,
        take_in=take_in(app),
    )
    workers = Workers(
        app,
        sender=build_sender(settings, desk, gateway, artist),
        deliveries=deliveries,
        sweep=sweep,
        wake=wake,
        more=_rounds(settings, desk, RollCall(desk, Roles(gateway), team_id=team_id), canary),
    )
    return Bot(app=app, workers=workers, executor=executor, work=work, desk=desk)


def _rounds(settings: Settings, desk: Desk, roll_call: RollCall, canary: Canary) -> list[Loop]:
    """Return what the bot looks after beside Slack; the canary only where somebody asks for it."""
    loops = [
        Loop(name="tick", work=lambda: tick.run_due(desk), pause=TICK_SECONDS),
        Loop(name="roll-call", work=roll_call.run, pause=ROLL_CALL_SECONDS),
    ]
    if settings.heartbeat_url or settings.health_port is not None:
        loops.append(Loop(name="canary", work=canary.sing, pause=CANARY_SECONDS))
    return loops


def build_sender(settings: Settings, desk: Desk, gateway: Gateway, artist: Artist) -> Sender:
    """Return hands on the outbox that reach Slack, and the second channel where there is one."""
    pager = build_outside(settings)
    return Sender(
        desk,
        gateway,
        artist,
        worker=worker_name(),
        lease=lease_of(settings),
        machine=SystemClock(),
        outside=outside_sender(desk, pager, build_mail(settings)),
        outside_lease=timedelta(seconds=pager.within + LEASE_MARGIN_SECONDS),
        files=Files(build_client(settings)),
    )


def build_gateway(settings: Settings, line: Line) -> Gateway:
    """Return Slack as this line uses it."""
    return Gateway(build_client(settings), on_call=line.on_call_channel, leads=line.leads_channel)


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


def lease_of(settings: Settings) -> timedelta:
    """Return how long a process may keep what it has taken up."""
    return timedelta(seconds=_timeout(settings) * LEASE_CALLS)


def _timeout(settings: Settings) -> int:
    """Return the whole seconds that the Slack client takes."""
    return max(1, math.ceil(settings.slack_timeout))
