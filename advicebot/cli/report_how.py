"""“How we count”, as the command line prints it."""

from advicebot.domain.outcomes import how, measures, report

_WEEKS = measures.WEEKS

PAGE: tuple[tuple[str, str], ...] = (
    ("What no number here says", how.NOT_PREVENTED),
    ("Calls", how.CALLS),
    ("Urgent", how.URGENT),
    ("Time to a person", how.TIME),
    ("In school full time", how.FULL_TIME),
    (
        f"No exclusion within {_WEEKS} school weeks after it was near",
        how.NO_EXCLUSION.format(weeks=_WEEKS),
    ),
    ("Displaced instead", how.DISPLACED.format(weeks=_WEEKS)),
    ("Days of suspension", how.DAYS),
    ("Agreed next step done", how.FOLLOW_THROUGH),
    ("Strategies that helped", how.HELPED),
    ("Reintegration after a place", how.REINTEGRATION),
    ("Not known, and the two bounds", how.BOUNDS),
    ("The 95 % interval", how.INTERVAL),
    ("Who says it", how.WHO_SAYS),
    ("The periods", how.PERIODS),
    ("What came late", how.LATE),
    ("Weeks put together", report.BLOCKS),
    ("Whole terms", report.TERMS_ONLY),
    ("Numbers that are not shown", how.SMALL_NUMBERS),
    ("Nobody is in it", how.NOBODY),
)
