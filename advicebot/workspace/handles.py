"""Short-lived permissions: trigger ids and response URLs.

Their lifetimes run on the machine's clock, because moving the workspace's must not break a click.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from advicebot.workspace.config import AppConfig
from advicebot.workspace.errors import ApiError
from advicebot.workspace.ids import new_secret

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(slots=True, kw_only=True)
class Trigger:
    """An app's right to open one modal. ``view_id`` is the modal it was made in, if in one."""

    app: AppConfig
    user: str
    view_id: str | None
    made_at: float
    is_used: bool = False


class Triggers:
    """Trigger ids: single use, three seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._all: dict[str, Trigger] = {}

    def new(self, app: AppConfig, user: str, *, view_id: str | None = None) -> str:
        """Return a new trigger id."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**9)}.{new_secret()}"
        self._forget_old()
        self._all[trigger_id] = Trigger(
            app=app, user=user, view_id=view_id, made_at=self._monotonic()
        )
        return trigger_id

    def look_at(self, trigger_id: object, app: AppConfig) -> Trigger:
        """Return a trigger that can still be used; raises ApiError otherwise."""
        trigger = self._all.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None or trigger.app != app:
            raise ApiError("invalid_trigger_id")
        if trigger.is_used:
            raise ApiError("exchanged_trigger_id")
        if self._monotonic() - trigger.made_at > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        return trigger

    def _forget_old(self) -> None:
        horizon = self._monotonic() - 600
        while self._all and next(iter(self._all.values())).made_at < horizon:
            del self._all[next(iter(self._all))]


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Where an interaction may be answered. ``message_ts`` is the message clicked in, if any."""

    app: AppConfig
    user: str
    channel: str
    message_ts: str | None
    is_ephemeral: bool
    thread_ts: str | None
    made_at: float
    uses: int = 0


class ResponseUrls:
    """Response URLs: five uses, thirty minutes."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._all: dict[str, ResponseUrl] = {}

    def new(
        self,
        app: AppConfig,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        is_ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Return the secret part of a new response URL."""
        token = new_secret()
        self._all[token] = ResponseUrl(
            app=app,
            user=user,
            channel=channel,
            message_ts=message_ts,
            is_ephemeral=is_ephemeral,
            thread_ts=thread_ts,
            made_at=self._monotonic(),
        )
        return token

    def use(self, token: str) -> ResponseUrl:
        """Count one use; raises ApiError when the URL is unknown, too old or used up."""
        handle = self._all.get(token)
        if handle is None or self._monotonic() - handle.made_at > RESPONSE_SECONDS:
            raise ApiError("expired_url")
        if handle.uses >= RESPONSE_USES:
            raise ApiError("used_url")
        handle.uses += 1
        return handle

    def find(self, token: str) -> ResponseUrl | None:
        """Return where a response URL leads, None when it is unknown. No use is counted."""
        return self._all.get(token)

    def peek(self, token: str) -> ResponseUrl:
        """Return where a response URL leads without counting a use."""
        return self._all[token]
