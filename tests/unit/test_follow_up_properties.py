"""Whatever happens: follow-ups leave in school hours only, three times at most, and never after
“stop”; and a process that dies at any statement leaves nothing half-done.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.domain.oncall.calendar import is_staffed
from advicebot.domain.outcomes.followup import Whereabouts
from advicebot.errors import Refused, SlackDeliveryError
from advicebot.service import answering, changes, closing, handoff
from tests.crashing import crash
from tests.fakes import PRIYA, TESSA
from tests.flows import lines
from tests.flows.follow_ups import FLOWS, first_request, newest
from tests.following import ENDED, YEAR, Following, a_school_year

HOURS = st.integers(1, 24 * 40)
PAGED_FOR = 4
"""Hours of paging that are lived through at once: weeks of it say nothing more."""
TROUBLES = ("none", "none", "none", "down", "lost", "limited", "gone")


def close_it(line: Following) -> None:
    held = line.get(str(line.look.handoffs()[0]["id"]))
    if held.is_open:
        handoff.claim(line.desk, line.click(), held.id, PRIYA)
    closing.close(line.desk, line.click(), held.id, PRIYA, ENDED)


def about(use: Callable[[Following, str], None]) -> Callable[[Following], None]:
    """Use the newest question, where one was asked."""

    def done(line: Following) -> None:
        if id_ := newest(line):
            use(line, id_)

    return done


ACTS: dict[str, Callable[[Following], None]] = {
    "state a risk": lambda line: line.stated(8) and None,
    "close": close_it,
    "reopen": lambda line: closing.reopen_by_practitioner(
        line.desk, line.click(), str(line.look.handoffs()[0]["id"]), PRIYA
    ),
    "ask for a person": lambda line: handoff.request_person(
        line.desk, line.click(), first_request(line), TESSA
    ),
    "delete": lambda line: changes.withdraw(line.desk, line.click(), first_request(line), TESSA),
    "answer": about(
        lambda line, id_: answering.place(
            line.desk, line.click(), id_, TESSA, Whereabouts.SUSPENDED
        )
    ),
    "risk": about(lambda line, id_: answering.risk(line.desk, line.click(), id_, TESSA, 4)),
    "change": about(lambda line, id_: answering.change(line.desk, line.click(), id_, TESSA)),
    "stop": about(lambda line, id_: answering.stop(line.desk, line.click(), id_, TESSA)),
    "resume": about(lambda line, id_: answering.resume(line.desk, line.click(), id_, TESSA)),
    "sleep": lambda line: line.clock.advance(timedelta(hours=77)),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), HOURS, st.sampled_from(TROUBLES)),
    min_size=3,
    max_size=14,
)


class Weather:
    """Slack's troubles with follow-ups: nothing else fails, so that all else stays as it is."""

    def __init__(self, line: Following) -> None:
        self.line = line
        self.kind = "none"
        self.lost: set[str] = set()

    def __call__(self, method: str, about: str) -> SlackDeliveryError | None:
        if self.kind == "none" or method != "post" or not about.startswith("follow-up:"):
            return None
        if self.kind == "lost":
            if about in self.lost:
                return None
            self.lost.add(about)
            return SlackDeliveryError("TimeoutError", is_uncertain=True)
        if self.kind == "gone":
            return SlackDeliveryError("user_disabled", is_permanent=True)
        wait = 3600.0 * 7 if self.kind == "limited" else 1800.0
        return SlackDeliveryError("ratelimited", retry_after=wait)

    def turn(self, kind: str) -> None:
        self.kind = kind
        self.line.slack.is_lost = kind == "lost"


def live(line: Following, steps: list[tuple[str, int, str]]) -> list[tuple[str, str, bool]]:
    """Live through the steps; return each question posted: its id, when, and whether stopped."""
    weather = Weather(line)
    line.slack.plan = weather
    seen: list[tuple[str, str, bool]] = []
    for name, hours, trouble in steps:
        weather.turn(trouble)
        before, was_stopped = len(line.slack.posts), is_stopped(line)
        with suppress(Refused):
            ACTS[name](line)
        now_stopped = is_stopped(line)
        line.wait(hours=min(hours, PAGED_FOR) if is_in_hands(line) else hours)
        for post, when in zip(line.slack.posts[before:], line.slack.times[before:], strict=True):
            if post["key"].startswith("follow-up:"):
                assert is_staffed(when, YEAR), f"{post['key']} left at {when}"
                seen.append((post["key"].split(":")[1], post["key"], was_stopped and now_stopped))
    return seen


def is_in_hands(line: Following) -> bool:
    return any(row["state"] in ("open", "claimed") for row in line.look.handoffs())


def is_stopped(line: Following) -> bool:
    rows = line.look.rows("SELECT 1 FROM people WHERE no_follow_ups_at IS NOT NULL")
    return bool(rows)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_only_in_school_hours_three_times_at_most_and_never_after_stop(
    steps: list[tuple[str, int, str]], empty_database: Path, tmp_path_factory: Any
):
    path = tmp_path_factory.mktemp("year") / "one.db"
    shutil.copy(empty_database, path)
    with a_school_year(path, "2026-09-08 09:00") as line:
        line.on_rota()
        line.ended("2026-09-15 14:00")
        seen = live(line, steps)
        keys = [key for _, key, _ in seen]
        assert len(keys) == len(set(keys))
        assert all(sum(id_ == each for id_, _, _ in seen) <= 3 for each in {s[0] for s in seen})
        assert not any(stopped for _, _, stopped in seen)
        rows = line.look.rows("SELECT * FROM follow_ups")
        assert all(row["answered_at"] is None for row in rows if row["whereabouts"] is None)
        waiting = [r for r in rows if not (r["answered_at"] or r["closed_unknown_at"])]
        due = {row["ref"] for row in line.look.rows("SELECT ref FROM timers WHERE done_at IS NULL")}
        assert {row["id"] for row in waiting} <= due, "somebody waits for no timer"
    path.unlink()


@pytest.mark.parametrize("name", FLOWS)
def test_a_crash_anywhere_leaves_everything_as_it_was_and_what_follows_goes_on(
    name: str, empty_database: Path, tmp_path: Path
):
    done = crash(lines.following, FLOWS[name], empty_database, tmp_path)
    assert done.broken == ()
    assert done.deaths >= 4
