"""The cases of which a report says what became of them: by the week in which six were over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from advicebot.domain.line import Line
from advicebot.domain.outcomes import outcome
from advicebot.domain.outcomes.blocks import blocks, inside
from advicebot.domain.outcomes.history import Known, pick, week_of
from advicebot.domain.outcomes.measures import WEEKS
from advicebot.domain.outcomes.outcome import CaseFact
from advicebot.domain.outcomes.period import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """Cases whose six school weeks ended in a part of a period.

    ``followed`` up, in whole blocks of weeks; ``near`` exclusion, in the weeks that are told;
    ``near_in_term`` are all of the term so far.
    """

    followed: tuple[CaseFact, ...]
    near: tuple[CaseFact, ...]
    near_in_term: tuple[CaseFact, ...]

    @classmethod
    def of(
        cls,
        part: Part,
        known: Known,
        views: Mapping[datetime, Sequence[CaseFact]],
        now: datetime,
        line: Line,
        told: Collection[date],
    ) -> "Became":
        """Return the cases of one part, as they were known when its digests were made.

        ``told`` are the weeks of which digests show how many were near exclusion. Cases of other
        weeks are in no block: with the weeks that are told beside them, they would be told too.
        """

        def ended(found: Sequence[CaseFact]) -> list[tuple[datetime, CaseFact]]:
            heard = [c for c in found if c.sightings or c.placements or c.was_near_exclusion]
            ends = [(outcome.window_end(case, WEEKS, line), case) for case in heard]
            return [(end, case) for end, case in ends if end is not None]

        mondays = [*part.before, *part.mondays]
        every = [
            (week_of(end), case)
            for end, case in pick(ended, lambda pair: pair[0], known, views, now)
        ]
        followed = [(day, case) for day, case in every if case.sightings or case.placements]
        near = [(day, case) for day, case in every if case.was_near_exclusion]
        return cls(
            followed=_in_blocks(followed, mondays, part),
            near=tuple(case for day, case in near if day in told and day in part.mondays),
            near_in_term=tuple(case for day, case in near if day in mondays),
        )


def _in_blocks(
    pairs: Sequence[tuple[date, CaseFact]], mondays: Sequence[date], part: Part
) -> tuple[CaseFact, ...]:
    found = blocks(
        pairs, mondays, week_of=lambda pair: pair[0], school_of=lambda pair: pair[1].school_id
    )
    return tuple(case for _, case in inside(found, part.mondays))
