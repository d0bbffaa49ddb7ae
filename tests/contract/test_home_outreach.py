"""The Home tab with outreach, follow-ups, the panel and the term, through the real Bolt app."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pysqlite3 import dbapi2 as sqlite3

from advicebot.clock import FixedClock
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.outcomes import digest_json
from advicebot.domain.outcomes.digest import Digest, Number
from advicebot.domain.outcomes.wording import NOT_SHOWN, Value
from advicebot.domain.support.referral import ReferralState
from advicebot.service import follow_ups, home
from advicebot.service.desk import Desk
from advicebot.service.ports_outcomes import StoredDigest
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import DAN, PRIYA, PROVIDER, TEAM, TESSA, Looking, an_offer
from tests.handoffs import london
from tests.oncall import OnCall, buttons, shown
from tests.panel_work import PanelWork, a_line
from tests.staff import LEAD, MERCY, on_the_roster

IN_SLACK = an_offer(
    id="mentor", title="Mentor", provider=replace(PROVIDER, id="forge", contact="#forge")
)


@pytest.fixture
def knowledge() -> Knowledge:
    return replace(a_line(), offers=(an_offer(), IN_SLACK))


@pytest.fixture
def at_work(desk: Desk, look: Looking, clock: FixedClock) -> PanelWork:
    on_the_roster(desk, PRIYA, DAN, MERCY)
    return PanelWork(desk, look, clock)


@pytest.fixture
def oncall(at_work: PanelWork, desk: Desk, work: SqliteWork, clock: FixedClock) -> OnCall:
    return OnCall(desk, work, clock)


@pytest.fixture
def text(oncall: OnCall, look: Looking) -> Callable[[str], str]:
    """What stands on somebody's Home tab now."""

    def read(user: str) -> str:
        oncall.opens_home(user=user)
        return shown(oncall.home_of(user, look)["blocks"])

    return read


def pressable(oncall: OnCall, look: Looking, user: str) -> list[tuple[str, str]]:
    oncall.opens_home(user=user)
    return buttons(oncall.home_of(user, look)["blocks"])


def test_a_teacher_reads_where_their_outreach_stands_and_nobody_elses(
    at_work: PanelWork, text: Callable[[str], str]
):
    at_work.refer(at_work.ask(), number=1001)
    at_work.refer(None, number=1002, requester=DAN)
    started = {"state": ReferralState.STARTED, "review_on": date(2026, 12, 9)}
    at_work.refer(None, number=1003, **started)
    read = text(TESSA)
    assert read.index("R-1003") < read.index("R-1001")
    assert "Next: Example Outreach should answer by Wednesday 25 November" in read
    assert "Next: it is reviewed on Wednesday 9 December" in read
    assert "R-1002" not in read


def test_what_is_over_leaves_after_four_weeks(at_work: PanelWork, text: Callable[[str], str]):
    at_work.refer(None, state=ReferralState.DECLINED)
    assert "It was declined" in text(TESSA)
    at_work.clock.advance(timedelta(weeks=4, seconds=1))
    assert "R-1001" not in text(TESSA)


def test_a_teacher_stops_being_asked_and_starts_again_from_the_home_tab(
    at_work: PanelWork, oncall: OnCall, look: Looking, text: Callable[[str], str]
):
    assert "what became of pupils" not in text(TESSA)
    request_id = at_work.ask()
    with at_work.desk.work.write() as unit:
        request = unit.requests.find(request_id)
        assert request is not None
        since = at_work.clock.now()
        follow_ups.plan(at_work.desk, unit, request, since=since, handoff_id=None)
    assert "Next: about A-1001, on Tuesday 8 December." in text(TESSA)
    (handle,) = [v for a, v in pressable(oncall, look, TESSA) if a == "follow_up.stop"]
    oncall.presses("follow_up.stop", handle, user=TESSA, on_home=True)
    assert look.sent_to(TESSA)[-1] == "home"
    read = text(TESSA)
    assert "counts as not known" in read
    assert "8 December" not in read
    (handle,) = [v for a, v in pressable(oncall, look, TESSA) if a == "follow_up.resume"]
    oncall.presses("follow_up.resume", handle, user=TESSA, on_home=True)
    assert "Next: about A-1001" in text(TESSA)


def test_see_outreach_opens_the_list(oncall: OnCall, look: Looking):
    (value,) = [v for a, v in pressable(oncall, look, TESSA) if a == "offer.list"]
    oncall.presses("offer.list", value, user=TESSA, on_home=True)
    assert oncall.refusals == []
    assert oncall.slack.views[-1]["callback_id"] == "offer.page"


def test_practitioners_answer_for_providers_outside_slack_alone(
    at_work: PanelWork, text: Callable[[str], str]
):
    at_work.refer(None, number=1001)
    at_work.refer(None, number=1002, offer_id=IN_SLACK.id)
    at_work.refer(None, number=1003, state=ReferralState.WAITING)
    read = text(PRIYA)
    assert "*R-1001:*" in read
    assert "R-1002" not in read
    assert "R-1003" not in read
    assert "Outreach to answer" not in text(TESSA)


def test_everybody_sees_the_open_decisions_they_are_asked_about(
    at_work: PanelWork, oncall: OnCall, look: Looking, text: Callable[[str], str]
):
    case = at_work.put(at_work.ask())
    at_work.until(london(date(2026, 12, 2), "15:00"))
    at_work.decide(case, who=DAN, what="Dan visits")
    at_work.decide(case, who="A service", what="They ring")
    assert "Dan visits" in text(DAN)
    assert "They ring" not in text(DAN)
    assert "They ring" in text(PRIYA)
    assert "Dan visits" not in text(PRIYA)
    assert "panel decided" not in text(MERCY)
    (decision_id,) = [v for a, v in pressable(oncall, look, DAN) if a == "panel.done"]
    oncall.presses("panel.done", decision_id, user=DAN, on_home=True)
    assert oncall.slack.views[-1]["callback_id"] == "panel.done_form"


def test_a_lead_sees_the_next_panel_and_takes_a_case_back_there(
    at_work: PanelWork, oncall: OnCall, look: Looking, text: Callable[[str], str]
):
    assert "No case; cases are taken until Monday 30 November, 14:00." in text(LEAD)
    case = at_work.put(at_work.ask())
    assert "1 case; cases are taken until" in text(LEAD)
    oncall.presses("panel.take_back", case.id, user=LEAD, on_home=True)
    assert "No case; cases" in shown(oncall.home_of(LEAD, look)["blocks"])
    at_work.put(case.about)
    at_work.until(london(date(2026, 12, 1), "09:00"))
    assert "1 case; the agenda is out." in text(LEAD)
    assert ("panel.take_back", case.id) not in pressable(oncall, look, LEAD)


def test_a_lead_sees_who_does_not_answer_once_they_were_reminded(
    at_work: PanelWork, text: Callable[[str], str]
):
    at_work.refer(None, number=1001)
    assert "No provider is silent at the moment." in text(LEAD)
    at_work.refer(None, number=1002, nudges=1, nudged_at=at_work.clock.now())
    read = text(LEAD)
    assert "*R-1002:*" in read
    assert "reminded once" in read
    assert "*R-1001:*" not in read


def a_digest() -> Digest:
    few = Value(words=f"{NOT_SHOWN} (fewer than 5 known)")
    full = Number(label="In school full time", this=few, last=few, term=few, how="")
    calls = Number(
        label="Calls",
        this=Value(words="3 of Kestrel"),
        last=Value(words="7"),
        term=Value(words="about 120", number=120),
        how="",
    )
    rest = dict.fromkeys(("weeks", "whereabouts", "topics", "offers", "rota", "notes"), ())
    return Digest(monday=date(2026, 11, 16), headline="x", numbers=(calls, full), **rest)


def test_a_lead_reads_of_the_term_what_the_last_digest_says_and_no_more(
    at_work: PanelWork, text: Callable[[str], str]
):
    for _ in range(3):
        at_work.ask()  # three calls since: a number under five, which nobody may be shown
    assert "No digest has been published yet." in text(LEAD)
    with at_work.desk.work.write() as unit:
        body = digest_json.dump(a_digest())
        made = at_work.clock.now()
        stored = StoredDigest(team_id=TEAM, monday=date(2026, 11, 16), made_at=made, body=body)
        unit.digests.add(stored, ())
    read = text(LEAD)
    assert "*Calls:* about 120\n*In school full time:* not shown (fewer than 5 known)" in read
    assert "week from Monday 16 November" in read
    assert "Kestrel" not in read
    for user in (TESSA, PRIYA):
        assert "This term at a glance" not in text(user)


def test_a_digest_that_cannot_be_read_is_no_digest(
    at_work: PanelWork, text: Callable[[str], str], caplog: pytest.LogCaptureFixture
):
    with at_work.desk.work.write() as unit:
        body, made = json.dumps({"version": 99}), at_work.clock.now()
        unit.digests.add(
            StoredDigest(team_id=TEAM, monday=date(2026, 11, 16), made_at=made, body=body), ()
        )
    assert "No digest has been published yet." in text(LEAD)
    assert "a digest cannot be read" in caplog.text


def test_the_home_tab_is_read_in_one_transaction_with_the_roles_of_the_person(at_work: PanelWork):
    seen = home.read_home(at_work.desk, TEAM, LEAD, is_practitioner=False, is_lead=True)
    assert seen.practitioner is None
    assert seen.lead is not None
    assert seen.lead.panel is not None


# Drawn again after something was pressed or sent


def drawn(look: Looking, user: str) -> int:
    """Return how often somebody's Home tab was drawn so far, and let everything leave: a drawing
    that waits is enough for all that happens meanwhile.
    """
    with closing(sqlite3.connect(look._path)) as db, db:
        db.execute("UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL")
    return len([row for row in look.effects("home") if row["recipient"] == user])


def test_what_is_taken_back_on_home_is_gone_from_it_at_once(
    at_work: PanelWork, oncall: OnCall, look: Looking
):
    referral = at_work.refer(at_work.ask())
    oncall.opens_home(user=TESSA)
    assert drawn(look, TESSA) == 1
    oncall.presses("referral.withdraw", referral.id, user=TESSA, on_home=True)
    assert drawn(look, TESSA) == 2
    case = at_work.put(at_work.ask())
    oncall.presses("panel.take_back", case.id, on_home=True)
    assert drawn(look, PRIYA) == 1
    other = at_work.refer(at_work.ask(), number=1002)
    oncall.presses("referral.withdraw", other.id, user=TESSA)
    assert drawn(look, TESSA) == 2, "pressed under a message, where Home need not be drawn"


def test_a_form_that_was_taken_draws_home_again_and_one_that_was_not_does_not(
    at_work: PanelWork, oncall: OnCall, look: Looking
):
    case = at_work.put(at_work.ask())
    at_work.until(london(date(2026, 12, 2), "15:00"))
    decision = at_work.decide(case)
    values = {"came_of_it": p.typed("Stays in")}
    body = p.submission("panel.done_form", {}, metadata=decision.id, user=PRIYA)
    assert oncall._line.deliver(body).status == 200
    assert drawn(look, PRIYA) == 0
    for trigger in ("2.1.x", "3.1.x"):
        body = p.submission("panel.done_form", values, metadata=decision.id, user=PRIYA)
        body["trigger_id"] = trigger
        assert oncall._line.deliver(body).status == 200
    assert drawn(look, PRIYA) == 1, "the second one was refused"
