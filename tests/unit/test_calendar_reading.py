"""Calendars of Google, Outlook and Apple read as shifts, and all that can be wrong in one."""

import random
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from advicebot.calendars import CalendarRead, read_calendar
from advicebot.domain.oncall.people import Named
from advicebot.domain.oncall.rota import Tier
from advicebot.errors import RotaError

SAMPLES = Path(__file__).parents[1] / "calendars"
LONDON = ZoneInfo("Europe/London")
PEOPLE = [
    Named(user_id=user_id, name=name, handle=handle)
    for user_id, name, handle in [
        ("U01", "Priya Marlow", "priya.marlow"),
        ("U02", "Zoë Brannigan", "zoe"),
        ("U03", "Bola Adeyemi-Hart", "bola"),
        ("U04", "Sam Okoro", "sam"),
        ("U05", "Sam Okoro", "sam.okoro"),
        ("U06", "Ann Lee", "ann"),
        ("U07", "Mary Ann Lee", "mary.ann"),
        ("U08", "Sian O’Neill", "sian"),
    ]
]
FIRST, LAST = date(2026, 10, 19), date(2027, 8, 1)


def read(text: bytes | str, *, start: date = FIRST, end: date = LAST) -> CalendarRead:
    return read_calendar(text, start=start, end=end, people=PEOPLE)


def sample(name: str) -> CalendarRead:
    return read((SAMPLES / name).read_bytes())


def a_calendar(*events: str) -> str:
    """A calendar of events given as content lines; BEGIN:VEVENT of the first is on line 4."""
    parts = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events]
    return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(parts) + "END:VCALENDAR\n"


def an_event(
    title: str = "Priya Marlow",
    *more: str,
    start: str = "TZID=Europe/London:20261124T080000",
    end: str | None = "TZID=Europe/London:20261124T163000",
    uid: str = "one@example.org",
) -> str:
    lines = [f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART;{start}", *more]
    return "\n".join(lines if end is None else [*lines, f"DTEND;{end}"])


def found(result: CalendarRead) -> list[tuple[str, str, str, str]]:
    """Tier, person, and start and end as London clocks show them."""
    return [
        (
            shift.tier.value,
            shift.user_id,
            f"{shift.starts_at.astimezone(LONDON):%d.%m %H:%M}",
            f"{shift.ends_at.astimezone(LONDON):%d.%m %H:%M}",
        )
        for shift in result.shifts
    ]


def is_clean(result: CalendarRead) -> bool:
    return result.problems == () and result.warnings == ()


def only_problem(text: str) -> str:
    result = read(text)
    assert len(result.problems) == 1, result
    return str(result.problems[0])


# What the great calendars write


def test_a_google_calendar_with_an_exception_a_move_and_a_cancelled_week():
    result = sample("google.ics")
    assert is_clean(result)
    assert found(result) == [
        ("primary", "U01", "19.10 08:00", "19.10 16:30"),
        ("primary", "U01", "26.10 08:00", "26.10 16:30"),
        ("primary", "U01", "02.11 08:00", "02.11 16:30"),
        ("primary", "U03", "17.11 09:00", "17.11 16:30"),
        ("back-up", "U02", "24.11 08:00", "24.11 16:30"),
        ("back-up", "U03", "26.11 00:00", "28.11 00:00"),
        ("primary", "U01", "30.11 08:00", "30.11 16:30"),
    ]


def test_an_outlook_calendar_with_nights_through_the_clock_change():
    result = sample("outlook.ics")
    assert is_clean(result)
    nights = [each for each in result.shifts if each.tier is Tier.BACK_UP]
    assert len(nights) == 8
    assert {f"{night.starts_at.astimezone(LONDON):%H:%M}" for night in nights} == {"21:00"}
    assert {f"{night.ends_at.astimezone(LONDON):%H:%M}" for night in nights} == {"07:00"}
    assert [night.ends_at - night.starts_at for night in nights][4] == timedelta(hours=11)
    assert found(result)[-3:] == [
        ("primary", "U02", "03.11 08:00", "03.11 16:30"),
        ("primary", "U02", "01.12 08:00", "01.12 16:30"),
        ("primary", "U02", "05.01 08:00", "05.01 16:30"),
    ]


def test_an_apple_calendar_with_floating_times_a_length_and_an_extra_day():
    result = sample("apple.ics")
    assert is_clean(result)
    assert found(result) == [
        ("back-up", "U01", "02.11 08:00", "02.11 17:00"),
        ("primary", "U08", "05.11 08:00", "05.11 12:30"),
        ("primary", "U07", "06.11 00:00", "07.11 00:00"),
        ("back-up", "U01", "16.11 08:00", "16.11 17:00"),
        ("back-up", "U01", "30.11 08:00", "30.11 17:00"),
        ("back-up", "U01", "11.12 08:00", "11.12 17:00"),
    ]


@pytest.mark.parametrize("name", ["google.ics", "outlook.ics", "apple.ics"])
def test_descriptions_are_not_kept(name: str):
    assert "sentence" not in repr(sample(name))


@pytest.mark.parametrize("name", ["google.ics", "outlook.ics", "apple.ics"])
def test_a_file_read_twice_gives_the_same_ids_and_no_id_twice(name: str):
    first, again = sample(name), sample(name)
    assert [shift.id for shift in first.shifts] == [shift.id for shift in again.shifts]
    assert len({shift.id for shift in first.shifts}) == len(first.shifts)


def test_ids_do_not_depend_on_the_days_that_were_asked_for():
    text = (SAMPLES / "google.ics").read_bytes()
    later = read(text, start=date(2026, 11, 1))
    assert {shift.id for shift in later.shifts} < {shift.id for shift in read(text).shifts}


def test_an_event_that_is_moved_keeps_its_id():
    moved = an_event(start="TZID=Europe/London:20261124T090000")
    assert read(a_calendar(an_event())).shifts[0].id == read(a_calendar(moved)).shifts[0].id


def test_line_ends_a_mark_in_front_and_utf_16_make_no_difference():
    text = a_calendar(an_event("Zoë Brannigan"))
    wanted = read(text)
    assert wanted.shifts[0].user_id == "U02"
    for data in (
        text.encode(),
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
    ):
        assert read(data) == wanted


def test_a_letter_that_a_fold_cuts_in_two_is_joined_again():
    text = a_calendar(an_event("Zoë Brannigan")).encode().replace(b"\xc3\xab", b"\xc3\n \xab")
    assert read(text).shifts[0].user_id == "U02"


# Time zones


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "GMT Standard Time",
        '"GMT Standard Time"',
        '"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"',
        "(UTC+00:00) Dublin\\, Edinburgh\\, Lisbon\\, London",
        "/mozilla.org/20050126_1/Europe/London",
        "/freeassociation.sourceforge.net/Europe/London",
        "GB",
    ],
)
def test_every_name_of_londons_time_is_known(zone: str):
    times = {"start": f"TZID={zone}:20260720T080000", "end": f"TZID={zone}:20260720T160000"}
    result = read(a_calendar(an_event(**times)), start=date(2026, 7, 1))
    assert is_clean(result)
    assert result.shifts[0].starts_at == datetime(2026, 7, 20, 7, tzinfo=UTC)


def test_another_zone_is_honoured():
    result = read(a_calendar(an_event(start="TZID=Europe/Paris:20261124T080000")))
    assert found(result)[0][2] == "24.11 07:00"


def test_a_zone_that_nobody_can_know_is_a_problem():
    text = a_calendar(an_event(start="TZID=Customized Time Zone:20261124T080000"))
    assert "Line 4" in only_problem(text)
    assert "“Customized Time Zone” is not known" in only_problem(text)


def test_a_weekly_shift_stays_at_its_time_on_the_wall_through_both_changes():
    weekly = an_event(
        "Priya Marlow",
        "RRULE:FREQ=WEEKLY",
        start="TZID=Europe/London:20261019T080000",
        end="TZID=Europe/London:20261019T163000",
    )
    result = read(a_calendar(weekly), end=date(2027, 4, 20))
    days = [FIRST + timedelta(weeks=n) for n in range(27)]
    assert [shift.starts_at for shift in result.shifts] == [
        datetime.combine(day, time(8), tzinfo=LONDON).astimezone(UTC) for day in days
    ]
    assert {shift.ends_at.astimezone(LONDON).time() for shift in result.shifts} == {time(16, 30)}


def test_a_shift_that_repeats_in_utc_is_taken_with_a_warning():
    weekly = an_event(
        "Priya Marlow",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        start="X-A=b:20261019T080000Z",
        end="X-A=b:20261019T160000Z",
    )
    result = read(a_calendar(weekly))
    assert [each[2] for each in found(result)] == ["19.10 09:00", "26.10 08:00"]
    assert [each.line for each in result.warnings] == [4]
    assert "moves by an hour when the clocks change" in str(result.warnings[0])


def test_a_time_that_does_not_exist_or_comes_twice_is_a_problem_unless_it_is_in_utc():
    result = sample("broken/clock_change.ics")
    assert [shift.starts_at for shift in result.shifts] == [
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    ]
    assert [(each.line, each.day) for each in result.problems] == [
        (4, date(2027, 3, 28)),
        (10, date(2026, 10, 25)),
    ]
    assert "01:30 on 28 March 2027 does not exist" in result.problems[0].rule
    assert "01:30 on 25 October 2026 comes twice" in result.problems[1].rule


def test_only_the_night_of_the_change_is_left_out_of_a_repeating_shift():
    daily = an_event(
        "Priya Marlow",
        "RRULE:FREQ=DAILY;COUNT=3",
        start="TZID=Europe/London:20270327T013000",
        end="TZID=Europe/London:20270327T060000",
    )
    result = read(a_calendar(daily))
    assert [each[2] for each in found(result)] == ["27.03 01:30", "29.03 01:30"]
    assert [each.day for each in result.problems] == [date(2027, 3, 28)]


# Repeats


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", [1, 2, 3]),
        ("FREQ=DAILY;UNTIL=20261203", [1, 2, 3]),
        ("FREQ=DAILY;UNTIL=20261203T080000", [1, 2, 3]),
        ("FREQ=DAILY;UNTIL=20261203T075959Z", [1, 2]),
        ("FREQ=DAILY;INTERVAL=10", [1, 11, 21, 31]),
        ("FREQ=WEEKLY;BYDAY=TU,FR;COUNT=4", [1, 4, 8, 11]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", [1, 15, 29]),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1", [1, 31]),
        ("FREQ=MONTHLY;BYDAY=1TU", [1]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", [1]),
        ("FREQ=YEARLY", [1]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", [1]),
        ("FREQ=DAILY;COUNT=2;BYHOUR=8;BYMINUTE=0;BYSECOND=0", [1, 2]),
    ],
)
def test_repeats_that_calendars_offer_are_worked_out(rule: str, days: list[int]):
    times = {"start": "X-A=b:20261201T080000", "end": "X-A=b:20261201T160000"}
    result = read(a_calendar(an_event("Zoe Brannigan", f"RRULE:{rule}", **times)))
    december = [each.starts_at.day for each in result.shifts if each.starts_at.month == 12]
    assert december == days
    assert is_clean(result)


def test_a_number_of_times_counts_those_that_are_left_out_and_those_long_ago():
    daily = an_event(
        "Priya Marlow",
        "RRULE:FREQ=DAILY;COUNT=50",
        "EXDATE;TZID=Europe/London:20261020T080000",
        start="TZID=Europe/London:20260905T080000",
        end="TZID=Europe/London:20260905T163000",
    )
    assert [each[2][:5] for each in found(read(a_calendar(daily)))] == [
        *("19.10", "21.10", "22.10", "23.10", "24.10")
    ]


def test_whole_days_repeat_and_leave_days_out():
    days = an_event(
        "Bola Adeyemi-Hart",
        "RRULE:FREQ=WEEKLY;UNTIL=20261123",
        "EXDATE;VALUE=DATE:20261109",
        start="VALUE=DATE:20261102",
        end=None,
    )
    assert [each[2:] for each in found(read(a_calendar(days)))] == [
        ("02.11 00:00", "03.11 00:00"),
        ("16.11 00:00", "17.11 00:00"),
        ("23.11 00:00", "24.11 00:00"),
    ]


def test_an_override_for_all_later_weeks_gives_each_its_own_id():
    core = an_event(
        "Priya Marlow",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        start="TZID=Europe/London:20261102T080000",
        end="TZID=Europe/London:20261102T163000",
    )
    later = an_event(
        "Bola Adeyemi-Hart",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20261116T080000",
        start="TZID=Europe/London:20261116T090000",
        end="TZID=Europe/London:20261116T163000",
    )
    result = read(a_calendar(core, later))
    assert [(each[1], each[2]) for each in found(result)] == [
        ("U01", "02.11 08:00"),
        ("U01", "09.11 08:00"),
        ("U03", "16.11 09:00"),
        ("U03", "23.11 09:00"),
        ("U03", "30.11 09:00"),
    ]
    assert len({shift.id for shift in result.shifts}) == 5


def test_repeats_that_explode_or_never_come_are_refused_and_the_rest_is_read():
    result = sample("broken/exploding.ics")
    assert len(result.shifts) == 1
    assert [each.line for each in result.problems] == [10, 17, 24, 31]
    assert "more than once a day" in result.problems[0].rule


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=HOURLY", "FREQ=MINUTELY;COUNT=3", "FREQ=DAILY;INTERVAL=7;BYDAY=MO"),
        *("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        *("FREQ=YEARLY;BYYEARDAY=366", "FREQ=YEARLY;BYWEEKNO=53", "FREQ=MONTHLY;BYDAY=6MO"),
        *("FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=DAILY;BYMONTH=13"),
        *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=2;UNTIL=20261231", "FREQ=DAILY;INTERVAL=999"),
        *("FREQ=WEEKLY;BYDAY=2MO", "COUNT=3", "FREQ=SOMETIMES", "FREQ=DAILY;BYHOUR=8,9"),
    ],
)
def test_a_repeat_that_is_not_safe_is_a_problem(rule: str):
    assert only_problem(a_calendar(an_event("Priya Marlow", f"RRULE:{rule}"))).startswith("Line 4")


def test_more_than_five_thousand_shifts_are_refused():
    daily = [
        an_event(
            "Priya Marlow",
            "RRULE:FREQ=DAILY",
            start="X-A=b:20261019T080000",
            end="X-A=b:20261019T160000",
            uid=f"{n}@example.org",
        )
        for n in range(20)
    ]
    with pytest.raises(RotaError, match="more than 5,000 shifts"):
        read(a_calendar(*daily))


def test_repeats_that_began_long_ago_in_great_number_are_refused_at_once():
    old = [
        an_event(
            "Priya Marlow",
            "RRULE:FREQ=DAILY;UNTIL=19800101T000000Z",
            start="X-A=b:19700101T080000",
            end="X-A=b:19700101T160000",
            uid=f"{n}@example.org",
        )
        for n in range(40)
    ]
    with pytest.raises(RotaError, match="more than 5,000 shifts"):
        read(a_calendar(*old))


# Who and which tier


@pytest.mark.parametrize(
    ("title", "user_id"),
    [
        ("Priya Marlow", "U01"),
        ("PRIMARY (priya  marlow)", "U01"),
        ("zoe brannigan", "U02"),
        ("Duty — Zoë Brannigan", "U02"),
        ("Bola Adeyemi Hart", "U03"),
        ("Siân O'Neill's shift", "U08"),
        ("Sian ONeill", "U08"),
        ("Mary Ann Lee", "U07"),
        ("Ann Lee", "U06"),
        ("@sam.okoro", "U05"),
        ("@sam", "U04"),
        ("@sam, Sam Okoro", "U04"),
        ("Sam Okoro (@sam.okoro).", "U05"),
        ("@BOLA primary", "U03"),
    ],
)
def test_a_title_names_one_person(title: str, user_id: str):
    result = read(a_calendar(an_event(title)))
    assert is_clean(result)
    assert [shift.user_id for shift in result.shifts] == [user_id]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Sam Okoro", ["@sam)", "@sam.okoro)"]),
        ("Priya Marlow and Ann Lee", ["Priya Marlow", "Ann Lee"]),
        ("Mary Ann Lee / Ann Lee", ["Mary Ann Lee", "Ann Lee (@ann)"]),
        ("@zoe Priya Marlow", ["Zoë Brannigan", "Priya Marlow"]),
    ],
)
def test_two_people_in_a_title_are_a_problem_that_names_both(title: str, named: list[str]):
    said = only_problem(a_calendar(an_event(title)))
    assert "it fits" in said
    for each in named:
        assert each in said


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("Prya Marlowe", "Did you mean Priya Marlow (@priya.marlow)?"),
        ("Primary: Zoe", "Did you mean Zoë Brannigan (@zoe)?"),
        ("x@sam", "Did you mean Sam Okoro (@sam) or Sam Okoro (@sam.okoro)?"),
        ("Back-up Brannigan", "Did you mean Zoë Brannigan (@zoe)?"),
    ],
)
def test_a_name_that_nobody_has_is_a_problem_with_the_nearest_name(title: str, hint: str):
    said = only_problem(a_calendar(an_event(title)))
    assert "names nobody who may be on call" in said
    assert hint in said


@pytest.mark.parametrize("title", ["", "Staff lunch", "U04", "@"])
def test_a_title_like_no_name_gets_no_far_fetched_hint(title: str):
    result = read(a_calendar(an_event(title)))
    assert result.shifts == ()
    assert "names nobody" in result.problems[0].rule
    assert "Did you mean" not in result.problems[0].rule


def test_a_problem_with_a_repeating_event_is_said_once():
    weekly = an_event("Staff lunch", "RRULE:FREQ=WEEKLY")
    problems = read(a_calendar(weekly)).problems
    assert [(each.line, each.summary, each.day) for each in problems] == [
        (4, "Staff lunch", date(2026, 11, 24))
    ]


def test_a_long_title_is_cut():
    shown = read(a_calendar(an_event("Very private " * 20))).problems[0].summary
    assert len(shown) <= 40
    assert shown.endswith("…")


def test_our_own_id_goes_before_the_title_and_must_be_known():
    ours = an_event("Ann Lee", "X-ADVICEBOT-USER:U01", "X-ADVICEBOT-TIER:back-up")
    assert found(read(a_calendar(ours)))[0][:2] == ("back-up", "U01")
    assert "U99" in only_problem(a_calendar(an_event("Ann Lee", "X-ADVICEBOT-USER:U99")))


@pytest.mark.parametrize(
    ("title", "more", "tier"),
    [
        ("Ann Lee", (), "primary"),
        ("Ann Lee primary", (), "primary"),
        ("Ann Lee back-up", (), "back-up"),
        ("Ann Lee Backup", (), "back-up"),
        ("Ann Lee back up", (), "back-up"),
        ("SECOND: Ann Lee", (), "back-up"),
        ("Ann Lee, secondment", (), "primary"),
        ("Ann Lee", ("CATEGORIES:Green,Back-up",), "back-up"),
        ("Ann Lee back-up", ("CATEGORIES:Primary",), "primary"),
        ("Ann Lee back-up", ("CATEGORIES:Green", "CATEGORIES:Meeting"), "back-up"),
        ("Ann Lee back-up", ("X-ADVICEBOT-TIER:primary", "CATEGORIES:back-up"), "primary"),
    ],
)
def test_the_tier_is_read(title: str, more: tuple[str, ...], tier: str):
    assert found(read(a_calendar(an_event(title, *more))))[0][:2] == (tier, "U06")


def test_both_tiers_or_an_unknown_one_are_problems():
    assert "both primary and back-up" in only_problem(
        a_calendar(an_event("Ann Lee primary and back-up"))
    )
    assert "“third”" in only_problem(a_calendar(an_event("Ann Lee", "X-ADVICEBOT-TIER:third")))


# Single events that are wrong


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (an_event(end="X-A=b:20261124T070000"), "it ends before it starts"),
        (an_event(end="X-A=b:20261124T080000"), "it ends the moment it starts"),
        (an_event(end=None), "it ends the moment it starts"),
        (an_event(end="X-A=b:20261202T080000"), "it is longer than 7 days"),
        (an_event(end="VALUE=DATE:20261125"), "one of its ends is a day, the other a time"),
        (an_event(start="X-A=b:20261324T080000"), "its DTSTART cannot be read"),
        (an_event(start="X-A=b:00010101T080000"), "in the year 1"),
        (an_event("Ann Lee", "DTSTART:20261124T080000"), "it has more than one DTSTART"),
        (an_event("Ann Lee", "SEQUENCE:1", "SEQUENCE:2"), "it has more than one SEQUENCE"),
        (
            an_event("Ann Lee", "RECURRENCE-ID;VALUE=PERIOD:20261211T080000Z/PT8H"),
            "its RECURRENCE-ID is neither a day nor a time",
        ),
        (an_event("Ann Lee", "EXRULE:FREQ=DAILY"), "EXRULE"),
        ("UID:a\nSUMMARY:Ann Lee", "it has no start"),
        (an_event("Ann Lee", "DURATION:PT4H", start="VALUE=DATE:20261124", end=None), "in hours"),
    ],
)
def test_an_event_that_is_wrong_is_a_problem_in_its_place(event: str, said: str):
    good = an_event("Priya Marlow", uid="good@example.org")
    result = read(a_calendar(good, event))
    assert len(result.shifts) == 1
    assert [each.line for each in result.problems] == [10]
    assert said in str(result.problems[0])


def test_a_week_with_a_clock_change_in_it_is_no_longer_than_seven_days():
    week = an_event(start="VALUE=DATE:20261019", end="VALUE=DATE:20261026")
    assert is_clean(read(a_calendar(week)))


def test_two_identical_shifts_are_one_with_a_warning():
    result = read(a_calendar(an_event(uid="a"), an_event(uid="b")))
    assert len(result.shifts) == 1
    assert [each.line for each in result.warnings] == [10]
    assert "the same shift as one of line 4" in result.warnings[0].rule
    assert result.problems == ()


def test_a_uid_that_is_used_twice_hides_no_shift_in_silence():
    other = an_event("Ann Lee")
    assert "same UID as the event of line 4" in only_problem(a_calendar(an_event(), other))
    same = read(a_calendar(an_event(), an_event()))
    assert (len(same.shifts), len(same.problems), len(same.warnings)) == (1, 0, 1)


def test_a_later_revision_takes_the_place_of_an_earlier_one():
    later = an_event("Ann Lee", "SEQUENCE:3")
    result = read(a_calendar(later, an_event("Priya Marlow", "SEQUENCE:2")))
    assert is_clean(result)
    assert [shift.user_id for shift in result.shifts] == ["U06"]


def test_events_without_a_uid_are_read_and_keep_their_ids():
    text = a_calendar(an_event(uid=""), an_event("Ann Lee", uid=""))
    assert is_clean(read(text))
    assert [shift.id for shift in read(text).shifts] == [shift.id for shift in read(text).shifts]
    assert len({shift.id for shift in read(text).shifts}) == 2


def test_what_is_over_or_still_far_away_raises_no_problem():
    past = an_event("Nobody Known", start="X-A=b:20250101T080000", end="X-A=b:20250101T160000")
    broken = an_event(
        "Ann Lee", start="X-A=b:20250101T080000", end="X-A=b:20250101T070000", uid="b"
    )
    far = an_event("Nobody", start="X-A=b:20290101T080000", end="X-A=b:20290101T070000", uid="c")
    assert is_clean(read(a_calendar(past, broken, far, an_event(uid="d"))))


def test_shifts_that_touch_the_days_are_whole_and_others_are_left_out():
    text = a_calendar(
        an_event(start="X-A=b:20261018T210000", end="X-A=b:20261019T070000", uid="a"),
        an_event(start="X-A=b:20261018T210000", end="X-A=b:20261019T000000", uid="b"),
        an_event("Ann Lee", start="X-A=b:20261019T230000", end="X-A=b:20261020T070000", uid="c"),
        an_event("Ann Lee", start="X-A=b:20261020T000000", end="X-A=b:20261020T070000", uid="d"),
    )
    assert found(read(text, end=date(2026, 10, 20))) == [
        ("primary", "U01", "18.10 21:00", "19.10 07:00"),
        ("primary", "U06", "19.10 23:00", "20.10 07:00"),
    ]


# Whole files that are wrong


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("truncated.ics", "ends in the middle: VEVENT of line 4 has no END"),
        ("empty.ics", "The calendar is empty"),
        ("sign_in_page.ics", "a web page, not a calendar"),
        ("windows_letters.ics", "not in UTF-8: line 8"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_plain_sentence(name: str, said: str):
    with pytest.raises(RotaError, match=said):
        sample(f"broken/{name}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear all, here is the rota", "not a calendar"),
        ("PK\x03\x04", "not a calendar"),
        (a_calendar(), "no shifts from 19 October 2026 to 31 July 2027"),
        (a_calendar(an_event("Ann Lee", "STATUS:CANCELLED")), "no shifts from"),
        (a_calendar(an_event(start="X-A=b:20300101T080000", end="X-A=b:20300101T090000")), "no sh"),
        (a_calendar(an_event()).replace("END:VEVENT", "END:VTODO"), "damaged: END:VTODO on line 9"),
        ("BEGIN:VCALENDAR\n" + "X" * 2_000_000, "larger than 2 MB"),
    ],
)
def test_other_files_that_cannot_be_used(text: str, said: str):
    with pytest.raises(RotaError, match=said):
        read(text)


def test_a_file_with_one_unknown_and_one_ambiguous_person_keeps_what_is_right():
    for name in ("unknown_person.ics", "ambiguous_name.ics"):
        result = sample(f"broken/{name}")
        assert [shift.user_id for shift in result.shifts] == ["U01"]
        assert [each.line for each in result.problems] == [10]


def test_days_must_be_given_in_order():
    with pytest.raises(ValueError, match="is not after"):
        read(a_calendar(an_event()), start=LAST, end=FIRST)


def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader():
    """Eight hundred calendars with bytes cut out, put in, and lines moved, from a fixed seed."""
    chance = random.Random(20261025)
    texts = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.ics"))]
    pieces = [b"99999999", b"-1", b"Z", b";", b":", b",", b"\n", b"\xff", b"RRULE:FREQ=DAILY\n"]
    pieces += [b"RECURRENCE-ID:20261109T080000Z\n", b"SEQUENCE:x\n", b"TZID=Nowhere", b"BYDAY=XX"]
    pieces += [b"RECURRENCE-ID;VALUE=PERIOD:20261211T080000Z/PT8H\n", b"SEQUENCE:1\nSEQUENCE:2\n"]
    outcomes = set()
    for _ in range(800):
        data = bytearray(chance.choice(texts))
        for _ in range(chance.randint(1, 5)):
            at = data.find(b"\n", chance.randrange(len(data) + 1)) + 1
            at += chance.choice([0, 0, chance.randrange(40)])
            data[at : at + chance.choice([0, 0, chance.randrange(20)])] = chance.choice(pieces)
        try:
            outcomes.add(bool(read(bytes(data)).problems))
        except RotaError:
            outcomes.add(None)
    assert outcomes == {True, False, None}
