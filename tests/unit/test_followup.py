"""When a teacher is asked what became of a pupil, what they may answer, and when it stops."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advicebot.domain.line import Closure, Term
from advicebot.domain.oncall.calendar import LONDON, is_school_day, is_staffed
from advicebot.domain.outcomes.answers import (
    Answer,
    Checked,
    answered,
    check_answer,
    days_this_year,
    standing,
    trouble_with_coming_day,
)
from advicebot.domain.outcomes.followup import (
    FollowUp,
    FollowUpKind,
    NextStep,
    Step,
    Whereabouts,
    next_reminder,
    schedule,
    school_days_between,
    school_weeks_after,
)
from tests.fakes import LINE

TWO, SIX, END = FollowUpKind


def closed(first: date, last: date, why: str) -> tuple[Closure, ...]:
    days = (last - first).days + 1
    return tuple(Closure(day=first + timedelta(days=n), why=why) for n in range(days))


AUTUMN = Term(
    name="Autumn",
    first=date(2026, 9, 1),
    last=date(2026, 12, 18),
    closed=(
        *closed(date(2026, 9, 1), date(2026, 9, 2), "INSET"),
        *closed(date(2026, 10, 26), date(2026, 10, 30), "half-term"),
        *closed(date(2026, 11, 27), date(2026, 11, 27), "INSET"),
    ),
)
SPRING = Term(
    name="Spring",
    first=date(2027, 1, 4),
    last=date(2027, 3, 25),
    closed=(
        *closed(date(2027, 1, 4), date(2027, 1, 4), "INSET"),
        *closed(date(2027, 2, 15), date(2027, 2, 19), "half-term"),
    ),
)
SUMMER = Term(
    name="Summer",
    first=date(2027, 4, 12),
    last=date(2027, 7, 21),
    closed=(
        *closed(date(2027, 5, 31), date(2027, 6, 4), "half-term"),
        *closed(date(2027, 7, 21), date(2027, 7, 21), "INSET"),
    ),
)
YEAR = replace(LINE, terms=(AUTUMN, SPRING, SUMMER))


def at(text: str) -> datetime:
    """Return the instant of a London wall-clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def days(found: list[tuple[FollowUpKind, datetime]]) -> list[tuple[FollowUpKind, str]]:
    return [(kind, f"{due.astimezone(LONDON):%a %Y-%m-%d %H:%M}") for kind, due in found]


def a_followup(**changed: object) -> FollowUp:
    values: dict[str, object] = {
        "id": "F1",
        "team_id": "T1",
        "request_id": "A-1001",
        "handoff_id": None,
        "requester": "U1",
        "kind": TWO,
        "due_at": at("2026-11-24 09:30"),
    }
    return FollowUp(**(values | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("closed_at", "want"),
    [
        (  # a plain Tuesday; the weeks are counted over the half-term
            "2026-09-15 14:00",
            [(TWO, "Tue 2026-09-29"), (SIX, "Tue 2026-11-03"), (END, "Fri 2026-12-18")],
        ),
        (  # half-term is no school week
            "2026-10-20 10:00",
            [(TWO, "Tue 2026-11-10"), (SIX, "Tue 2026-12-08"), (END, "Fri 2026-12-18")],
        ),
        (  # two weeks on is an INSET day; six are four school days after the end of term
            "2026-11-13 10:00",
            [(TWO, "Mon 2026-11-30"), (SIX, "Fri 2027-01-08")],
        ),
        (  # over Christmas, whose two weeks are none; the first Monday of spring is INSET
            "2026-12-07 10:00",
            [(TWO, "Tue 2027-01-05"), (SIX, "Mon 2027-02-01")],
        ),
        (  # a week before the end of term: two weeks on, in January, stand for it
            "2026-12-11 08:00",
            [(TWO, "Fri 2027-01-08"), (SIX, "Fri 2027-02-05")],
        ),
        (  # in the last days of term its end is too soon to ask
            "2026-12-16 10:00",
            [(TWO, "Wed 2027-01-13"), (SIX, "Wed 2027-02-10")],
        ),
        (  # on the last day of term
            "2026-12-18 15:00",
            [(TWO, "Fri 2027-01-15"), (SIX, "Fri 2027-02-12")],
        ),
        (  # in the Christmas holiday: it counts from the first day of spring
            "2026-12-29 20:00",
            [(TWO, "Tue 2027-01-19"), (SIX, "Tue 2027-02-23"), (END, "Thu 2027-03-25")],
        ),
        (  # at a weekend: from the Monday
            "2026-09-12 09:00",
            [(TWO, "Mon 2026-09-28"), (SIX, "Mon 2026-11-02"), (END, "Fri 2026-12-18")],
        ),
        (  # six weeks come two school days before the end of term: only the later is asked
            "2027-02-03 09:00",
            [(TWO, "Wed 2027-02-24"), (END, "Thu 2027-03-25")],
        ),
        (  # the last day of summer is INSET, so the day before is the last school day
            "2027-06-28 09:00",
            [(TWO, "Mon 2027-07-12"), (END, "Tue 2027-07-20")],
        ),
    ],
)
def test_follow_ups_come_after_school_weeks_and_at_the_end_of_term(
    closed_at: str, want: list[tuple[FollowUpKind, str]]
):
    expected = [(kind, f"{day} 09:30") for kind, day in want]
    assert days(schedule(at(closed_at), YEAR)) == expected


def test_the_end_of_the_last_written_term_is_asked_even_when_it_is_near():
    """Nothing else is to come, and asking late is better than not asking."""
    assert days(schedule(at("2027-07-16 10:00"), YEAR)) == [(END, "Tue 2027-07-20 09:30")]


def test_past_the_last_written_term_nobody_is_asked():
    assert schedule(at("2027-07-20 16:00"), YEAR) == []
    assert schedule(at("2027-08-10 09:00"), YEAR) == []
    assert schedule(at("2026-11-24 09:00"), replace(YEAR, terms=())) == []


def test_half_past_nine_stays_half_past_nine_when_the_clocks_change():
    autumn = schedule(at("2026-10-14 10:00"), YEAR)[0][1]
    assert autumn == datetime(2026, 11, 4, 9, 30, tzinfo=UTC)
    late = replace(YEAR, terms=(replace(SPRING, last=date(2027, 4, 9)),))
    before, after = (school_weeks_after(at("2027-03-19 10:00"), n, late) for n in (0, 2))
    assert before == datetime(2027, 3, 19, 9, 30, tzinfo=UTC)
    assert after == datetime(2027, 4, 2, 8, 30, tzinfo=UTC)


def test_a_line_that_opens_at_ten_asks_at_ten_and_one_that_shuts_at_nine_when_it_opens():
    late = replace(YEAR, opens="10:00")
    early = replace(YEAR, opens="07:30", closes="09:00")
    closed_at = at("2026-09-15 14:00")
    assert days(schedule(closed_at, late))[0] == (TWO, "Tue 2026-09-29 10:00")
    assert days(schedule(closed_at, early))[0] == (TWO, "Tue 2026-09-29 07:30")


INSTANTS = st.datetimes(datetime(2026, 8, 20), datetime(2027, 7, 30), timezones=st.just(UTC))


@st.composite
def lines(draw: st.DrawFn):
    """A school year with days of snow and strikes anywhere in it."""
    snow = draw(st.sets(st.integers(0, 330), max_size=60))
    shut = {date(2026, 9, 1) + timedelta(days=n) for n in snow}
    return replace(
        YEAR,
        terms=tuple(
            replace(t, closed=(*t.closed, *(Closure(day=day, why="snow") for day in sorted(shut))))
            for t in YEAR.terms
        ),
    )


@settings(max_examples=200, deadline=None)
@given(INSTANTS, lines())
def test_whatever_the_calendar_nobody_is_asked_in_a_holiday_or_twice_in_a_week(closed_at, line):
    found = schedule(closed_at, line)
    assert [due for _, due in found] == sorted(due for _, due in found)
    for _, due in found:
        assert closed_at < due
        assert is_school_day(due.astimezone(LONDON).date(), line)
        assert is_staffed(due, line)
        assert due.astimezone(LONDON).time() == time(9, 30)
    for (_, first), (_, second) in pairwise(found):
        assert school_days_between(first, second, line) > 5


@settings(max_examples=200, deadline=None)
@given(INSTANTS, lines(), st.sampled_from([2, 6]))
def test_between_a_closing_and_its_follow_up_lie_as_many_school_weeks(closed_at, line, weeks):
    """Counted here day by day, through the weeks as the calendar numbers them."""
    due = school_weeks_after(closed_at, weeks, line)
    if due is None:
        return
    start, end = closed_at.astimezone(LONDON).date(), due.astimezone(LONDON).date()
    span = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    touched = {day.isocalendar()[:2] for day in span if is_school_day(day, line)}
    assert len(touched) in (weeks + 1, weeks + 2)
    first = next(day for day in span if is_school_day(day, line))
    if len(touched) == weeks + 1:
        assert end.weekday() >= first.weekday()


def test_two_reminders_follow_three_school_days_apart_and_then_it_is_unknown():
    asked = a_followup(asked_at=at("2026-11-24 09:30"))
    first = next_reminder(asked, at("2026-11-24 10:00"), YEAR)
    assert first == NextStep(step=Step.REMIND, at=at("2026-11-30 09:30"))  # Friday is INSET
    once = replace(asked, reminded=1, reminded_at=first.at)
    second = next_reminder(once, at("2026-11-30 10:00"), YEAR)
    assert second == NextStep(step=Step.REMIND, at=at("2026-12-03 09:30"))
    twice = replace(once, reminded=2, reminded_at=second.at)
    last = next_reminder(twice, at("2026-12-03 10:00"), YEAR)
    assert last == NextStep(step=Step.CLOSE_AS_UNKNOWN, at=at("2026-12-08 09:30"))


def test_a_reminder_after_the_last_day_of_term_waits_for_the_next_term():
    asked = a_followup(asked_at=at("2026-12-18 09:30"))
    step = next_reminder(asked, at("2026-12-18 12:00"), YEAR)
    assert step == NextStep(step=Step.REMIND, at=at("2027-01-07 09:30"))


def test_after_the_last_written_term_nothing_is_sent_and_it_is_closed():
    asked = a_followup(asked_at=at("2027-07-20 09:30"))
    step = next_reminder(asked, at("2027-07-20 10:00"), YEAR)
    assert step == NextStep(step=Step.CLOSE_AS_UNKNOWN, at=at("2027-07-26 09:30"))
    never = a_followup(due_at=at("2027-07-20 09:30"))
    late = next_reminder(never, at("2027-07-25 10:00"), YEAR)
    assert late == NextStep(step=Step.CLOSE_AS_UNKNOWN, at=at("2027-07-25 10:00"))


def test_what_was_missed_on_a_day_off_waits_for_the_next_opening():
    missed = a_followup(due_at=at("2026-10-23 09:30"))
    step = next_reminder(missed, at("2026-10-24 11:00"), YEAR)
    assert step == NextStep(step=Step.ASK, at=at("2026-11-02 08:00"))
    now = at("2026-11-02 11:00")
    assert next_reminder(missed, now, YEAR) == NextStep(step=Step.ASK, at=now)


def test_a_day_of_snow_put_in_later_moves_a_question():
    snow = Closure(day=date(2026, 11, 24), why="snow")
    line = replace(YEAR, terms=(replace(AUTUMN, closed=(*AUTUMN.closed, snow)),))
    step = next_reminder(a_followup(), at("2026-11-20 10:00"), line)
    assert step == NextStep(step=Step.ASK, at=at("2026-11-25 08:00"))


def test_stop_asking_me_sends_nothing_more_and_closes_it_as_unknown():
    now = at("2026-11-24 10:00")
    for stopped in (a_followup(stopped=True), a_followup(stopped=True, asked_at=now)):
        step = next_reminder(stopped, now, YEAR)
        assert step == NextStep(step=Step.CLOSE_AS_UNKNOWN, at=now)


def test_nothing_follows_an_answer_or_an_end():
    now = at("2026-11-25 10:00")
    assert next_reminder(a_followup(asked_at=now, answered_at=now), now, YEAR) is None
    assert next_reminder(a_followup(asked_at=now, closed_unknown_at=now), now, YEAR) is None


def test_a_follow_up_gives_way_to_the_next_one():
    asked = a_followup(
        asked_at=at("2026-11-24 09:30"), reminded=1, reminded_at=at("2026-11-30 09:30")
    )
    due = at("2026-12-02 09:30")
    step = next_reminder(asked, at("2026-12-01 10:00"), YEAR, next_due=due)
    assert step == NextStep(step=Step.CLOSE_AS_UNKNOWN, at=due)
    later = next_reminder(asked, at("2026-12-01 10:00"), YEAR, next_due=at("2026-12-18 09:30"))
    assert later == NextStep(step=Step.REMIND, at=at("2026-12-03 09:30"))


@settings(max_examples=100, deadline=None)
@given(INSTANTS, lines(), st.lists(st.integers(0, 20), min_size=12, max_size=12))
def test_however_late_the_clock_knocks_at_most_three_messages_go_out_all_in_hours(
    due_at, line, delays
):
    followup, now, sent = a_followup(due_at=due_at), due_at, []
    for delay in delays:
        step = next_reminder(followup, now, line)
        if step is None:
            break
        now = max(now, step.at) + timedelta(hours=7 * delay)
        step = next_reminder(followup, now, line)
        assert step is not None
        if step.at > now:
            continue
        if step.step is Step.CLOSE_AS_UNKNOWN:
            followup = replace(followup, closed_unknown_at=now)
        else:
            assert is_staffed(now, line)
            sent.append(now)
            changed = {"asked_at": now} if step.step is Step.ASK else {"reminded_at": now}
            followup = replace(
                followup, reminded=followup.reminded + (step.step is Step.REMIND), **changed
            )
    assert len(sent) <= 3
    for first, second in pairwise(sent):
        assert school_days_between(first, second, line) >= 3


ASKED = a_followup(asked_at=at("2026-11-24 09:30"))
SINCE = at("2026-11-10 15:00")


def an_answer(whereabouts: Whereabouts = Whereabouts.FULL_TIME, **changed: object) -> Answer:
    values: dict[str, object] = {
        "followup_id": "F1",
        "given_at": at("2026-11-24 12:00"),
        "whereabouts": whereabouts,
    }
    return Answer(**(values | changed))  # type: ignore[arg-type]


def checked(answer: Answer, *earlier: Answer, since: datetime = SINCE) -> Checked:
    return check_answer(answer, followup=ASKED, since=since, earlier=earlier, line=YEAR)


def words(result: Checked) -> str:
    assert len(result.troubles) == 1
    return result.troubles[0].words


def test_a_plain_answer_is_possible_on_time_and_the_first():
    result = checked(an_answer(risk=4, did_next_step=True, helped=("a", "b", "a")))
    assert result.is_possible
    assert not result.replaces
    assert not result.answer.is_late
    assert result.answer.helped == ("a", "b")


@pytest.mark.parametrize("count", [0.5, 1, 2.5, 11])
def test_as_many_days_as_there_were_school_days_are_possible(count: float):
    """10 to 24 November has eleven school days, both included."""
    assert checked(an_answer(Whereabouts.SUSPENDED, days_suspended=count)).is_possible


def test_more_days_than_there_were_school_days_are_not():
    result = checked(an_answer(Whereabouts.SUSPENDED, days_suspended=11.5))
    assert "there have been 11 school days since 10 November 2026" in words(result)
    assert result.troubles[0].field == "days_suspended"


@pytest.mark.parametrize("count", [-1, 0.3, float("inf"), float("nan")])
def test_what_is_no_number_of_days_is_refused(count: float):
    assert "whole or half days" in words(checked(an_answer(days_suspended=count)))


def test_suspended_for_no_days_is_a_contradiction_and_for_unknown_days_is_not():
    assert "cannot be" in words(checked(an_answer(Whereabouts.SUSPENDED, days_suspended=0)))
    assert checked(an_answer(Whereabouts.SUSPENDED)).is_possible
    assert checked(an_answer(Whereabouts.FULL_TIME, days_suspended=2)).is_possible


def test_more_than_forty_five_days_in_a_school_year_are_not_possible():
    before = an_answer(followup_id="F0", given_at=SINCE, days_suspended=40)
    fits = an_answer(Whereabouts.SUSPENDED, days_suspended=5)
    assert checked(fits, before).is_possible
    over = replace(fits, days_suspended=5.5)
    assert "45.5 in this school year" in words(checked(over, before))


def test_days_of_the_school_year_before_and_answers_taken_back_do_not_count():
    last_year = an_answer(followup_id="F0", given_at=at("2026-07-10 12:00"), days_suspended=40)
    taken_back = an_answer(followup_id="F1", given_at=SINCE, days_suspended=40)
    over = an_answer(Whereabouts.SUSPENDED, days_suspended=9)
    assert checked(over, last_year, taken_back).is_possible
    assert days_this_year([last_year, taken_back], SINCE) == 40


def test_a_risk_past_ten_and_an_answer_before_the_question_are_refused():
    assert "0 (none) to 10" in words(checked(an_answer(risk=11)))
    early = an_answer(given_at=at("2026-11-20 12:00"))
    assert "a question asked on 24 November 2026" in words(checked(early))


def test_every_trouble_is_said_at_once():
    both = checked(an_answer(risk=-1, days_suspended=80))
    assert {each.field for each in both.troubles} == {"risk", "days_suspended"}


def test_an_answer_after_the_term_has_ended_is_kept_and_marked_late():
    assert not checked(an_answer(given_at=at("2026-12-18 23:50"))).answer.is_late
    late = checked(an_answer(given_at=at("2026-12-19 00:10")))
    assert late.is_possible
    assert late.answer.is_late


def test_of_two_answers_the_later_stands_and_both_are_there():
    first = an_answer(Whereabouts.FULL_TIME)
    second = an_answer(Whereabouts.SUSPENDED, given_at=at("2026-11-25 12:00"), days_suspended=1)
    assert checked(second, first).replaces
    assert standing([first, second]) == {"F1": second} == standing([second, first])
    assert answered(answered(ASKED, first), second).whereabouts is Whereabouts.SUSPENDED


def test_two_answers_that_arrive_in_the_wrong_order_leave_the_same_behind():
    first = an_answer(Whereabouts.FULL_TIME)
    second = an_answer(Whereabouts.SUSPENDED, given_at=at("2026-11-25 12:00"), days_suspended=1)
    in_order = answered(answered(ASKED, first), second)
    assert answered(answered(ASKED, second), first) == in_order


def test_an_answer_after_it_was_closed_as_unknown_still_counts():
    closed_one = replace(ASKED, closed_unknown_at=at("2026-12-08 09:30"))
    known = answered(closed_one, an_answer(given_at=at("2026-12-10 12:00")))
    assert known.whereabouts is Whereabouts.FULL_TIME
    assert known.is_done


def test_a_day_in_the_past_is_no_day_to_come():
    now = at("2026-11-24 23:30")
    assert trouble_with_coming_day(date(2026, 11, 24), now=now, what="The review") is None
    trouble = trouble_with_coming_day(date(2026, 11, 23), now=now, what="The review")
    assert trouble == (
        "The review cannot be on 23 November 2026: that is in the past. "
        "Choose today, 24 November 2026, or a later day."
    )
