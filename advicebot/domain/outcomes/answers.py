"""What a teacher says to a follow-up: what cannot be so, what comes late, and which answer stands.

Nothing is thrown away: every answer is kept, and the one given last stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import london_day, long_date
from advicebot.domain.outcomes.followup import FollowUp, Whereabouts, school_days_between

MOST_DAYS_A_YEAR = 45
"""School days for which a pupil may be suspended in a school year, in all schools together.

The School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012,
https://www.legislation.gov.uk/uksi/2012/1033
"""
HIGHEST_RISK = 10
SCHOOL_YEAR_STARTS = 8
"""August: a school year runs to the end of July."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one follow-up; the fields of the same name in ``FollowUp`` say what they mean.

    ``is_late`` is True when the term in which it was due had ended by then.
    """

    followup_id: str
    given_at: datetime
    whereabouts: Whereabouts
    days_suspended: float | None = None
    risk: int | None = None
    did_next_step: bool | None = None
    helped: tuple[str, ...] = ()
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a field cannot be so, in a sentence that may be shown as it is."""

    field: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An answer as it may be kept, with everything that stands against it.

    It must not be kept while there are ``troubles``. ``replaces`` is True when the same follow-up
    has been answered before: both are kept, and the later one stands.
    """

    answer: Answer
    troubles: tuple[Trouble, ...]
    replaces: bool

    @property
    def is_possible(self) -> bool:
        """True when nothing stands against it."""
        return not self.troubles


def check_answer(
    answer: Answer, *, followup: FollowUp, since: datetime, earlier: Sequence[Answer], line: Line
) -> Checked:
    """Return ``answer`` marked late where it is, with what cannot be true about it.

    Args:
        since: when the pupil was last heard of before this follow-up: the answer before it, or the
            end of the request.
        earlier: every answer about the same pupil so far, those to this follow-up included.
    """
    found = [
        *_troubles_of_time(answer, followup),
        *_troubles_of_days(answer, since, earlier, line),
        *_troubles_of_risk(answer),
    ]
    is_late = ends_late(answer.given_at, followup, line)
    once = tuple(dict.fromkeys(answer.helped))
    return Checked(
        answer=replace(answer, is_late=is_late, helped=once),
        troubles=tuple(found),
        replaces=any(each.followup_id == followup.id for each in earlier),
    )


def ends_late(at: datetime, followup: FollowUp, line: Line) -> bool:
    """True when the term in which ``followup`` was due had ended at ``at``."""
    due, day = london_day(followup.due_at), london_day(at)
    return any(term.first <= due <= term.last < day for term in line.terms)


def standing(answers: Iterable[Answer]) -> dict[str, Answer]:
    """Return the answer that stands for each follow-up, by its id: the one given last.

    Of two given in the same second it is the later one in the list.
    """
    found: dict[str, Answer] = {}
    for answer in answers:
        known = found.get(answer.followup_id)
        if known is None or known.given_at <= answer.given_at:
            found[answer.followup_id] = answer
    return found


def told_at(answers: Iterable[Answer]) -> dict[str, datetime]:
    """Return for each follow-up when it was said what stands of where the pupil is.

    A later tap about the risk, the next step or what helped says nothing new of that, nor does the
    same place once more: it may be only a change of something else.
    """
    found: dict[str, tuple[Whereabouts, float | None, datetime]] = {}
    for each in sorted(answers, key=lambda answer: answer.given_at):
        said = (each.whereabouts, each.days_suspended)
        if found.get(each.followup_id, ())[:2] != said:
            found[each.followup_id] = (*said, each.given_at)
    return {followup_id: at for followup_id, (_, _, at) in found.items()}


def answered(followup: FollowUp, answer: Answer) -> FollowUp:
    """Return ``followup`` with ``answer`` as what was last said to it.

    An answer older than the one that stands changes nothing, so that two that arrive in the wrong
    order leave the same behind.
    """
    if followup.answered_at is not None and answer.given_at < followup.answered_at:
        return followup
    return replace(
        followup,
        answered_at=answer.given_at,
        whereabouts=answer.whereabouts,
        days_suspended=answer.days_suspended,
        risk=answer.risk,
        did_next_step=answer.did_next_step,
        helped=answer.helped,
    )


def days_this_year(answers: Iterable[Answer], at: datetime) -> float:
    """Return the days of suspension said by the standing answers of the school year of ``at``."""
    year = school_year(london_day(at))
    heard = standing(answers).values()
    return sum(a.days_suspended or 0 for a in heard if school_year(london_day(a.given_at)) == year)


def school_year(day: date) -> int:
    """Return the calendar year in which the school year of ``day`` began."""
    return day.year if day.month >= SCHOOL_YEAR_STARTS else day.year - 1


def trouble_with_coming_day(day: date, *, now: datetime, what: str) -> str | None:
    """Return why ``day`` cannot be a day to come, None when it can: today or later in London.

    ``what`` begins the sentence, such as “The review”.
    """
    today = london_day(now)
    if day >= today:
        return None
    return (
        f"{what} cannot be on {long_date(day)}: that is in the past. "
        f"Choose today, {long_date(today)}, or a later day."
    )


def _troubles_of_time(answer: Answer, followup: FollowUp) -> list[Trouble]:
    asked = followup.asked_at or followup.due_at
    if answer.given_at >= asked:
        return []
    words = (
        f"An answer of {long_date(london_day(answer.given_at))} cannot be to a question asked on "
        f"{long_date(london_day(asked))}. Answer the question again."
    )
    return [Trouble(field="given_at", words=words)]


def _troubles_of_days(
    answer: Answer, since: datetime, earlier: Sequence[Answer], line: Line
) -> list[Trouble]:
    days = answer.days_suspended
    if days is None:
        return []
    words = _not_days(answer, days) or _too_many(answer, days, since, earlier, line)
    return [Trouble(field="days_suspended", words=words)] if words else []


def _not_days(answer: Answer, days: float) -> str | None:
    if not 0 <= days < float("inf") or days * 2 != int(days * 2):
        return (
            f"“{days:g}” is not a number of school days. Write whole or half days, such as 2 or "
            "1.5: a suspension over one lunchtime is half a day."
        )
    if days == 0 and answer.whereabouts is Whereabouts.SUSPENDED:
        return "“Suspended” with 0 days cannot be. Write the days, or choose where the pupil is."
    return None


def _too_many(
    answer: Answer, days: float, since: datetime, earlier: Sequence[Answer], line: Line
) -> str | None:
    # The day of the last word counts: a suspension may have begun in its afternoon.
    possible = school_days_between(since - timedelta(days=1), answer.given_at, line)
    if days > possible:
        return (
            f"{days:g} days cannot be: there have been {possible} school days since "
            f"{long_date(london_day(since))}. Count the school days since then only."
        )
    others = [each for each in earlier if each.followup_id != answer.followup_id]
    before = days_this_year(others, answer.given_at)
    is_one_year = school_year(london_day(since)) == school_year(london_day(answer.given_at))
    if is_one_year and days + before > MOST_DAYS_A_YEAR:
        return (
            f"{days:g} days make {days + before:g} in this school year: a pupil can be suspended "
            f"for {MOST_DAYS_A_YEAR} at most. Check the number with the school office."
        )
    return None


def _troubles_of_risk(answer: Answer) -> list[Trouble]:
    if answer.risk is None or 0 <= answer.risk <= HIGHEST_RISK:
        return []
    words = f"A risk of {answer.risk} cannot be: choose 0 (none) to {HIGHEST_RISK} (certain)."
    return [Trouble(field="risk", words=words)]
