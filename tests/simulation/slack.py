"""Slack as the sender sees it, on bad days: outages, limits, lost answers, people out of reach.

It keeps what people see, so that the checks need not trust what the product says of itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from advicebot.domain.delivery import Posted
from advicebot.errors import SlackDeliveryError
from advicebot.slack.screens.blocks import Message
from tests.simulation.setting import Setting
from tests.simulation.world import SimClock

ON_CALL_CHANNEL = "C0ONCALL01"


class Died(BaseException):
    """The process was killed here. Nothing of ours may catch it."""


@dataclass(slots=True)
class Seen:
    """A message as people see it."""

    channel: str
    key: str
    thread_ts: str | None
    at: datetime
    posted: Posted
    text: str


class SimSlack:
    """One workspace for one night."""

    def __init__(self, rng: Random, clock: SimClock, setting: Setting) -> None:
        self._rng = rng
        self._clock = clock
        self.outages = list(setting.outages)
        self._trouble = setting.trouble
        self._deaths = setting.deaths
        self.unreachable = setting.unreachable
        self.posts: list[Seen] = []
        self.by_key: dict[str, list[Seen]] = defaultdict(list)
        self._by_ts: dict[str, Seen] = {}
        self.calls = 0

    def on_call_channel(self) -> str:
        return ON_CALL_CHANNEL

    def open_dm(self, user: str) -> str:
        self._before(user)
        return f"D{user[1:]}"

    def post(
        self,
        channel: str,
        message: Message,
        *,
        key: str,
        thread_ts: str | None,
        broadcast: bool = False,
    ) -> Posted:
        self._before(f"U{channel[1:]}")
        posted = Posted(channel_id=channel, ts=f"{1_800_000_000 + len(self.posts)}.000000")
        seen = Seen(channel, key, thread_ts, self._clock.at, posted, message.text)
        self.posts.append(seen)
        self.by_key[key].append(seen)
        self._by_ts[posted.ts] = seen
        self._after()
        return posted

    def find(
        self,
        channel: str,
        key: str,
        *,
        thread_ts: str | None = None,
        since: datetime | None = None,
    ) -> Posted | None:
        self._before("")
        for seen in self.by_key.get(key, ()):
            if (seen.channel, seen.thread_ts) == (channel, thread_ts):
                return seen.posted
        return None

    def is_there(self, posted: Posted, *, thread_ts: str | None = None) -> bool:
        self._before("")
        return posted.ts in self._by_ts

    def update(self, posted: Posted, message: Message) -> None:
        self._before("")
        self._by_ts[posted.ts].text = message.text
        self._after()

    def whisper(
        self, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        self._before(user)

    def publish_home(self, user: str, view: dict[str, object]) -> None:
        self._before(user)

    def outage_ends(self) -> datetime | None:
        """Return when the outage ends that there is now, None while Slack works."""
        now = self._clock.at
        return next((end for start, end in self.outages if start <= now < end), None)

    def heal(self) -> None:
        """Work from now on, whatever was drawn."""
        self.outages.clear()
        self._trouble = self._deaths = 0.0

    def paged(self, handoff_id: str) -> Iterator[str]:
        """Yield who can see a page of a handoff."""
        for seen in self.posts:
            kind, of, *rest = seen.key.split(":")
            if kind == "card" and of == handoff_id and rest:
                yield rest[1]

    def calls_to_all(self, handoff_id: str) -> Iterator[Seen]:
        """Yield what calls the whole on-call channel; the card that stands there calls nobody."""
        for seen in self.posts:
            if seen.key.startswith(f"thread:{handoff_id}:everyone:"):
                yield seen

    def _before(self, user: str) -> None:
        self.calls += 1
        if self.outage_ends():
            raise SlackDeliveryError("http_503", is_uncertain=True)
        if user in self.unreachable:
            raise SlackDeliveryError("user_not_found", is_permanent=True)
        self._die()
        if self._rng.random() < self._trouble:
            wait = self._rng.choice((None, 1.0, 7.0, 30.0))
            if wait is None:
                raise SlackDeliveryError("http_500", is_uncertain=True)
            raise SlackDeliveryError("ratelimited", retry_after=wait)

    def _after(self) -> None:
        self._die()
        if self._rng.random() < self._trouble:
            raise SlackDeliveryError("timeout", is_uncertain=True)

    def _die(self) -> None:
        if self._rng.random() < self._deaths:
            raise Died
