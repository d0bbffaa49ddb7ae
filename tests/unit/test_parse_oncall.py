"""What people write after ``/oncall``: verbs in their own words, times as they say them."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.oncall.rota import Tier
from advicebot.errors import Refused
from advicebot.slack import parse_oncall
from advicebot.slack.parse_oncall import Asked, Verb, tier_of, yes_or_no
from advicebot.slack.parse_when import read_day, read_when

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
"""A Tuesday in winter, when London's clocks show UTC."""
OPENS = time(8)


def asked(text: str, now: datetime = NOW) -> Asked:
    return parse_oncall.asked(text, now=now, opens=OPENS)


def when(text: str, now: datetime = NOW) -> str:
    return f"{read_when(text, now=now, at=OPENS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("", Verb.WHO),
        ("   ", Verb.WHO),
        ("who", Verb.WHO),
        ("Who?", Verb.WHO),
        ("who is on now?", Verb.WHO),
        ("who's on call", Verb.WHO),
        ("Who’s on tomorrow 8:15?", Verb.WHO),
        ("TODAY", Verb.TODAY),
        ("week", Verb.WEEK),
        ("next week", Verb.WEEK),
        ("week next", Verb.WEEK),
        ("week 7 December", Verb.WEEK),
        ("gaps", Verb.GAPS),
        ("take", Verb.TAKE),
        ("take over now", Verb.TAKE),
        ("swap", Verb.SWAP),
        ("override", Verb.OVERRIDE),
        ("add", Verb.ADD),
        ("weekly", Verb.WEEKLY),
        ("away", Verb.AWAY),
        ("away until Friday", Verb.AWAY),
        ("back", Verb.BACK),
        ("I’m back", Verb.BACK),
        ("sick", Verb.SICK),
        ("I can’t do today", Verb.SICK),
        ("out-of-hours on", Verb.OUT_OF_HOURS),
        ("out of hours off", Verb.OUT_OF_HOURS),
        ("who would get this at 18:30", Verb.WOULD_GET),
        ("who would get this", Verb.WOULD_GET),
        ("Who will be paged at noon?", Verb.WOULD_GET),
        ("who gets it now", Verb.WOULD_GET),
        ("help", Verb.HELP),
        ("?", Verb.HELP),
        ("whoever", Verb.UNKNOWN),
        ("taken", Verb.UNKNOWN),
        ("take the register", Verb.UNKNOWN),
        ("out-of-hours maybe", Verb.UNKNOWN),
        ("he has a knife", Verb.UNKNOWN),
    ],
)
def test_words_are_read_for_what_is_asked(text: str, verb: Verb):
    try:
        assert asked(text).verb is verb
    except Refused:
        assert verb is Verb.UNKNOWN


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("take", Tier.PRIMARY),
        ("take primary", Tier.PRIMARY),
        ("take over as back-up", Tier.BACK_UP),
        ("take backup", Tier.BACK_UP),
        ("TAKE BACK UP", Tier.BACK_UP),
    ],
)
def test_a_tier_may_be_named_when_taking_over(text: str, tier: Tier):
    assert asked(text).tier is tier


def test_yes_and_no_are_told_apart():
    assert asked("out-of-hours on").yes is True
    assert asked("out-of-hours off").yes is False
    assert (yes_or_no("yes"), yes_or_no("no")) == (True, False)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("now", "2026-11-24 09:14"),
        ("", "2026-11-24 09:14"),
        ("18:30", "2026-11-24 18:30"),
        ("at 18.30", "2026-11-24 18:30"),
        ("8:15", "2026-11-25 08:15"),
        ("6pm", "2026-11-24 18:00"),
        ("6:30 pm", "2026-11-24 18:30"),
        ("12am", "2026-11-25 00:00"),
        ("12 pm", "2026-11-24 12:00"),
        ("noon", "2026-11-24 12:00"),
        ("today 8:15", "2026-11-24 08:15"),
        ("tomorrow 8:15", "2026-11-25 08:15"),
        ("tomorrow at 8.15am", "2026-11-25 08:15"),
        ("8:15 tomorrow", "2026-11-25 08:15"),
        ("tomorrow", "2026-11-25 08:00"),
        ("friday", "2026-11-27 08:00"),
        ("on Friday at 14:00", "2026-11-27 14:00"),
        ("next tues 10:00", "2026-12-01 10:00"),
        ("tuesday 10:00", "2026-12-01 10:00"),
        ("on 2026-12-24 10:00", "2026-12-24 10:00"),
        ("2026-12-24t10:00", "2026-12-24 10:00"),
        ("24 December 10:00", "2026-12-24 10:00"),
        ("the 24th of December at 10am", "2026-12-24 10:00"),
        ("December 24th, 10:00", "2026-12-24 10:00"),
        ("Thursday 24 December 2026, 10:00", "2026-12-24 10:00"),
        ("24 dec 2027 10:00", "2027-12-24 10:00"),
        ("24/12 10:00", "2026-12-24 10:00"),
        ("24/12/2026 10:00", "2026-12-24 10:00"),
        ("24.12.26 10:00", "2026-12-24 10:00"),
        ("4 sept 10:00", "2027-09-04 09:00"),
        ("1 May 10:00", "2027-05-01 09:00"),
        ("29 february 10:00", "2028-02-29 10:00"),
        ("in 20 minutes", "2026-11-24 09:34"),
        ("in an hour", "2026-11-24 10:14"),
        ("in 2 days", "2026-11-26 09:14"),
    ],
)
def test_times_are_read_as_people_say_them(text: str, instant: str):
    assert when(text) == instant


def test_in_summer_it_is_london_that_counts():
    assert when("18:30", datetime(2026, 7, 6, 12, tzinfo=UTC)) == "2026-07-06 17:30"


def test_late_at_night_today_is_londons_day_and_not_that_of_utc():
    half_past_midnight = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)
    assert when("today 9:00", half_past_midnight) == "2026-07-07 08:00"


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "at", "half past", "25:00", "24:00", "13pm", "0am", "18:61", "friday monday"),
        *("31 november 10:00", "2026-02-30 10:00", "18:30 19:30", "<!channel> 10:00", "1830"),
        "x" * 4000,
    ],
)
def test_what_is_no_time_is_said_to_be_none(text: str):
    with pytest.raises(ValueError, match=r"I cannot read|There is no day"):
        when(text)


def test_a_time_that_the_clocks_leap_over_or_show_twice_is_refused():
    with pytest.raises(Refused, match="01:30 on 28 March 2027 does not exist"):
        asked("who would get this on 28 March 2027 01:30")
    with pytest.raises(Refused, match="01:30 on 31 October 2027 comes twice"):
        asked("away until 31 October 2027 1:30")


def test_a_refusal_shows_what_was_written_without_its_markup():
    with pytest.raises(Refused) as refusal:
        asked("away until <!channel>")
    assert "“until &lt;!channel&gt;”" in refusal.value.user_message


def test_away_until_a_day_ends_when_that_day_begins():
    at = asked("away until Friday").at
    assert at == datetime(2026, 11, 27, tzinfo=UTC)
    assert asked("away").at is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", "2026-11-24"),
        ("next", "2026-12-01"),
        ("7 december", "2026-12-07"),
        ("of friday", "2026-11-27"),
    ],
)
def test_a_week_may_begin_on_any_day(text: str, day: str):
    assert read_day(text, today=NOW.date()).isoformat() == day


def test_a_day_that_cannot_be_read_is_refused():
    with pytest.raises(Refused, match="as a day"):
        asked("week flibber")


@pytest.mark.parametrize("value", ["", "PRIMARY", "lead", "primary ", "' OR 1=1 --"])
def test_what_a_button_never_said_is_refused(value: str):
    with pytest.raises(Refused):
        tier_of(value)
    with pytest.raises(Refused):
        yes_or_no(value)


KNOWN = (
    *("who", "away", "until", "week", "24", "december", "12", "18:30", "29/2", "am", "pm"),
    *("2026", "friday", "in"),
)


def answer_to(text: str) -> str:
    """Return the verb, or the sentence that refuses."""
    try:
        return asked(text).verb
    except Refused as refusal:
        return refusal.user_message


@given(st.text(max_size=200))
def test_whatever_is_written_gets_an_answer_or_a_plain_refusal(text: str):
    answer = answer_to(text)
    assert answer in Verb._value2member_map_ or answer.endswith(".")


@given(st.lists(st.sampled_from(KNOWN), max_size=6))
def test_any_mix_of_words_we_know_gets_an_answer_or_a_plain_refusal(words: list[str]):
    answer = answer_to(" ".join(words))
    assert answer in Verb._value2member_map_ or answer.endswith(".")
