"""The errors advicebot raises on purpose.

AdvicebotError
├── Refused               something a person asked for that the rules do not allow
├── ConfigurationError    settings that cannot work; holds every problem, not the first
├── KnowledgeError        curated files with mistakes; holds every problem with file and line
├── RotaError             a calendar that cannot be fetched, or cannot be read as a rota
├── StoreError            the database cannot be used as it is
├── WeightsError          the sentence model is missing or is not the one expected
├── OutsideError          nobody outside Slack took a page, or a heartbeat was not heard
└── SlackDeliveryError    Slack did not take a message
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class AdvicebotError(Exception):
    """The root of every error raised on purpose."""


class Refused(AdvicebotError):  # noqa: N818 (an answer to a person, not a failure)
    """A person asked for something the rules do not allow.

    Attributes:
        user_message: a plain sentence that may be shown to that person as it is.
    """

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message


class ConfigurationError(AdvicebotError):
    """Settings that cannot work. ``problems`` holds one plain line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a knowledge file, placed so that a curator can find it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(AdvicebotError):
    """Curated files with mistakes. ``problems`` is every one of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class RotaError(AdvicebotError):
    """A whole calendar that cannot be fetched or read; a plain sentence that may be shown."""


class StoreError(AdvicebotError):
    """The database cannot be used as it is; the message says what to do."""


class WeightsError(AdvicebotError):
    """The sentence model cannot be used; the message says why and how to add it."""


class OutsideError(AdvicebotError):
    """What was sent outside Slack was not taken.

    Attributes:
        failures: why, for each channel that failed. Reasons are our own words: they hold no address
            beyond a host's, no secret, nothing of a message, and no text of the other side's.
    """

    def __init__(self, failures: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{channel}: {why}" for channel, why in failures.items()))
        self.failures = dict(failures)


class SlackDeliveryError(AdvicebotError):
    """Slack did not take a message.

    Attributes:
        reason: Slack's own error name, or the kind of transport failure.
        retry_after: seconds Slack asked us to wait, None when it did not say.
        is_permanent: True when trying again cannot help.
        is_uncertain: True when the message may have arrived all the same.
        method: the method of Slack's that was called, empty when none was.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        is_permanent: bool = False,
        is_uncertain: bool = False,
        method: str = "",
    ) -> None:
        what = method if method and not method.startswith("chat.") else "the message"
        super().__init__(f"Slack did not take {what}: {reason}")
        self.reason = reason
        self.retry_after = retry_after
        self.is_permanent = is_permanent
        self.is_uncertain = is_uncertain
        self.method = method
