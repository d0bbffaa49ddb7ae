"""Messages that wait for their time, on the workspace's clock."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advicebot.workspace.clock import WorkspaceClock
from advicebot.workspace.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A message to come. ``post_at`` and ``created`` are Unix seconds of the workspace's clock."""

    id: str
    app_id: str
    channel: str
    post_at: int
    created: int
    text: str
    post: Callable[[], None]


class Schedule:
    """What is to be posted when. Each is posted once the clock has reached its time.

    The clock reaches it by itself, or because it was moved; use it on the server's loop only.
    """

    def __init__(self, clock: WorkspaceClock) -> None:
        self._clock = clock
        self._all: dict[str, Scheduled] = {}
        self._timer: asyncio.TimerHandle | None = None
        clock.watch(self._look)

    def __iter__(self) -> Iterator[Scheduled]:
        """Yield what is still to come, the next one first."""
        return iter(sorted(self._all.values(), key=lambda one: (one.post_at, one.created)))

    def add(
        self, *, app_id: str, channel: str, post_at: int, text: str, post: Callable[[], None]
    ) -> Scheduled:
        """Return a new entry; ``post`` is called when its time has come."""
        made = Scheduled(
            id=new_id("Q"),
            app_id=app_id,
            channel=channel,
            post_at=post_at,
            created=int(self._clock.now().timestamp()),
            text=text,
            post=post,
        )
        self._all[made.id] = made
        self._look()
        return made

    def find(self, scheduled_id: str) -> Scheduled | None:
        """Return what is still to come under this id."""
        return self._all.get(scheduled_id)

    def drop(self, scheduled_id: str) -> None:
        """Let a message never be posted."""
        self._all.pop(scheduled_id, None)
        self._look()

    def _look(self) -> None:
        """Post what is due, and look again when the next one is."""
        now = self._clock.now().timestamp()
        for one in [one for one in self if one.post_at <= now]:
            del self._all[one.id]
            one.post()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        following = next(iter(self), None)
        if following is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, following.post_at - now), self._look)
