"""Swaps: asked of everybody, the first taker gets it, and until then the asker stays on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.oncall.duty import Swap, SwapState
from advicebot.domain.oncall.rota import OverrideWhy, Tier
from advicebot.errors import Refused
from advicebot.service import duty, rota, swaps
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import DAN, PRIYA, TEAM, TESSA, Looking
from tests.rota_cases import (
    ROSA,
    actions,
    an_override,
    at,
    change,
    fill,
    last_told,
    seat,
    told,
)


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A line with three people, two of them on every school day."""
    seat(desk)
    fill(desk)
    return desk


def ask(desk: Desk, day: int = 26) -> Swap:
    return swaps.ask(desk, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(day, "08:00"))


def on_at(desk: Desk, when: str, day: int = 26) -> tuple[str, ...]:
    return rota.who(desk, TEAM, at(day, when)).primary


def state_of(desk: Desk, swap: Swap) -> SwapState:
    with desk.work.read() as unit:
        found = unit.swaps.find(TEAM, swap.id)
    assert found is not None
    return found.state


def test_until_somebody_takes_it_the_asker_stays_on(staffed: Desk, look: Looking):
    swap = ask(staffed)
    assert on_at(staffed, "09:00") == (PRIYA,)
    said = last_told(look, ON_CALL, "told-swap-asked")
    assert (said["swap"], said["asker"], said["tier"]) == (swap.id, PRIYA, "primary")
    assert (said["starts"], said["ends"]) == (
        "2026-11-26T08:00:00+00:00",
        "2026-11-26T17:00:00+00:00",
    )
    assert last_told(look, PRIYA, "swap-asked")["swap"] == swap.id
    assert actions(look) == ["swap.asked"]


def test_the_first_taker_gets_it_and_the_others_are_told_who(staffed: Desk, look: Looking):
    swap = ask(staffed)
    taken = swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    assert (taken.state, taken.taken_by) == (SwapState.TAKEN, ROSA)
    assert on_at(staffed, "09:00") == (ROSA,)
    assert on_at(staffed, "09:00", day=24) == (PRIYA,)
    with staffed.work.read() as unit:
        (override,) = unit.shifts.rota(TEAM, at(26), at(26)).overrides
    assert (override.why, override.made_by) == (OverrideWhy.SWAP, ROSA)
    assert last_told(look, PRIYA, "swap-taken")["by"] == ROSA
    assert last_told(look, ROSA, "swap-yours")["asker"] == PRIYA
    assert last_told(look, ON_CALL, "told-swap-taken")["by"] == ROSA
    with pytest.raises(Refused, match=f"<@{ROSA}> has taken it already"):
        swaps.accept(staffed, None, TEAM, swap.id, DAN)


def test_of_many_who_click_at_once_one_gets_it(staffed: Desk, database: Path, look: Looking):
    swap = ask(staffed)
    crowd = [f"U0CROWD{number:03d}" for number in range(12)]
    with staffed.work.write() as unit:
        rosa = unit.practitioners.get(TEAM, ROSA)
        assert rosa is not None
        for each in crowd:
            unit.practitioners.save(replace(rosa, user_id=each))

    def click(user_id: str) -> bool:
        own = SqliteWork(database)
        try:
            swaps.accept(replace(staffed, work=own), None, TEAM, swap.id, user_id)
        except Refused:
            return False
        finally:
            own.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(click, crowd))
    assert won.count(True) == 1
    assert on_at(staffed, "09:00") == (crowd[won.index(True)],)
    assert len(look.rows("SELECT * FROM overrides")) == 1


def test_a_stint_that_runs_is_taken_from_now_on(staffed: Desk, clock: FixedClock):
    swap = ask(staffed)
    clock._at = at(26, "07:59")
    with staffed.work.write() as unit:
        unit.swaps.save(replace(swap, starts_at=at(26, "07:00")))
    clock._at = at(26, "10:00")
    swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    assert on_at(staffed, "09:59") == (PRIYA,)
    assert on_at(staffed, "10:00") == (ROSA,)


def test_only_what_is_still_the_askers_can_be_taken(staffed: Desk, clock: FixedClock):
    swap = ask(staffed)
    with staffed.work.write() as unit:
        cover = an_override(DAN, at(26, "10:00"), at(26, "12:00"))
        unit.shifts.add_override(TEAM, cover, clock.now())
    swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    times = ("08:00", "10:00", "12:00")
    assert [on_at(staffed, each) for each in times] == [(ROSA,), (DAN,), (ROSA,)]


def test_nothing_is_taken_where_the_asker_is_no_longer_on(staffed: Desk, clock: FixedClock):
    swap = ask(staffed)
    with staffed.work.write() as unit:
        cover = an_override(DAN, at(26, "08:00"), at(26, "17:00"))
        unit.shifts.add_override(TEAM, cover, clock.now())
    with pytest.raises(Refused, match=f"<@{PRIYA}> is not on then any more"):
        swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    assert state_of(staffed, swap) is SwapState.OPEN


def test_who_may_not_take_it_is_told_why(staffed: Desk):
    swap = ask(staffed)
    with pytest.raises(Refused, match="That one is yours"):
        swaps.accept(staffed, None, TEAM, swap.id, PRIYA)
    with pytest.raises(Refused, match="not in the on-call channel"):
        swaps.accept(staffed, None, TEAM, swap.id, TESSA)
    with pytest.raises(Refused, match="not there any more"):
        swaps.accept(staffed, None, "T0OTHER001", swap.id, ROSA)
    change(staffed, ROSA, away_until=at(26, "12:00"))
    with pytest.raises(Refused, match="is away until"):
        swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    assert on_at(staffed, "09:00") == (PRIYA,)


def test_the_back_up_may_take_it_and_the_channel_hears_that_nobody_stands_behind(
    staffed: Desk, look: Looking
):
    swap = ask(staffed)
    swaps.accept(staffed, None, TEAM, swap.id, DAN)
    (both,) = last_told(look, ON_CALL, "told-gaps")["overlaps"]
    assert (both["tier"], both["users"]) == (None, [DAN])


def test_what_cannot_be_asked_is_refused(staffed: Desk, clock: FixedClock):
    ask(staffed)
    with pytest.raises(Refused, match="asked for this one already"):
        ask(staffed)
    with pytest.raises(Refused, match="has begun"):
        ask(staffed, day=24)
    with pytest.raises(Refused, match="no stint as primary that begins on Thursday 26 November"):
        swaps.ask(staffed, None, TEAM, DAN, tier=Tier.PRIMARY, start=at(26, "08:00"))
    with pytest.raises(Refused, match="no stint"):
        swaps.ask(staffed, None, TEAM, PRIYA, tier=Tier.PRIMARY, start=at(26, "09:00"))
    with pytest.raises(Refused, match="not in the on-call channel"):
        swaps.ask(staffed, None, TEAM, TESSA, tier=Tier.PRIMARY, start=at(26, "08:00"))


def test_only_the_asker_can_withdraw_and_then_nobody_can_take_it(staffed: Desk, look: Looking):
    swap = ask(staffed)
    with pytest.raises(Refused, match=f"Only <@{PRIYA}>"):
        swaps.withdraw(staffed, None, TEAM, swap.id, ROSA)
    swaps.withdraw(staffed, None, TEAM, swap.id, PRIYA)
    assert last_told(look, ON_CALL, "told-swap-off")["why"] == "withdrawn"
    with pytest.raises(Refused, match="no longer asks"):
        swaps.accept(staffed, None, TEAM, swap.id, ROSA)
    again = ask(staffed)
    assert state_of(staffed, again) is SwapState.OPEN


def test_untaken_at_the_start_it_lapses_and_the_asker_hears_that_they_are_on(
    staffed: Desk, look: Looking, clock: FixedClock
):
    swap = ask(staffed)
    clock._at = at(26, "07:59")
    duty.look(staffed, TEAM, clock.now())
    assert state_of(staffed, swap) is SwapState.OPEN
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        duty.look(staffed, TEAM, clock.now())
    assert state_of(staffed, swap) is SwapState.LAPSED
    assert told(look, PRIYA).count("swap-lapsed") == 1
    assert last_told(look, ON_CALL, "told-swap-off")["why"] == "lapsed"
    with pytest.raises(Refused, match="no longer asks"):
        swaps.accept(staffed, None, TEAM, swap.id, ROSA)


def test_a_clock_that_slept_through_the_whole_stint_lapses_it_without_a_word(
    staffed: Desk, look: Looking, clock: FixedClock
):
    swap = ask(staffed)
    clock._at = at(27, "08:00")
    duty.look(staffed, TEAM, clock.now())
    assert state_of(staffed, swap) is SwapState.LAPSED
    assert "swap-lapsed" not in told(look, PRIYA)
    assert "told-swap-off" not in told(look, ON_CALL)


def test_what_was_asked_during_a_stint_stays_open_to_its_end(staffed: Desk, clock: FixedClock):
    (asked,) = rota.sick(staffed, None, TEAM, PRIYA)
    clock.advance(timedelta(hours=2))
    duty.look(staffed, TEAM, clock.now())
    assert state_of(staffed, asked) is SwapState.OPEN
    clock._at = at(24, "17:00")
    duty.look(staffed, TEAM, clock.now())
    assert state_of(staffed, asked) is SwapState.LAPSED
