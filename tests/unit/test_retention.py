"""What is blanked or removed, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advicebot.domain.outcomes.retention import (
    Deed,
    Record,
    RecordKind,
    due,
    months_after,
)
from advicebot.domain.outcomes.retention_rules import Rules
from tests.unit.test_followup import at

RULES = Rules()
CLOSED = at("2026-03-03 15:00")
ENDED = Record(
    id="A-1001", kind=RecordKind.REQUEST, last_change_at=at("2026-04-01 09:00"), closed_at=CLOSED
)
LINE_OF_AUDIT = Record(id="audit-1", kind=RecordKind.AUDIT, last_change_at=CLOSED)


def deeds(now: str, *records: Record, rules: Rules = RULES) -> list[tuple[Deed, str]]:
    return [(each.deed, each.record_id) for each in due(records, at(now), rules)]


def test_text_is_blanked_ninety_days_after_the_end_at_the_start_of_a_london_day():
    assert deeds("2026-05-31 23:59", ENDED) == []
    assert deeds("2026-06-01 00:00", ENDED) == [(Deed.BLANK_TEXT, "A-1001")]
    assert due([ENDED], at("2026-06-02 00:00"), RULES)[0].since == datetime(
        2026, 5, 31, 23, tzinfo=UTC
    )


def test_a_skeleton_goes_after_twelve_months_and_what_was_blanked_is_not_blanked_again():
    blanked = replace(ENDED, is_blanked=True)
    assert deeds("2027-03-02 23:59", blanked) == []
    assert deeds("2027-03-03 00:00", blanked) == [(Deed.REMOVE_SKELETON, "A-1001")]


def test_both_that_are_due_come_text_first():
    assert [deed for deed, _ in deeds("2027-06-01 09:00", ENDED)] == [
        Deed.BLANK_TEXT,
        Deed.REMOVE_SKELETON,
    ]


def test_the_audit_is_kept_for_six_years():
    assert deeds("2032-03-02 12:00", LINE_OF_AUDIT) == []
    assert deeds("2032-03-03 12:00", LINE_OF_AUDIT) == [(Deed.REMOVE_AUDIT, "audit-1")]


def test_a_legal_hold_stops_everything_until_it_is_lifted():
    held = [replace(each, is_held=True) for each in (ENDED, LINE_OF_AUDIT)]
    assert deeds("2040-01-01 09:00", *held) == []
    lifted = [replace(each, is_held=False) for each in held]
    assert len(deeds("2040-01-01 09:00", *lifted)) == 3


def test_what_nobody_closed_counts_from_its_last_change():
    open_one = replace(ENDED, closed_at=None)
    assert deeds("2026-06-29 12:00", open_one) == []
    assert deeds("2026-06-30 12:00", open_one) == [(Deed.BLANK_TEXT, "A-1001")]


@pytest.mark.parametrize(("days", "day"), [(30, "2026-04-02"), (180, "2026-08-30")])
def test_the_days_are_a_setting(days: int, day: str):
    rules = Rules(text_days=days)
    assert deeds(f"{day} 00:00", ENDED, rules=rules) == [(Deed.BLANK_TEXT, "A-1001")]
    before = datetime.fromisoformat(day) - timedelta(minutes=1)
    assert deeds(before.isoformat(), ENDED, rules=rules) == []


@pytest.mark.parametrize("days", [-1, 0, 29, 181, 400])
def test_other_numbers_of_days_are_refused(days: int):
    with pytest.raises(ValueError, match="choose 30 to 180"):
        Rules(text_days=days)


def test_a_skeleton_never_goes_before_the_text_nor_the_audit_before_the_skeleton():
    with pytest.raises(ValueError, match="before text"):
        Rules(text_days=180, skeleton_months=6)
    with pytest.raises(ValueError, match="before a skeleton"):
        Rules(skeleton_months=24, audit_years=1)


@pytest.mark.parametrize(
    ("day", "months", "want"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 3), 72, date(2032, 3, 3)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months, want):
    assert months_after(day, months) == want


INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.integers(0, 4000), st.booleans(), st.integers(30, 180))
def test_what_is_due_stays_due_and_nothing_is_due_early(start, days, is_blanked, text_days):
    rules = Rules(text_days=text_days)
    record = replace(ENDED, closed_at=start, is_blanked=is_blanked)
    now = start + timedelta(days=days)
    found = {each.deed for each in due([record], now, rules)}
    assert found <= {each.deed for each in due([record], now + timedelta(days=1), rules)}
    if Deed.BLANK_TEXT in found:
        assert days >= text_days - 1
        assert not is_blanked
    if days > text_days and not is_blanked:
        assert Deed.BLANK_TEXT in found
    assert (Deed.REMOVE_SKELETON in found) == (days >= 365) or 364 <= days <= 366


def test_the_longest_overdue_comes_first():
    newer = replace(ENDED, id="A-1002", closed_at=CLOSED + timedelta(days=10))
    found = deeds("2026-07-01 09:00", newer, ENDED)
    assert [record for _, record in found] == ["A-1001", "A-1002"]
