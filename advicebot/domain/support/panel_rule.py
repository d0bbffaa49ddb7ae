"""How often the local problem-solving panel meets, as its line writes it down."""

import re
from dataclasses import dataclass
from datetime import date, time

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_EVERY = {"": 1, "second": 2, "other": 2, "third": 3, "fourth": 4}
_RULE = re.compile(
    rf"every (?:(?P<every>second|other|third|fourth) )?(?P<day>{'|'.join(_DAYS)})"
    r"(?: at)? (?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?: in term(?: time)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRule:
    """How often the panel meets: every so many weeks on the weekday of ``first``, London time.

    ``first`` is the day of one meeting, from which the weeks are counted both ways. Cases are taken
    until ``cut_off_school_days`` school days before a meeting, at the time of the meeting.
    """

    first: date
    at: time
    every_weeks: int = 1
    cut_off_school_days: int = 2

    def __post_init__(self) -> None:
        """A rule that never comes round would be noticed only when a case was lost."""
        if self.every_weeks < 1:
            raise ValueError(
                f"the panel meets every {self.every_weeks} weeks; it must be 1 or more"
            )
        if self.cut_off_school_days < 0:
            raise ValueError(
                f"the cut-off is {self.cut_off_school_days} days; it must be 0 or more"
            )


def read_rule(text: str, *, first: date, cut_off_school_days: int = 2) -> PanelRule:
    """Return the rule that words such as “every second Wednesday 14:00 in term” stand for.

    Raises:
        ValueError: the words are no such rule, or ``first`` is another weekday; a plain sentence.
    """
    found = _RULE.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        raise ValueError(
            f"“{text}” is no rule for a meeting; write it like “every second Wednesday 14:00”"
        )
    if first.weekday() != _DAYS.index(found["day"]):
        raise ValueError(
            f"the rule says {found['day'].title()} but {first} is a {first:%A}; give the day of "
            "one meeting, so that the weeks can be counted"
        )
    return PanelRule(
        first=first,
        at=time(int(found["hour"]), int(found["minute"])),
        every_weeks=_EVERY[found["every"] or ""],
        cut_off_school_days=cut_off_school_days,
    )
