"""The end of a handoff, and what may follow: closed, taken back, opened again, rated."""

from datetime import date

import pytest

from advicebot.clock import FixedClock
from advicebot.domain.delivery import ON_CALL
from advicebot.domain.handoff import (
    Closing,
    HandoffState,
    Helped,
    Intention,
    Reopening,
)
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import Refused
from advicebot.service import closing, handoff, holding
from advicebot.service.desk import Desk
from tests.fakes import DAN, OMAR, PRIYA, TESSA, Looking
from tests.handoffs import SAM, AtWork, a_line, calls, london

TUESDAY = date(2026, 11, 24)
AGREED = Closing(
    agreed="Two visits this week",
    next_step="Ring home",
    next_by="Ms Example",
    risk=3,
    intention=Intention.NONE,
    review_on=date(2026, 12, 8),
)


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


def request_id(line: AtWork, number: int = 0) -> str:
    return str(line.look.requests()[number]["id"])


def taken(line: AtWork, urgency: str = "urgent") -> str:
    handoff_id = line.call(urgency)
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    line.settle()
    return handoff_id


def closed(line: AtWork, urgency: str = "urgent") -> str:
    """Return the id of a handoff that PRIYA took and closed."""
    handoff_id = taken(line, urgency)
    closing.close(line.desk, line.click(), handoff_id, PRIYA, AGREED)
    line.settle()
    return handoff_id


def withdraw(line: AtWork, number: int = 0, by: str = TESSA) -> None:
    closing.withdraw(line.desk, line.click(), request_id(line, number), by)
    line.settle()


def reopen(line: AtWork, by: str = TESSA) -> None:
    closing.reopen_by_teacher(line.desk, line.click(), request_id(line), by)
    line.settle()


# Closing


def test_closing_keeps_what_was_agreed_and_tells_the_teacher(line: AtWork):
    handoff_id = closed(line)
    stands = line.get(handoff_id)
    assert (stands.state, stands.closed_by, stands.closing) == (
        HandoffState.CLOSED,
        PRIYA,
        AGREED,
    )
    assert stands.closed_at == line.clock.now()
    assert line.notices() == ["claimed", "closed"]
    assert "thread:closed" in line.look.sent_to(ON_CALL)


def test_nothing_is_due_for_a_closed_one(line: AtWork):
    handoff_id = closed(line)
    before = line.get(handoff_id)
    line.wait(days=3)
    assert line.get(handoff_id) == before
    assert line.pages() == calls(("09:14", [PRIYA]))


def test_only_the_holder_closes_it_and_once(line: AtWork):
    handoff_id = line.call("urgent")
    with pytest.raises(Refused, match="Take it"):
        closing.close(line.desk, line.click(), handoff_id, PRIYA, AGREED)
    handoff.claim(line.desk, line.click(), handoff_id, PRIYA)
    with pytest.raises(Refused, match=f"<@{PRIYA}> has this one"):
        closing.close(line.desk, line.click(), handoff_id, DAN, AGREED)
    closing.close(line.desk, line.click(), handoff_id, PRIYA, AGREED)
    with pytest.raises(Refused):
        closing.close(line.desk, line.click(), handoff_id, PRIYA, AGREED)
    assert line.notices().count("closed") == 1


# Taking it back


def test_what_the_teacher_asked_for_ends_when_they_take_it_back(line: AtWork):
    handoff_id = line.call("soon")
    withdraw(line)
    stands = line.get(handoff_id)
    assert (stands.state, stands.closed_by) == (HandoffState.WITHDRAWN, TESSA)
    line.wait(days=4)
    assert line.pages() == []
    assert line.notices() == ["withdrawn"]


def test_what_the_teacher_asked_for_ends_though_somebody_has_it_and_they_are_told(line: AtWork):
    handoff_id = taken(line, "soon")
    withdraw(line)
    assert line.get(handoff_id).state is HandoffState.WITHDRAWN
    assert "thread:withdrawn" in line.look.sent_to(ON_CALL)


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_what_triage_raised_does_not_end_when_the_teacher_takes_it_back(line: AtWork, urgency: str):
    handoff_id = line.call(urgency)
    withdraw(line)
    assert line.get(handoff_id).is_open
    assert line.notices() == ["taken-back"]
    assert "thread:taken-back" in line.look.sent_to(ON_CALL)
    paged = len(line.pages())
    line.wait(10)
    assert len(line.pages()) > paged


def test_a_worry_that_came_later_keeps_what_was_asked_for_from_being_taken_back(line: AtWork):
    handoff_id = line.call("soon")
    line.call("emergency")
    withdraw(line)
    assert line.get(handoff_id).is_open
    withdraw(line, 1)
    assert line.get(handoff_id).is_open
    assert line.notices()[-1] == "taken-back"


def test_taking_back_what_is_not_ones_own_or_not_asked_is_refused(line: AtWork):
    line.call("soon")
    with pytest.raises(Refused, match="not yours"):
        withdraw(line, by=OMAR)
    withdraw(line)
    with pytest.raises(Refused, match="nothing to take back"):
        withdraw(line)


# Opening it again


def test_a_teacher_opens_a_closed_one_again_and_people_are_paged_as_at_the_start(line: AtWork):
    handoff_id = closed(line)
    line.wait(hours=1)
    reopen(line)
    stands = line.get(handoff_id)
    assert (stands.state, stands.reopened) == (HandoffState.OPEN, Reopening.TEACHER)
    assert (stands.closed_at, stands.closed_by, stands.claimed_by) == (None, None, None)
    assert line.pages()[1:] == calls(("10:14", [PRIYA]))
    assert line.notices()[-1] == "reopened-teacher"
    line.wait(10)
    assert line.pages()[-1] == ("10:24", DAN)


def test_what_was_taken_back_can_be_opened_again(line: AtWork):
    handoff_id = line.call("soon")
    withdraw(line)
    reopen(line)
    assert line.get(handoff_id).is_open
    assert line.pages() == calls(("09:14", [PRIYA]))


def test_one_opened_again_in_the_evening_waits_for_the_morning_and_says_only_that(line: AtWork):
    handoff_id = closed(line)
    line.until(london(TUESDAY, "18:00"))
    reopen(line)
    assert line.get(handoff_id).parked_until == london(date(2026, 11, 25), "08:00")
    assert line.notices()[-1] == "parked"
    line.until(london(date(2026, 11, 25), "08:00"))
    assert line.pages()[-1] == ("08:00", PRIYA)


@pytest.mark.parametrize(
    ("day", "face", "may"),
    [
        (date(2026, 12, 1), "09:30", True),
        (date(2026, 12, 2), "09:14", True),
        (date(2026, 12, 2), "09:15", False),
        (date(2027, 1, 4), "10:00", False),
    ],
)
def test_it_can_be_opened_again_for_five_school_days_and_not_after(
    line: AtWork, day: date, face: str, may: bool
):
    """24 November to 2 December: the 27th is an INSET day, so the 2nd is the fifth after it."""
    handoff_id = closed(line)
    line.until(london(day, face))
    if may:
        reopen(line)
    else:
        with pytest.raises(Refused, match="five school days"):
            reopen(line)
    assert line.get(handoff_id).is_open is may


def test_opening_what_is_open_or_not_ones_own_is_refused(line: AtWork):
    handoff_id = closed(line)
    with pytest.raises(Refused, match="not yours"):
        reopen(line, by=OMAR)
    reopen(line)
    with pytest.raises(Refused, match="open already"):
        reopen(line)
    with pytest.raises(Refused, match="open already"):
        closing.reopen_by_practitioner(line.desk, line.click(), handoff_id, DAN)


def test_nobody_waits_for_people_twice(line: AtWork):
    handoff_id = closed(line)
    assert line.call("urgent") != handoff_id
    with pytest.raises(Refused, match="newer request"):
        reopen(line)
    with pytest.raises(Refused, match="newer request"):
        closing.reopen_by_practitioner(line.desk, line.click(), handoff_id, DAN)


def test_a_practitioner_who_opens_it_again_has_it_and_nobody_is_paged(line: AtWork):
    handoff_id = closed(line)
    line.wait(hours=1)
    closing.reopen_by_practitioner(line.desk, line.click(), handoff_id, DAN)
    line.settle()
    stands = line.get(handoff_id)
    assert (stands.state, stands.claimed_by) == (HandoffState.CLAIMED, DAN)
    assert (stands.closed_at, stands.last_word_at) == (None, None)
    assert stands.answer_by == london(date(2026, 11, 24), "10:24")
    assert line.pages() == calls(("09:14", [PRIYA]))
    assert line.notices()[-1] == "reopened-practitioner"
    line.wait(60)
    assert "line:still" in line.look.sent_to(DAN)


# Rating


def test_the_teacher_says_how_it_was_in_two_taps_that_may_be_changed(line: AtWork):
    handoff_id = closed(line)
    for helped, in_time in ((Helped.NO, None), (None, True), (Helped.YES, None)):
        closing.rate(line.desk, line.click(), handoff_id, TESSA, helped=helped, in_time=in_time)
    stands = line.get(handoff_id)
    assert (stands.helped, stands.in_time) == (Helped.YES, True)
    line.settle()
    assert line.look.sent_to(TESSA).count("notice.update:closed") == 1, "drawn once, as it is last"


def test_only_the_teacher_rates(line: AtWork):
    handoff_id = closed(line)
    for user_id in (OMAR, PRIYA, SAM):
        with pytest.raises(Refused, match="not yours"):
            closing.rate(line.desk, line.click(), handoff_id, user_id, helped=Helped.NO)
    assert line.get(handoff_id).helped is None


def test_every_change_is_written_down(line: AtWork):
    handoff_id = closed(line)
    closing.rate(line.desk, line.click(), handoff_id, TESSA, helped=Helped.PARTLY)
    reopen(line)
    withdraw(line)
    handoff.claim(line.desk, line.click(), handoff_id, DAN)
    assert line.audited(handoff_id) == [
        *("open", "page", "page_sent", "claim", "close", "rate"),
        *("page", "reopen", "page_sent", "withdraw", "claim"),
    ]
    texts = line.look.rows("SELECT detail FROM audit")
    for said in (AGREED.agreed, AGREED.next_step, AGREED.next_by):
        assert said not in repr(texts)


def test_leaving_after_it_was_closed_opens_nothing(line: AtWork):
    handoff_id = closed(line)
    assert holding.left(line.desk, line.get(handoff_id).team_id, PRIYA) == 0
    assert line.get(handoff_id).state is HandoffState.CLOSED
