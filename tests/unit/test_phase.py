"""Reading the age group a message is about."""

import pytest

from advicebot.domain.advice.phase import phase_of
from advicebot.domain.vocabulary import Phase


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("y8 won't settle", Phase.KS3),
        ("my Year 10s are wild", Phase.KS4),
        ("yr1 boy hides", Phase.KS1),
        ("year six girl", Phase.KS2),
        ("a y13 in tears", Phase.POST_16),
        ("lower KS2 group", Phase.KS2),
        ("key stage 4 lad", Phase.KS4),
        ("5yr old bites", Phase.KS1),
        ("a 14-year-old girl", Phase.KS4),
        ("[name], 4, throws things", Phase.EARLY_YEARS),
        ("four year old kicks", Phase.EARLY_YEARS),
        ("he's 12 and angry", Phase.KS3),
        ("nursery class, new child", Phase.EARLY_YEARS),
        ("our sixth formers vape", Phase.POST_16),
        ("reception child on the roof", Phase.EARLY_YEARS),
        ("noise in 3B all day", Phase.KS2),
        ("gcse resit in FE college", Phase.POST_16),
    ],
)
def test_the_phase_is_read_from_what_the_message_says(text: str, phase: Phase) -> None:
    assert phase_of(text) is phase


@pytest.mark.parametrize(
    "text",
    [
        "",
        "he came at me, 3 times",
        "i have 15 minutes before they come back",
        "27 kids and no TA",
        "parent waiting at reception, what do i say",
        "i've taught for 10 years",
        "he's 10 minutes late every day",
        "ratio of 4, 5 or 6 of them",
    ],
)
def test_numbers_that_are_no_age_leave_the_phase_unknown(text: str) -> None:
    assert phase_of(text) is Phase.UNKNOWN


def test_a_year_group_counts_more_than_an_age_or_a_setting() -> None:
    assert phase_of("college link course, y10 lad who is 14") is Phase.KS4


def test_the_first_of_two_year_groups_counts() -> None:
    assert phase_of("y4 going into y7 next") is Phase.KS2


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("8R p5 after lunch is just noise", Phase.KS3),
        ("10C's group chat has turned nasty", Phase.KS4),
        ("cover for 8Z4 tomorrow", Phase.KS3),
        ("9 set 5, heads on desks", Phase.KS3),
        ("spent £9M on a 7p stamp at 8.30", Phase.UNKNOWN),
        ("a child in the baby room bites", Phase.EARLY_YEARS),
        ("FE tutor here, he swears at me", Phase.POST_16),
        ("one of my apprentices never hands his log in", Phase.POST_16),
        ("attendance in my Level 2 group is sixty per cent", Phase.POST_16),
        ("she did her level 3 safeguarding course", Phase.UNKNOWN),
    ],
)
def test_forms_sets_and_settings_as_staff_write_them(text: str, phase: Phase) -> None:
    assert phase_of(text) is phase


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("a child in reception bites", Phase.EARLY_YEARS),
        ("mum is waiting in reception", Phase.UNKNOWN),
        ("a boy of 9 who will not write", Phase.KS2),
        ("they are 7 and never stop", Phase.KS2),
        ("they are 7 minutes late", Phase.UNKNOWN),
    ],
)
def test_ages_and_reception_as_staff_say_them(text: str, phase: Phase) -> None:
    assert phase_of(text) is phase
