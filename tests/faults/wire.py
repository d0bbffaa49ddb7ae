"""Watching what goes over the wire between the workspace and the line: each thing that is sent, and
each connection that is open.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.traffic import Entry
from advicebot.workspace.workspace import Workspace

ESTABLISHED = "01"
LOOK_EVERY = 0.02
Found = TypeVar("Found")


def within(workspace: LocalWorkspace, look: Callable[[Workspace], Found]) -> Found:
    """Return what ``look`` sees inside the workspace."""
    return workspace._server.read(lambda: look(workspace._ws))


@contextmanager
def watched(workspace: LocalWorkspace, watch: Callable[[Entry], None]) -> Iterator[None]:
    """Have ``watch`` called on the workspace's loop with everything that goes to and fro."""
    within(workspace, lambda ws: ws.traffic.watchers.append(watch))
    try:
        yield
    finally:
        within(workspace, lambda ws: ws.traffic.watchers.remove(watch))


def is_persons_message(entry: Entry) -> bool:
    """True for the news of what somebody wrote, on its way to the line."""
    if (entry.kind, entry.name) != ("event", "message"):
        return False
    event = entry.body["event"]
    return not event.get("bot_id") and "subtype" not in event


class LiveSockets:
    """Counts the Socket Mode connections that a process holds, as the machine's TCP table shows it.

    The workspace alone cannot tell: of a connection on which nothing moves it never hears the end.
    Of each connection the workspace knows the port it came from.

    Attributes:
        most: the most that were open at once.
    """

    def __init__(self, workspace: LocalWorkspace) -> None:
        self.most = 0
        self._workspace = workspace
        self._server = int(workspace.url.rpartition(":")[2])
        self._ports: set[int] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "LiveSockets":
        """Begin to count."""
        self._watching = watched(self._workspace, self._greeted)
        self._watching.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Count no more."""
        self._over.set()
        self._thread.join()
        self._watching.__exit__(None, None, None)

    def live(self) -> set[int]:
        """Return the ports of the connections that the line holds now.

        A port that is closed is forgotten: another connection may come from it later.
        """
        known = set(self._ports)
        now = known & established(self._server)
        self._ports -= known - now
        return now

    def sound(self) -> set[int]:
        """Return the ports of those on which no fault lies."""

        def struck(ws: Workspace) -> set[int]:
            return {_port(each) for each in (*ws.faults._held, *ws.faults._mute)}

        return self.live() - within(self._workspace, struck)

    def _greeted(self, entry: Entry) -> None:
        if (entry.kind, entry.name) == ("connection", "hello"):
            for app in self._workspace._ws.apps:
                self._ports |= {_port(each) for each in app.socket.open[-1:]}

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            self.most = max(self.most, len(self.live()))


def _port(connection: object) -> int:
    return int(connection._websocket.client.port)  # type: ignore[attr-defined]


def established(server: int) -> set[int]:
    """Return the ports from which connections to a port of this machine are open."""
    found = set()
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state = row.split()[:4]
        if state == ESTABLISHED and int(remote.rpartition(":")[2], 16) == server:
            found.add(int(local.rpartition(":")[2], 16))
    return found


def percentile(values: list[float], share: float) -> float:
    """Return the value that ``share`` of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def at_a_rate(many: int, a_second: float) -> Iterator[int]:
    """Yield numbers from 0, so many a second, however long the caller takes with each."""
    began = time.monotonic()
    for number in range(many):
        time.sleep(max(0.0, began + number / a_second - time.monotonic()))
        yield number
