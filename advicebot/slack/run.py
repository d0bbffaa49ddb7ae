"""The bot process: connects, works until a signal comes, drains, and closes."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from slack_bolt import App, BoltRequest

from advicebot.errors import ConfigurationError, StoreError
from advicebot.service.deliveries import MOST_DEATHS, Deliveries
from advicebot.signals import SIGNALS
from advicebot.slack.door import retaken_request
from advicebot.slack.loops import Loop, Loops, Wake
from advicebot.slack.payloads import Body, sender_of
from advicebot.slack.reaching import refused_token
from advicebot.slack.sender import Sender
from advicebot.slack.socket.connections import Connections
from advicebot.slack.sweep import Sweep

log = logging.getLogger(__name__)

SENDERS = 4
POLL_SECONDS = 0.25
OUTSIDE_SECONDS = 1.0
RETAKE_SECONDS = 1.0
SWEEP_SECONDS = 120.0
SWEEP_REST_SECONDS = 5.0
"""A line whose connections come and go reads the history no oftener than this."""
SENDING_SECONDS = 4.0
"""How long a process that stops goes on sending what is due; the rest waits in the outbox."""
DRAIN_SECONDS = 20.0
"""How long it waits for what it has in hand: a call of Slack's that is under way may time out."""
FIRST_WORD_SECONDS = 15
"""After this the process says how it stands, whether Slack was reached or not."""
WATCH_SECONDS = 10.0


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
        look_again: Wake | None = None,
        more: Sequence[Loop] = (),
    ) -> None:
        """``look_again`` has the history read at once: something may have been missed."""
        self._app = app
        self._sender = sender
        self._deliveries = deliveries
        self._wake = wake
        self._loops = Loops()
        self._work = [
            *sending(sender, self._loops, wake, SENDERS),
            Loop(name="retake", work=self._retake, pause=RETAKE_SECONDS),
            Loop(
                name="sweep",
                work=sweep.run,
                pause=SWEEP_SECONDS,
                wake=look_again,
                rest=SWEEP_REST_SECONDS,
                may_be_cut=True,
            ),
            *more,
        ]

    def start(self) -> None:
        """Start every thread."""
        self._loops.start(*self._work)

    def stop(self, deadline: float) -> bool:
        """Let the senders finish what is due, until ``deadline`` on the monotonic clock.

        Returns:
            True when every thread has ended.
        """
        return stop_sending(self._sender, self._loops, self._wake, deadline=deadline)

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
) -> bool:
    """Send what is due for a few seconds, then stop every loop; until ``deadline`` on the monotonic
    clock. None gives it the seconds that a process has to drain.

    Returns:
        True when every loop has ended.
    """
    now = time.monotonic()
    until = now + DRAIN_SECONDS if deadline is None else deadline
    enough = min(until, now + SENDING_SECONDS)
    while sender.has_work() and time.monotonic() < enough:
        wake()
        time.sleep(0.05)
    return loops.stop(until)


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

    Attributes:
        error: why the process ends by itself, None when it was asked to.
    """

    def __init__(self) -> None:
        self.error: ConfigurationError | None = None
        self._asked = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, seconds: float | None = None) -> bool:
        """Return True when the process was asked to end, False after ``seconds``."""
        return self._asked.wait(seconds)

    def refuse(self, error: Exception) -> None:
        """End the process: Slack refused a token, which no waiting mends."""
        self.error = refused_token(error)
        self._asked.set()

    def _listen(self) -> None:
        signal.sigwait(SIGNALS)
        self._asked.set()
        signal.sigwait(SIGNALS)
        os._exit(1)


def run_bot(
    workers: Workers,
    executor: ThreadPoolExecutor,
    connections: Connections,
    *,
    stop: Stop,
    socket_works: Callable[[str], None],
    tell: Callable[[int, str], None],
) -> bool:
    """Work until asked to stop, then drain and return.

    ``socket_works`` is called every few seconds while a connection works, with how many do, in
    words. ``tell`` is called once, as soon as one works or none has done for a while, with how many
    do, as a number and in words.

    Returns:
        True when every thread has ended, False when one hangs: then the process must not wait for
        it.

    Raises:
        ConfigurationError: Slack refused a token.
    """
    connections.start()
    workers.start()
    watch = Loops()
    watch.start(Loop(name="socket", work=_watch(connections, socket_works), pause=WATCH_SECONDS))
    _say_first_word(connections, stop, socket_works=socket_works, tell=tell)
    stop.wait()
    log.info("draining")
    deadline = time.monotonic() + DRAIN_SECONDS
    connections.stop()
    has_ended = _finish(executor, deadline)
    has_ended = workers.stop(deadline) and has_ended
    has_ended = watch.stop(deadline) and has_ended
    log.info("stopped")
    if stop.error:
        raise stop.error
    return has_ended


def _watch(connections: Connections, socket_works: Callable[[str], None]) -> Callable[[], None]:
    def look() -> None:
        if connections.standing().working:
            socket_works(str(connections.standing()))

    return look


def _say_first_word(
    connections: Connections,
    stop: Stop,
    *,
    socket_works: Callable[[str], None],
    tell: Callable[[int, str], None],
) -> None:
    """Say that the process is ready once it hears Slack, and how it stands in any case."""
    for _ in range(FIRST_WORD_SECONDS):
        if connections.wait_to_hear(1.0):
            log.info("ready")
            socket_works(str(connections.standing()))
            break
        if stop.wait(0):
            return
    standing = connections.standing()
    telling = partial(_tell, tell, standing.working, str(standing))
    threading.Thread(target=telling, name="tell", daemon=True).start()


def _tell(tell: Callable[[int, str], None], working: int, standing: str) -> None:
    try:
        tell(working, standing)
    except Exception:
        log.exception("it cannot be said how the line stands")


def _finish(executor: ThreadPoolExecutor, deadline: float) -> bool:
    """Wait for listeners that are running, until ``deadline``; False when one is running still."""
    closer = threading.Thread(target=executor.shutdown, daemon=True)
    closer.start()
    closer.join(max(0.0, deadline - time.monotonic()))
    return not closer.is_alive()
