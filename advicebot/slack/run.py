"""The bot process: connects, works until a signal comes, drains, and closes."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from advicebot.errors import ConfigurationError, StoreError
from advicebot.service.deliveries import MOST_DEATHS, Deliveries
from advicebot.signals import SIGNALS
from advicebot.slack.door import retaken_request
from advicebot.slack.loops import Loop, Loops, Wake
from advicebot.slack.payloads import Body, sender_of
from advicebot.slack.sender import Sender
from advicebot.slack.sweep import Sweep

log = logging.getLogger(__name__)

SENDERS = 4
POLL_SECONDS = 0.25
OUTSIDE_SECONDS = 1.0
RETAKE_SECONDS = 1.0
SWEEP_SECONDS = 120.0
DRAIN_SECONDS = 20.0
PING_SECONDS = 2
RECEIVE_BYTES = 256 * 1024
FRAMES_AT_ONCE = 10_000
WATCH_SECONDS = 10.0
LONGEST_PAUSE = 30.0

REFUSED_TOKENS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)

Answer = TypeVar("Answer")


class Workers:
    """The threads beside Bolt's: senders, the one that takes up abandoned deliveries, the sweep,
    and whatever else the process looks after.
    """

    def __init__(
        self,
        app: App,
        *,
        sender: Sender,
        deliveries: Deliveries,
        sweep: Sweep,
        wake: Wake,
        more: Sequence[Loop] = (),
    ) -> None:
        self._app = app
        self._sender = sender
        self._deliveries = deliveries
        self._wake = wake
        self._loops = Loops()
        self._work = [
            *sending(sender, self._loops, wake, SENDERS),
            Loop(name="retake", work=self._retake, pause=RETAKE_SECONDS),
            Loop(name="sweep", work=sweep.run, pause=SWEEP_SECONDS),
            *more,
        ]

    def start(self) -> None:
        """Start every thread."""
        self._loops.start(*self._work)

    def stop(self, deadline: float) -> None:
        """Let the senders finish what is due, until ``deadline`` on the monotonic clock."""
        stop_sending(self._sender, self._loops, self._wake, deadline=deadline)

    def _retake(self) -> None:
        for delivery in self._deliveries.claim_abandoned():
            if delivery.attempts > MOST_DEATHS:  # its workers died before they could say so
                user = sender_of(dict(delivery.body))
                self._deliveries.retry_later(delivery, user_id=user, trouble="abandoned")
                continue
            log.warning("taking up delivery key=%s attempt=%d", delivery.key, delivery.attempts)
            self._app.dispatch(retaken_request(delivery))


def sending(sender: Sender, loops: Loops, wake: Wake, count: int) -> list[Loop]:
    """Return ``count`` loops that send what is due and look again when woken, and one for what
    leaves outside Slack.
    """

    def send() -> None:
        while sender.send_next():
            if loops.is_stopping:
                return

    def send_outside() -> None:
        while sender.send_outside():
            if loops.is_stopping:
                return

    names = [f"send-{n}" for n in range(count)]
    return [
        *(Loop(name=name, work=send, pause=POLL_SECONDS, wake=wake) for name in names),
        Loop(name="send-outside", work=send_outside, pause=OUTSIDE_SECONDS),
    ]


def stop_sending(
    sender: Sender, loops: Loops, wake: Wake, *, deadline: float | None = None
) -> None:
    """Send what is due, then stop every loop; until ``deadline`` on the monotonic clock.

    None gives it the seconds that a process has to drain.
    """
    until = time.monotonic() + DRAIN_SECONDS if deadline is None else deadline
    while sender.has_work() and time.monotonic() < until:
        wake()
        time.sleep(0.05)
    loops.stop(until)


def take_in(app: App) -> Callable[[Body], None]:
    """Return what gives a message that was found in the history to the app, as its event.

    It raises StoreError when the message could not be stored.
    """

    def dispatch(body: Body) -> None:
        response = app.dispatch(BoltRequest(mode="socket_mode", body=body))
        if response.status >= 500:
            raise StoreError("A message found in the history could not be taken in.")

    return dispatch


class Stop:
    """A request to end the process, heard by a thread of its own from the first moment on.

    The signals must be blocked in every thread before this is made (``block_signals``). A second
    signal ends the process at once: whatever is stored stays stored, so leaving then loses nothing.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, seconds: float | None = None) -> bool:
        """Return True when the process was asked to end, False after ``seconds``."""
        return self._asked.wait(seconds)

    def _listen(self) -> None:
        signal.sigwait(SIGNALS)
        self._asked.set()
        signal.sigwait(SIGNALS)
        os._exit(1)


def connect_patiently(attempt: Callable[[], Answer], stop: Stop) -> Answer:
    """Call ``attempt`` until it works, with growing pauses, and return its answer.

    Nothing that was stored is lost meanwhile, so an unreachable Slack is no reason to give up.

    Raises:
        ConfigurationError: Slack refused a token; trying again cannot help.
        SystemExit: the process was asked to end first.
    """
    pause = 0.5
    while not stop.wait(0):
        try:
            return attempt()
        except Exception as error:
            refuse_bad_token(error)
            log.warning("Slack is not reachable (%s); next try in %.1f s", error, pause)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    raise SystemExit(0)


def refuse_bad_token(error: Exception) -> None:
    """Raise ConfigurationError when Slack refused a token, which no waiting mends."""
    reason = getattr(error, "reason", "")
    if isinstance(error, SlackApiError):
        reason = str(error.response.get("error"))
    if reason in REFUSED_TOKENS:
        raise ConfigurationError(
            [
                f"Slack refused a token: {reason}. Copy SLACK_BOT_TOKEN and SLACK_APP_TOKEN from "
                "the app's page again, then run: advicebot check --online"
            ]
        ) from error


def run_bot(
    app: App,
    workers: Workers,
    executor: ThreadPoolExecutor,
    *,
    app_token: str,
    stop: Stop,
    socket_works: Callable[[], None],
) -> None:
    """Work until asked to stop, then drain and return.

    ``socket_works`` is called every few seconds while the socket is open.
    """
    handler = build_handler(app, app_token)
    connect_patiently(handler.connect, stop)
    workers.start()
    watch = Loops()
    watch.start(Loop(name="socket", work=_watch(handler, socket_works), pause=WATCH_SECONDS))
    log.info("ready")
    stop.wait()
    log.info("draining")
    deadline = time.monotonic() + DRAIN_SECONDS
    watch.stop(deadline)
    _close(handler)
    _finish(executor, deadline)
    workers.stop(deadline)
    log.info("stopped")


def build_handler(app: App, app_token: str) -> SocketModeHandler:
    """Return a connection that takes a backlog of thousands of events without losing its place.

    slack_sdk 3.47 reads frames by recursion, a level for each frame and each read of 1,024 bytes:
    some hundred kilobytes that had piled up broke the stream, and it was read as nonsense from
    there on (slackapi/python-slack-sdk pull request 1232 knows of it).
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES_AT_ONCE))
    return SocketModeHandler(
        app, app_token, ping_interval=PING_SECONDS, receive_buffer_size=RECEIVE_BYTES
    )


def _watch(handler: SocketModeHandler, socket_works: Callable[[], None]) -> Callable[[], None]:
    def look() -> None:
        if handler.client and handler.client.is_connected():
            socket_works()

    return look


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
