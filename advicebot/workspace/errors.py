"""How the workspace says no.

WorkspaceError
├── ApiError      to the app: one of Slack's own error names
│   └── RateLimitedError   too many calls; the app may try again after some seconds
├── ActError      to a person at the page: a name and a plain sentence
│   └── FormError     a modal that was not accepted, with a text for each block
├── ConfigError   to whoever starts a workspace: every problem of its file
└── NoAnswerError      the app did not acknowledge in time
"""

from collections.abc import Mapping, Sequence
from typing import Any


class WorkspaceError(Exception):
    """The root of every error raised on purpose."""


class ApiError(WorkspaceError):
    """A Web API call is refused.

    Attributes:
        name: Slack's error name, such as ``channel_not_found``.
        details: lines for ``response_metadata.messages``.
        extra: what else stands in the answer, such as ``needed``.
    """

    def __init__(
        self, name: str, details: Sequence[str] = (), extra: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{name}: {'; '.join(details)}" if details else name)
        self.name = name
        self.details = tuple(details)
        self.extra = dict(extra or {})


class RateLimitedError(ApiError):
    """Too many calls: the next one may come after ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class ActError(WorkspaceError):
    """Something a person did at the page cannot be done; ``message`` may be shown as it is."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class FormError(ActError):
    """A modal was sent and not accepted. ``errors`` holds a text by block id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("errors", " ".join(f"{block}: {said}" for block, said in errors.items()))
        self.errors = dict(errors)


class ConfigError(WorkspaceError):
    """A workspace file cannot be used. ``problems`` has a plain sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class NoAnswerError(WorkspaceError):
    """The app did not acknowledge an interaction in time, or is not connected."""
