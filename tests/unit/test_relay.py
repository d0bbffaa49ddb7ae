"""What a teacher and a practitioner say to each other, as both read it; the store is a real one."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advicebot.clock import FixedClock
from advicebot.domain.delivery import EffectKind, Posted
from advicebot.domain.handoff import Closing, Intention
from advicebot.domain.knowledge import Knowledge
from advicebot.domain.request import AskAnswer, Origin
from advicebot.domain.vocabulary import Action, Flag, Urgency
from advicebot.errors import Refused
from advicebot.ids import CountedIds
from advicebot.service import carrying, changes, closing, handoff, hearing, holding, intake, relay
from advicebot.service.changes import Change
from advicebot.service.desk import AlreadyDone, Desk
from advicebot.service.hearing import Said
from advicebot.slack.draw import Artist
from advicebot.slack.screens.blocks import Message
from advicebot.store.work import SqliteWork
from tests import fakes
from tests.fakes import (
    DAN,
    OMAR,
    PRIYA,
    TEAM,
    TESSA,
    TESSA_DM,
    FakeAdviser,
    Looking,
    a_delivery,
    a_message,
)
from tests.handoffs import AtWork, a_line, a_person

ON_CALL = "C0ONCALL01"
CLOSING = Closing(
    agreed="Calm start",
    next_step="Visit",
    next_by="outreach",
    risk=3,
    intention=Intention.NONE,
    review_on=None,
)
EDITED = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


def shown(message: Message) -> str:
    """Return all that a person reads in a message."""
    return "\n".join(_texts(message.blocks))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for each in value.values():
            yield from _texts(each)


class Talk:
    """A teacher in her messages and practitioners under the card."""

    def __init__(self, line: AtWork) -> None:
        self.line = line
        self.desk = line.desk
        self._count = 0

    def stamp(self) -> str:
        """Return the next message's place in time."""
        self._count += 1
        return f"{1_790_001_000 + self._count}.000100"

    def opened(self, urgency: str = "urgent") -> str:
        """Let Tessa call for help; return the id of the handoff."""
        return self.line.call(urgency)

    def claimed(self, urgency: str = "urgent", user: str = PRIYA) -> str:
        """Let Tessa call for help, and somebody take it."""
        handoff_id = self.opened(urgency)
        handoff.claim(self.desk, self.line.click(), handoff_id, user)
        self.line.settle()
        return handoff_id

    def teacher(self, text: str, *, ts: str = "", files: bool = False, **changed: Any) -> str:
        """Let Tessa write a direct message; return its timestamp."""
        ts = ts or self.stamp()
        relay.receive(self.desk, a_message(text, ts=ts, **changed), has_files=files)
        self.line.settle()
        return ts

    def card(self) -> Posted:
        """Return where the newest card stands in the on-call channel."""
        found = [e for e in self.line.slack.posts if e["key"].startswith("card:")]
        return [e["at"] for e in found if e["channel"] == ON_CALL][-1]

    def under(
        self, text: str, user: str = PRIYA, *, ts: str = "", may: bool = True, **changed: Any
    ) -> str:
        """Let somebody write under the card; return the timestamp."""
        ts = ts or self.stamp()
        hearing.hear(self.desk, self.said(text, user, ts, **changed), is_practitioner=may)
        self.line.settle()
        return ts

    def said(self, text: str, user: str, ts: str, **changed: Any) -> Said:
        """Return a message under the card as the listener hands it on."""
        values: dict[str, Any] = {
            "key": f"message:{TEAM}:{ON_CALL}:{ts}",
            "team_id": TEAM,
            "user_id": user,
            "channel_id": ON_CALL,
            "message_ts": ts,
            "thread_ts": self.card().ts,
            "text": text,
        }
        return Said(**(values | changed))

    def edited_under(self, text: str, ts: str, at: datetime = EDITED, user: str = PRIYA) -> None:
        """Let somebody edit what they wrote under the card."""
        self.under(text, user, ts=ts, key=f"edit:{ts}:{at}", edited_at=at)

    def edited(self, text: str, ts: str, at: datetime = EDITED, user: str = TESSA) -> None:
        """Let Tessa edit a direct message."""
        key = f"edit:{ts}:{at}"
        change = Change(
            key=key,
            team_id=TEAM,
            user_id=user,
            channel_id=TESSA_DM,
            message_ts=ts,
            text=text,
            edited_at=at,
        )
        relay.amend(self.desk, change, a_message(text, ts=ts, key=key, user_id=user))
        self.line.settle()

    def deleted(self, ts: str, channel: str = TESSA_DM) -> None:
        """Let a message be deleted, as it reaches us through the door."""
        key = carrying.deletion_key(TEAM, channel, ts)
        with self.desk.work.write() as unit:
            now = self.line.clock.now()
            unit.inbox.add(a_delivery(key), at=now, by="me", lease=timedelta(seconds=20))
        change = Change(
            key=key, team_id=TEAM, user_id="", channel_id=channel, message_ts=ts, text=None
        )
        changes.retract(self.desk, change)
        self.line.settle()

    def close(self, handoff_id: str) -> None:
        """Let Priya close it."""
        closing.close(self.desk, self.line.click(), handoff_id, PRIYA, CLOSING)
        self.line.settle()

    def copies(self, where: str) -> list[str]:
        """Return the copies of words in a channel, as they are drawn now."""
        now = {posted.ts: message for posted, message in self.line.slack.updates}
        return [
            shown(now.get(each["at"].ts, each["message"]))
            for each in self.line.slack.posts
            if each["key"].startswith("words:") and each["channel"] == where
        ]

    @property
    def read_by_teacher(self) -> list[str]:
        """The practitioners' words as Tessa reads them."""
        return self.copies(TESSA_DM)

    @property
    def read_by_practitioners(self) -> list[str]:
        """The teacher's words as they stand under the card."""
        return self.copies(ON_CALL)

    def whispers(self, user: str = PRIYA) -> list[str]:
        """Return the names of the notes that only one person saw."""
        rows = self.line.look.effects("ephemeral")
        return [row["data"]["name"] for row in rows if row["recipient"] == user]

    def words(self) -> list[dict[str, Any]]:
        """Return what is stored of the conversation."""
        return self.line.look.rows("SELECT * FROM words ORDER BY created_at, id")

    def told(self) -> list[str]:
        """Return what Tessa is sent anew besides words: answers, notices and lines by name."""
        sent = self.line.look.sent_to(TESSA)
        return [e for e in sent if not e.endswith(".update") and e not in ("words", "line:welcome")]


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def line(desk: Desk, look: Looking, clock: FixedClock) -> AtWork:
    made = AtWork(desk, look, clock)
    made.on_rota()
    return made


@pytest.fixture
def talk(line: AtWork) -> Talk:
    return Talk(line)


# The teacher writes


def test_a_conversation_goes_both_ways_and_the_line_keeps_out_of_it(talk: Talk):
    talk.claimed()
    before = talk.told()
    talk.teacher("she is back now")
    talk.under("Good. Is anybody with her?")
    talk.teacher("yes, the head of year")
    talk.under("Then let us plan tomorrow.", DAN)
    assert talk.read_by_teacher == [
        f"*<@{PRIYA}>:* Good. Is anybody with her?",
        f"*<@{DAN}>:* Then let us plan tomorrow.",
    ]
    assert talk.read_by_practitioners == [
        f"*<@{PRIYA}>: <@{TESSA}> has written*\n>she is back now",
        f"*<@{PRIYA}>: <@{TESSA}> has written*\n>yes, the head of year",
    ]
    assert talk.told() == [*before, "notice:carried"]
    assert len(talk.line.look.requests()) == 1


def test_words_stand_under_the_card_and_in_the_teachers_messages(talk: Talk):
    talk.claimed()
    talk.teacher("she is back")
    talk.under("Good.")
    under, to_her = [e for e in talk.line.slack.posts if e["key"].startswith("words:")]
    assert (under["channel"], under["thread"]) == (ON_CALL, talk.card().ts)
    assert (to_her["channel"], to_her["thread"]) == (TESSA_DM, None)


def test_the_first_words_are_confirmed_once_in_a_handoff(talk: Talk):
    handoff_id = talk.claimed()
    talk.teacher("one")
    talk.teacher("two")
    talk.close(handoff_id)
    closing.reopen_by_practitioner(talk.desk, talk.line.click(), handoff_id, PRIYA)
    talk.teacher("three")
    assert talk.told().count("notice:carried") == 1
    assert len(talk.read_by_practitioners) == 3


def test_thanks_are_carried_and_get_no_robots_welcome(talk: Talk):
    talk.claimed()
    talk.teacher("thanks")
    assert talk.read_by_practitioners[-1].endswith(">thanks")
    assert "line:thanks" not in talk.told()


def test_while_nobody_has_it_the_line_answers_and_the_words_wait_under_the_card(talk: Talk):
    talk.opened()
    talk.teacher("he will not sit down either")
    talk.teacher("thanks")
    assert talk.told() == ["reply", "reply", "line:thanks"]
    assert talk.read_by_practitioners == [
        f"*<@{TESSA}> has written*\n>he will not sit down either",
        f"*<@{TESSA}> has written*\n>thanks",
    ]
    assert "notice:carried" not in talk.told()


def test_words_that_triage_pages_for_get_their_first_lines_and_raise_the_handoff(talk: Talk):
    handoff_id = talk.claimed("urgent")
    talk.teacher("now he has a knife")
    assert talk.line.get(handoff_id).urgency is Urgency.EMERGENCY
    assert talk.told().count("reply") == 2
    assert [row["text"] for row in talk.line.look.requests()] == [
        "she is missing",
        "now he has a knife",
    ]
    assert {row["handoff_id"] for row in talk.line.look.requests()} == {handoff_id}
    assert talk.read_by_practitioners == [
        f"*<@{PRIYA}>: <@{TESSA}> has written*\n>now he has a knife"
    ]
    assert talk.line.pages(handoff_id)[-1][1] == PRIYA
    assert len(talk.line.look.handoffs()) == 1


def test_a_worry_in_words_to_a_person_is_marked_and_no_robot_asks(talk: Talk):
    talk.claimed("soon")
    talk.teacher("there are marks on her arm")
    assert "*The line noticed:* possible abuse or neglect." in talk.read_by_practitioners[-1]
    assert talk.line.look.rows("SELECT * FROM timers WHERE kind = 'ask.unanswered'") == []
    assert talk.told().count("reply") == 1


def test_a_worry_in_an_urgent_handoff_is_only_carried(talk: Talk):
    talk.claimed("urgent")
    talk.teacher("there are marks on her arm")
    assert "noticed" not in talk.read_by_practitioners[-1]


def test_words_are_read_alone_when_a_person_answers_them(
    talk: Talk, line: AtWork, adviser: FakeAdviser
):
    talk.claimed("emergency")
    first = line.look.requests()[0]["message_ts"]
    talk.teacher("she is fine", thread_ts=first)
    assert adviser.asked[-1][0] == "she is fine"
    assert adviser.again == ""
    assert talk.told().count("reply") == 1


def test_a_thread_of_an_older_request_is_a_question_to_the_line(talk: Talk):
    old = talk.teacher("kicking off in maths")
    talk.claimed()
    talk.teacher("and in art", thread_ts=old)
    assert talk.read_by_practitioners == []
    assert talk.line.look.requests()[-1]["text"] == "kicking off in maths\n[later] and in art"


def test_a_thread_of_what_was_carried_before_somebody_came_goes_to_them(talk: Talk):
    handoff_id = talk.opened()
    asked = talk.teacher("he will not sit down")
    handoff.claim(talk.desk, "click:x", handoff_id, PRIYA)
    talk.teacher("now he does", thread_ts=asked)
    assert talk.read_by_practitioners[-1].endswith(">now he does")


def test_replies_in_the_thread_of_a_request_are_carried_before_and_after_somebody_takes_it(
    talk: Talk,
):
    handoff_id = talk.opened("soon")
    first = talk.line.look.requests()[0]["message_ts"]
    talk.teacher("he is outside room 4", thread_ts=first)
    talk.teacher("I am alone", thread_ts=first)
    handoff.claim(talk.desk, "click:x", handoff_id, PRIYA)
    talk.teacher("where are you?", thread_ts=first)
    texts = [row["text"] for row in talk.words()]
    assert texts == ["he is outside room 4", "I am alone", "where are you?"]
    assert len(talk.read_by_practitioners) == 3


def test_a_thread_that_was_written_in_before_people_were_called_is_part_of_it(talk: Talk):
    first = talk.teacher("kicking off")
    talk.teacher("and in art", thread_ts=first)
    handoff.request_person(talk.desk, talk.line.click(), talk.line.look.requests()[0]["id"], TESSA)
    talk.teacher("he is outside now", thread_ts=first)
    answer = next(e["at"].ts for e in talk.line.slack.posts if e["key"].startswith("reply:"))
    talk.teacher("and gone", thread_ts=answer)
    talk.teacher("and back", thread_ts=answer)
    texts = [row["text"] for row in talk.words()]
    assert texts == ["he is outside now", "and gone", "and back"]


def test_an_answer_in_the_thread_of_a_practitioners_words_goes_to_whoever_is_next(talk: Talk):
    handoff_id = talk.claimed("soon")
    talk.under("What happened next?")
    theirs = [e["at"].ts for e in talk.line.slack.posts if e["channel"] == TESSA_DM][-1]
    talk.close(handoff_id)
    talk.teacher("he left", thread_ts=theirs)
    closing.reopen_by_teacher(
        talk.desk, talk.line.click(), talk.line.look.requests()[0]["id"], TESSA
    )
    talk.line.settle()
    talk.teacher("out of the gate", thread_ts=theirs)
    talk.teacher("did you get that?", thread_ts=theirs)
    assert [row["text"] for row in talk.words()][1:] == ["out of the gate", "did you get that?"]


def test_replies_in_the_thread_of_any_news_of_it_are_carried_while_nobody_has_it(talk: Talk):
    handoff_id = talk.claimed("soon")
    news = [e["at"].ts for e in talk.line.slack.posts if ":claimed:" in e["key"]][-1]
    holding.pass_on(talk.desk, talk.line.click(), handoff_id, PRIYA, to=DAN, note="", removed=0)
    for text in ("he left", "out of the gate", "and is back"):
        talk.teacher(text, thread_ts=news)
    assert [row["text"] for row in talk.words()] == ["he left", "out of the gate", "and is back"]


def test_a_reply_that_pages_is_carried_without_what_people_have_read(talk: Talk):
    handoff_id = talk.opened("urgent")
    first = talk.line.look.requests()[0]["message_ts"]
    talk.teacher("he has a knife", thread_ts=first)
    assert [row["text"] for row in talk.words()] == ["he has a knife"]
    assert talk.line.get(handoff_id).urgency is Urgency.EMERGENCY


def test_a_reply_that_joins_later_is_carried_without_what_people_have_read(talk: Talk):
    first = talk.teacher("kicking off")
    talk.teacher("he is withdrawn", thread_ts=first)
    handoff.request_person(talk.desk, talk.line.click(), talk.line.look.requests()[0]["id"], TESSA)
    talk.line.wait(6)
    assert [row["text"] for row in talk.words()] == ["he is withdrawn"]


@pytest.mark.parametrize("origin", [Origin.COMMAND, Origin.FORM, Origin.SHORTCUT, Origin.MENTION])
def test_what_was_asked_of_the_line_is_never_carried(talk: Talk, origin: Origin):
    talk.claimed()
    place = {"channel_id": None, "message_ts": None} if origin is not Origin.MENTION else {}
    intake.receive(talk.desk, a_message("kicking off", key="c", origin=origin, **place))
    talk.line.settle()
    assert talk.read_by_practitioners == []
    assert talk.told().count("reply") == 2


def test_the_words_of_a_request_that_joins_are_carried_and_those_of_the_first_are_not(talk: Talk):
    talk.claimed()
    form = a_message(
        "he has a knife",
        key="form",
        origin=Origin.FORM,
        channel_id=None,
        message_ts=None,
        tried="the head was called",
        at_risk=AskAnswer.NOW,
    )
    intake.receive(talk.desk, form)
    talk.line.settle()
    (copy,) = talk.read_by_practitioners
    assert ">he has a knife\n>Tried already: the head was called" in copy


def test_an_allegation_is_not_shown_to_the_channel_and_the_teacher_is_told(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
):
    verdict = (Action.ASK, Urgency.URGENT, Flag.ALLEGATION_AGAINST_STAFF)
    monkeypatch.setitem(fakes.VERDICTS, "grabbed", verdict)
    talk.claimed()
    ts = talk.teacher("the new adult grabbed her")
    assert "grabbed" not in talk.read_by_practitioners[0]
    assert "headteacher" in talk.read_by_practitioners[0]
    talk.edited("the new adult grabbed her twice", ts)
    assert "grabbed" not in talk.read_by_practitioners[0]
    assert talk.told()[-1] == "notice:withheld"
    assert "notice:carried" not in talk.told()


@pytest.mark.parametrize("state", ["open", "claimed"])
@pytest.mark.parametrize("at_first", ["the new adult grabbed her", "I will say more"])
def test_no_edit_brings_a_story_about_an_adult_to_the_channel(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, state: str, at_first: str
):
    verdict = (Action.PAGE, Urgency.URGENT, Flag.ALLEGATION_AGAINST_STAFF)
    monkeypatch.setitem(fakes.VERDICTS, "grabbed", verdict)
    (talk.opened if state == "open" else talk.claimed)("emergency")
    ts = talk.teacher(at_first)
    talk.edited("the new adult grabbed her", ts)
    talk.edited("somebody held her in F12", ts, EDITED + timedelta(minutes=1))
    talk.edited("he has a knife in F12", ts, EDITED + timedelta(minutes=2))
    assert "headteacher" in talk.read_by_practitioners[0]
    assert "F12" not in str(talk.read_by_practitioners)
    flags = json.loads(talk.line.look.requests()[-1]["flags"])
    assert Flag.ALLEGATION_AGAINST_STAFF.value in [each["flag"] for each in flags]
    handoff_id = talk.line.look.handoffs()[0]["id"]
    assert "F12" not in shown(Message(text="", blocks=[Artist(talk.desk).details(handoff_id)]))


def test_words_that_were_withheld_stay_so_when_an_edit_makes_a_request_of_them(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
):
    verdict = (Action.ASK, Urgency.URGENT, Flag.ALLEGATION_AGAINST_STAFF)
    monkeypatch.setitem(fakes.VERDICTS, "grabbed", verdict)
    handoff_id = talk.claimed("emergency")
    ts = talk.teacher("the new adult grabbed her")
    talk.edited("he has a knife in F12", ts)
    assert len(talk.line.look.requests()) == 2
    assert "F12" not in str(talk.read_by_practitioners)
    assert "F12" not in shown(Message(text="", blocks=[Artist(talk.desk).details(handoff_id)]))


def test_files_stay_behind_and_the_teacher_is_told(talk: Talk):
    talk.claimed()
    talk.teacher("see the plan", files=True)
    assert talk.read_by_practitioners[-1].endswith(">see the plan")
    assert talk.told()[-1] == "line:files-left-out"


def test_the_holder_is_named_so_that_their_slack_tells_them(talk: Talk):
    handoff_id = talk.claimed(user=DAN)
    talk.teacher("hello?")
    post = talk.line.slack.posts[-2]
    assert f"<@{DAN}>" in post["message"].text
    assert "hello" not in post["message"].text, "lock screens show no words of hers"
    assert talk.line.get(handoff_id).claimed_by == DAN


def test_an_answer_to_a_page_in_its_own_thread_is_no_question_and_is_not_lost(talk: Talk):
    talk.opened()
    page = next(e for e in talk.line.slack.posts if e["channel"] == f"D{PRIYA[1:]}")
    ts = talk.stamp()
    relay.receive(
        talk.desk,
        a_message(
            "on my way", ts=ts, user_id=PRIYA, channel_id=page["channel"], thread_ts=page["at"].ts
        ),
    )
    told = talk.line.look.effects("line")[-1]
    assert (told["recipient"], told["data"]["name"]) == (PRIYA, "page-thread")
    assert len(talk.line.look.requests()) == 1
    assert talk.words() == []


def from_priya(talk: Talk, text: str, **changed: Any) -> list[str]:
    """Let Priya write in her own messages; return what she is sent for it, pages aside."""
    before = len(talk.line.look.sent_to(PRIYA))
    there = {"user_id": PRIYA, "channel_id": f"D{PRIYA[1:]}", "ts": talk.stamp()} | changed
    relay.receive(talk.desk, a_message(text, **there))
    talk.line.settle()
    sent = talk.line.look.sent_to(PRIYA)[before:]
    return [each for each in sent if each != "card" and not each.endswith(".update")]


@pytest.mark.parametrize("state", ["open", "claimed"])
@pytest.mark.parametrize(
    "text",
    [
        "on my way",
        "got it",
        "I'm on it",
        "thanks",
        "ok, who is with her?",
        "On my way, I can take the boy with the knife",
        "I am on my way to the boy with the knife",
        "kicking off in art as well",
    ],
)
def test_whoever_was_called_is_told_that_words_in_their_own_messages_reach_nobody(
    talk: Talk, state: str, text: str
):
    (talk.opened if state == "open" else talk.claimed)()
    assert from_priya(talk, text) == ["line:page-thread"]
    assert len(talk.line.look.requests()) == len(talk.line.look.handoffs()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a girl here has a knife",
        "on my way but another boy has a knife here",
        "I'll take him now he has a knife",
        "he is coming up to me with a knife",
        "I can see a boy with a knife",
    ],
)
def test_an_emergency_of_a_practitioners_own_is_never_lost(talk: Talk, text: str):
    talk.opened()
    assert from_priya(talk, text) == ["line:page-thread", "reply"]
    own = talk.line.look.handoffs()[-1]
    assert (own["requester"], own["urgency"]) == (PRIYA, "emergency")


def test_a_worry_of_a_practitioners_own_is_asked_about(talk: Talk):
    talk.opened()
    assert from_priya(talk, "a boy is withdrawn") == ["line:page-thread", "reply"]
    assert talk.line.look.requests()[-1]["asked_at"]


def test_a_practitioner_whom_nobody_called_asks_like_anybody(talk: Talk):
    assert from_priya(talk, "kicking off") == ["reply", "line:welcome"]
    talk.close(talk.claimed())
    assert from_priya(talk, "kicking off") == ["reply"]


def test_a_practitioner_goes_on_in_the_thread_of_their_own_question(talk: Talk):
    ts = talk.stamp()
    from_priya(talk, "kicking off", ts=ts)
    talk.opened()
    assert from_priya(talk, "and in art", thread_ts=ts) == ["reply"]


def test_words_written_while_the_handoff_closes_are_a_question_again(
    talk: Talk, adviser: FakeAdviser
):
    handoff_id = talk.claimed()
    advise = adviser.advise

    def slowly(text: str, **more: Any) -> Any:
        if talk.line.get(handoff_id).is_active:
            closing.close(talk.desk, "click:now", handoff_id, PRIYA, CLOSING)
        return advise(text, **more)

    adviser.advise = slowly  # type: ignore[method-assign]
    talk.teacher("one more thing")
    assert talk.words() == []
    assert talk.told()[-1] == "reply"


# A practitioner writes


def test_writing_under_an_open_card_takes_it_and_says_so_to_the_writer_alone(talk: Talk):
    handoff_id = talk.opened()
    talk.under("I am on it. Where is she?")
    held = talk.line.get(handoff_id)
    assert held.claimed_by == PRIYA
    assert held.last_word_at == talk.line.clock.now()
    assert talk.whispers() == ["taken-by-writing"]
    assert talk.told()[-1] == "notice:claimed"
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* I am on it. Where is she?"]


@pytest.mark.parametrize("start", ["//", "// ", " //", "note:", "Note: ", "NOTE:"])
def test_a_note_stays_among_practitioners_and_takes_nothing(talk: Talk, start: str):
    handoff_id = talk.opened()
    talk.under(f"{start}ring me first")
    assert talk.read_by_teacher == talk.whispers() == []
    assert [(row["side"], row["text"]) for row in talk.words()] == [("note", "ring me first")]
    assert talk.line.get(handoff_id).is_open


@pytest.mark.parametrize(
    "text",
    [
        "[name] // she sounds young",
        "[pupil A], [name]: // she sounds young",
        "@dan // she sounds young",
        ":eyes: // she sounds young",
        "*// she sounds young*",
        "_~//~ she sounds young_",
        "`//` she sounds young",
        "> // she sounds young",
        "• // she sounds young",
        "2. // she sounds young",
        "“// she sounds young”",
        "(// she sounds young)",
        "[// she sounds young]",
        "/ / she sounds young",
        "\uff0f\uff0f she sounds young",
        "note : she sounds young",
        "*Note*: she sounds young",
        "note\uff1a she sounds young",
        "- note: she sounds young",
        "Stay with her.\n// she sounds young",
    ],
)
def test_what_may_be_a_note_is_held_back_and_the_writer_is_told(talk: Talk, text: str):
    handoff_id = talk.opened()
    talk.under(text)
    assert talk.read_by_teacher == []
    assert [(row["side"], row["text"]) for row in talk.words()] == [("note", text)]
    assert talk.whispers() == ["kept-as-note"]
    assert talk.line.get(handoff_id).is_open


@pytest.mark.parametrize("start", ["\u200b//", "/\u200b/", "\u2060note\ufeff:", "/\ufe0f/"])
def test_signs_that_nobody_sees_do_not_make_a_note_into_words(talk: Talk, start: str):
    talk.claimed()
    talk.under(f"{start} she sounds young")
    assert talk.read_by_teacher == []
    assert [row["text"] for row in talk.words()] == ["she sounds young"]


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/a//b",
        "Quiet corner and/or a walk",
        "either//or",
        "Take note: she likes trains",
        "A keynote: stay calm",
        "Here // there",
    ],
)
def test_slashes_among_words_are_words(talk: Talk, text: str):
    talk.claimed()
    talk.under(text)
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* {text}"]
    assert talk.whispers() == []


def test_an_edit_into_what_may_be_a_note_is_taken_back_and_said(talk: Talk):
    talk.claimed()
    ts = talk.under("she sounds young")
    talk.edited_under("*// she sounds young*", ts)
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* _(taken back)_"]
    assert talk.whispers() == ["kept-as-note"]


@pytest.mark.parametrize("text", ["//", "*//*", "> `//`", "_//_"])
def test_an_empty_note_is_nothing(talk: Talk, text: str):
    talk.claimed()
    talk.under(text)
    assert talk.words() == []


def test_words_count_as_heard_and_a_note_does_not(talk: Talk):
    handoff_id = talk.claimed()
    talk.line.clock.advance(timedelta(minutes=5))
    talk.under("// thinking")
    assert talk.line.get(handoff_id).last_word_at is None
    talk.under("I am here", DAN)
    assert talk.line.get(handoff_id).last_word_at == talk.line.clock.now()
    assert talk.line.get(handoff_id).claimed_by == PRIYA


def test_nobody_but_practitioners_is_carried(talk: Talk):
    handoff_id = talk.opened()
    talk.under("I can help", OMAR, may=False)
    assert talk.words() == talk.read_by_teacher == []
    assert talk.whispers(OMAR) == ["not-practitioner"]
    assert talk.line.get(handoff_id).is_open


def test_a_practitioner_cannot_answer_their_own_call_for_help(talk: Talk):
    handoff_id = talk.opened()
    talk.under("it is quiet now", TESSA)
    assert talk.whispers(TESSA) == ["own-request"]
    assert talk.line.get(handoff_id).is_open


def test_what_is_written_under_a_closed_card_offers_to_reopen_it(talk: Talk):
    handoff_id = talk.claimed()
    talk.close(handoff_id)
    talk.under("one more idea")
    assert talk.words() == talk.read_by_teacher == []
    note = talk.line.look.effects("ephemeral")[-1]
    assert note["data"] == {
        "name": "closed-thread",
        "handoff": handoff_id,
        "thread_ts": talk.card().ts,
    }
    talk.under("// for the file")
    assert [row["side"] for row in talk.words()] == ["note"]


def test_files_of_a_practitioner_stay_behind_too(talk: Talk):
    talk.claimed()
    talk.under("use this", has_files=True)
    talk.under("", has_files=True)
    assert talk.whispers() == ["files-not-carried", "nothing-carried"]
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* use this"]


def test_other_threads_are_none_of_our_business(talk: Talk):
    talk.claimed()
    ts = talk.stamp()
    other = talk.said("lunch?", PRIYA, ts, thread_ts="1790000000.999999")
    assert not hearing.is_under_a_card(talk.desk, other)
    before = talk.line.look.everything()
    hearing.hear(talk.desk, other, is_practitioner=True)
    assert talk.line.look.everything() == before


def test_a_card_that_slack_shows_before_we_know_of_it_is_awaited(talk: Talk):
    assert not hearing.is_card_awaited(talk.desk)
    intake.receive(talk.desk, a_message("he has a knife"))
    assert hearing.is_card_awaited(talk.desk)
    with talk.desk.work.read() as unit:
        assert carrying.is_ours(unit, ON_CALL, "1790000000.999999")
    talk.line.settle()
    assert not hearing.is_card_awaited(talk.desk)
    with talk.desk.work.read() as unit:
        assert not carrying.is_ours(unit, ON_CALL, "1790000000.999999")


def test_what_slack_said_last_of_a_practitioner_is_known(talk: Talk):
    talk.opened()
    said = talk.said("x", PRIYA, talk.stamp())
    assert hearing.was_practitioner(talk.desk, said)
    assert not hearing.was_practitioner(talk.desk, replace(said, user_id=OMAR))
    talk.line.knows(a_person(PRIYA, unreachable="their Slack account is deactivated"))
    assert not hearing.was_practitioner(talk.desk, said)


def test_two_who_write_at_once_are_both_carried_under_their_own_names(talk: Talk):
    handoff_id = talk.opened()
    talk.under("I have it", DAN)
    talk.under("Me too")
    assert talk.line.get(handoff_id).claimed_by == DAN
    assert talk.whispers(DAN) == ["taken-by-writing"]
    assert talk.whispers(PRIYA) == []
    assert talk.read_by_teacher == [f"*<@{DAN}>:* I have it", f"*<@{PRIYA}>:* Me too"]


# Strategies


def test_a_strategy_is_sent_whole_counts_as_words_and_is_seen_by_the_others(talk: Talk):
    handoff_id = talk.claimed()
    relay.insert_strategy(talk.desk, "click:s", handoff_id, PRIYA, "strategy-2")
    talk.line.settle()
    (sent,) = talk.read_by_teacher
    assert "Strategy number 2" in sent
    assert "*Right now*\n• Lower your voice." in sent
    assert "Evidence: moderate" in sent
    (told,) = talk.read_by_practitioners
    assert f"<@{PRIYA}> has sent the teacher a strategy: Strategy number 2" in told
    assert "Lower your voice" not in told
    assert talk.line.get(handoff_id).last_word_at is not None


def test_a_strategy_is_refused_to_others_twice_and_when_there_is_none(talk: Talk):
    handoff_id = talk.claimed()
    send = relay.insert_strategy
    with pytest.raises(Refused, match=f"<@{PRIYA}> has this one"):
        send(talk.desk, "click:1", handoff_id, DAN, "strategy-1")
    with pytest.raises(Refused, match="taken out"):
        send(talk.desk, "click:2", handoff_id, PRIYA, "no-such-strategy")
    send(talk.desk, "click:3", handoff_id, PRIYA, "strategy-1")
    with pytest.raises(Refused, match="just sent"):
        send(talk.desk, "click:4", handoff_id, PRIYA, "strategy-1")
    send(talk.desk, "click:5", handoff_id, PRIYA, "strategy-2")
    assert [row["strategy_id"] for row in talk.words()] == ["strategy-1", "strategy-2"]


# Edits and deletions


def test_edits_and_deletions_are_carried_from_both_sides(talk: Talk):
    talk.claimed()
    hers = talk.teacher("she is in F12")
    mine = talk.under("Stay with her")
    talk.edited("she is in F13", hers)
    talk.edited_under("Stay near her", mine)
    assert talk.read_by_practitioners == [
        f"*<@{PRIYA}>: <@{TESSA}> has written*\n>she is in F13\n_(edited)_"
    ]
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* Stay near her\n_(edited)_"]
    talk.deleted(hers)
    talk.deleted(mine, ON_CALL)
    assert talk.read_by_practitioners == [f"*<@{TESSA}>:* _(taken back)_"]
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* _(taken back)_"]
    assert "F1" not in talk.line.look.everything()


def test_an_edit_that_reveals_danger_is_answered_and_raises(talk: Talk):
    handoff_id = talk.claimed("urgent")
    ts = talk.teacher("he has something")
    talk.edited("he has a knife", ts)
    assert talk.line.get(handoff_id).urgency is Urgency.EMERGENCY
    assert talk.told().count("reply") == 2
    assert talk.read_by_practitioners[0].endswith(">he has a knife\n_(edited)_")
    talk.edited("he has a knife and a bag", ts, EDITED + timedelta(minutes=1))
    assert len(talk.line.look.requests()) == 2
    assert talk.line.look.requests()[-1]["text"] == "he has a knife and a bag"
    assert ">he has a knife and a bag" in talk.read_by_practitioners[0]


def test_an_edit_into_danger_after_the_end_begins_a_new_handoff(talk: Talk):
    handoff_id = talk.claimed()
    ts = talk.teacher("all calm")
    talk.close(handoff_id)
    talk.edited("not calm, he has a knife", ts)
    states = [row["state"] for row in talk.line.look.handoffs()]
    assert sorted(states) == ["closed", "open"]


def test_a_worry_in_an_edit_is_marked_and_goes_when_it_goes(talk: Talk):
    talk.claimed("soon")
    ts = talk.teacher("her arm")
    talk.edited("marks on her arm", ts)
    assert "noticed" in talk.read_by_practitioners[0]
    talk.edited("her arm is fine", ts, EDITED + timedelta(minutes=1))
    assert "noticed" not in talk.read_by_practitioners[0]


def test_nobody_edits_the_words_of_others(talk: Talk):
    talk.claimed()
    hers = talk.teacher("she is back")
    mine = talk.under("Good")
    talk.edited("she is gone", hers, user=OMAR)
    talk.edited_under("Bad", mine, user=DAN)
    assert [row["text"] for row in talk.words()] == ["she is back", "Good"]


def test_what_becomes_a_note_is_taken_back_and_a_note_never_leaves_by_an_edit(talk: Talk):
    talk.claimed()
    ts = talk.under("she sounds very young")
    talk.edited_under("// she sounds very young", ts)
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* _(taken back)_"]
    assert "young" not in talk.line.look.everything()
    note = talk.under("// ring me")
    talk.edited_under("ring me", note)
    assert talk.whispers() == ["edit-not-carried"]
    assert len(talk.read_by_teacher) == 1
    talk.edited_under("// ring me soon", note)
    assert talk.words()[-1]["text"] == "ring me soon"


def test_a_link_that_slack_unfolds_is_no_edit(talk: Talk):
    talk.claimed()
    ts = talk.under("see example.org")
    talk.under("see example.org", ts=ts, key="edit:unfurl", edited_at=None)
    assert talk.words()[0]["state"] == "said"


def test_a_message_that_was_deleted_before_it_came_is_not_carried_but_read(talk: Talk):
    handoff_id = talk.claimed("urgent")
    ts = talk.stamp()
    talk.deleted(ts)
    talk.teacher("he has a knife in F12", ts=ts)
    assert talk.read_by_practitioners == []
    assert talk.line.get(handoff_id).urgency is Urgency.EMERGENCY
    assert "F12" not in talk.line.look.everything()
    assert talk.line.look.requests()[-1]["state"] == "withdrawn"


def test_words_deleted_before_they_came_take_nothing(talk: Talk):
    handoff_id = talk.opened()
    ts = talk.stamp()
    talk.deleted(ts, ON_CALL)
    talk.under("wrong thread", ts=ts)
    assert talk.line.get(handoff_id).is_open
    assert talk.read_by_teacher == []


def test_a_question_deleted_before_it_came_is_acted_on_and_not_kept(talk: Talk):
    ts = talk.stamp()
    talk.deleted(ts)
    talk.teacher("he has a knife in F12", ts=ts)
    assert talk.line.look.handoffs()[0]["state"] == "open"
    assert "F12" not in talk.line.look.everything()


def test_deleting_the_whole_request_takes_back_all_that_was_said_about_it(talk: Talk):
    handoff_id = talk.claimed()
    talk.teacher("she is in F12")
    talk.under("Stay with her")
    first = talk.line.look.requests()[0]["id"]
    changes.withdraw(talk.desk, "click:w", first, TESSA)
    talk.line.settle()
    assert talk.read_by_practitioners == [f"*<@{TESSA}>:* _(taken back)_"]
    assert talk.read_by_teacher == [f"*<@{PRIYA}>:* Stay with her"]
    assert "F12" not in talk.line.look.everything()
    assert talk.line.get(handoff_id).is_active
    talk.teacher("sorry, I still need you")
    assert talk.read_by_practitioners[-1].endswith(">sorry, I still need you")


def test_deleting_one_message_takes_back_that_one_alone(talk: Talk):
    talk.claimed()
    talk.teacher("one")
    gone = talk.teacher("he has a knife")
    talk.deleted(gone)
    assert [row["text"] for row in talk.words()] == ["one", ""]
    assert [row["state"] for row in talk.line.look.requests()] == ["open", "withdrawn"]


def test_a_question_that_was_carried_while_nobody_came_is_taken_back_with_its_copy(talk: Talk):
    talk.opened()
    talk.teacher("he is in F12")
    changes.withdraw(talk.desk, "click:w", talk.line.look.requests()[-1]["id"], TESSA)
    talk.line.settle()
    assert talk.read_by_practitioners == [f"*<@{TESSA}>:* _(taken back)_"]


# After the end


def test_a_reply_in_an_old_thread_that_pages_anew_offers_nothing_besides(talk: Talk):
    talk.close(talk.claimed("urgent"))
    talk.teacher("gone again", thread_ts=talk.line.look.requests()[0]["message_ts"])
    assert [row["state"] for row in talk.line.look.handoffs()] == ["closed", "open"]
    assert "notice:reopen-offer" not in talk.told()


def test_a_reply_in_the_thread_of_a_closed_request_is_answered_and_offers_to_reopen_it(talk: Talk):
    handoff_id = talk.claimed("soon")
    talk.close(handoff_id)
    first = talk.line.look.requests()[0]
    for text in ("he shouts again", "and again"):
        talk.teacher(text, thread_ts=first["message_ts"])
    assert talk.told()[-3:] == ["reply", "notice:reopen-offer", "reply"]
    offer = talk.line.look.effects("notice")[-1]
    assert offer["ref"] == first["id"]
    assert talk.read_by_practitioners == []


@pytest.mark.parametrize("state", ["open", "claimed"])
def test_an_edit_that_nobody_reads_any_more_offers_to_reopen(talk: Talk, state: str):
    handoff_id = talk.opened("soon") if state == "open" else talk.claimed("soon")
    ts = talk.teacher("all calm")
    if state == "open":
        handoff.claim(talk.desk, talk.line.click(), handoff_id, PRIYA)
    talk.edited("all calm now", ts)
    assert "notice:reopen-offer" not in talk.told()
    talk.close(handoff_id)
    talk.edited("all calm now", ts, EDITED + timedelta(minutes=1))
    assert "notice:reopen-offer" not in talk.told()
    talk.edited("he will not come out", ts, EDITED + timedelta(minutes=2))
    talk.edited("he will not come out of there", ts, EDITED + timedelta(minutes=3))
    assert talk.told().count("notice:reopen-offer") == 1


def test_an_edit_that_pages_anew_offers_nothing_besides(talk: Talk):
    handoff_id = talk.claimed("soon")
    ts = talk.teacher("all calm")
    talk.close(handoff_id)
    talk.edited("he has a knife", ts)
    assert talk.line.look.handoffs()[-1]["state"] == "open"
    assert "notice:reopen-offer" not in talk.told()


def test_after_five_school_days_nothing_is_offered(talk: Talk):
    handoff_id = talk.claimed("soon")
    talk.close(handoff_id)
    talk.line.clock.advance(timedelta(days=14))
    talk.teacher("he shouts", thread_ts=talk.line.look.requests()[0]["message_ts"])
    assert "notice:reopen-offer" not in talk.told()


# Doubles


def test_a_message_that_comes_twice_is_carried_once(talk: Talk, clock: FixedClock):
    talk.claimed()
    ts = talk.teacher("she is back")
    talk.teacher("she is back", ts=ts)
    mine = talk.under("Good")
    talk.under("Good", ts=mine)
    assert len(talk.words()) == 2
    key = f"message:{TEAM}:{TESSA_DM}:{talk.stamp()}"
    with talk.desk.work.write() as unit:
        unit.inbox.add(a_delivery(key), at=clock.now(), by="me", lease=timedelta(seconds=20))
    relay.receive(talk.desk, a_message("once", ts="1", key=key))
    with pytest.raises(AlreadyDone):
        relay.receive(talk.desk, a_message("once", ts="1", key=key))


CHANGES = ("first", "edit 1", "edit 2", "delete")


def _story(talk: Talk, order: list[str], *, is_teacher: bool) -> dict[str, Any]:
    """Let one message be written, edited twice and perhaps deleted, in an order of delivery."""
    ts = talk.stamp()
    for step in order:
        at = EDITED + timedelta(minutes=int(step[-1])) if step.startswith("edit") else EDITED
        if step == "first" and is_teacher:
            talk.teacher("words", ts=ts)
        elif step == "first":
            talk.under("words", ts=ts)
        elif step == "delete":
            talk.deleted(ts, TESSA_DM if is_teacher else ON_CALL)
        elif is_teacher:
            talk.edited(f"words of {step}", ts, at)
        else:
            talk.edited_under(f"words of {step}", ts, at)
    place = TESSA_DM if is_teacher else ON_CALL
    (kept,) = [r for r in talk.words() if (r["channel_id"], r["message_ts"]) == (place, ts)]
    return {"text": kept["text"], "state": kept["state"]}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sets(st.sampled_from(CHANGES[1:]))
    .map(lambda some: ["first", *sorted(some)])
    .flatmap(st.permutations),
    is_teacher=st.booleans(),
)
def test_whatever_order_slack_delivers_in_the_words_end_the_same(
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    order: list[str],
    is_teacher: bool,
):
    path = tmp_path_factory.mktemp("story") / "line.db"
    shutil.copy(empty_database, path)
    clock = FixedClock(datetime(2026, 11, 24, 9, 14, tzinfo=UTC))
    work = SqliteWork(path)
    known = a_line()
    desk = Desk(
        work=work, clock=clock, ids=CountedIds(), adviser=FakeAdviser(known), knowledge=known
    )
    line = AtWork(desk, Looking(path), clock)
    line.on_rota()
    talk = Talk(line)
    talk.claimed()
    kept = _story(talk, order, is_teacher=is_teacher)
    work.close()
    edits = sorted(each for each in order if each.startswith("edit"))
    if "delete" in order:
        assert kept == {"text": "", "state": "deleted"}
    elif edits:
        assert kept == {"text": f"words of {edits[-1]}", "state": "edited"}
    else:
        assert kept == {"text": "words", "state": "said"}
    copies = talk.read_by_practitioners if is_teacher else talk.read_by_teacher
    assert len(copies) <= 1
    assert all((kept["text"] or "(taken back)") in copy for copy in copies)


def test_no_words_of_a_conversation_stand_in_the_audit_or_the_outbox(talk: Talk):
    talk.claimed()
    ts = talk.teacher("she is in F12")
    talk.under("stay near F12")
    talk.edited("she is in F12 again", ts)
    look = talk.line.look
    assert "F12" not in str(look.rows("SELECT * FROM audit"))
    assert "F12" not in json.dumps(look.effects())
    assert EffectKind.WORDS.value in {row["kind"] for row in look.effects()}
