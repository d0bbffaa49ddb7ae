"""A term, as conversations with both real processes and a clock that is moved: an offer is asked
for and accepted, the pupil is followed up, the leads read the week, a case goes to the panel.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from advicebot.demo.cast import LEADS_CHANNEL, PANEL_CHANNEL, PROVIDER_CHANNEL
from advicebot.domain.oncall.calendar import LONDON, first_instant, next_school_day
from advicebot.domain.outcomes.followup import school_weeks_after
from advicebot.domain.support.panel_calendar import next_meeting
from advicebot.workspace.driver.person import Person
from advicebot.workspace.errors import FormError
from tests.end_to_end.test_handoff import press, said
from tests.running import Scene, example_line, scene, until

TESSA, PRIYA, RUTH, OWEN = "U0TESSA001", "U0PRIYA001", "U0RUTH0001", "U0OWEN0001"
OFFER = "bridge-one-to-one"
WORDS = "she refuses every instruction and walks off when asked to work"
ASKED = {
    "phase": "ks3",
    "needs": ["attachment", "belonging"],
    "strengths": "Kind to younger pupils.",
    "do": "A check-in each morning for four weeks.",
    "consent": "yes",
    "on_record": ["sen-support"],
}
LINE = example_line()


def early_in_a_term() -> datetime:
    """A Monday at nine in London, so early in a term to come that both follow-ups fall into it."""
    now = datetime.now(UTC)
    for term in LINE.terms:
        monday = term.first + timedelta(days=7 + (7 - term.first.weekday()) % 7)
        start = first_instant(monday, time(9)).astimezone(UTC)
        later = school_weeks_after(start, 7, LINE)
        if start > now and later and later.date() < term.last:
            return start
    raise AssertionError("line.yaml has no long term to come: write the next ones into it")


@pytest.fixture
def term(tmp_path: Path) -> Iterator[Scene]:
    """Both processes at work, early in a term, with the time to acknowledge that Slack gives."""
    with scene(tmp_path, ack_within=3.0) as stage:
        stage.workspace.move_clock(early_in_a_term() - stage.workspace.now())
        bot, clock = stage.process("bot"), stage.process("clock")
        bot.start()
        clock.start()
        until(lambda: stage.workspace.connections, within=30, what="the bot connects")
        yield stage
        assert (bot.stop(), clock.stop()) == (0, 0)


def day_of(stage: Scene) -> str:
    """The day it is in London, as a form takes it."""
    return stage.workspace.now().astimezone(LONDON).date().isoformat()


def asks(teacher: Person, words: str = WORDS) -> dict:
    """A teacher asks with a stated risk; return the answer."""
    teacher.runs("/advice")
    teacher.waits_for_modal()
    teacher.submits({"what": words, "phase": "ks3", "risk": "8", "at_risk": "no"})
    return teacher.waits_for_message(lambda m: "*A-1001*" in said(m), within=15)


def asks_for_outreach(teacher: Person) -> None:
    """From the answer to the list, to the form of one offer, to the page that says it is sent."""
    press(teacher, "offer.list")
    teacher.waits_for_modal(lambda modal: OFFER in json.dumps(modal))
    teacher.clicks_in_modal("offer.ask", value=OFFER)
    teacher.waits_for_modal(lambda modal: modal["title"]["text"] == "Ask for outreach")
    with pytest.raises(FormError):
        teacher.submits({**ASKED, "consent": None})
    teacher.submits(ASKED)
    teacher.waits_for_modal(lambda modal: modal["title"]["text"] == "Sent")
    teacher.closes_modal(clear=True)


def answers_a_form(person: Person, values: dict) -> None:
    """Fill in the form that is opening, once it is the one with these fields, and send it."""

    def has_them(modal: dict) -> bool:
        return set(values) <= {block.get("block_id") for block in modal["blocks"]}

    person.waits_for_modal(has_them, within=10)
    person.submits(values)


def question(teacher: Person, after: str = "0") -> str:
    """The timestamp of the first follow-up that asks, of those that came after another message."""
    asked = teacher.waits_for_message(
        lambda m: float(m["ts"]) > float(after) and "How is the pupil" in m["text"], within=20
    )
    return str(asked["ts"])


def taps(teacher: Person, ts: str, action_id: str) -> None:
    """Press a button under a message as soon as it is drawn there."""

    def shows() -> bool:
        return any(m["ts"] == ts and f'"{action_id}"' in said(m) for m in teacher.messages())

    until(shows, within=15, what=f"{action_id} is under {ts}")
    teacher.clicks(action_id, ts=ts)


@pytest.mark.timeout(180)
def test_a_term_from_a_stated_risk_to_the_digest(term: Scene) -> None:
    ws = term.workspace
    tessa, owen, ruth = (ws.as_user(each) for each in (TESSA, OWEN, RUTH))

    asks(tessa)
    asks_for_outreach(tessa)
    card = owen.waits_for_message("R-1001", channel=PROVIDER_CHANNEL, within=15)
    assert "walks off" not in said(card)

    press(owen, "referral.accept", PROVIDER_CHANNEL)
    tomorrow = next_school_day(ws.now().astimezone(LONDON).date(), LINE)
    answers_a_form(owen, {"day": str(tomorrow)})
    tessa.sees("accepted", within=15)
    ws.move_clock_by_step("+1 school day")
    press(owen, "referral.start", PROVIDER_CHANNEL)
    answers_a_form(owen, {"day": day_of(term)})
    tessa.sees("started", within=15)

    ws.move_clock_by_step("+2 school weeks")
    first = question(tessa)
    taps(tessa, first, "follow_up.place.full-time")
    taps(tessa, first, "follow_up.risk.5")
    tessa.sees("That is all I need", within=15)

    for _ in range(2):
        ws.move_clock_by_step("+2 school weeks")
    second = question(tessa, after=first)
    taps(tessa, second, "follow_up.place.suspended")
    answers_a_form(tessa, {"days": "2"})
    taps(tessa, second, "follow_up.risk.6")
    tessa.waits_for_message(
        lambda m: m["ts"] == second and "That is all I need" in said(m), within=15
    )

    press(owen, "referral.end", PROVIDER_CHANNEL)
    changed = "He stays in four lessons of five, and asks for help in words."
    answers_a_form(owen, {"changed": changed, "day": day_of(term)})
    tessa.sees("He stays in four lessons of five", within=15)

    ws.move_clock_by_step("Next Monday 08:00")
    the_lead_reads_the_week(ruth)


def the_lead_reads_the_week(ruth: Person) -> None:
    """Two pictures with words for those who do not see them, the table, and how it is counted."""
    digest = ruth.waits_for_message(
        lambda m: "digest.csv" in said(m), channel=LEADS_CHANNEL, within=60
    )
    pictures = [block for block in digest["blocks"] if block["type"] == "image"]
    assert len(pictures) == 2
    for picture in pictures:
        assert len(picture["alt_text"]) > 20
        assert ruth.opens_file(picture["slack_file"]["id"]).startswith(b"\x89PNG")
    assert not any(word in said(digest) for word in ("Tessa", TESSA, "walks off", "R-1001"))

    ruth.clicks("digest.csv", ts=digest["ts"], channel=LEADS_CHANNEL)
    until(lambda: ruth.files(LEADS_CHANNEL), within=20, what="the table is in the thread")
    (table,) = ruth.files(LEADS_CHANNEL)
    assert table["name"].endswith(".csv")
    assert len(list(csv.reader(io.StringIO(ruth.opens_file(table["id"]).decode())))) > 5
    ruth.clicks("digest.how", ts=digest["ts"], channel=LEADS_CHANNEL)
    ruth.waits_for_modal(lambda modal: modal["title"]["text"] == "How we count")


@pytest.mark.timeout(180)
def test_a_case_goes_to_the_panel_and_its_decision_to_the_school(term: Scene) -> None:
    ws = term.workspace
    tessa, priya, ruth = (ws.as_user(each) for each in (TESSA, PRIYA, RUTH))
    on_call = term.on_call

    asks(tessa)
    press(tessa, "request.talk")
    press(priya, "handoff.take", on_call)
    tessa.sees("has your request A-1001", within=15)

    press(priya, "handoff.more", on_call)
    priya.waits_for_modal(lambda modal: "panel.put" in json.dumps(modal))
    priya.clicks_in_modal("panel.put")
    answers_a_form(
        priya,
        {
            "question": "What else could keep this pupil in lessons?",
            "tried": "A check-in each morning.",
            "needs": ["belonging"],
            "phase": "ks3",
        },
    )
    priya.waits_for_modal(lambda modal: "P-1001" in json.dumps(modal))
    priya.closes_modal(clear=True)
    press(priya, "handoff.close", on_call)
    closing = {"agreed": "A calm start", "next_step": "The panel", "next_by": "outreach"}
    answers_a_form(priya, {**closing, "risk_now": "6", "intention": "none"})
    tessa.sees("has closed A-1001", within=15)

    assert LINE.panel is not None
    meeting = next_meeting(LINE.panel.rule, ws.now(), LINE, taking_cases=True)
    assert meeting is not None
    ws.move_clock(meeting.cut_off + timedelta(minutes=1) - ws.now())
    agenda = ruth.waits_for_message("P-1001", channel=PANEL_CHANNEL, within=20)
    assert not any(word in said(agenda) for word in ("Tessa", TESSA, "Harrow Bank", "A-1001"))

    ws.move_clock(meeting.at + timedelta(minutes=30) - ws.now())
    press(ruth, "panel.decide", PANEL_CHANNEL)
    by_when = next_school_day(meeting.on, LINE)
    answers_a_form(
        ruth,
        {
            "decided": "A mentor for two terms.",
            "person": PRIYA,
            "by_when": str(by_when),
            "school_does": "A quiet room at lunch.",
        },
    )
    told = tessa.sees("A mentor for two terms.", within=15)
    assert "A quiet room at lunch." in said(told)
    for _ in range(2):
        ws.move_clock_by_step("+1 school day")
    press(priya, "panel.done")
    answers_a_form(priya, {"came_of_it": "They meet twice a week."})
    ruth.sees("They meet twice a week.", channel=PANEL_CHANNEL, within=15)
