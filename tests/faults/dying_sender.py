"""A sender that dies after a commit: at a statement, before a call of Slack's, or after it."""

import copy
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crashing import LEASE, Choose, Stage, copied_over
from tests.handoffs import AtWork
from tests.mortal import Died, Steps, mortal_of

CALLS = ("post", "update", "delete", "whisper", "publish_home", "find", "open_dm", "is_there")
WAITS = 200
"""How often the next sender comes back for what is put off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """``deaths`` is at how many places it died, of ``places`` there are."""

    deaths: int
    places: int
    broken: tuple[str, ...]


class MortalSlack(Steps):
    """A Slack whose caller dies around a call: before it where ``left`` is even, else after it."""

    def __init__(self, slack: Any) -> None:
        self._slack = slack

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._slack, name)
        if name not in CALLS:
            return real

        def call(*about: Any, **more: Any) -> Any:
            self._step()
            answer = real(*about, **more)
            self._step()
            return answer

        return call


def send(stage: Stage, folder: Path, *, choose: Choose) -> Sent:
    """Take what a flow committed, let its sender die at chosen places, and another go on.

    ``control.db`` in the folder is the database after the flow; see ``tests.crashing.staged``.
    """
    whole = _Trial(stage, folder, "whole.db")
    places = whole.live()
    meant = whole.outcome()
    broken = list[str]()
    picked = choose(sum(places))
    for place in picked:
        trial = _Trial(stage, folder, "sent.db")
        trial.live(place, statements=places[0])
        broken += [f"{each} when it died at {place}" for each in trial.troubles(meant)]
    return Sent(deaths=len(picked), places=sum(places), broken=tuple(broken))


class _Trial:
    """One database after a flow, and a Slack of its own."""

    def __init__(self, stage: Stage, folder: Path, name: str) -> None:
        path = copied_over(folder / "control.db", folder / name)
        self._line = _with_hands(stage.opened(path, _earlier(stage)))
        self._slack = MortalSlack(self._line.slack)
        self._line.slack = self._slack  # type: ignore[assignment]

    def live(self, place: int | None = None, *, statements: int = 0) -> tuple[int, int]:
        """Let one sender work, and die where it should, and another one after its lease."""
        mortal = mortal_of(self._line)
        began = mortal.steps
        if place is not None:
            mortal.left = place if place < statements else None
            self._slack.left = place - statements if place >= statements else None
        self._line.sender = self._line.a_sender("one")
        try:
            self._line.settle()
        except Died:
            pass
        finally:
            mortal.left = self._slack.left = None
        counted = (mortal.steps - began, self._slack.steps)
        self._go_on()
        return counted

    def _go_on(self) -> None:
        other = self._line.a_sender("two")
        self._line.sender = other
        for _ in range(WAITS):
            self._line.settle()
            waiting = self._line.look.rows(
                "SELECT 1 FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL"
            )
            if not waiting:
                return
            self._line.clock.advance(LEASE)

    def outcome(self) -> Counter[str]:
        """Return how often each effect stands in Slack; closes the database."""
        posts = Counter(each["key"] for each in self._line.slack.posts)
        left = self._line.look.rows("SELECT key FROM outbox WHERE sent_at IS NULL")
        posts.update(f"not sent: {each['key']}" for each in left)
        self._line.desk.work.close()
        return posts

    def troubles(self, meant: Counter[str]) -> list[str]:
        """Return what is not as it would be had nobody died."""
        found = self.outcome()
        doubled = [f"{key} stands {n} times" for key, n in found.items() if n > meant[key] > 0]
        lost = [f"{key} is lost" for key, n in meant.items() if found[key] < n]
        more = [f"{key} is new" for key in found if key not in meant]
        return doubled + lost + more


def _earlier(stage: Stage) -> Any:
    made = copy.copy(stage.line)
    if hasattr(made, "slack"):
        made.slack = _copied(made.slack)
    return made


def _copied(slack: Any) -> Any:
    made = copy.copy(slack)
    for name in ("posts", "updates", "deleted", "homes", "whispers", "looked", "seen", "views"):
        setattr(made, name, list(getattr(slack, name)))
    return made


def _with_hands(line: Any) -> AtWork:
    """Give a line that has no sender one."""
    return line if isinstance(line, AtWork) else AtWork(line.desk, line.look, line.clock)
