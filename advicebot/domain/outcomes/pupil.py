"""What the school has on record about the pupil of a request, as far as somebody tapped it."""

from dataclasses import dataclass

from advicebot.domain.outcomes.outcome import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class PupilFacts:
    """Yes, no or unknown for each; nobody is asked to say more.

    ``days_before`` are the school days of suspension in the six school weeks before the request,
    in halves; None when not said.
    """

    request_id: str
    team_id: str
    sen_support: Told = Told.UNKNOWN
    ehcp: Told = Told.UNKNOWN
    looked_after: Told = Told.UNKNOWN
    free_meals: Told = Told.UNKNOWN
    days_before: float | None = None
