"""A process that dies at any statement of a use case leaves nothing half-done; the next goes on.

Every statement that a transaction sends to the database is a place to die at, and so is its commit.
What was stored before must then stand unchanged, to the last column; what is done again afterwards
must come to the same as if nothing had happened.
"""

import shutil
from pathlib import Path

import pytest

from advicebot.service import relay
from tests.crashing import crash
from tests.fakes import DAN, PRIYA, TESSA, a_message
from tests.flows import handoffs, lines
from tests.handoffs import AtWork
from tests.mortal import Died, mortal_of


@pytest.mark.parametrize("name", handoffs.FLOWS)
def test_a_crash_anywhere_leaves_everything_as_it_was_and_what_follows_goes_on(
    name: str, empty_database: Path, tmp_path: Path
):
    done = crash(lines.at_work, handoffs.FLOWS[name], empty_database, tmp_path)
    assert done.broken == ()
    assert done.deaths >= 4


def test_a_sender_that_dies_anywhere_posts_each_page_once_and_the_teacher_is_told(
    empty_database: Path, tmp_path: Path
):
    deaths = 0
    while True:
        database = tmp_path / f"{deaths}.db"
        shutil.copy(empty_database, database)
        line = lines.at_work(database)
        relay.receive(line.desk, a_message("he has a knife"))
        mortal_of(line).left = deaths
        try:
            line.settle()
        except Died:
            died = True
        else:
            died = False
        mortal_of(line).left = None
        line.wait(1)
        other = line.a_sender("two")
        while other.send_next() or other.send_outside():
            pass
        assert_all_is_well(line)
        line.desk.work.close()
        database.unlink()
        if not died:
            break
        deaths += 1
    assert deaths > 100


def assert_all_is_well(line: AtWork) -> None:
    keys = [each["key"] for each in line.slack.posts]
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("card:") for key in keys) == 3
    (stands,) = line.look.handoffs()
    assert set(line.get(stands["id"]).reached) == {PRIYA, DAN}
    assert not line.look.rows("SELECT 1 FROM outbox WHERE sent_at IS NULL")
    drawn = [message.text for at, message in line.slack.updates if at.channel_id == f"D{TESSA[1:]}"]
    assert f"<@{PRIYA}>" in drawn[-1]
