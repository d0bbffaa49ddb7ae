"""The events of an app that reads everything, its own doings too, which Bolt keeps from it."""

from collections.abc import Callable
from typing import Any

from advicebot.workspace import AppConfig, LocalWorkspace
from tests.workspace.conftest import RawApp

Connect = Callable[[LocalWorkspace], RawApp]


def subscribed(*events: str, **more: Any) -> AppConfig:
    """Return an app with these subscriptions."""
    return AppConfig(bot_events=events, **more)


def next_events(connected: RawApp, count: int) -> list[dict[str, Any]]:
    """Return the next events, acknowledged, in the order in which they came."""
    found = []
    for _ in range(count):
        frame = connected.next()
        connected.ack(frame)
        found.append(frame["payload"]["event"])
    return found
