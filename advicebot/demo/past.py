"""What happens at the invented line beside the demo: the term before it, and each day that passes.

Without it every number of the digest would be too small to be shown. Nothing of it waits for
anybody: what was handed over is closed, and what was not answered was given up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_time

from advicebot.domain.handoff import Closing, Handoff, HandoffReason, HandoffState, Intention
from advicebot.domain.line import Line
from advicebot.domain.oncall.calendar import first_instant, is_school_day, london_day
from advicebot.domain.outcomes.followup import FollowUp, Whereabouts, schedule
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.domain.request import Origin, Request
from advicebot.domain.vocabulary import Band, Phase, Topic, Urgency
from advicebot.ids import FIRST_NUMBER
from advicebot.service.ports import Unit
from advicebot.store.work import SqliteWork

WEEKS = 11
PER_DAY = (2, 3, 2, 1, 3)
"""Calls from Monday to Friday, in a week like any other."""
MORE = (0, 1, -1, 0, 1, 1, 0)
"""How many more or fewer there are on each day of the weeks in turn."""
PEOPLE_OF_A_SCHOOL = 4
FIRST_CALL = wall_time(8, 40)
WORDS = "An invented call from before this demo began."
TOPICS = (
    Topic.DEFIANCE,
    Topic.LEAVING_CLASS,
    Topic.DYSREGULATION,
    Topic.SENSORY,
    Topic.SUBSTANCES,
    Topic.PEER_CONFLICT,
    Topic.SCHOOL_AVOIDANCE,
)
UNANSWERED = Topic.SUBSTANCES
PHASES = (Phase.KS2, Phase.KS3, Phase.KS4)
PLACES = (
    *(Whereabouts.FULL_TIME,) * 5,
    Whereabouts.PART_TIME_TIMETABLE,
    Whereabouts.FULL_TIME,
    Whereabouts.SUSPENDED,
    None,
    Whereabouts.OFF_SITE,
    Whereabouts.FULL_TIME,
    Whereabouts.PART_TIME_TIMETABLE,
    Whereabouts.MANAGED_MOVE,
)
"""What teachers said, in turn; None for those who said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One invented call. ``n`` counts them from nought, the oldest first."""

    n: int
    team_id: str
    number: int
    at: datetime
    practitioner: str

    @property
    def id(self) -> str:
        """Return the id of its request."""
        return f"demo-past-{self.n:03}"

    @property
    def is_urgent(self) -> bool:
        """Return whether somebody was needed the same day."""
        return self.n % 5 == 0

    @property
    def is_near(self) -> bool:
        """Return whether the school put the risk of exclusion high."""
        return (self.n * 5) % 8 < 3

    @property
    def wants_person(self) -> bool:
        """Return whether it went to a practitioner."""
        return self.is_urgent or self.n % 4 == 1

    @property
    def is_followed_up(self) -> bool:
        """Return whether it is asked what became of the pupil."""
        return self.wants_person or self.is_near

    @property
    def taken_at(self) -> datetime:
        """Return when a practitioner took it, where one did."""
        return self.at + timedelta(minutes=4 + (self.n * 11) % 23)

    @property
    def ended_at(self) -> datetime:
        """Return from when follow-ups count."""
        return self.taken_at + timedelta(minutes=50) if self.wants_person else self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The calls of other schools, the same for the same start: from eleven weeks before it on."""

    line: Line
    team_id: str
    staff: Sequence[str]
    start: datetime

    def happen(self, work: SqliteWork, *, after: datetime | None, until: datetime) -> None:
        """Store what has come to pass since ``after``, None for all of it, on days before today's.

        Call it for one span after the other; what was stored is not looked at again.
        """
        with work.write() as unit:
            if after is None:
                _add_people(unit, self.line, self.team_id)
            for call in self._calls(until):
                if after is None or london_day(call.at) >= london_day(after):
                    _add_call(unit, self.line, call)
                _add_follow_ups(unit, self.line, call, after=after, until=until)

    def _calls(self, until: datetime) -> Iterator[Call]:
        slots = [(day, each) for day in self._days(until) for each in range(_calls_on(day))]
        for n, (day, of_day) in enumerate(slots[: FIRST_NUMBER - 1]):
            late = timedelta(minutes=(n * 37) % 90 + of_day * 110)
            yield Call(
                n=n,
                team_id=self.team_id,
                number=FIRST_NUMBER - 1 - n,
                at=first_instant(day, FIRST_CALL) + late,
                practitioner=self.staff[n % len(self.staff)],
            )

    def _days(self, until: datetime) -> Iterator[date]:
        """Yield the school days up to the one before the day of ``until``."""
        first, last = london_day(self.start) - timedelta(weeks=WEEKS), london_day(until)
        days = (first + timedelta(days=n) for n in range((last - first).days))
        return (day for day in days if is_school_day(day, self.line))


def _calls_on(day: date) -> int:
    return max(0, PER_DAY[day.weekday()] + MORE[day.isocalendar().week % len(MORE)])


def _person(line: Line, n: int) -> tuple[str, str]:
    """Return the user id and the school of an invented member of staff, who is not in the demo."""
    place = (n + n // 7) % (len(line.schools) * PEOPLE_OF_A_SCHOOL)
    return f"U0PAST{place:04}", line.schools[place % len(line.schools)].id


def _add_people(unit: Unit, line: Line, team_id: str) -> None:
    for user_id, school in {_person(line, n) for n in range(100)}:
        unit.people.save(team_id, user_id, school=school, role="teacher")


def _add_call(unit: Unit, line: Line, call: Call) -> None:
    topic = TOPICS[call.n % len(TOPICS)]
    requester, _ = _person(line, call.n)
    request = Request(
        id=call.id,
        team_id=call.team_id,
        number=call.number,
        requester=requester,
        origin=Origin.DM,
        channel_id=None,
        message_ts=None,
        thread_ts=None,
        text=WORDS,
        removed=0,
        tried="",
        risk=8 if call.is_near else None,
        phase=PHASES[call.n % len(PHASES)],
        urgency=Urgency.URGENT if call.is_urgent else Urgency.ROUTINE,
        band=Band.NOTHING if topic is UNANSWERED else Band.CONFIDENT,
        topics=(topic,),
        created_at=call.at,
        updated_at=call.at,
    )
    unit.requests.add(request)
    if call.wants_person:
        _add_handoff(unit, call, requester)
    if call.is_followed_up:
        _add_pupil(unit, call)


def _add_handoff(unit: Unit, call: Call, requester: str) -> None:
    """Store a handoff that was taken and closed."""
    handoff = Handoff(
        id=f"{call.id}-h",
        team_id=call.team_id,
        request_id=call.id,
        requester=requester,
        reason=HandoffReason.TRIAGE if call.is_urgent else HandoffReason.TEACHER_ASKED,
        urgency=Urgency.URGENT if call.is_urgent else Urgency.SOON,
        state=HandoffState.CLOSED,
        rung=1,
        paged=(call.practitioner,),
        claimed_by=call.practitioner,
        claimed_at=call.taken_at,
        closed_by=call.practitioner,
        closed_at=call.ended_at,
        closing=_closing(call),
        created_at=call.at,
    )
    unit.handoffs.add(handoff)
    unit.handoffs.join(call.id, handoff.id)
    _write_down(unit, call, handoff.id)


def _closing(call: Call) -> Closing:
    return Closing(
        agreed="A calm start with one adult.",
        next_step="A visit",
        next_by="outreach",
        risk=8 if call.is_near else 4,
        intention=Intention.SUSPENSION if call.n % 6 == 0 else Intention.NONE,
        review_on=None,
    )


def _write_down(unit: Unit, call: Call, handoff_id: str) -> None:
    """Record who was paged and who took it: both are counted from there."""
    who, team_id = call.practitioner, call.team_id
    unit.audit.add(
        call.at,
        team_id,
        actor="clock",
        action="handoff.page",
        object_id=handoff_id,
        paged=[who],
    )
    unit.audit.add(call.taken_at, team_id, actor=who, action="handoff.claim", object_id=handoff_id)


def _add_follow_ups(
    unit: Unit, line: Line, call: Call, *, after: datetime | None, until: datetime
) -> None:
    """Store what was asked and answered in this span; what is still to come is left out."""
    requester, _ = _person(line, call.n)
    dues = schedule(call.ended_at, line) if call.is_followed_up else []
    for turn, (kind, due) in enumerate(dues):
        place = PLACES[(call.n + turn * 5) % len(PLACES)]
        answered = due + timedelta(hours=2)
        if answered >= until or (after is not None and answered < after):
            continue
        followup = FollowUp(
            id=f"{call.id}-{kind}",
            team_id=call.team_id,
            request_id=call.id,
            handoff_id=f"{call.id}-h" if call.wants_person else None,
            requester=requester,
            kind=kind,
            due_at=due,
            asked_at=due,
            answered_at=answered if place else None,
            closed_unknown_at=None if place else answered,
            whereabouts=place,
            days_suspended=2 if place is Whereabouts.SUSPENDED else None,
            risk=(call.n * 3) % 7 if place else None,
            did_next_step=call.n % 4 != 3 if place else None,
        )
        unit.follow_ups.add(followup)


def _add_pupil(unit: Unit, call: Call) -> None:
    def told(every: int) -> Told:
        return Told.YES if call.n % every == 0 else Told.NO

    facts = PupilFacts(
        request_id=call.id,
        team_id=call.team_id,
        sen_support=told(2),
        ehcp=told(7),
        looked_after=told(11),
        free_meals=told(3),
        days_before=float(call.n % 4),
    )
    unit.pupils.save(facts)
