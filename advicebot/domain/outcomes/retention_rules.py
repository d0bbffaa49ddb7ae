"""How long things are kept. The periods are policy: see ``retention``."""

from dataclasses import dataclass

SHORTEST_TEXT_DAYS = 30
LONGEST_TEXT_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How long things are kept, counted from the end of a request or the writing of an audit line.

    Raises:
        ValueError: text days outside 30 to 180, a skeleton that would go before the text, or an
            audit that would go before the skeleton.
    """

    text_days: int = 90
    skeleton_months: int = 12
    audit_years: int = 6

    def __post_init__(self) -> None:
        if not SHORTEST_TEXT_DAYS <= self.text_days <= LONGEST_TEXT_DAYS:
            raise ValueError(
                f"Text cannot be kept for {self.text_days} days: choose {SHORTEST_TEXT_DAYS} to "
                f"{LONGEST_TEXT_DAYS}, such as 90."
            )
        if self.skeleton_months * 28 < self.text_days:
            raise ValueError(
                f"A skeleton of {self.skeleton_months} months would go before text of "
                f"{self.text_days} days: keep it longer, such as 12 months."
            )
        if self.audit_years * 12 < self.skeleton_months:
            raise ValueError(
                f"An audit of {self.audit_years} years would go before a skeleton of "
                f"{self.skeleton_months} months: keep it longer, such as 6 years."
            )


USUAL = Rules()
"""What a line keeps to that has not written down anything else."""
