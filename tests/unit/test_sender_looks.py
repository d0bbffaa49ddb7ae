"""Every page is looked at once after it was posted: Slack has lost messages that it took."""

from datetime import timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Posted
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff
from advicebot.service.desk import Desk
from tests.fakes import DAN, PRIYA, Looking
from tests.handoffs import AtWork, a_line

LIMIT = SlackDeliveryError("ratelimited", retry_after=40, method="conversations.history")
NO_CHANNEL = SlackDeliveryError("channel_not_found", is_permanent=True)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def stands(line: AtWork, key: str) -> list[Posted]:
    return [each["at"] for each in line.slack.posts if each["key"] == key]


def pass_by(line: AtWork, seconds: float) -> None:
    """Let time pass, with nothing done but sending."""
    line.clock.advance(timedelta(seconds=seconds))
    line.settle()


def test_every_page_is_looked_at_once_half_a_minute_later(line: AtWork):
    line.call("emergency")
    pages = [each["at"] for each in line.slack.posts if each["key"].startswith("card:")]
    pass_by(line, 29.9)
    assert line.slack.seen == []
    pass_by(line, 0.2)
    assert sorted(line.slack.seen, key=str) == sorted(pages, key=str)
    pass_by(line, 90)
    assert len(line.slack.seen) == len(pages) == 3


def test_only_pages_are_looked_at(line: AtWork):
    line.call("soon")
    pass_by(line, 60)
    looked = {each.channel_id for each in line.slack.seen}
    assert looked <= {"C0ONCALL01"}, "no answer to a teacher, no notice"


@pytest.mark.parametrize("who", ["", f":1:{PRIYA}"])
def test_a_page_that_is_not_there_is_posted_again_once_with_the_same_key(line: AtWork, who: str):
    handoff_id = line.call("emergency")
    key = f"card:{handoff_id}{who}"
    line.slack.lost.update(stands(line, key))
    line.slack.posts = [each for each in line.slack.posts if each["key"] != key]
    pass_by(line, 31)
    (again,) = stands(line, key)
    assert key in line.slack.looked, "it is looked for by its key first"
    line.slack.lost.add(again)
    pass_by(line, 31)
    pass_by(line, 31)
    assert stands(line, key) == [again], "once, and no more"


def test_a_page_that_shows_up_late_is_not_doubled(line: AtWork):
    """Slack did not show it where it was looked for; by its key it is found."""
    handoff_id = line.call("emergency")
    key = f"card:{handoff_id}:1:{DAN}"
    (first,) = stands(line, key)
    line.slack.lost.add(first)
    pass_by(line, 31)
    assert stands(line, key) == [first]
    (row,) = [row for row in line.look.effects() if row["key"] == key]
    assert row["ts"] == first.ts


def test_a_page_that_calls_nobody_any_more_is_let_be(line: AtWork):
    handoff_id = line.call("emergency")
    key = f"card:{handoff_id}:1:{DAN}"
    line.slack.lost.update(stands(line, key))
    handoff.claim(line.desk, None, handoff_id, PRIYA)
    pass_by(line, 31)
    assert len(stands(line, key)) == 1


def test_a_look_that_slack_puts_off_is_made_later(line: AtWork):
    handoff_id = line.call("emergency")
    key = f"card:{handoff_id}:1:{DAN}"
    line.slack.lost.update(stands(line, key))
    line.slack.posts = [each for each in line.slack.posts if each["key"] != key]
    line.slack.plan = lambda method, about: LIMIT if method == "is_there" else None
    pass_by(line, 31)
    assert line.slack.seen == []
    line.slack.plan = lambda method, about: None
    pass_by(line, 39)
    assert line.slack.seen == []
    pass_by(line, 2)
    assert len(stands(line, key)) == 1


def test_where_there_is_nothing_to_look_at_it_is_left_at_that(line: AtWork):
    line.call("emergency")
    line.slack.plan = lambda method, about: NO_CHANNEL if method == "is_there" else None
    pass_by(line, 31)
    line.slack.plan = lambda method, about: None
    pass_by(line, 300)
    assert line.slack.seen == []
    assert len(line.slack.posts) == len({each["key"] for each in line.slack.posts})
