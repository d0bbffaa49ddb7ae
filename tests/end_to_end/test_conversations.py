"""The ask journey, as conversations with the real bot process."""

import json
import sqlite3
import time

import pytest

from advicebot.demo import STAFFROOM
from advicebot.workspace.driver.person import Person
from advicebot.workspace.errors import ActError, FormError
from tests.running import Scene, until

DANGER = "call 999"


@pytest.fixture
def teacher(line: Scene) -> Person:
    """Tessa, who teaches."""
    return line.workspace.as_user("U0TESSA001")


@pytest.fixture
def practitioner(line: Scene) -> Person:
    """Priya, who is on call."""
    return line.workspace.as_user("U0PRIYA001")


def said(message: dict) -> str:
    """Everything a person reads in a message."""
    return message["text"] + json.dumps(message.get("blocks", []), ensure_ascii=False)


def has(message: dict, action_id: str) -> bool:
    """True when a message has this button."""
    return f'"{action_id}"' in json.dumps(message.get("blocks", []))


def answer(person: Person, after: str) -> dict:
    """The next answer with a reference that comes after a message of the person's own."""
    return person.waits_for_message(
        lambda m: float(m["ts"]) > float(after) and "*A-1" in said(m), within=10
    )


def test_a_teacher_writes_and_gets_something_to_do_now(line: Scene, teacher: Person) -> None:
    sent = teacher.says("my year 8 class will not settle after lunch, constant chatter")
    reply = answer(teacher, sent)
    assert "Next ten minutes" in said(reply)
    assert "you wrote" in said(reply).lower()
    assert "Evidence:" in said(reply)
    assert DANGER in reply["text"]
    assert has(reply, "request.talk")


def test_a_knife_pages_the_on_call_channel_without_the_teachers_words(
    line: Scene, teacher: Person, practitioner: Person
) -> None:
    sent = teacher.says("Kayden in my year 9 form has just shown the others a knife in his bag")
    reply = answer(teacher, sent)
    assert "999" in said(reply).split("Next ten minutes")[0]
    card = practitioner.waits_for_message("needs a practitioner", channel=line.on_call)
    assert "Kayden" not in said(card)
    assert "shown the others" not in said(card)


def test_taking_a_page_tells_the_teacher_who_has_it(
    line: Scene, teacher: Person, practitioner: Person
) -> None:
    sent = teacher.says("he has a knife in the classroom")
    answer(teacher, sent)
    practitioner.waits_for_message("needs a practitioner", channel=line.on_call)
    practitioner.clicks("handoff.take", channel=line.on_call)
    notice = teacher.waits_for_message("has your request")
    assert "<@U0PRIYA001>" in notice["text"]
    practitioner.waits_for_message("<@U0PRIYA001> has it", channel=line.on_call)
    reply = until(
        lambda: next((m for m in teacher.messages() if "has had it since" in said(m)), None),
        within=5,
        what="the status line names who has it",
    )
    assert "<@U0PRIYA001>" in said(reply)


def test_a_teacher_can_neither_see_nor_take_a_page(line: Scene, teacher: Person) -> None:
    answer(teacher, teacher.says("he has a knife in the classroom"))
    with pytest.raises(ActError, match="cannot see"):
        teacher.clicks("handoff.take", channel=line.on_call)


def test_names_are_gone_before_anything_is_stored_and_the_teacher_is_told(
    line: Scene, teacher: Person
) -> None:
    sent = teacher.says("Kayden Okafor keeps swearing at me, his mum is on 07700 900123")
    reply = answer(teacher, sent)
    assert "Year 9 pupil" in said(reply)
    stored = line.database.read_bytes()
    wal = line.database.with_name(line.database.name + "-wal")
    stored += wal.read_bytes() if wal.exists() else b""
    for secret in (b"Kayden", b"Okafor", b"900123"):
        assert secret not in stored


def test_a_mention_is_answered_in_private(line: Scene, teacher: Person) -> None:
    sent = teacher.says(
        "@advice_line my year 8 class will not settle after lunch", channel=STAFFROOM
    )
    reply = answer(teacher, sent)
    assert "Next ten minutes" in said(reply)
    note = teacher.waits_for_message("answered you privately", channel=STAFFROOM)
    assert note.get("ephemeral")
    others = line.workspace.as_user("U0OMAR0001").messages(STAFFROOM)
    assert all(m["user"] == "U0TESSA001" for m in others)


def test_the_form_refuses_emptiness_and_keeps_what_was_typed(line: Scene, teacher: Person) -> None:
    teacher.runs("/advice")
    teacher.waits_for_modal()
    with pytest.raises(FormError) as refused:
        teacher.submits({"what": "?", "risk": "8", "at_risk": "no"})
    assert "what" in refused.value.errors
    words = "she refuses every instruction and walks off"
    teacher.submits({"what": words, "phase": "ks3", "at_risk": "no"})
    teacher.waits_for_modal(lambda modal: modal["title"]["text"] == "Sent")
    assert "Next ten minutes" in said(answer(teacher, "0"))


def test_a_form_that_says_now_pages_whatever_the_words_are(
    line: Scene, teacher: Person, practitioner: Person
) -> None:
    teacher.runs("/advice")
    teacher.waits_for_modal()
    teacher.submits({"what": "please come", "at_risk": "now"})
    card = practitioner.waits_for_message("needs a practitioner", channel=line.on_call)
    assert "Emergency" in card["text"]


def test_a_message_of_somebody_elses_can_be_asked_about(line: Scene, teacher: Person) -> None:
    omar = line.workspace.as_user("U0OMAR0001")
    ts = omar.says("Year 9 were climbing the walls after lunch again", channel=STAFFROOM)
    teacher.uses_shortcut("message.ask_shortcut", ts=ts, channel=STAFFROOM)
    teacher.waits_for_modal()
    teacher.submits({"at_risk": "no"})
    assert "*A-1" in said(answer(teacher, "0"))


def test_the_home_tab_lists_requests_and_where_they_stand(line: Scene, teacher: Person) -> None:
    teacher.opens_home()
    assert "Nothing yet" in json.dumps(teacher.waits_for_home())
    answer(teacher, teacher.says("my year 8 class will not settle after lunch"))
    teacher.opens_home()
    teacher.waits_for_home(lambda home: "*A-1001*" in json.dumps(home))


def test_a_deleted_request_is_blank_everywhere_and_its_page_stays(
    line: Scene, teacher: Person, practitioner: Person
) -> None:
    answer(teacher, teacher.says("he has a knife and a purple rucksack"))
    practitioner.waits_for_message("needs a practitioner", channel=line.on_call)
    teacher.clicks("request.delete")
    teacher.waits_for_message("is deleted")
    card = practitioner.waits_for_message(
        lambda m: "has deleted the request" in said(m), channel=line.on_call
    )
    assert has(card, "handoff.take")
    with sqlite3.connect(line.database) as db:
        assert db.execute("SELECT text, state FROM requests").fetchall() == [("", "withdrawn")]


def test_an_edit_that_makes_it_urgent_pages(
    line: Scene, teacher: Person, practitioner: Person
) -> None:
    sent = teacher.says("year 8 class will not settle after lunch")
    answer(teacher, sent)
    teacher.edits(sent, "year 8 class will not settle after lunch and one of them has a knife")
    practitioner.waits_for_message("needs a practitioner", channel=line.on_call)


@pytest.mark.parametrize(
    "words",
    [
        "👍👍👍",
        "помогите пожалуйста он кричит",
        "<!channel> <!here> <https://example.org|bank> & <script>alert(1)</script>",
        "\u202eesrever\u202c \u200bhidden\u200b",
        "x" * 40_000,
        "he keeps kicking off " * 1_900,
    ],
    ids=["emoji", "other-script", "hostile", "bidi", "one-long-word", "long-ramble"],
)
def test_odd_messages_are_answered_sensibly_and_safely(
    line: Scene, teacher: Person, words: str
) -> None:
    sent = teacher.says(words)
    reply = teacher.waits_for_message(
        lambda m: bool(m.get("bot_id")) and float(m["ts"]) > float(sent), within=10
    )
    assert "<!channel>" not in said(reply)
    assert "<https://example.org" not in said(reply)
    assert "\u202e" not in said(reply)


def test_thanks_and_unknown_commands_get_a_short_line(line: Scene, teacher: Person) -> None:
    teacher.says("thank you so much")
    teacher.waits_for_message("You are welcome")
    teacher.runs("/advice", "help")
    teacher.waits_for_message("Write what is happening")
    with sqlite3.connect(line.database) as db:
        assert db.execute("SELECT count(*) FROM requests").fetchone() == (0,)


def test_a_newcomer_is_asked_once_for_school_and_role(line: Scene, teacher: Person) -> None:
    answer(teacher, teacher.says("year 8 class will not settle after lunch"))
    teacher.waits_for_message("which school are you at")
    teacher.clicks("person.introduce")
    teacher.waits_for_modal()
    teacher.submits({"school": "harrow-bank-primary", "role": "teacher"})
    teacher.waits_for_message("noted your school")
    answer(teacher, teacher.says("and year 7 will not settle either"))
    time.sleep(0.5)
    asked = [m for m in teacher.messages() if "which school are you at" in m["text"]]
    assert len(asked) == 1
