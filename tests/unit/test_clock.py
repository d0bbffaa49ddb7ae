"""Where the current time comes from, and the ids."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from advicebot.clock import FixedClock, ShiftedClock, SystemClock
from advicebot.ids import CountedIds, RandomIds, reference


def test_the_machines_clock_is_aware_and_in_utc():
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_fixed_clock_moves_only_when_told():
    clock = FixedClock(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_shifted_clock_follows_its_file(tmp_path: Path):
    file = tmp_path / "clock.json"
    clock, other = ShiftedClock(file), ShiftedClock(file)
    assert clock.shift() == timedelta(0)
    clock.set_shift(timedelta(days=2, seconds=1.5))
    assert other.shift() == timedelta(days=2, seconds=1.5)
    ahead = other.now() - datetime.now(UTC)
    assert timedelta(days=2) < ahead < timedelta(days=2, seconds=2)
    assert [each.name for each in tmp_path.iterdir()] == ["clock.json"]


def test_random_ids_are_long_and_differ():
    ids = RandomIds()
    made = {ids.new() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {32}


def test_counted_ids_and_references_can_be_read_out():
    ids = CountedIds("r")
    assert [ids.new(), ids.new()] == ["r0001", "r0002"]
    assert reference(1042) == "A-1042"
