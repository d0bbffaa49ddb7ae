"""One of the bot's places for a connection: opened patiently, looked at twice a second, replaced
when it does not work or when Slack asks for it. There is never more than one connection in it.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from advicebot.slack.calls import NOT_SLACK, reason_of, seconds_asked
from advicebot.slack.socket.client import Client
from advicebot.slack.socket.judging import SETTLED_SECONDS, Attention, Seen, trouble, works
from advicebot.slack.socket.pace import Pace, Setback

LOOK_SECONDS = 0.5
CALM = frozenset({"refresh_requested", "warning"})
"""Reasons for which Slack ends a connection that works; it does so every few hours."""
FULL = "too_many_websockets"
LAST_WORDS_SECONDS = 1.0
TURN_LOOKS = 16
"""How many looks a calm replacement waits for the other one; Slack warns ten seconds ahead."""
CLOSE_SECONDS = 1.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Why a connection is given up. A calm end is one that Slack had planned.

    ``at_least`` is how many seconds Slack asks us to wait.
    """

    why: str
    setback: Setback
    is_calm: bool = False
    at_least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a place needs from those around it.

    Attributes:
        make: returns a connection that is not open yet; it is given what wakes this place.
        monotonic: seconds that never go back.
        turn: held while a connection that works is replaced, so that they go one after the other.
        changed: called after a place has begun or ceased to work, with True when a connection works
            again that was lost.
        greeted: called with the number of the app's connections that Slack says there are.
        refused: called when Slack refuses in a way that no waiting mends.
    """

    make: Callable[[Callable[[], None]], Client]
    monotonic: Callable[[], float]
    turn: threading.Lock
    changed: Callable[[bool], None]
    greeted: Callable[[int], None]
    is_final: Callable[[Exception], bool]
    refused: Callable[[Exception], None]


class Slot:
    """One place for a connection, looked after by a thread of its own."""

    def __init__(self, name: str, around: Around, pace: Pace) -> None:
        self.name = name
        self.works = False
        self._around = around
        self._pace = pace
        self._attention = Attention(around.monotonic())
        self._nudged = threading.Event()
        self._stopping = threading.Event()
        self._asked: str | None = None
        self._was_lost = False
        self._has_turn = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Open a connection, and keep one open from now on."""
        self._thread.start()

    def replace(self, why: str) -> None:
        """Give up the connection that is open now, if any, for another one."""
        self._asked = why
        self._nudged.set()

    def stop(self) -> None:
        """Begin to close; see ``join``."""
        self._stopping.set()
        self._nudged.set()

    def join(self, seconds: float) -> None:
        """Wait until the connection is closed."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._live()
            except Exception:
                log.exception("%s failed and goes on", self.name)
                self._rest(End(why="an error of ours", setback=Setback.LOST))
        self._let_go()

    def _live(self) -> None:
        """Open a connection, keep it as long as it works, and give it up."""
        client = self._around.make(self._nudged.set)
        self._asked = None
        try:
            end = self._open(client)
            if end is None:
                end = self._keep(client)
        except BaseException:
            client.leave(says_goodbye=False)
            self._says_works(False)
            raise
        self._leave(client, end)
        if end.is_calm:
            self._pace.count()
        elif not self._stopping.is_set():
            self._rest(end)

    def _open(self, client: Client) -> End | None:
        """Return None when the connection is open, else why it is not."""
        try:
            client.open(self._look)
        except Exception as error:
            if self._around.is_final(error):
                self._around.refused(error)
                self._stopping.set()
            return _end_of(error)
        log.info("%s is open", self.name)
        return None

    def _keep(self, client: Client) -> End:
        """Return why this connection must end, as soon as it must."""
        while True:
            self._nudged.wait(LOOK_SECONDS)
            self._nudged.clear()
            now = self._look()
            seen = client.seen(now)
            end = self._judge(client, seen, now)
            if end is not None:
                return end
            if works(seen, now):
                self._greeted(client, seen, now)

    def _judge(self, client: Client, seen: Seen, now: float) -> End | None:
        if self._stopping.is_set():
            return End(why="the process stops", setback=Setback.LOST, is_calm=True)
        if client.told is not None:
            has_settled = now - seen.opened_at >= SETTLED_SECONDS or self._pace.is_first
            refused = client.told == FULL and not self.works
            return End(
                why=f"Slack said {client.told}",
                setback=Setback.REFUSED if refused else Setback.LOST,
                is_calm=client.told in CALM and has_settled,
            )
        why = self._asked or trouble(seen, now)
        return End(why=str(why), setback=Setback.LOST) if why else None

    def _greeted(self, client: Client, seen: Seen, now: float) -> None:
        if not self.works:
            counted = int((client.hello or {}).get("num_connections") or 0)
            log.info("%s works; Slack counts %d connections", self.name, counted)
            self._around.greeted(counted)
            self._let_go()
            was_lost, self._was_lost = self._was_lost, False
            self._says_works(True, was_lost)
        if now - seen.opened_at >= SETTLED_SECONDS:
            self._pace.went_well()

    def _leave(self, client: Client, end: End) -> None:
        if self._stopping.is_set():
            client.finish_pending(CLOSE_SECONDS, taking_more=False)
        elif end.is_calm:
            self._has_turn = self._takes_turn(client)
            client.finish_pending(LAST_WORDS_SECONDS, taking_more=True)
            log.info("%s is replaced: %s", self.name, end.why)
        else:
            self._was_lost = True
            log.warning("%s does not work: %s", self.name, end.why)
        self._says_works(False)
        client.leave(says_goodbye=end.is_calm)

    def _rest(self, end: End) -> None:
        self._let_go()
        pause = self._pace.pause(end.setback, at_least=end.at_least)
        log.info("%s is tried again in %.1f s", self.name, pause)
        self._stopping.wait(pause)

    def _says_works(self, does: bool, was_lost: bool = False) -> None:
        if self.works != does:
            self.works = does
            self._around.changed(was_lost)

    def _takes_turn(self, client: Client) -> bool:
        """Wait until no other connection is being replaced, or this one is closed already."""
        for _ in range(TURN_LOOKS):
            if self._around.turn.acquire(timeout=LOOK_SECONDS):
                return True
            if self._stopping.is_set() or not client.seen(self._look()).is_open:
                break
        return False

    def _let_go(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._around.turn.release()

    def _look(self) -> float:
        return self._attention.look(self._around.monotonic())


def _end_of(error: Exception) -> End:
    """Return what a failed try to open a connection means."""
    if not isinstance(error, SlackApiError):
        return End(why=f"{type(error).__name__}: {error}", setback=Setback.UNREACHABLE)
    response = error.response
    if response.status_code >= 500:
        return End(why=f"Slack answered {response.status_code}", setback=Setback.UNREACHABLE)
    said = f"Slack refused: {reason_of(error) or NOT_SLACK}"
    return End(why=said, setback=Setback.REFUSED, at_least=seconds_asked(response.headers))
