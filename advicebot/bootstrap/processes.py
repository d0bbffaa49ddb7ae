"""Joins the bot, and what it shares with the clock process."""

import logging
import math
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from slack_bolt import App
from slack_sdk import WebClient

from advicebot.bootstrap.advice import advisor_over, build_redactor
from advicebot.bootstrap.identity import who_we_are
from advicebot.bootstrap.outside import build_mail, build_outside, outside_sender
from advicebot.bootstrap.standing import LineNow, read_line
from advicebot.charts import draw_charts
from advicebot.clock import Clock, ShiftedClock, SystemClock
from advicebot.domain.line import Line
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
from advicebot.slack.reaching import refused_token
from advicebot.slack.roles import Roles
from advicebot.slack.rollcall import RollCall
from advicebot.slack.run import Stop, Workers, take_in
from advicebot.slack.sender import Sender
from advicebot.slack.socket.connections import Connections
from advicebot.slack.sweep import Sweep
from advicebot.store.work import SqliteWork

LISTENERS = 20
"""Threads for listeners: Bolt's five would let five slow ones refuse the sixth click."""
LEASE_MARGIN_SECONDS = 5
ROLL_CALL_SECONDS = 30.0
TICK_SECONDS = 5.0
"""The clock process ticks each second; when it is down, pages climb all the same."""
CANARY_SECONDS = 20.0
"""A lost event is noticed within twice this; to read eighty histories then takes a minute."""
LEASE_CALLS = 4
"""A lease outlasts this many Slack calls that time out one after the other: address, look, post."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything the bot process runs."""

    app: App
    workers: Workers
    executor: ThreadPoolExecutor
    connections: Connections
    work: SqliteWork
    desk: Desk
    team_id: str

    def socket_works(self, detail: str) -> None:
        """Mark that Slack is heard; ``detail`` says over how many connections."""
        vitals.mark(self.work, vitals.Sign.SOCKET, SystemClock(), detail)

    def now(self) -> LineNow:
        """Return how the line stands, as its database says."""
        return read_line(self.desk, self.work, self.team_id)

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
    """Return the bot, ready to be connected.

    It waits until Slack has said who we are, or ``stop``, unless Slack has said so before.
    """
    desk, work, redact = build_desk(settings)
    machine, wake, look_again = SystemClock(), Wake(), Wake()
    gateway = build_gateway(settings, desk.knowledge.line)
    identity = who_we_are(gateway.identify, work, settings.bot_token, stop)
    team_id = identity["team_id"]
    canary = Canary(gateway, work, RandomIds(), clock=desk.clock, machine=machine)
    executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")
    parts = Parts(
        desk=desk,
        deliveries=Deliveries(
            work, worker=worker_name(), lease=lease_of(settings), machine=machine
        ),
        gateway=gateway,
        artist=Artist(desk),
        redact=redact,
        wake=wake,
        overhear=canary.hears,
    )
    app = build_app(parts, client=build_client(settings), identity=identity, executor=executor)
    connections = _connections(app, settings, stop, look_again)
    singing = _singing(canary, partial(_deaf, connections, look_again), doubt=look_again)
    return Bot(
        app=app,
        workers=_workers(
            app, parts, settings, team_id, wake=wake, look_again=look_again, singing=singing
        ),
        executor=executor,
        connections=connections,
        work=work,
        desk=desk,
        team_id=team_id,
    )


def _connections(app: App, settings: Settings, stop: Stop, look_again: Wake) -> Connections:
    """Return the ways in; after one was lost the history is looked through again."""
    return Connections(
        app,
        settings.app_token,
        regained=look_again,
        is_final=lambda error: refused_token(error) is not None,
        refused=stop.refuse,
    )


def _deaf(connections: Connections, look_again: Wake) -> None:
    connections.replace("the canary is not heard")
    look_again()


def _workers(
    app: App,
    parts: Parts,
    settings: Settings,
    team_id: str,
    *,
    wake: Wake,
    look_again: Wake,
    singing: Loop,
) -> Workers:
    """Return what works beside the listeners: it sends, takes up again, sweeps and looks after."""
    desk, gateway = parts.desk, parts.gateway
    sweep = Sweep(
        desk.work,
        parts.deliveries,
        gateway,
        team_id=team_id,
        clock=desk.clock,
        machine=SystemClock(),
        take_in=take_in(app),
    )
    return Workers(
        app,
        sender=build_sender(settings, desk, gateway, parts.artist),
        deliveries=parts.deliveries,
        sweep=sweep,
        wake=wake,
        look_again=look_again,
        more=[*_rounds(desk, RollCall(desk, Roles(gateway), team_id=team_id)), singing],
    )


def _rounds(desk: Desk, roll_call: RollCall) -> list[Loop]:
    """Return what the bot looks after beside Slack."""
    return [
        Loop(name="tick", work=lambda: tick.run_due(desk), pause=TICK_SECONDS),
        Loop(name="roll-call", work=roll_call.run, pause=ROLL_CALL_SECONDS, may_be_cut=True),
    ]


def _singing(canary: Canary, deaf: Callable[[], None], *, doubt: Callable[[], None]) -> Loop:
    sing = partial(canary.keep, deaf, doubt=doubt)
    return Loop(name="canary", work=sing, pause=CANARY_SECONDS, may_be_cut=True)


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
