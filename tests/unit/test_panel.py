"""The problem-solving panel: when it meets, what it may read, what it decides."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.line import Closure, Term
from advicebot.domain.oncall.calendar import LONDON, is_school_day
from advicebot.domain.support.anonymous import MOST_CHARACTERS, anonymous
from advicebot.domain.support.panel import (
    Case,
    Decision,
    FollowUp,
    PanelError,
    PhaseBand,
    agenda,
    check_case,
    check_decision,
    done,
    follow_up_at,
    follow_up_due,
    followed_up,
)
from advicebot.domain.support.panel_calendar import Meeting, next_meeting
from advicebot.domain.support.panel_rule import PanelRule, read_rule
from advicebot.domain.vocabulary import Need, Phase
from tests.fakes import LINE, SECRET, TEAM, redact

FIRST = date(2026, 9, 9)
"""A Wednesday in the first week of term."""
RULE = read_rule("every second Wednesday 14:00 in term", first=FIRST)
NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
MEETING = Meeting(
    id="2026-09-23",
    on=date(2026, 9, 23),
    at=datetime(2026, 9, 23, 13, tzinfo=UTC),
    cut_off=datetime(2026, 9, 21, 13, tzinfo=UTC),
)


def redacted(text: str) -> str:
    return redact(text)[0]


def a_case(number: int = 1, **changed: Any) -> Case:
    values: dict[str, Any] = {
        "id": f"case-{number}",
        "team_id": TEAM,
        "reference": f"P-{number}",
        "about": f"request-{number}",
        "meeting_id": MEETING.id,
        "phase": Phase.KS3,
        "needs": (Need.BELONGING, Need.REGULATION),
        "tried": "Small steps with one adult",
        "question": "What else could keep them in lessons?",
        "put_by": "U0PRIYA001",
        "put_at": NOW,
    }
    return Case(**(values | changed))


def test_meetings_come_every_second_week_on_school_days_only() -> None:
    met, now = [], datetime(2026, 9, 1, tzinfo=UTC)
    while (meeting := next_meeting(RULE, now, LINE)) is not None:
        met.append(meeting.on)
        assert meeting.at.astimezone(LONDON).time() == time(14)
        now = meeting.at
    fortnights = [FIRST + timedelta(weeks=2 * n) for n in range(8)]
    assert met == [day for day in fortnights if is_school_day(day, LINE)]
    assert met[-1] == date(2026, 12, 16)


def test_a_meeting_on_a_closed_day_is_left_out_and_not_moved() -> None:
    closed = Closure(day=date(2026, 9, 23), why="INSET")
    term = Term(name="T", first=date(2026, 9, 2), last=date(2026, 12, 18), closed=(closed,))
    meeting = next_meeting(RULE, NOW, replace(LINE, terms=(term,)))
    assert meeting is not None
    assert meeting.on == date(2026, 10, 7)


def test_a_case_after_the_cut_off_comes_to_the_next_meeting() -> None:
    meeting = next_meeting(RULE, NOW, LINE, taking_cases=True)
    assert meeting == MEETING
    late = MEETING.cut_off + timedelta(seconds=1)
    upcoming = next_meeting(RULE, late, LINE)
    taking = next_meeting(RULE, late, LINE, taking_cases=True)
    assert upcoming == MEETING
    assert taking is not None
    assert taking.on == date(2026, 10, 7)


def test_the_cut_off_counts_school_days_over_a_weekend_and_half_term() -> None:
    rule = PanelRule(first=date(2026, 10, 28), at=time(9), cut_off_school_days=2)
    meeting = next_meeting(rule, datetime(2026, 10, 24, tzinfo=UTC), LINE)
    assert meeting is not None
    assert meeting.on == date(2026, 10, 28)
    assert meeting.cut_off == datetime(2026, 10, 22, 8, tzinfo=UTC), "summer time still held"
    assert meeting.at == datetime(2026, 10, 28, 9, tzinfo=UTC)


def test_a_meeting_that_has_begun_is_not_the_next() -> None:
    assert next_meeting(RULE, MEETING.at - timedelta(seconds=1), LINE) == MEETING
    after = next_meeting(RULE, MEETING.at, LINE)
    assert after is not None
    assert after.on > MEETING.on


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("every Wednesday 14:00", 1),
        ("  Every  OTHER wednesday at 9.30 in term time ", 2),
        ("every fourth Wednesday 14:00", 4),
    ],
)
def test_a_rule_is_read_from_words(text: str, weeks: int) -> None:
    assert read_rule(text, first=FIRST).every_weeks == weeks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wednesdays", "is no rule for a meeting"),
        ("every second Sunday 14:00", "is no rule"),
        ("every second Wednesday 25:00", "is no rule"),
        ("every Friday 14:00", "2026-09-09 is a Wednesday"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        read_rule(text, first=FIRST)
    with pytest.raises(ValueError, match="1 or more"):
        PanelRule(first=FIRST, at=time(9), every_weeks=0)


@given(
    weeks=st.integers(1, 6),
    shift=st.integers(-40, 40),
    at=st.times(),
    hours=st.integers(-24 * 20, 24 * 100),
)
def test_the_next_meeting_is_the_first_of_its_weekday_that_could_be(
    weeks: int, shift: int, at: time, hours: int
) -> None:
    first = FIRST + timedelta(days=shift)
    rule = PanelRule(first=first, at=at.replace(second=0, microsecond=0), every_weeks=weeks)
    now = NOW + timedelta(hours=hours)
    meeting = next_meeting(rule, now, LINE)
    days = [now.astimezone(LONDON).date() + timedelta(days=n) for n in range(200)]
    possible = [
        day
        for day in days
        if (day - first).days % (7 * weeks) == 0
        and is_school_day(day, LINE)
        and datetime.combine(day, rule.at, tzinfo=LONDON) > now
    ]
    assert (meeting.on if meeting else None) == (possible[0] if possible else None)
    if meeting:
        assert meeting.cut_off <= meeting.at


def test_an_agenda_is_the_same_in_whatever_order_cases_come_and_not_in_theirs() -> None:
    cases = [a_case(n, put_at=NOW + timedelta(hours=n)) for n in range(1, 5)]
    made = {agenda(MEETING, order, redact=redacted) for order in permutations(cases)}
    (one,) = made
    references = [item.reference for item in one.items]
    assert sorted(references) == ["P-1", "P-2", "P-3", "P-4"]
    orders = {
        tuple(i.reference for i in agenda(replace(MEETING, id=m), mine, redact=redacted).items)
        for m in ("a", "b", "c", "d", "e")
        for mine in [[replace(case, meeting_id=m) for case in cases]]
    }
    assert len(orders) > 1, "the order would give away when a case was put"


@pytest.mark.parametrize(("count", "shown"), [(1, False), (2, False), (3, True)])
def test_bands_are_shown_only_when_there_are_three_cases(count: int, shown: bool) -> None:
    cases = [a_case(n, question="Is a primary move right for her?") for n in range(count)]
    made = agenda(MEETING, [*cases, cases[0]], redact=redacted)
    assert (made.shows_bands, len(made.items)) == (shown, count)
    assert {item.band for item in made.items} == {PhaseBand.SECONDARY if shown else None}
    assert {"primary" in item.question for item in made.items} == {shown}


def test_late_cases_and_those_of_other_meetings_stay_off_the_agenda() -> None:
    late = a_case(2, put_at=MEETING.cut_off + timedelta(seconds=1))
    other = a_case(3, meeting_id="2026-10-07")
    made = agenda(MEETING, [late, other, a_case(1)], redact=redacted)
    assert [item.reference for item in made.items] == ["P-1"]
    for case, says in ((late, "21 September, 14:00"), (other, "another meeting")):
        with pytest.raises(PanelError, match=says):
            check_case(case, MEETING)
    with pytest.raises(PanelError, match="in one question"):
        check_case(a_case(question=" \u200b "), MEETING)
    check_case(a_case(), MEETING)


TELLING = (
    "Y9 lad",
    "yr 10s",
    "in Year Six",
    "Ｙｅａｒ ７",
    "Key Stage 3",
    "a 14-year-old",
    "a nine year old",
    "aged 11",
    "she's 13",
    "(12)",
    "in 8R",
    "in reception",
    "sixth form",
    "on 3rd of November",
    "on 12/11",
    "since 2026-11-03",
    "November 3rd, 2026",
    "<@U0TESSA001>",
    "<!channel>",
    "<https://school.example.org/p?x=1|our site>",
    "www.school.example.org",
    "@mrs_b",
    "a.b@school.example.org",
    "0114 496 0123",
    "at Hollow Brook Academy",
    "St Agnes’ Primary",
    "at Hollow Sixth Form College",
    SECRET,
    f"{SECRET[:4]}\u200b{SECRET[4:]}",
)
LEFT = re.compile(
    r"\d|year|yr|key|ks|recept|sixth|novem|<|>|@|http|www|example|hollow|agnes|academy|college"
    rf"|{SECRET}|nine|\u200b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("hint", TELLING)
def test_nothing_that_tells_whose_pupil_it_is_is_let_through(hint: str) -> None:
    text = f"We tried much, {hint}, and nothing held."
    made = agenda(MEETING, [a_case(tried=text, question=text)], redact=redacted)
    for shown in (made.items[0].tried, made.items[0].question):
        assert shown.startswith("We tried much,")
        assert shown.endswith("and nothing held.")
        assert not LEFT.search(shown), shown


@pytest.mark.parametrize(
    "plain",
    [
        "Her primary need may be language; support is secondary to trust.",
        "He is ten minutes late to most lessons, three times a week.",
        "Tried check-in and check-out for half a term with one adult.",
    ],
)
def test_plain_words_are_let_be(plain: str) -> None:
    assert anonymous(plain, redact=redacted, with_stages=False) == plain


NASTY = st.text(
    st.sampled_from("aY9 (14)[]<@!>|#&\n\t\u202e\u200b\ud7ff１年é.,-/:1 3"), max_size=60
)
PIECES = st.lists(NASTY | st.sampled_from(TELLING) | st.text(max_size=40), max_size=12)


@given(pieces=PIECES, stages=st.booleans())
def test_any_text_comes_out_short_on_one_line_and_the_same_when_done_again(
    pieces: list[str], stages: bool
) -> None:
    shown = anonymous(" ".join(pieces), redact=redacted, with_stages=stages)
    assert len(shown) <= MOST_CHARACTERS
    assert not any(unicodedata.category(char).startswith("C") for char in shown)
    assert SECRET.lower() not in shown.lower()
    assert "<@" not in shown
    assert "<!" not in shown
    assert anonymous(shown, redact=redacted, with_stages=stages) == shown


@pytest.mark.parametrize("length", range(MOST_CHARACTERS - 20, MOST_CHARACTERS))
def test_a_long_text_ends_at_a_word_and_never_inside_a_placeholder(length: int) -> None:
    long = "x" * (length - 1) + f" {SECRET} came back to us"
    shown = anonymous(long, redact=lambda text: text.replace(SECRET, "[pupil A]"), with_stages=True)
    assert shown.endswith(" ...")
    assert shown.removesuffix(" ...").endswith(("x", "[pupil A]", "came", "back", "to"))


def a_decision(**changed: Any) -> Decision:
    values: dict[str, Any] = {
        "id": "d",
        "team_id": TEAM,
        "case_id": "case-1",
        "what": "A place in the group from October",
        "who": "U0OMAR0001",
        "by_when": date(2026, 10, 2),
        "school_does": "A named adult in each session",
        "decided_on": MEETING.on,
    }
    return Decision(**(values | changed))


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"what": " "}, "what is to be done"),
        ({"who": "-"}, "who does it"),
        ({"school_does": ""}, "what the school contributes"),
        ({"by_when": date(2026, 9, 22)}, "before the meeting"),
    ],
)
def test_a_decision_that_nobody_could_follow_up_is_refused(
    lacks: dict[str, Any], says: str
) -> None:
    with pytest.raises(PanelError, match=says):
        check_decision(a_decision(**lacks))
    check_decision(a_decision())


def test_an_open_decision_is_asked_about_twice_and_then_the_lead_is_told() -> None:
    decision, now = a_decision(by_when=date(2026, 10, 3)), NOW
    sent: list[tuple[FollowUp, datetime]] = []
    while now < NOW + timedelta(days=80):
        if asked := follow_up_due(decision, now=now, line=LINE):
            sent.append((asked, now))
            decision = followed_up(decision, now=now)
        now += timedelta(hours=1)
    assert sent == [
        (FollowUp.WHO, datetime(2026, 10, 5, 7, tzinfo=UTC)),
        (FollowUp.WHO_AGAIN, datetime(2026, 10, 12, 7, tzinfo=UTC)),
        (FollowUp.LEAD, datetime(2026, 10, 19, 7, tzinfo=UTC)),
    ]


def test_what_is_done_is_not_asked_about_and_said_once() -> None:
    finished = done(a_decision(), "She started on Monday", now=NOW)
    assert (finished.is_open, follow_up_at(finished, LINE)) == (False, None)
    with pytest.raises(PanelError, match="already"):
        done(finished, "again", now=NOW)
    with pytest.raises(PanelError, match="what came of it"):
        done(a_decision(), " ", now=NOW)
