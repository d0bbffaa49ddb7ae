"""Days of suspension before a request: what they are compared with, and what cannot be so."""

from advicebot.domain.outcomes.answers import Trouble

WEEKS_BEFORE = 6
"""School weeks before the request that are asked about, as many as are looked at after it."""
MOST_DAYS_BEFORE = 5 * WEEKS_BEFORE


def check_days_before(days: float) -> Trouble | None:
    """Return why so many school days cannot be, None when they can: halves up to 30."""
    if not 0 <= days < float("inf") or days * 2 != int(days * 2):
        words = (
            f"“{days:g}” is not a number of school days. Write whole or half days, such as 2 or "
            "1.5, or 0 for none."
        )
    elif days > MOST_DAYS_BEFORE:
        words = (
            f"{days:g} days cannot be: {WEEKS_BEFORE} school weeks have {MOST_DAYS_BEFORE} school "
            "days at the most. Count those weeks only."
        )
    else:
        return None
    return Trouble(field="days_before", words=words)
