"""The offer in an answer is drawn as it stands on that day, not as it stood when it was chosen."""

from dataclasses import replace

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import Effect, EffectKind
from advicebot.service import intake, referrals
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from tests.fakes import TEAM, TESSA, FakeAdviser, Looking, a_message, an_offer
from tests.oncall import shown
from tests.referring import FAY, TODAY, Arranging, knowing

ONE = an_offer(id="one", title="One place", capacity_total=1, capacity_now=1)
WAITS = replace(ONE, waiting_list=True, waiting_weeks=3)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    known = knowing(ONE)
    return Arranging(replace(desk, knowledge=known, adviser=FakeAdviser(known)), look, clock)


def answered(line: Arranging) -> str:
    """Return the answer to Tessa's one message as it is drawn now."""
    (row, *_) = line.look.requests()
    effect = Effect(
        key="again", team_id=TEAM, kind=EffectKind.REPLY_UPDATE, recipient=TESSA, ref=row["id"]
    )
    return shown(Artist(line.desk).message(effect).blocks)


def test_an_offer_that_is_full_since_is_not_shown_when_the_answer_is_drawn_again(line: Arranging):
    intake.receive(line.desk, a_message("he will not sit down", user_id=TESSA))
    assert "One place" in answered(line)
    taken = line.accepted(ONE, start_on=TODAY)
    assert "One place" not in answered(line)
    referrals.decline(line.desk, None, taken.id, FAY, reason="closing")
    assert "One place" in answered(line)


def test_one_with_a_waiting_list_says_that_it_is_full(line: Arranging):
    intake.receive(line.desk, a_message("he will not sit down", user_id=TESSA))
    waiting = line.with_offers(WAITS)
    assert "Full at present" not in answered(waiting)
    waiting.accepted(WAITS, start_on=TODAY)
    assert "Full at present, with a waiting list." in answered(waiting)
