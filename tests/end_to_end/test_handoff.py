"""The hand-off journey, as conversations with both real processes and a clock that is moved."""

import json
import sqlite3
from datetime import timedelta

import pytest

from advicebot.workspace.driver.person import Person
from tests.running import Scene, until

TESSA, PRIYA, DAN, MERCY = "U0TESSA001", "U0PRIYA001", "U0DAN00001", "U0MERCY001"
KNIFE = "a year 9 boy has just pulled a knife out in my classroom"


@pytest.fixture
def tessa(night: Scene) -> Person:
    """Tessa, who teaches."""
    return night.workspace.as_user(TESSA)


def said(message: dict) -> str:
    """Everything a person reads in a message."""
    return message["text"] + json.dumps(message.get("blocks", []), ensure_ascii=False)


def on_duty(stage: Scene) -> tuple[Person, Person]:
    """The primary and the back-up of the day the scene stands on."""
    with sqlite3.connect(stage.database) as db:
        rows = db.execute("SELECT paged FROM handoffs ORDER BY created_at LIMIT 1").fetchone()
    first, second, *_ = json.loads(rows[0])
    return stage.workspace.as_user(first), stage.workspace.as_user(second)


def page_of(person: Person, count: int = 1) -> dict:
    """The newest page in somebody's own messages, once there are that many."""

    def pages() -> list[dict]:
        return [m for m in person.messages() if "A-1001" in m["text"] and m.get("blocks")]

    return until(
        lambda: pages()[-1] if len(pages()) >= count else None,
        within=10,
        what=f"{person.id} has {count} pages",
    )


def press(person: Person, action_id: str, channel: str | None = None) -> None:
    """Press a button as soon as it is drawn."""

    def is_there() -> bool:
        return any(f'"{action_id}"' in said(m) for m in person.messages(channel))

    def is_in_thread() -> bool:
        parents = [m["ts"] for m in person.messages(channel) if m.get("reply_count")]
        threads = (person.messages(channel, thread=ts) for ts in parents)
        return any(f'"{action_id}"' in said(m) for thread in threads for m in thread)

    what = f"{person.id} sees {action_id}"
    until(lambda: is_there() or is_in_thread(), within=10, what=what)
    person.clicks(action_id, channel=channel)


def emergency(stage: Scene, teacher: Person) -> tuple[Person, Person]:
    """A teacher writes, and both people on duty have been paged."""
    teacher.says(KNIFE)
    until(lambda: rows(stage, "SELECT 1 FROM handoffs WHERE rung > 0"), within=10, what="a page")
    first, second = on_duty(stage)
    page_of(first)
    page_of(second)
    return first, second


def rows(stage: Scene, sql: str) -> list[tuple]:
    """Read the database with eyes of our own."""
    with sqlite3.connect(stage.database) as db:
        return db.execute(sql).fetchall()


def teacher_sees(teacher: Person, words: str, *, within: float = 10) -> dict:
    """The first message, or the present drawing of an older one, that says so."""
    return until(
        lambda: next((m for m in teacher.messages() if words in said(m)), None),
        within=within,
        what=f"the teacher reads {words!r}",
    )


def card_in(stage: Scene, person: Person) -> str:
    """The timestamp of the card in the on-call channel."""
    return str(person.waits_for_message("A-1001", channel=stage.on_call, within=10)["ts"])


def test_an_emergency_pages_both_again_and_again_until_somebody_takes_it(
    night: Scene, tessa: Person
) -> None:
    first, second = emergency(night, tessa)
    reply = teacher_sees(tessa, "I have paged")
    assert "999" in said(reply).split("Next ten minutes")[0]
    teacher_sees(tessa, f"<@{first.id}>")
    assert "knife" not in said(page_of(first))
    for again in (2, 3):
        night.workspace.move_clock(timedelta(minutes=3))
        page_of(first, again)
        page_of(second, again)
    teacher_sees(tessa, "Nobody has been able to take A-1001 yet")
    press(second, "handoff.take")
    teacher_sees(tessa, f"<@{second.id}> has your request A-1001")
    until(lambda: "is taken" in page_of(first)["text"], within=10, what="the others are told who")
    night.workspace.move_clock(timedelta(minutes=9))
    teacher_sees(tessa, "has had it since")
    assert len([m for m in first.messages() if "A-1001" in m["text"]]) == 3


def test_words_go_both_ways_until_it_is_closed_and_rated(night: Scene, tessa: Person) -> None:
    first, second = emergency(night, tessa)
    press(first, "handoff.take")
    teacher_sees(tessa, "has your request")
    card = card_in(night, first)
    first.replies(card, "Is he away from the others? <!channel>", channel=night.on_call)
    teacher_sees(tessa, "Is he away from the others? &lt;!channel&gt;")
    written = tessa.says("Yes, he is with our head of year now")
    heard = first.waits_for_message(
        lambda m: "with our head of year" in said(m),
        channel=night.on_call,
        thread=card,
        within=10,
    )
    tessa.edits(written, "Yes, he is with our DEPUTY HEAD now")
    until(
        lambda: "DEPUTY HEAD" in said(found(first, night, card, heard["ts"])),
        within=10,
        what="an edit is carried",
    )
    first.replies(card, "// ring me before you answer", channel=night.on_call)
    press(first, "handoff.pass", night.on_call)
    first.waits_for_modal()
    first.submits({"to": second.id, "note": "Calm now. She needs a plan for tomorrow."})
    teacher_sees(tessa, "is passing A-1001")
    page_of(second, 2)
    press(second, "handoff.take")
    teacher_sees(tessa, f"<@{second.id}> has your request")
    press(second, "handoff.close")
    second.waits_for_modal()
    second.submits(
        {
            "agreed": "A calm start with the same adult",
            "next_step": "Visit on Thursday",
            "next_by": "outreach",
            "risk_now": "4",
            "intention": "suspension",
        }
    )
    closed = teacher_sees(tessa, "has closed A-1001")
    assert "A calm start with the same adult" in said(closed)
    press(tessa, "handoff.helped.yes")
    press(tessa, "handoff.in_time.yes")
    teacher_sees(tessa, "Thank you for saying how it was.")
    assert all("ring me before" not in said(m) for m in tessa.messages())
    assert rows(night, "SELECT helped, in_time, state FROM handoffs") == [("yes", 1, "closed")]


def found(person: Person, stage: Scene, card: str, ts: str) -> dict:
    """A message of the thread under the card, as it is drawn now."""
    thread = person.messages(stage.on_call, thread=card)
    return next(m for m in thread if m["ts"] == ts)


def test_whoever_leaves_in_the_middle_is_replaced_at_once(night: Scene, tessa: Person) -> None:
    first, second = emergency(night, tessa)
    press(first, "handoff.take")
    teacher_sees(tessa, "has your request")
    first.leaves(night.on_call)
    teacher_sees(tessa, "The practitioner who had it cannot go on", within=10)
    page_of(second, 2)


def test_an_hour_without_a_word_opens_it_again(night: Scene, tessa: Person) -> None:
    first, second = emergency(night, tessa)
    press(first, "handoff.take")
    teacher_sees(tessa, "has your request")
    night.workspace.move_clock(timedelta(minutes=61))
    first.waits_for_message("Are you still on A-1001?", within=10)
    night.workspace.move_clock(timedelta(minutes=11))
    teacher_sees(tessa, "You have not heard from your practitioner for some time")
    page_of(second, 2)


def test_outside_hours_the_answer_is_honest_and_nobody_is_paged_for_what_can_wait(
    night: Scene, tessa: Person
) -> None:
    night.workspace.move_clock(timedelta(hours=12))
    tessa.runs("/advice")
    tessa.waits_for_modal()
    tessa.submits({"what": "he talks of not coming back to school at all", "at_risk": "worried"})
    reply = teacher_sees(tessa, "No practitioner is on now")
    assert "999" in said(reply)
    assert "0114 496 0123" in said(reply)
    assert rows(night, "SELECT paged FROM handoffs") == [("[]",)]
