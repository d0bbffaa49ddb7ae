"""Two at the same instant, and a process that dies at any statement: places are never overbooked,
and nothing of a referral is ever half-done.
"""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.support.needs_profile import Area
from advicebot.domain.support.referral import Referral
from advicebot.domain.vocabulary import PlacementResult
from advicebot.errors import Refused
from advicebot.ids import CountedIds
from advicebot.service import changes, intake, profiles, referrals, tick
from advicebot.service.desk import Desk
from advicebot.store.work import SqliteWork
from tests.fakes import TEAM, TESSA, FakeAdviser, Looking, a_delivery, a_message
from tests.handoffs import london
from tests.referring import (
    CALL,
    FAY,
    MENTOR,
    OFFERS,
    PLACE,
    READY,
    TODAY,
    VISITING,
    Arranging,
    asked,
    knowing,
)
from tests.unit.test_handoff_crashes import Died, Mortal

KEY = "delivery:last"
FRIDAY = date(2026, 12, 4)


def a_line_at(database: Path, before: Arranging | None = None) -> Arranging:
    """Return a line on a database, as a process that was started just now has it."""
    knowledge = knowing(*OFFERS)
    clock = FixedClock(before.clock.now() if before else london(TODAY, "09:14"))
    desk = Desk(
        work=SqliteWork(database),
        clock=clock,
        ids=CountedIds("later" if before else "id"),
        adviser=FakeAdviser(knowledge),
        knowledge=knowledge,
    )
    return Arranging(desk, Looking(database), clock)


def all_at_once(line: Arranging, referred: list[Referral]) -> tuple[list[Referral], list[str]]:
    """Let the provider accept each at the same instant; return who got a place, and refusals."""
    start, won, lost = threading.Barrier(len(referred)), list[Referral](), list[str]()

    def accept(referral: Referral) -> None:
        start.wait()
        try:
            won.append(referrals.accept(line.desk, None, referral.id, FAY, start_on=FRIDAY))
        except Refused as refused:
            lost.append(refused.user_message)

    threads = [threading.Thread(target=accept, args=(each,)) for each in referred]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won, lost


def test_of_many_who_accept_the_last_place_at_the_same_instant_one_gets_it(database: Path):
    line = a_line_at(database)
    won, lost = all_at_once(line, [line.ask(MENTOR) for _ in range(8)])
    assert len(won) == 1
    assert len(lost) == 7
    assert all("All 1 places of “Mentor” are taken" in each for each in lost)
    assert line.taken() == {"mentor": 1}
    assert line.told(TESSA).count("accepted") == 1


def test_a_community_teacher_never_has_six_pupils_however_many_are_accepted_at_once(
    database: Path,
):
    line = a_line_at(database)
    won, lost = all_at_once(line, [line.ask(VISITING) for _ in range(8)])
    assert (len(won), len(lost)) == (5, 3)
    assert all("has 5 pupils; one community teacher has at most 5" in each for each in lost)
    assert line.taken() == {"visiting": 5}


# A process that dies


@dataclass(frozen=True, slots=True)
class Flow:
    """How things come to be as they are, and what is done then to which referral."""

    before: Callable[[Arranging], Referral | None]
    use: Callable[[Arranging, str], object]


def written(line: Arranging) -> str:
    """Return the id of a request that Tessa wrote."""
    intake.receive(line.desk, a_message("kicking off"))
    return str(line.look.requests()[-1]["id"])


def asked_for(line: Arranging) -> Referral:
    return line.ask(CALL, request_id=written(line))


def taken(line: Arranging) -> Referral:
    return line.accepted(PLACE, request_id=written(line), **READY)


def running(line: Arranging) -> Referral:
    return line.started(PLACE, request_id=written(line), **READY)


def silent(line: Arranging) -> Referral:
    referral = line.ask(CALL)
    line.clock.advance(timedelta(days=1))
    return referral


def near_its_review(line: Arranging) -> Referral:
    referral = line.started(MENTOR)
    line.until(date(2026, 12, 8), "07:59")
    line.clock.advance(timedelta(minutes=1))
    return referral


def of_request(line: Arranging) -> str:
    return str(line.look.requests()[0]["id"])


FLOWS = {
    "asking": Flow(
        lambda line: None, lambda line, _: referrals.ask(line.desk, KEY, TEAM, TESSA, asked(CALL))
    ),
    "adding": Flow(
        asked_for, lambda line, id_: referrals.amend(line.desk, KEY, id_, TESSA, consent=True)
    ),
    "taking back": Flow(
        asked_for, lambda line, id_: referrals.withdraw(line.desk, KEY, id_, TESSA)
    ),
    "accepting": Flow(
        asked_for,
        lambda line, id_: referrals.accept(line.desk, KEY, id_, FAY, start_on=FRIDAY),
    ),
    "the waiting list": Flow(asked_for, lambda line, id_: referrals.wait(line.desk, KEY, id_, FAY)),
    "declining": Flow(
        taken, lambda line, id_: referrals.decline(line.desk, KEY, id_, FAY, reason="full")
    ),
    "starting": Flow(taken, lambda line, id_: referrals.start(line.desk, KEY, id_, FAY, on=TODAY)),
    "reviewing": Flow(
        running, lambda line, id_: referrals.review(line.desk, KEY, id_, FAY, next_on=FRIDAY)
    ),
    "ending": Flow(
        running,
        lambda line, id_: referrals.end(
            line.desk,
            KEY,
            id_,
            FAY,
            what_changed="calmer",
            on=TODAY,
            result=PlacementResult.FULL_TIME,
        ),
    ),
    "a reminder": Flow(silent, lambda line, _: tick.run_due(line.desk)),
    "a review that falls due": Flow(near_its_review, lambda line, _: tick.run_due(line.desk)),
    "deleting the request": Flow(
        asked_for, lambda line, _: changes.withdraw(line.desk, KEY, of_request(line), TESSA)
    ),
    "deleting the request of what runs": Flow(
        running, lambda line, _: changes.withdraw(line.desk, KEY, of_request(line), TESSA)
    ),
    "needs and strengths": Flow(
        asked_for,
        lambda line, _: profiles.save(
            line.desk, KEY, of_request(line), TESSA, answers={Area.TALK: 1}
        ),
    ),
}


def mortal_of(line: Arranging) -> Any:
    """Return the connection that this thread's transactions use."""
    work: Any = line.desk.work
    return work._store._database()


@pytest.mark.parametrize("name", FLOWS)
def test_a_crash_anywhere_leaves_everything_as_it_was_and_the_next_try_does_it_once(
    name: str, empty_database: Path, tmp_path: Path
):
    flow = FLOWS[name]
    first = shutil.copy(empty_database, tmp_path / "one.db")
    line = a_line_at(first)
    referral = flow.before(line)
    id_ = referral.id if referral else ""
    with line.desk.work.write() as unit:
        unit.inbox.add(a_delivery(KEY), at=line.clock.now(), by="one", lease=timedelta(seconds=20))
    line.desk.work.close()  # type: ignore[attr-defined]
    control = a_line_at(shutil.copy(first, tmp_path / "control.db"), line)
    flow.use(control, id_)
    meant = control.look.everything()
    line = a_line_at(first, line)
    mortal_of(line).__class__ = Mortal
    before, deaths = line.look.everything(), 0
    assert meant != before
    while True:
        line.desk = replace(line.desk, ids=CountedIds("later"))
        mortal_of(line).left = deaths
        try:
            flow.use(line, id_)
        except Died:
            if line.look.everything() == meant:  # it died after its commit
                break
            assert line.look.everything() == before, f"half-done at statement {deaths}"
            deaths += 1
            continue
        break
    mortal_of(line).left = None
    assert deaths >= 4
    assert line.look.everything() == meant
    for each in (control, line):
        each.desk.work.close()  # type: ignore[attr-defined]
