"""The apps of a workspace as it runs: each with its own way to be told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advicebot.workspace.config import AppConfig
from advicebot.workspace.delivery import Delivery
from advicebot.workspace.delivery.http import HttpCarrier
from advicebot.workspace.delivery.socket import SocketMode


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Installed:
    """One app: what is known of it, what is on its way to it, and its connections.

    ``http`` is how it is told; None means by Socket Mode.
    """

    config: AppConfig
    delivery: Delivery
    socket: SocketMode
    http: HttpCarrier | None

    def subscribes(self, event: str) -> bool:
        """Return whether the app asked for this event, by its name in a manifest."""
        return event in self.config.bot_events


class Apps:
    """Every app of a workspace, found by what names it."""

    def __init__(self, installed: Mapping[str, Installed]) -> None:
        self._all = dict(installed)

    def __iter__(self) -> Iterator[Installed]:
        """Yield the apps in the order of the configuration."""
        return iter(self._all.values())

    @property
    def first(self) -> Installed:
        """Return the app that is meant wherever none is named."""
        return next(iter(self))

    def by_id(self, app_id: str) -> Installed:
        """Return the app with this id."""
        return self._all[app_id]

    def by_token(self, token: str) -> Installed | None:
        """Return the app that a bot token or an app token belongs to."""
        return next(
            (one for one in self if token in (one.config.bot_token, one.config.app_token)), None
        )

    def by_user(self, user_id: str) -> Installed | None:
        """Return the app whose bot has this user id."""
        return next((one for one in self if one.config.bot_user_id == user_id), None)
