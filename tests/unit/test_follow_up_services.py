"""Pupils followed up through a school year: asked, reminded, answered, given up, stopped."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from advicebot.domain.outcomes.followup import FollowUp, Whereabouts
from advicebot.domain.outcomes.outcome import Told
from advicebot.domain.outcomes.pupil import PupilFacts
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service import answering, changes, closing, follow_ups, handoff, intake, tick
from advicebot.service.follow_up_reading import heard_of
from tests.fakes import OMAR, PRIYA, TEAM, TESSA, a_message
from tests.following import Following, a_school_year, at, london_words

START = "2026-09-08 09:00"
TWO, SIX, END = "two-weeks", "six-weeks", "end-of-term"
NOTHING = PupilFacts(request_id="", team_id="")


@pytest.fixture
def line(database: Path) -> Iterator[Following]:
    with a_school_year(database, START) as made:
        made.on_rota()
        yield made


def newest(line: Following, kind: str = TWO) -> FollowUp:
    (found,) = (each for each in line.follow_ups() if each.kind == kind)
    return found


def say(line: Following, place: Whereabouts, *, kind: str = TWO, user_id: str = TESSA) -> None:
    answering.place(line.desk, line.click(), newest(line, kind).id, user_id, place)
    line.settle()


# The school year


def test_a_plain_autumn_two_weeks_six_weeks_over_half_term_and_the_last_day(line: Following):
    line.ended("2026-09-15 14:00")
    assert line.due() == [
        (TWO, "Tue 2026-09-29 09:30"),
        (SIX, "Tue 2026-11-03 09:30"),
        (END, "Fri 2026-12-18 09:30"),
    ]
    line.go("2027-02-01 09:00")
    assert line.times_asked() == [
        "Tue 2026-09-29 09:30",
        "Fri 2026-10-02 09:30",
        "Wed 2026-10-07 09:30",
        "Tue 2026-11-03 09:30",
        "Fri 2026-11-06 09:30",
        "Wed 2026-11-11 09:30",
        "Fri 2026-12-18 09:30",
        "Thu 2027-01-07 09:30",
        "Tue 2027-01-12 09:30",
    ]
    shut = [each.closed_unknown_at for each in line.follow_ups()]
    assert [london_words(each) for each in shut if each] == [
        "Mon 2026-10-12 09:30",
        "Mon 2026-11-16 09:30",
        "Fri 2027-01-15 09:30",
    ]


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        # half-term lies between: two school weeks on is the third week
        ("2026-10-20 10:00", ["Tue 2026-11-10 09:30", "Fri 2026-11-13 09:30"]),
        # two weeks on is INSET, so it is the Monday after
        ("2026-11-13 10:00", ["Mon 2026-11-30 09:30", "Thu 2026-12-03 09:30"]),
        # the Christmas holiday is no school week, and the first Monday of spring is INSET
        ("2026-12-07 10:00", ["Tue 2027-01-05 09:30", "Fri 2027-01-08 09:30"]),
        # in the summer time of the clocks, half past nine is half past nine
        ("2027-04-19 10:00", ["Tue 2027-05-04 09:30", "Fri 2027-05-07 09:30"]),
    ],
)
def test_the_first_question_and_its_reminder_come_on_school_days(
    line: Following, ended: str, asked: list[str]
):
    line.ended(ended)
    line.wait(days=45)
    assert line.times_asked()[:2] == asked


def test_in_the_last_week_of_the_last_term_the_end_of_term_is_all_there_is(line: Following):
    line.ended("2027-07-16 10:00")
    assert line.due() == [(END, "Tue 2027-07-20 09:30")]
    line.go("2027-08-31 09:00")
    assert line.times_asked() == ["Tue 2027-07-20 09:30"]
    (only,) = line.follow_ups()
    assert only.closed_unknown_at is not None


def test_after_the_last_written_term_nobody_is_asked(line: Following):
    line.go("2027-07-20 17:30")
    request_id = line.stated(9)
    line.go("2027-09-30 09:00")
    assert line.follow_ups(request_id) == []


def test_a_clock_process_that_was_away_overnight_asks_in_the_morning(line: Following):
    line.ended("2026-09-15 14:00")
    line.clock.advance(at("2026-09-29 19:00") - line.clock.now())
    tick.run_due(line.desk)
    line.settle()
    assert line.asked() == []
    line.go("2026-10-01 09:00")
    assert line.times_asked() == ["Wed 2026-09-30 08:00"]


def test_a_clock_process_that_was_away_for_weeks_asks_the_later_question_only(line: Following):
    line.ended("2026-09-15 14:00")
    line.clock.advance(at("2026-11-03 10:00") - line.clock.now())
    tick.run_due(line.desk)
    line.settle()
    assert line.asked() == [("Tue 2026-11-03 10:00", f"{newest(line, SIX).id}:0")]
    assert newest(line, TWO).closed_unknown_at
    assert newest(line, TWO).asked_at is None


# Who is followed up


def test_a_quick_question_is_not_followed_up(line: Following):
    assert line.follow_ups(line.stated(None)) == []


def test_a_stated_risk_is_followed_up_from_the_answer_on(line: Following):
    request_id = line.stated(0)
    assert line.due(request_id)[0] == (TWO, "Tue 2026-09-22 09:30")


def test_what_is_not_for_this_line_is_not_followed_up(line: Following):
    assert line.follow_ups(line.stated(9, text="a recipe")) == []


def test_a_handoff_that_is_closed_moves_what_the_stated_risk_had_planned(line: Following):
    request_id = line.stated(9)
    handoff.request_person(line.desk, line.click(), request_id, TESSA)
    line.go("2026-09-10 11:00")
    handoff_id = str(line.look.handoffs()[0]["id"])
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.close(handoff_id)
    assert line.due()[0] == (TWO, "Thu 2026-09-24 09:30")
    assert {each.handoff_id for each in line.follow_ups()} == {handoff_id}
    line.go("2026-09-24 09:30")
    assert line.times_asked() == ["Thu 2026-09-24 09:30"]


def test_a_handoff_that_is_taken_back_is_not_followed_up(line: Following):
    line.call("soon")
    request_id = str(line.look.requests()[0]["id"])
    closing.withdraw(line.desk, line.click(), request_id, TESSA)
    assert line.follow_ups() == []


def test_nobody_is_asked_about_a_pupil_when_they_wrote_of_themselves(
    line: Following, monkeypatch: pytest.MonkeyPatch
):
    from advicebot.domain.vocabulary import Action, Flag, Urgency
    from tests import fakes

    distress = (Action.PAGE, Urgency.URGENT, Flag.STAFF_DISTRESS)
    monkeypatch.setitem(fakes.VERDICTS, "cannot go on", distress)
    handoff_id = line.call(text="I cannot go on")
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.close(handoff_id)
    assert line.follow_ups() == []
    assert line.follow_ups(line.stated(7, text="I cannot go on with him")) != []


def test_several_questions_at_once_stay_separate_and_the_oldest_comes_first(line: Following):
    line.go("2026-09-15 09:00")
    made = [line.stated(level) for level in (3, 4, 5)]
    line.go("2026-09-29 09:30")
    ids = [line.follow_ups(each)[0].id for each in made]
    assert [key for _, key in line.asked()] == [f"{each}:0" for each in ids]


# Reminders and their messages


def test_a_reminder_posts_anew_and_the_older_message_points_to_it(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-10-02 09:30")
    first, second = (f"follow-up:{key}" for _, key in line.asked())
    assert "again below" in line.shown(first)
    assert line.shown(second).startswith("A reminder")
    say(line, Whereabouts.FULL_TIME)
    assert "again below" in line.shown(first)
    assert "Noted for A-1001" in line.shown(second)


def test_an_answer_ends_the_reminders_and_the_next_question_comes_all_the_same(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-30 12:00")
    say(line, Whereabouts.FULL_TIME)
    line.go("2026-11-03 12:00")
    assert line.times_asked() == ["Tue 2026-09-29 09:30", "Tue 2026-11-03 09:30"]
    assert newest(line).closed_unknown_at is None


def test_what_is_given_up_says_so_and_can_still_be_answered(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-10-13 12:00")
    last = f"follow-up:{line.asked()[-1][1]}"
    assert "that is all right" in line.shown(last)
    answering.change(line.desk, line.click(), newest(line).id, TESSA)
    line.settle()
    assert "Two taps" in line.shown(last)
    say(line, Whereabouts.HOME_EDUCATED)
    found = newest(line)
    assert (found.whereabouts, found.answered_at) == (
        Whereabouts.HOME_EDUCATED,
        line.clock.now(),
    )
    assert "home educated" in line.shown(last)


# Answers


def test_every_tap_is_kept_and_the_last_one_stands(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    for place in (Whereabouts.SUSPENDED, Whereabouts.FULL_TIME):
        say(line, place)
    answering.risk(line.desk, line.click(), id_, TESSA, 7)
    answering.did(line.desk, line.click(), id_, TESSA, happened=True)
    answering.helped(line.desk, line.click(), id_, TESSA, ["strategy-1"])
    rows = line.look.rows("SELECT whereabouts, risk FROM follow_up_answers ORDER BY id")
    assert [(each["whereabouts"], each["risk"]) for each in rows] == [
        ("suspended", None),
        ("full-time", None),
        *[("full-time", 7)] * 3,
    ]
    found = newest(line)
    assert (found.risk, found.did_next_step, found.helped) == (7, True, ("strategy-1",))


def test_the_days_belong_to_the_suspension_they_were_said_of(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    say(line, Whereabouts.SUSPENDED)
    answering.suspended_for(line.desk, line.click(), newest(line).id, TESSA, 2.5)
    say(line, Whereabouts.SUSPENDED)
    assert newest(line).days_suspended == 2.5
    say(line, Whereabouts.OFF_SITE)
    assert newest(line).days_suspended is None


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (0, "Suspended” with 0 days"),
        (-1, "not a number of school days"),
        (0.3, "not a number of school days"),
        (12, "there have been 11 school days since 15 September 2026"),
        (float("nan"), "not a number of school days"),
    ],
)
def test_an_impossible_number_of_days_is_refused_in_plain_words_and_the_tap_stays(
    line: Following, days: float, why: str
):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    say(line, Whereabouts.SUSPENDED)
    id_ = newest(line).id
    assert why in (answering.days_trouble(line.desk, id_, TESSA, days) or "")
    with pytest.raises(Refused, match=why):
        answering.suspended_for(line.desk, line.click(), id_, TESSA, days)
    found = newest(line)
    assert (found.whereabouts, found.days_suspended) == (Whereabouts.SUSPENDED, None)


def test_a_second_follow_up_asks_since_the_answer_to_the_first(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-10-01 11:00")
    say(line, Whereabouts.FULL_TIME)
    line.go("2026-11-03 10:00")
    with line.desk.work.read() as unit:
        since = [london_words(heard_of(unit, each)) for each in line.follow_ups()[:2]]
    assert since == ["Tue 2026-09-15 14:00", "Thu 2026-10-01 11:00"]


def test_an_answer_after_the_end_of_term_is_marked_late_and_says_so(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2027-01-08 10:00")
    say(line, Whereabouts.FULL_TIME, kind=END)
    (row,) = line.look.rows("SELECT is_late FROM follow_up_answers")
    assert row["is_late"] == 1
    answering.risk(line.desk, line.click(), newest(line, END).id, TESSA, 2)
    line.settle()
    assert "after the end of that term" in line.shown(f"follow-up:{line.asked()[-1][1]}")


def test_two_answers_at_once_are_both_kept_and_one_stands(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    first, second = line.click(), line.click()
    id_ = newest(line).id
    answering.place(line.desk, second, id_, TESSA, Whereabouts.OFF_SITE)
    answering.place(line.desk, first, id_, TESSA, Whereabouts.FULL_TIME)
    assert len(line.look.rows("SELECT 1 FROM follow_up_answers")) == 2
    assert newest(line).whereabouts is Whereabouts.FULL_TIME


USES: dict[str, Callable[[Following, str, str], None]] = {
    "place": lambda line, id_, who: answering.place(
        line.desk, line.click(), id_, who, Whereabouts.FULL_TIME
    ),
    "days": lambda line, id_, who: answering.suspended_for(line.desk, line.click(), id_, who, 1),
    "risk": lambda line, id_, who: answering.risk(line.desk, line.click(), id_, who, 3),
    "did": lambda line, id_, who: answering.did(line.desk, line.click(), id_, who, happened=True),
    "helped": lambda line, id_, who: answering.helped(line.desk, line.click(), id_, who, []),
    "facts": lambda line, id_, who: answering.add_facts(line.desk, line.click(), id_, who, NOTHING),
    "change": lambda line, id_, who: answering.change(line.desk, line.click(), id_, who),
    "stop": lambda line, id_, who: answering.stop(line.desk, line.click(), id_, who),
    "resume": lambda line, id_, who: answering.resume(line.desk, line.click(), id_, who),
}


@pytest.mark.parametrize("use", USES)
def test_somebody_else_a_forged_reference_and_a_deleted_request_are_refused_alike(
    line: Following, use: str
):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    said = set()
    for ref, who in ((id_, OMAR), (id_, PRIYA), ("nothing", TESSA)):
        with pytest.raises(Refused) as refused:
            USES[use](line, ref, who)
        said.add(refused.value.user_message)
    changes.withdraw(line.desk, line.click(), request_id, TESSA)
    with pytest.raises(Refused) as refused:
        USES[use](line, id_, TESSA)
    assert said == {refused.value.user_message}
    assert line.look.rows("SELECT 1 FROM follow_up_answers") == []


def test_what_was_never_suggested_or_agreed_cannot_be_answered(line: Following):
    line.go("2026-09-15 09:00")
    line.stated(5)
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    with pytest.raises(Refused, match="not suggested"):
        answering.helped(line.desk, line.click(), id_, TESSA, ["strategy-1", "made-up"])
    with pytest.raises(Refused, match="No next step"):
        answering.did(line.desk, line.click(), id_, TESSA, happened=True)
    with pytest.raises(Refused, match="choose 0"):
        answering.risk(line.desk, line.click(), id_, TESSA, 11)


def test_a_question_that_was_not_asked_yet_cannot_be_answered(line: Following):
    line.ended("2026-09-15 14:00")
    with pytest.raises(Refused, match="Answer the question again"):
        say(line, Whereabouts.FULL_TIME)


def test_what_is_added_about_the_pupil_is_kept_and_impossible_days_are_not(line: Following):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    facts = replace(NOTHING, sen_support=Told.YES, days_before=3.5)
    answering.add_facts(line.desk, line.click(), id_, TESSA, facts)
    impossible = replace(facts, days_before=31.0)
    with pytest.raises(Refused, match="30 school days"):
        answering.add_facts(line.desk, line.click(), id_, TESSA, impossible)
    with line.desk.work.read() as unit:
        known = unit.pupils.get(TEAM, request_id)
    assert known == replace(facts, request_id=request_id, team_id=TEAM)


def test_what_the_practitioner_ticks_when_closing_leaves_the_days_that_the_teacher_said(
    line: Following,
):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-16 10:00")
    facts = replace(NOTHING, request_id=request_id, team_id=TEAM, days_before=2.0)
    with line.desk.work.write() as unit:
        unit.pupils.save(facts)
    closing.reopen_by_practitioner(
        line.desk, line.click(), str(line.look.handoffs()[0]["id"]), PRIYA
    )
    ticks = replace(NOTHING, ehcp=Told.YES)
    (held,) = line.look.handoffs()
    from tests.following import ENDED

    closing.close(line.desk, line.click(), held["id"], PRIYA, ENDED, on_record=ticks)
    with line.desk.work.read() as unit:
        known = unit.pupils.get(TEAM, request_id)
    assert (known.ehcp, known.days_before) == (Told.YES, 2.0)


# Stop, and ask again


def test_stop_ends_every_open_question_and_none_is_planned_as_asked(line: Following):
    line.ended("2026-09-15 14:00")
    line.stated(8)
    line.go("2026-09-29 10:00")
    answering.stop(line.desk, line.click(), newest(line).id, TESSA)
    line.settle()
    keys = {key for _, key in line.asked()}
    assert all("not ask you" in line.shown(f"follow-up:{key}") for key in keys)
    later = line.ended("2026-10-06 14:00")
    found = [each for row in line.look.requests() for each in line.follow_ups(row["id"])]
    assert len(found) == 9
    assert all(each.stopped and each.closed_unknown_at for each in found)
    assert [each.asked_at for each in line.follow_ups(later)] == [None] * 3
    line.go("2027-02-01 09:00")
    assert {key for _, key in line.asked()} == keys


def test_stop_is_of_one_person_alone(line: Following):
    line.ended("2026-09-15 14:00")
    theirs = line.ended("2026-09-16 14:00", user_id=OMAR)
    line.go("2026-09-29 10:00")
    answering.stop(line.desk, line.click(), newest(line).id, TESSA)
    line.go("2026-10-01 09:00")
    assert line.times_asked(OMAR) == ["Wed 2026-09-30 09:30"]
    assert not any(each.stopped for each in line.follow_ups(theirs))


def test_taken_back_it_goes_on_where_it_was_and_does_not_ask_twice_at_once(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    answering.stop(line.desk, line.click(), id_, TESSA)
    later = line.ended("2026-10-06 14:00")
    line.go("2026-10-13 11:00")
    answering.resume(line.desk, line.click(), id_, TESSA)
    line.settle()
    assert line.times_asked() == ["Tue 2026-09-29 09:30"]
    assert "Two taps" in line.shown(f"follow-up:{id_}:0")
    line.go("2026-10-21 12:00")
    assert line.times_asked()[1:] == [
        "Fri 2026-10-16 09:30",
        "Tue 2026-10-20 09:30",
        "Wed 2026-10-21 09:30",
    ]
    assert not any(each.stopped for each in line.follow_ups(later))


def test_stopping_twice_and_taking_back_twice_is_the_same_as_once(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    id_ = newest(line).id
    for use in (answering.stop, answering.stop, answering.resume, answering.resume):
        use(line.desk, line.click(), id_, TESSA)
    line.go("2026-11-02 09:00")
    assert len(line.asked()) == 3


def test_who_stopped_may_still_answer_and_that_stands(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    answering.stop(line.desk, line.click(), newest(line).id, TESSA)
    say(line, Whereabouts.MANAGED_MOVE)
    assert newest(line).whereabouts is Whereabouts.MANAGED_MOVE
    line.go("2026-12-20 09:00")
    assert len(line.asked()) == 1


# Reopened, deleted, gone


def test_while_it_is_open_again_nothing_is_asked_and_closed_again_it_is_planned_anew(
    line: Following,
):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-21 10:00")
    (held,) = line.look.handoffs()
    closing.reopen_by_practitioner(line.desk, line.click(), held["id"], PRIYA)
    line.go("2026-10-07 10:00")
    assert line.asked() == []
    now = line.get(held["id"])
    handoff.claim(line.desk, line.click(), now.id, PRIYA) if now.is_open else None
    line.close(held["id"])
    assert line.due()[0] == (TWO, "Wed 2026-10-21 09:30")
    line.go("2026-10-21 12:00")
    assert line.times_asked() == ["Wed 2026-10-21 09:30"]


def test_what_was_asked_before_it_was_opened_again_stays(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    say(line, Whereabouts.FULL_TIME)
    (held,) = line.look.handoffs()
    closing.reopen_by_practitioner(line.desk, line.click(), held["id"], PRIYA)
    line.close(held["id"])
    assert line.due() == [
        (TWO, "Tue 2026-09-29 09:30"),
        (SIX, "Tue 2026-11-17 09:30"),
        (END, "Fri 2026-12-18 09:30"),
    ]
    line.go("2026-10-30 09:00")
    assert len(line.asked()) == 1


def test_opened_again_and_then_taken_back_the_asking_goes_on(line: Following):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-21 10:00")
    closing.reopen_by_teacher(line.desk, line.click(), request_id, TESSA)
    line.settle()
    closing.withdraw(line.desk, line.click(), request_id, TESSA)
    line.go("2026-09-30 10:00")
    assert line.times_asked() == ["Tue 2026-09-29 09:30"]


def test_a_deleted_request_is_not_asked_about_and_its_messages_say_no_more(line: Following):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    say(line, Whereabouts.FULL_TIME)
    changes.withdraw(line.desk, line.click(), request_id, TESSA)
    line.go("2027-02-01 09:00")
    ((_, key),) = line.asked()
    assert line.shown(f"follow-up:{key}") == "A-1001 was deleted, so there is nothing to answer."
    waiting = [each for each in line.follow_ups() if not each.answered_at]
    assert all(each.stopped and each.closed_unknown_at for each in waiting)
    with line.desk.work.write() as unit:
        gone = unit.requests.find(request_id)
        assert gone is not None
        before = line.look.everything()
        follow_ups.plan(line.desk, unit, gone, since=at("2026-10-01 09:00"), handoff_id=None)
    assert line.look.everything() == before


@pytest.mark.parametrize("reason", ["user_not_found", "user_disabled"])
def test_a_teacher_who_is_gone_counts_as_unknown_and_is_asked_no_more(line: Following, reason: str):
    line.ended("2026-09-15 14:00")
    line.slack.plan = lambda method, about: (
        SlackDeliveryError(reason, is_permanent=True) if about.startswith("follow-up") else None
    )
    line.go("2026-10-20 10:00")
    found = newest(line)
    assert (found.stopped, found.answered_at) == (True, None)
    assert found.closed_unknown_at is not None
    assert london_words(found.closed_unknown_at) == "Tue 2026-09-29 09:30"
    assert line.asked() == []
    assert [row["action"] for row in line.look.rows("SELECT action FROM audit ORDER BY id")][
        -1:
    ] == ["follow-up.undelivered"]


# Slack that does not take it


def test_what_slack_takes_only_after_hours_waits_for_the_morning(line: Following):
    line.ended("2026-09-15 14:00")
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("internal_error")
        if about.startswith("follow-up") and line.clock.now() < at("2026-09-29 17:30")
        else None
    )
    line.go("2026-09-30 07:59")
    assert line.asked() == []
    line.go("2026-09-30 12:00")
    assert line.times_asked() == ["Wed 2026-09-30 08:00"]
    line.go("2026-10-05 08:30")
    assert len(line.asked()) == 1, "three school days count from when it was really asked"
    line.go("2026-10-05 12:00")
    assert line.times_asked()[1] == "Mon 2026-10-05 09:30"


def test_an_answered_question_does_not_follow_late(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-10-01 10:00")
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("internal_error") if about.endswith(":1") else None
    )
    line.go("2026-10-02 09:31")
    say(line, Whereabouts.FULL_TIME)
    line.slack.plan = lambda method, about: None
    line.go("2026-10-05 09:00")
    assert len(line.asked()) == 1
    assert "Noted" in line.shown(f"follow-up:{newest(line).id}:0")


def test_a_question_that_waits_does_not_hold_up_the_next_answer(line: Following):
    line.ended("2026-09-15 14:00")
    line.slack.plan = lambda method, about: (
        SlackDeliveryError("internal_error")
        if method == "post" and about.startswith("follow-up")
        else None
    )
    line.go("2026-09-29 18:00")
    intake.receive(line.desk, a_message("kicking off", ts="1790009999.000100", key="late"))
    line.settle()
    line.wait(minutes=2)
    replies = [each["key"] for each in line.slack.posts if each["key"].startswith("reply:")]
    assert len(replies) == 2


def test_a_message_whose_answer_was_lost_is_not_posted_twice(line: Following):
    line.ended("2026-09-15 14:00")
    line.slack.is_lost = True
    seen: list[str] = []

    def lose(method: str, about: str) -> SlackDeliveryError | None:
        if method == "post" and about.startswith("follow-up") and about not in seen:
            seen.append(about)
            return SlackDeliveryError("TimeoutError", is_uncertain=True)
        return None

    line.slack.plan = lose
    line.go("2026-10-12 12:00")
    assert len(line.asked()) == 3


def test_a_person_asked_for_from_a_follow_up_is_shown_where_they_asked(line: Following):
    request_id = line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    say(line, Whereabouts.PERMANENTLY_EXCLUDED)
    handoff.request_person(line.desk, line.click(), request_id, TESSA)
    line.settle()
    (post,) = (each for each in line.slack.posts if each["key"].startswith("follow-up:"))
    drawn = [message for where, message in line.slack.updates if where == post["at"]][-1]
    assert "A practitioner for A-1001" in str(drawn.blocks)
    assert "request.talk" not in str(drawn.blocks)


def test_the_copy_of_a_database_goes_on(line: Following, tmp_path: Path):
    line.ended("2026-09-15 14:00")
    line.desk.work.close()
    shutil.copy(line.look._path, tmp_path / "copy.db")
    with a_school_year(tmp_path / "copy.db", "2026-09-16 09:00", ids="other") as other:
        other.wait(days=14)
        assert other.times_asked() == ["Tue 2026-09-29 09:30"]


def test_a_timer_that_comes_once_too_often_does_nothing(line: Following):
    line.ended("2026-09-15 14:00")
    line.go("2026-09-29 10:00")
    before = line.look.rows("SELECT count(*) AS n FROM outbox")
    for _ in range(3):
        with line.desk.work.write() as unit:
            now = line.clock.now()
            unit.timers.set(f"extra:{unit}", follow_ups.DUE, newest(line).id, now)
        tick.run_due(line.desk)
        line.clock.advance(timedelta(seconds=1))
    assert line.look.rows("SELECT count(*) AS n FROM outbox") == before
