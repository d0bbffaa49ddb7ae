"""What happens to a referral by itself as school days pass: reminders, and reviews falling due."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import LEADS, ON_CALL
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.line import EscalationRules
from advicebot.domain.support.referral import ReferralState
from advicebot.service import nudging, referrals, tick
from advicebot.service.desk import Desk
from tests.fakes import TESSA, Looking
from tests.handoffs import LENA, london
from tests.referring import (
    CALL,
    FAY,
    MENTOR,
    OFFERS,
    PLACE,
    READY,
    Arranging,
    knowing,
)

FRIDAY = date(2026, 12, 4)


@pytest.fixture
def knowledge() -> Knowledge:
    return knowing(*OFFERS)


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> Arranging:
    return Arranging(desk, look, clock)


def test_a_silent_provider_is_reminded_twice_then_the_lead_hears_and_then_nobody(line: Arranging):
    referral = line.ask(MENTOR)
    line.until(date(2027, 3, 20))
    # asked on a Tuesday at 09:14, an answer is owed on Thursday; Friday 27 November is INSET
    assert line.told_at("#forge") == [("11-26 09:14", "nudge"), ("12-02 09:14", "nudge")]
    assert line.told_at(LENA) == [("12-07 09:14", "nudge-lead")]
    data = [row["data"] for row in line.look.effects("line") if row["recipient"] == "#forge"]
    assert [each["again"] for each in data] == [False, True]
    assert line.get(referral).nudges == 3
    assert line.audited(referral) == ["ask", "nudge", "nudge", "nudge"]
    assert line.mail() == []


def test_without_a_named_lead_the_leads_channel_hears(line: Arranging):
    rules = EscalationRules(lead=None)
    knowledge = line.desk.knowledge
    unled = replace(knowledge, line=replace(knowledge.line, escalation=rules))
    line.desk = replace(line.desk, knowledge=unled)
    line.ask(MENTOR)
    line.until(date(2026, 12, 18))
    assert line.told(LEADS) == ["nudge-lead"]


def test_a_provider_with_an_address_is_reminded_by_mail_and_under_the_practitioners_eyes(
    line: Arranging,
):
    line.ask(CALL)
    line.until(date(2026, 11, 30))
    assert line.mail() == [("asked", "outreach@example.org"), ("nudge", "outreach@example.org")]
    assert line.told(ON_CALL) == ["nudge"]


def test_an_answer_stops_the_reminders_and_the_next_state_has_its_own(line: Arranging):
    referral = line.ask(MENTOR)
    line.until(date(2026, 11, 26))
    referrals.accept(line.desk, None, referral.id, FAY, start_on=FRIDAY)
    line.until(FRIDAY)
    assert line.told("#forge") == ["nudge"]
    line.until(date(2026, 12, 7))  # it should have begun on Friday, and nobody has said so
    assert line.told_at("#forge")[1:] == [("12-07 08:00", "nudge")]
    referrals.start(line.desk, None, referral.id, FAY, on=FRIDAY)
    line.until(date(2026, 12, 18), "16:00")
    assert "nudge" not in line.told("#forge")[2:]


def test_a_waiting_list_may_be_silent_for_as_long_as_it_takes(line: Arranging):
    line.accepted(MENTOR, start_on=date(2026, 12, 18))
    referral = line.ask(MENTOR)
    referrals.wait(line.desk, None, referral.id, FAY)
    line.until(date(2026, 12, 14))
    assert line.told("#forge") == []
    line.until(date(2026, 12, 15))
    assert line.told_at("#forge") == [("12-15 09:14", "nudge")]


def test_nobody_is_reminded_in_the_holidays(line: Arranging):
    line.until(date(2026, 12, 18), "16:30")
    line.ask(MENTOR)
    line.until(date(2027, 1, 4), "23:00")
    assert line.told("#forge") == []
    line.until(date(2027, 1, 5), "23:00")
    assert line.told_at("#forge") == [("01-05 16:30", "nudge")]


def test_nobody_is_reminded_at_night_because_the_line_stood_still_all_day(line: Arranging):
    line.ask(MENTOR)
    line.clock.advance(london(date(2026, 11, 26), "22:10") - line.clock.now())
    tick.run_due(line.desk)
    assert line.told("#forge") == []
    line.until(date(2026, 11, 30))  # the day after is INSET
    assert line.told_at("#forge") == [("11-30 08:00", "nudge")]


def test_a_review_falls_due_in_the_morning_and_both_sides_are_told_once(line: Arranging):
    referral = line.started(MENTOR)
    assert referral.review_on == date(2026, 12, 8)
    line.until(date(2026, 12, 8), "07:59")
    assert line.get(referral).state is ReferralState.STARTED
    line.until(date(2026, 12, 8), "08:00")
    assert line.get(referral).state is ReferralState.REVIEW_DUE
    assert line.told_at(TESSA)[-1] == ("12-08 08:00", "review-due")
    assert line.told_at("#forge") == [("12-08 08:00", "review-due-for-provider")]
    assert line.look.sent_to("#forge")[-1] == "referral.update"
    line.until(date(2026, 12, 9))
    assert line.told("#forge")[1:] == ["nudge"]
    assert line.told(TESSA).count("review-due") == 1


def test_a_review_does_not_fall_due_at_night_because_the_line_stood_still_all_day(line: Arranging):
    referral = line.started(MENTOR)
    line.clock.advance(london(date(2026, 12, 8), "22:10") - line.clock.now())
    tick.run_due(line.desk)
    assert line.get(referral).state is ReferralState.STARTED
    line.until(date(2026, 12, 9))
    assert line.told_at(TESSA)[-1] == ("12-09 08:00", "review-due")


def test_a_review_that_came_round_is_followed_by_the_next(line: Arranging):
    referral = line.started(MENTOR)
    line.until(date(2026, 12, 8))
    referrals.review(line.desk, None, referral.id, FAY, next_on=date(2026, 12, 15))
    line.until(date(2026, 12, 15))
    assert line.told(TESSA)[-3:] == ["review-due", "reviewed", "review-due"]


def test_a_review_brought_forward_is_not_asked_for_on_the_old_day(line: Arranging):
    referral = line.started(MENTOR)
    referrals.review(line.desk, None, referral.id, FAY, next_on=date(2027, 1, 11))
    line.until(date(2027, 1, 8))
    assert "review-due" not in line.told(TESSA)
    line.until(date(2027, 1, 11))
    assert line.told(TESSA)[-1] == "review-due"


@pytest.mark.parametrize("kind", [nudging.NUDGE, nudging.REVIEW])
def test_a_timer_that_comes_too_early_or_twice_does_nothing(line: Arranging, kind: str):
    asked = line.ask(MENTOR)
    started = line.started(CALL)
    before = (line.look.effects(), line.get(asked), line.get(started))
    for _ in range(2):
        with line.desk.work.write() as unit:
            for each in (asked, started):
                nudging.due(line.desk, unit, kind, each.id)
            nudging.due(line.desk, unit, kind, "none such")
    assert (line.look.effects(), line.get(asked), line.get(started)) == before
    line.until(date(2026, 12, 8))
    assert line.told("#forge").count("nudge") == 2
    assert line.told(TESSA).count("review-due") == 1


def test_a_timer_that_came_before_its_time_is_set_anew(line: Arranging):
    """As when a provider is given more days while it is waited for."""
    referral = line.ask(MENTOR)
    patient = line.with_offers(replace(MENTOR, response_days=6))
    patient.until(date(2026, 12, 2))
    assert line.told("#forge") == []
    patient.until(date(2026, 12, 3))
    assert line.told_at("#forge") == [("12-03 09:14", "nudge")]
    assert line.get(referral).nudges == 1


def test_what_is_over_gets_no_reminder(line: Arranging):
    declined, withdrawn = line.ask(MENTOR), line.ask(CALL)
    referrals.decline(line.desk, None, declined.id, FAY, reason="full")
    referrals.withdraw(line.desk, None, withdrawn.id, TESSA)
    line.until(date(2026, 12, 18))
    assert line.told("#forge") == []
    assert line.told(ON_CALL) == ["withdrawn-for-provider"]
    left = "SELECT key FROM timers WHERE done_at IS NULL AND kind LIKE 'referral.%'"
    assert line.look.rows(left) == []


def test_who_waits_for_an_offer_that_is_gone_is_told_once_and_it_goes_on_when_it_is_back(
    line: Arranging,
):
    waiting, running = line.ask(MENTOR), line.started(PLACE, **READY)
    gone = line.without(MENTOR, PLACE)
    gone.until(date(2026, 12, 4))
    assert line.told_at(TESSA)[-1] == ("11-26 09:14", "offer-gone")
    assert line.told(TESSA).count("offer-gone") == 1
    assert line.told(LENA) == ["nudge-lead"]
    assert line.get(waiting).nudges == 0
    assert line.get(running).state is ReferralState.STARTED
    line.until(date(2026, 12, 7))
    assert line.told("#forge") == ["nudge"]


def test_what_is_over_is_not_looked_at_for_ever_because_its_offer_is_gone(line: Arranging):
    referral = line.ask(MENTOR)
    gone = line.without(MENTOR)
    referrals.decline(gone.desk, None, referral.id, FAY, reason="closing")
    gone.until(date(2026, 12, 18))
    left = "SELECT key FROM timers WHERE done_at IS NULL AND kind LIKE 'referral.%'"
    assert line.look.rows(left) == []


def test_a_review_falls_due_without_its_offer_too(line: Arranging):
    referral = line.started(MENTOR)
    line.without(MENTOR).until(date(2026, 12, 8))
    assert line.get(referral).state is ReferralState.REVIEW_DUE
    assert line.told("#forge") == ["review-due-for-provider"]
    assert line.told(TESSA)[-1] == "review-due"


def test_past_the_last_written_term_reminders_still_go_out(line: Arranging):
    line.until(date(2027, 3, 25), "16:00")
    line.ask(MENTOR)
    line.until(line.clock.now().date() + timedelta(days=30))
    assert line.told("#forge") == ["nudge", "nudge"]
