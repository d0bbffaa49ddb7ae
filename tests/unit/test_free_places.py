"""What a provider hears when a place becomes free, and when nobody at the school can be reached."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.support.referral import Referral
from advicebot.errors import SlackDeliveryError
from advicebot.service import changes, erasing, referrals
from advicebot.service.desk import Desk
from advicebot.slack.draw import Artist
from advicebot.slack.sender import Sender
from tests.fakes import OMAR, TEAM, TESSA, FakeSlack, Looking
from tests.handoffs import LEASE
from tests.referring import CALL, FAY, MENTOR, TODAY, VISITING, Arranging, asked, knowing

TAKEN = replace(CALL, capacity_total=1, capacity_now=1, waiting_list=True)


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(MENTOR, TAKEN, VISITING)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


def on_the_list(line: Arranging) -> Referral:
    """Let somebody ask for the mentor, and the provider put them on its list."""
    new = line.ask(MENTOR)
    line.clock.advance(timedelta(minutes=1))
    return referrals.wait(line.desk, None, new.id, FAY)


def turns(line: Arranging, place: str = "#forge") -> list[str]:
    """Return the referrals of which a provider was told that it is their turn."""
    return [
        row["ref"]
        for row in line.look.effects("line")
        if row["recipient"] == place and row["data"]["name"] == "referral.place-free"
    ]


def end(line: Arranging, taken: Referral) -> None:
    referrals.end(line.desk, None, taken.id, FAY, what_changed="calmer", on=TODAY)


def decline(line: Arranging, taken: Referral) -> None:
    referrals.decline(line.desk, None, taken.id, FAY, reason="has moved")


def withdraw(line: Arranging, taken: Referral) -> None:
    referrals.withdraw(line.desk, None, taken.id, TESSA)


def delete(line: Arranging, taken: Referral) -> None:
    changes.withdraw(line.desk, "deletes", str(taken.request_id), TESSA)


def erase(line: Arranging, taken: Referral) -> None:
    erasing.erase_request(line.desk, TEAM, str(taken.request_id), by=FAY)


@pytest.mark.parametrize("frees", [end, decline, withdraw, delete, erase])
def test_a_place_that_becomes_free_goes_to_whoever_waits_longest(line: Arranging, frees: Any):
    taken = line.started(MENTOR) if frees is end else line.accepted(MENTOR)
    first, _ = on_the_list(line), on_the_list(line)
    assert turns(line) == []
    frees(line, taken)
    assert turns(line) == [first.id]


def test_each_place_is_told_of_once_and_the_next_goes_to_the_next(line: Arranging):
    taken = line.accepted(MENTOR)
    first, second = on_the_list(line), on_the_list(line)
    decline(line, taken)
    referrals.accept(line.desk, None, first.id, FAY, start_on=TODAY)
    decline(line, line.get(first))
    assert turns(line) == [first.id, second.id]


def test_what_frees_no_place_is_not_told(line: Arranging):
    line.accepted(MENTOR)
    first, second = on_the_list(line), on_the_list(line)
    decline(line, second)
    assert turns(line) == []
    assert line.get(first).state == "waiting"


def test_whoever_has_not_been_answered_yet_is_not_on_the_list(line: Arranging):
    taken = line.accepted(MENTOR)
    line.ask(MENTOR)
    line.clock.advance(timedelta(minutes=1))
    listed = on_the_list(line)
    decline(line, taken)
    assert turns(line) == [listed.id]


def test_what_never_had_a_place_gives_none_back(line: Arranging):
    referrals.wait(line.desk, None, line.ask(VISITING).id, FAY)
    decline(line, line.ask(VISITING))
    assert turns(line) == []


def test_whoever_was_passed_over_is_named_again_when_the_next_place_is_free(line: Arranging):
    two = replace(MENTOR, capacity_total=2, capacity_now=2)
    line = line.with_offers(two)
    taken = [line.accepted(two), line.accepted(two)]
    first, second = on_the_list(line), on_the_list(line)
    decline(line, taken[0])
    referrals.accept(line.desk, None, second.id, FAY, start_on=TODAY)
    decline(line, taken[1])
    assert turns(line) == [first.id, first.id]


def test_nobody_waits_and_nobody_is_told(line: Arranging):
    taken = line.accepted(MENTOR)
    line.ask(VISITING)
    decline(line, taken)
    assert turns(line) == []


def test_while_the_offers_own_count_says_full_no_place_is_free(line: Arranging):
    taken = line.accepted(MENTOR)
    on_the_list(line)
    full = line.with_offers(replace(MENTOR, capacity_now=0))
    referrals.decline(full.desk, None, taken.id, FAY, reason="has moved")
    assert turns(line) == []


def test_for_a_provider_outside_slack_those_on_call_are_told(line: Arranging):
    taken = line.accepted(TAKEN)
    waits = referrals.wait(line.desk, None, line.ask(TAKEN).id, FAY)
    decline(line, taken)
    assert turns(line, ON_CALL) == [waits.id]


# A teacher who has left Slack


class WithoutTessa(FakeSlack):
    """A Slack in which Tessa's account is closed, for a reason that it gives."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def open_dm(self, user: str) -> str:
        """Return where to write to somebody."""
        if user == TESSA:
            raise SlackDeliveryError(self.reason, is_permanent=True)
        return super().open_dm(user)

    def channel_named(self, name: str) -> str:
        """Return the channel of this name."""
        return f"C0{name.removeprefix('#').upper()}"


def settle(line: Arranging, slack: Any) -> None:
    sender = Sender(
        line.desk, slack, Artist(line.desk), worker="one", lease=LEASE, machine=line.clock
    )
    for _ in range(200):
        if not sender.send_next():
            return
    raise AssertionError("the sender does not come to rest")


def gone(line: Arranging) -> list[str]:
    return [
        row["recipient"]
        for row in line.look.effects("line")
        if row["data"]["name"] == "referral.contact-gone"
    ]


def test_the_provider_hears_once_that_the_teacher_is_gone_and_whom_to_ring(line: Arranging):
    slack = WithoutTessa("user_not_found")
    with line.desk.work.write() as unit:
        unit.people.save(TEAM, TESSA, school="kestrel", role="senco")
    new = line.ask(MENTOR)
    settle(line, slack)
    assert gone(line) == ["#forge"]
    referrals.accept(line.desk, None, new.id, FAY, start_on=TODAY)
    referrals.accept(line.desk, None, new.id, FAY, start_on=date(2026, 11, 25))
    settle(line, slack)
    assert gone(line) == ["#forge"]
    told = [each["message"].text for each in slack.posts if "cannot reach" in each["message"].text]
    assert len(told) == 1
    assert "Please ring the school" in told[0]
    assert "Kestrel" not in told[0], "who asks is not said in a channel"


@pytest.mark.parametrize("reason", ["msg_too_long", "invalid_blocks", "account_inactive"])
def test_a_line_that_is_refused_for_another_reason_says_nothing_of_the_teacher(
    line: Arranging, reason: str
):
    line.ask(MENTOR)
    settle(line, WithoutTessa(reason))
    assert gone(line) == []


def test_once_it_is_over_the_school_need_not_be_rung(line: Arranging):
    new = line.ask(MENTOR)
    withdraw(line, new)
    settle(line, WithoutTessa("user_not_found"))
    assert gone(line) == []


def test_somebody_elses_referral_is_not_concerned(line: Arranging):
    referrals.ask(line.desk, None, TEAM, OMAR, asked(MENTOR))
    settle(line, WithoutTessa("user_not_found"))
    assert gone(line) == []
