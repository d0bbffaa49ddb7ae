"""How often an app may call each method: Slack's tiers, as token buckets.

Source: docs.slack.dev/apis/web-api/rate-limits and the page of each method. The tiers are "1+",
"20+", "50+" and "100+" calls a minute for an app in a workspace; the buckets take the figure itself
and allow it as one burst. Where the documentation gives no figure ("special"), the one here is a
cautious guess and says so.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advicebot.workspace.errors import RateLimitedError


@dataclass(frozen=True, slots=True)
class Pace:
    """So many calls at once, and so many a second after that."""

    burst: int
    a_second: float


def _a_minute(calls: int) -> Pace:
    return Pace(calls, calls / 60)


TIER = {2: _a_minute(20), 3: _a_minute(50), 4: _a_minute(100)}
IN_CHANNEL = Pace(3, 1.0)  # "one message per second per channel", "short bursts" are let through
IN_WORKSPACE = _a_minute(300)  # "several hundred messages per minute" for an app in a workspace
A_HAIR = 1e-6  # seconds that are lost in adding up fractions
OFTEN = _a_minute(600)  # setStatus says 600 a minute; a guess for "hundreds of requests a minute"

CONNECTIONS = Pace(10, 1 / 60)  # tier 1, "1+"; an app may open its ten connections at once

BY_TIER = {
    2: """bookmarks.add bookmarks.edit bookmarks.remove chat.startStream chat.stopStream
        conversations.archive conversations.close conversations.create conversations.list
        conversations.rename conversations.setPurpose conversations.setTopic
        conversations.unarchive dnd.teamInfo emoji.list pins.add pins.list pins.remove
        reactions.list reactions.remove usergroups.create usergroups.disable usergroups.enable
        usergroups.list usergroups.update usergroups.users.list usergroups.users.update
        users.list""",
    3: """auth.revoke assistant.threads.setSuggestedPrompts assistant.threads.setTitle
        bookmarks.list bots.info chat.delete chat.deleteScheduledMessage chat.meMessage
        chat.scheduleMessage chat.scheduledMessages.list chat.unfurl chat.update
        conversations.history conversations.info conversations.invite conversations.join
        conversations.kick conversations.leave conversations.mark conversations.open
        conversations.replies dnd.info files.delete files.list reactions.add reactions.get
        team.info users.conversations users.getPresence users.lookupByEmail""",
    4: """api.test chat.appendStream chat.postEphemeral conversations.members
        files.completeUploadExternal files.getUploadURLExternal files.info users.info
        users.profile.get views.open views.publish views.push views.update""",
}
PACES: dict[str, Pace] = {
    "apps.connections.open": CONNECTIONS,
    **{method: TIER[tier] for tier, names in BY_TIER.items() for method in names.split()},
    "assistant.threads.setStatus": OFTEN,
    "auth.test": OFTEN,
    "blocks.validate": OFTEN,
    "chat.getPermalink": OFTEN,
    "chat.postMessage": IN_WORKSPACE,
}


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float


class RateLimits:
    """The buckets of every app. ``monotonic`` tells the machine's seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, app_id: str, method: str, channel: str) -> None:
        """Count one call; raises RateLimitedError, and counts none, when it is one too many."""
        now = self._monotonic()
        asked = [(self._filled(key, pace, now), pace) for key, pace in _of(app_id, method, channel)]
        wait = max(((1 - bucket.left) / pace.a_second for bucket, pace in asked), default=0.0)
        if wait > A_HAIR:
            raise RateLimitedError(math.ceil(wait - A_HAIR))
        for bucket, _ in asked:
            bucket.left -= 1

    def _filled(self, key: tuple[str, ...], pace: Pace, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(key, _Bucket(pace.burst, now))
        bucket.left = min(pace.burst, bucket.left + (now - bucket.seen) * pace.a_second)
        bucket.seen = now
        return bucket


def _of(app_id: str, method: str, channel: str) -> Iterator[tuple[tuple[str, ...], Pace]]:
    if method in PACES:
        yield (app_id, method), PACES[method]
    if method == "chat.postMessage":
        yield (app_id, method, channel), IN_CHANNEL
