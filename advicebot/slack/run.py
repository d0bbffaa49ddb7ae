"""The bot process: connects, works until a signal comes, drains, and closes."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler

from advicebot.errors import StoreError
from advicebot.service.deliveries import MOST_ATTEMPTS, Deliveries
from advicebot.slack.door import retaken_request
from advicebot.slack.payloads import Body, sender_of
from advicebot.slack.sender import Sender
from advicebot.slack.sweep import Sweep

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
SENDERS = 4
POLL_SECONDS = 0.25
RETAKE_SECONDS = 1.0
SWEEP_SECONDS = 120.0
DRAIN_SECONDS = 20.0
PING_SECONDS = 2
LONGEST_PAUSE = 30.0

Answer = TypeVar("Answer")


class Wake:
    """Wakes the sender threads when something was put into the outbox."""

    def __init__(self) -> None:
        self._there_is_work = threading.Event()

    def __call__(self) -> None:
        """Something may be due: look now."""
        self._there_is_work.set()

    def wait(self, seconds: float) -> None:
        """Return when woken, or after ``seconds``."""
        self._there_is_work.wait(seconds)
        self._there_is_work.clear()


class Workers:
    """The threads beside Bolt's: senders, the one that takes up abandoned deliveries, and the
    sweep.
    """

    def __init__(
        self,
        app: App,
        *,
        sender: Sender,
        deliveries: Deliveries,
        sweep: Sweep,
        wake: Wake,
    ) -> None:
        self._app = app
        self._sender = sender
        self._deliveries = deliveries
        self._sweep = sweep
        self._wake = wake
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start every thread."""
        loops: list[tuple[Callable[[], object], float]] = [(self._send, POLL_SECONDS)] * SENDERS
        loops += [(self._retake, RETAKE_SECONDS), (self._sweep.run, SWEEP_SECONDS)]
        for work, pause in loops:
            thread = threading.Thread(target=self._loop, args=(work, pause), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, deadline: float) -> None:
        """Let the senders finish what is due, until ``deadline`` on the monotonic clock."""
        while self._sender.has_work() and time.monotonic() < deadline:
            self._wake()
            time.sleep(0.05)
        self._stopping.set()
        self._wake()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _loop(self, work: Callable[[], object], pause: float) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except Exception:
                log.exception("a worker failed and goes on")
            if work == self._send:
                self._wake.wait(pause)
            else:
                self._stopping.wait(pause)

    def _send(self) -> None:
        while self._sender.send_next():
            if self._stopping.is_set():
                return

    def _retake(self) -> None:
        for delivery in self._deliveries.claim_abandoned():
            if delivery.attempts > MOST_ATTEMPTS:  # its workers died before they could say so
                user = sender_of(dict(delivery.body))
                self._deliveries.retry_later(delivery, user_id=user, trouble="abandoned")
                continue
            log.warning("taking up delivery key=%s attempt=%d", delivery.key, delivery.attempts)
            self._app.dispatch(retaken_request(delivery))


def take_in(app: App) -> Callable[[Body], None]:
    """Return what gives a message that was found in the history to the app, as its event.

    It raises StoreError when the message could not be stored.
    """

    def dispatch(body: Body) -> None:
        response = app.dispatch(BoltRequest(mode="socket_mode", body=body))
        if response.status >= 500:
            raise StoreError("A message found in the history could not be taken in.")

    return dispatch


def connect_patiently(
    attempt: Callable[[], Answer], stopping: threading.Event | None = None
) -> Answer:
    """Call ``attempt`` until it works, with growing pauses, and return its answer.

    Nothing that was stored is lost meanwhile, so there is no reason to give up.

    Raises:
        SystemExit: ``stopping`` was set first.
    """
    stopping = stopping or threading.Event()
    pause = 0.5
    while not stopping.is_set():
        try:
            return attempt()
        except Exception as error:
            log.warning("Slack is not reachable (%s); next try in %.1f s", error, pause)
            stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    raise SystemExit(0)


def run_bot(app: App, workers: Workers, executor: ThreadPoolExecutor, *, app_token: str) -> None:
    """Work until SIGTERM or SIGINT, then drain and return. A second signal ends the process at
    once.

    The signals must be blocked in every thread before this is called (``block_signals``).
    """
    handler = SocketModeHandler(app, app_token, ping_interval=PING_SECONDS)
    connect_patiently(handler.connect)
    workers.start()
    log.info("ready")
    signal.sigwait(SIGNALS)
    log.info("draining")
    threading.Thread(target=_leave_at_once, daemon=True).start()
    deadline = time.monotonic() + DRAIN_SECONDS
    _close(handler)
    _finish(executor, deadline)
    workers.stop(deadline)
    log.info("stopped")


def block_signals() -> None:
    """Keep the stop signals for ``sigwait``; call before the first thread starts."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def _leave_at_once() -> None:
    """A second signal: whatever is stored stays stored, so leaving now loses nothing."""
    signal.sigwait(SIGNALS)
    os._exit(1)


def _close(handler: SocketModeHandler) -> None:
    """Close the socket; what was delivered but not acknowledged comes again and is known by its
    key.
    """
    try:
        handler.close()  # type: ignore[no-untyped-call]
    except Exception:  # slack_sdk 3.47 races with its own reader here and raises AttributeError
        log.info("the socket was closed already")


def _finish(executor: ThreadPoolExecutor, deadline: float) -> None:
    """Wait for listeners that are running, until ``deadline``."""
    closer = threading.Thread(target=executor.shutdown, daemon=True)
    closer.start()
    closer.join(max(0.0, deadline - time.monotonic()))
