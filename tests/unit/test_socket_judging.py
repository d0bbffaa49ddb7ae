"""Whether a connection works is judged from what was seen of it, and from nothing else."""

from dataclasses import replace

import pytest

from advicebot.slack.socket.judging import (
    HELLO_SECONDS,
    PONGLESS_SECONDS,
    SILENT_SECONDS,
    Attention,
    Seen,
    Trouble,
    trouble,
    works,
)

GREETED = Seen(
    opened_at=100.0, is_open=True, is_read=True, has_hello=True, heard_at=100.2, ponged_at=100.2
)


def test_a_connection_that_answers_pings_works_for_ever():
    seen = replace(GREETED, heard_at=50_000.0, ponged_at=50_000.0)
    assert trouble(seen, 50_002.0) is None
    assert works(seen, 50_002.0)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"is_open": False}, Trouble.CLOSED),
        ({"is_read": False}, Trouble.UNREAD),
    ],
)
def test_what_is_closed_or_read_by_nobody_is_in_trouble_at_once(changed: dict, found: Trouble):
    assert trouble(replace(GREETED, **changed), 100.3) is found
    assert not works(replace(GREETED, **changed), 100.3)


def test_silence_counts_from_the_last_that_was_heard():
    end = 100.2 + SILENT_SECONDS
    assert trouble(GREETED, end) is None
    assert trouble(GREETED, end + 0.01) is Trouble.SILENT


def test_a_ping_that_was_never_answered_counts_from_the_opening():
    mute = replace(GREETED, heard_at=None, ponged_at=None)
    assert trouble(mute, 100.0 + SILENT_SECONDS) is None
    assert trouble(mute, 100.0 + SILENT_SECONDS + 0.01) is Trouble.SILENT
    assert not works(mute, 100.5)


def test_events_prove_for_a_while_that_slack_is_there_but_it_must_hear_us_too():
    busy = replace(GREETED, heard_at=100.2 + PONGLESS_SECONDS)
    assert trouble(busy, 100.2 + PONGLESS_SECONDS) is None
    assert trouble(busy, 100.3 + PONGLESS_SECONDS) is Trouble.UNANSWERED


def test_slack_must_greet():
    late = 100.1 + HELLO_SECONDS
    rude = replace(GREETED, has_hello=False, heard_at=late, ponged_at=late)
    assert trouble(rude, 100.0 + HELLO_SECONDS) is None
    assert trouble(rude, late) is Trouble.NO_HELLO
    assert not works(rude, 100.5)


def test_a_machine_that_slept_has_not_listened_and_judges_nothing_by_it():
    attention = Attention(1_000.0)
    assert attention.look(1_000.5) == 0.5
    assert attention.look(1_001.0) == 1.0
    assert attention.look(9_999.0) == 3.0
    assert attention.look(9_999.5) == 3.5


def test_time_never_goes_back():
    attention = Attention(1_000.0)
    attention.look(1_001.0)
    assert attention.look(900.0) == 1.0
