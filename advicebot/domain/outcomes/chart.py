"""A picture of a digest, as it is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A PNG. ``alt`` says the same in words; ``file_id`` is Slack's, None until it has it."""

    name: str
    alt: str
    png: bytes
    file_id: str | None = None
