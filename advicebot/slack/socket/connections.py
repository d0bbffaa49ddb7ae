"""The bot's connections to Slack, taken together: whether it hears, and what to do when it did not.

Slack refreshes each connection every few hours and sends a payload to any one of them, so one alone
leaves a gap (docs.slack.dev/apis/events-api/using-socket-mode). More than two gain nothing and use
up the ten that an app may have.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import App

from advicebot.slack.socket.client import Client
from advicebot.slack.socket.pace import Pace
from advicebot.slack.socket.slot import Around, Slot

CONNECTIONS = 2
CLOSING_SECONDS = 3.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many connections work, of how many; Slack's own count, None before it said one."""

    working: int
    wanted: int
    slack_counts: int | None

    def __str__(self) -> str:
        counted = "" if self.slack_counts is None else f", Slack counts {self.slack_counts}"
        return f"{self.working} of {self.wanted}{counted}"


class Connections:
    """Two connections of one app, each looked after by itself."""

    def __init__(
        self,
        app: App,
        app_token: str,
        *,
        regained: Callable[[], None],
        is_final: Callable[[Exception], bool],
        refused: Callable[[Exception], None],
        count: int = CONNECTIONS,
    ) -> None:
        """``regained`` is called when a connection that was lost works again: something may have
        been missed. ``refused`` is called with what ``is_final`` says no waiting mends.
        """
        self._regained = regained
        self._changing = threading.Lock()
        self._hears = threading.Event()
        self._deaf_since = time.monotonic()
        self._slack_counts: int | None = None
        self._is_stopping = False

        def make(nudge: Callable[[], None]) -> Client:
            return Client(app_token, app.client, app=app, nudge=nudge)

        around = Around(
            make=make,
            monotonic=time.monotonic,
            turn=threading.Lock(),
            changed=self._changed,
            greeted=self._greeted,
            is_final=is_final,
            refused=refused,
        )
        self._slots = [
            Slot(f"connection {number}", around, Pace()) for number in range(1, count + 1)
        ]

    def start(self) -> None:
        """Open the connections; each is tried until it works."""
        for slot in self._slots:
            slot.start()

    def stop(self) -> None:
        """Finish what is being acknowledged, and close every connection."""
        self._is_stopping = True
        for slot in self._slots:
            slot.stop()
        for slot in self._slots:
            slot.join(CLOSING_SECONDS)

    def wait_to_hear(self, seconds: float) -> bool:
        """Return True once a connection works, False after ``seconds``."""
        return self._hears.wait(seconds)

    def replace(self, why: str) -> None:
        """Give up every connection for a new one."""
        log.warning("every connection is replaced: %s", why)
        for slot in self._slots:
            slot.replace(why)

    def standing(self) -> Standing:
        """Return how many of the connections work now."""
        return Standing(
            working=sum(each.works for each in self._slots),
            wanted=len(self._slots),
            slack_counts=self._slack_counts,
        )

    def _changed(self, was_lost: bool) -> None:
        with self._changing:
            self._say_whether_it_hears()
        if was_lost:
            self._regained()

    def _say_whether_it_hears(self) -> None:
        now, works = time.monotonic(), any(each.works for each in self._slots)
        if works and not self._hears.is_set():
            log.info("hearing from Slack, after %.1f s without", now - self._deaf_since)
            self._hears.set()
        elif not works and self._hears.is_set() and not self._is_stopping:
            log.error("deaf: no connection to Slack works")
            self._hears.clear()
            self._deaf_since = now

    def _greeted(self, counted: int) -> None:
        """Slack goes on counting connections that were lost, for hours
        (slackapi/python-slack-sdk issue 1940), and takes no more than ten.
        """
        if counted > len(self._slots) and counted != self._slack_counts:
            log.warning(
                "Slack counts %d connections of this app and this process has %d at the most: "
                "another process runs, or lost ones are still counted; at ten Slack takes no more",
                counted,
                len(self._slots),
            )
        self._slack_counts = counted
