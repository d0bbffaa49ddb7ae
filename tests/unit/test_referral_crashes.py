"""Two at the same instant, and a process that dies at any statement: places are never overbooked,
and nothing of a referral is ever half-done.
"""

import threading
from pathlib import Path

import pytest

from advicebot.domain.support.referral import Referral
from advicebot.errors import Refused
from advicebot.service import referrals
from tests.crashing import crash
from tests.fakes import TESSA
from tests.flows import lines
from tests.flows.referrals import FLOWS, FRIDAY
from tests.referring import FAY, MENTOR, VISITING, Arranging


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
    line = lines.arranging(database)
    won, lost = all_at_once(line, [line.ask(MENTOR) for _ in range(8)])
    assert len(won) == 1
    assert len(lost) == 7
    assert all("All 1 places of “Mentor” are taken" in each for each in lost)
    assert line.taken() == {"mentor": 1}
    assert line.told(TESSA).count("accepted") == 1


def test_a_community_teacher_never_has_six_pupils_however_many_are_accepted_at_once(
    database: Path,
):
    line = lines.arranging(database)
    won, lost = all_at_once(line, [line.ask(VISITING) for _ in range(8)])
    assert (len(won), len(lost)) == (5, 3)
    assert all("has 5 pupils; one community teacher has at most 5" in each for each in lost)
    assert line.taken() == {"visiting": 5}


@pytest.mark.parametrize("name", FLOWS)
def test_a_crash_anywhere_leaves_everything_as_it_was_and_the_next_try_does_it_once(
    name: str, empty_database: Path, tmp_path: Path
):
    done = crash(lines.arranging, FLOWS[name], empty_database, tmp_path)
    assert done.broken == ()
    assert done.deaths >= 4
