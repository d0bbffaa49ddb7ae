"""Pages that leave by another way than Slack, and the pager that tries every way there is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from advicebot.domain.oncall.calendar import LONDON
from advicebot.errors import OutsideError
from advicebot.outside.deadline import run_together

WITHIN = 15.0
"""Seconds for all channels together; who holds a lease on a page must hold it for longer."""
UNCONFIGURED = (
    "no second channel is configured; set ADVICEBOT_PAGER_WEBHOOK or ADVICEBOT_PAGER_MAIL_TO and "
    "ADVICEBOT_SMTP_HOST"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePage:
    """A call for a practitioner, in words that may stand on a locked screen or in a mail archive.

    ``reason`` is a curated sentence about the page ("Nobody has answered in Slack."), never
    anything that a person wrote. ``link`` leads into Slack, None when there is no place to show.
    ``at`` is the instant of the page. A test says that nobody is waiting.
    """

    reference: str
    urgency: str
    reason: str
    link: str | None
    at: datetime
    is_test: bool = False

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError(f"the page for {self.reference} is at {self.at}, without a time zone")

    @property
    def subject(self) -> str:
        """The page in a few words, on one line."""
        if self.is_test:
            return "Test of the advice line's second channel"
        return one_line(f"{self.urgency.capitalize()}: {self.reference} needs a practitioner")

    @property
    def text(self) -> str:
        """The page in plain words, on one line, short enough for a text message."""
        local = self.at.astimezone(LONDON)
        sent = f"Sent {local:%H:%M, %a} {local.day} {local:%b}."
        if self.is_test:
            return one_line(f"{self.subject}. Nobody needs help, and nothing is to be done. {sent}")
        way = f"Open Slack and take it: {self.link}" if self.link else "Open Slack and take it."
        return one_line(f"{self.subject}. {self.reason} {way} {sent}")

    @property
    def sent_at(self) -> str:
        """The instant of the page as UTC text, such as ``2026-11-24T09:14:00Z``."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def trial_page(at: datetime) -> OutsidePage:
    """Return a page that says it is a test, and that nobody is waiting."""
    return OutsidePage(reference="TEST", urgency="test", reason="", link=None, at=at, is_test=True)


class Channel(Protocol):
    """One way out of Slack. ``name`` is what people are told when it fails."""

    @property
    def name(self) -> str:
        """A short name, such as "webhook"."""
        ...

    def send(self, page: OutsidePage, key: str) -> None:
        """The other side has taken the page; a second one with this ``key`` is the same page.

        Raises:
            OutsideError: it has not, or nobody can know.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of a page on one channel; ``problem`` None means that it was taken."""

    channel: str
    problem: str | None


class OutsidePager:
    """Sends a page by every channel that is configured, all at the same time."""

    def __init__(self, channels: Sequence[Channel], *, within: float = WITHIN) -> None:
        """``within`` is how many seconds all channels together may take."""
        self._channels = tuple(channels)
        self.within = within

    @property
    def is_configured(self) -> bool:
        """True when there is at least one way out of Slack."""
        return bool(self._channels)

    def send(self, page: OutsidePage, key: str) -> None:
        """At least one channel has taken the page; those that failed are in the log.

        Waits ``within`` seconds at most. Sending again under the same ``key`` is safe: receivers
        can tell that it is the same page.

        Raises:
            OutsideError: none took it, with the reason of each; or none is configured.
        """
        attempts = self.try_each(page, key)
        failures = {each.channel: each.problem for each in attempts if each.problem}
        for channel, why in failures.items():
            log.warning("page not taken outside key=%s channel=%s: %s", key, channel, why)
        if not attempts:
            raise OutsideError({"outside Slack": UNCONFIGURED})
        if len(failures) == len(attempts):
            raise OutsideError(failures)

    def try_each(self, page: OutsidePage, key: str) -> list[Attempt]:
        """Return what became of the page on each channel, in the order they were given."""
        jobs = [partial(each.send, page, key) for each in self._channels]
        errors = run_together(jobs, within=self.within)
        return [
            Attempt(channel=channel.name, problem=self._problem(channel.name, error))
            for channel, error in zip(self._channels, errors, strict=True)
        ]

    def _problem(self, channel: str, error: BaseException | None) -> str | None:
        """Return why, in words that hold no secret: an error we did not expect shows its kind."""
        if error is None:
            return None
        if isinstance(error, OutsideError):
            return error.failures.get(channel, str(error))
        if isinstance(error, TimeoutError):
            return f"no answer within {self.within:g} s; it may have arrived all the same"
        return f"unexpected {type(error).__name__}"


def one_line(text: str) -> str:
    """Return the text on one line and without control characters, fit for a mail header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
