"""The rota written as a calendar, and read back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from advicebot.calendars import read_calendar, write_calendar
from advicebot.domain.oncall.people import Named
from advicebot.domain.oncall.rota import Stint, Tier

MADE_AT = datetime(2026, 10, 19, 6, 30, tzinfo=UTC)
NAMES = {"U01": "Priya Marlow", "U02": "Zoë Brannigan; deputy, nights\nBEGIN:VEVENT"}
PEOPLE = [Named(user_id=user_id, name=name, handle=user_id) for user_id, name in NAMES.items()]
MONDAY = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)


def a_stint(**said: object) -> Stint:
    made = {
        "tier": Tier.PRIMARY,
        "user_id": "U01",
        "starts_at": MONDAY,
        "ends_at": MONDAY + timedelta(hours=8),
        "override_id": None,
        "shift_id": "s1",
    }
    return Stint(**{**made, **said})  # type: ignore[arg-type]


def written(*stints: Stint) -> str:
    made = write_calendar(stints, NAMES, name="Advice line rota", made_at=MADE_AT)
    return made.decode("utf-8")


stints = st.builds(
    lambda tier, user_id, minutes, length, shift_id: a_stint(
        tier=tier,
        user_id=user_id,
        starts_at=MONDAY + timedelta(minutes=minutes),
        ends_at=MONDAY + timedelta(minutes=minutes + length),
        shift_id=shift_id,
    ),
    st.sampled_from(Tier),
    st.sampled_from(sorted(NAMES)),
    st.integers(0, 200 * 24 * 60),
    st.integers(1, 20 * 24 * 60),
    st.text(max_size=5),
)


@given(st.lists(stints, min_size=1, max_size=20))
def test_what_was_written_reads_back_as_the_same_shifts(some: list[Stint]):
    read = read_calendar(
        write_calendar(some, NAMES, name="Rota", made_at=MADE_AT),
        start=date(2026, 10, 19),
        end=date(2027, 7, 1),
        people=PEOPLE,
    )
    assert read.problems == ()
    assert {(s.tier, s.user_id, s.starts_at, s.ends_at) for s in read.shifts} == {
        (s.tier, s.user_id, s.starts_at, s.ends_at) for s in some
    }
    assert len({shift.id for shift in read.shifts}) == len(read.shifts)


def test_an_event_says_who_and_which_tier_in_words_and_for_ourselves():
    lines = written(a_stint(tier=Tier.BACK_UP)).split("\r\n")
    assert "SUMMARY:Back-up: Priya Marlow" in lines
    assert "X-ADVICEBOT-USER:U01" in lines
    assert "X-ADVICEBOT-TIER:back-up" in lines
    assert "DTSTART:20261019T070000Z" in lines
    assert "DTEND:20261019T150000Z" in lines
    assert "DTSTAMP:20261019T063000Z" in lines


def test_what_google_and_outlook_need_is_at_the_top():
    top = written(a_stint()).split("BEGIN:VEVENT")[0].split("\r\n")
    assert top[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "METHOD:PUBLISH", "PRODID:-//advicebot//rota//EN"} <= set(top)
    assert {"X-WR-CALNAME:Advice line rota", "X-PUBLISHED-TTL:PT1H"} <= set(top)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in top


def test_a_name_cannot_add_lines_of_its_own():
    made = written(a_stint(user_id="U02"))
    assert made.split("\r\n").count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Primary: Zoë Brannigan\\; deputy\\, nights\\nBEGIN:VEVENT" in made.replace(
        "\r\n ", ""
    )


def test_no_line_is_longer_than_75_bytes():
    made = write_calendar([a_stint()], {"U01": "Zoë " * 60}, name="Rota " * 30, made_at=MADE_AT)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75


def test_an_event_keeps_its_uid_when_the_rota_is_written_again():
    def uids(text: str) -> list[str]:
        return [line for line in text.split("\r\n") if line.startswith("UID:")]

    first = uids(written(a_stint()))
    again = uids(written(a_stint(tier=Tier.BACK_UP), a_stint(shift_id=None, override_id="o1")))
    assert again[1] == first[0]
    assert len(set(again)) == 2


def test_a_person_without_a_name_is_written_by_id():
    assert "SUMMARY:Primary: U77" in written(a_stint(user_id="U77"))


def test_an_empty_rota_is_still_a_calendar():
    assert written().startswith("BEGIN:VCALENDAR\r\n")
    assert written().endswith("END:VCALENDAR\r\n")
