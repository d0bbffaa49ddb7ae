"""From what Slack delivers to who hears it: threads under a card, and all that is not ours."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltContext, BoltRequest, BoltResponse

from advicebot.clock import FixedClock, SystemClock
from advicebot.domain.delivery import Delivery
from advicebot.domain.knowledge import Knowledge
from advicebot.errors import SlackDeliveryError
from advicebot.service import handoff, intake
from advicebot.service.deliveries import MOST_ATTEMPTS, Deliveries
from advicebot.service.desk import Desk
from advicebot.slack import parse
from advicebot.slack.door import Door, retaken_request
from advicebot.slack.listeners import events
from advicebot.slack.payloads import (
    cleaned,
    is_from_person,
    is_overheard,
    key_of,
    kind_of,
    sender_of,
    thread_of,
    without_words,
)
from advicebot.store.work import SqliteWork
from tests import payloads as p
from tests.fakes import (
    DAN,
    OMAR,
    PRIYA,
    SECRET,
    TEAM,
    TESSA,
    TESSA_DM,
    Looking,
    a_message,
    redact,
)
from tests.handoffs import AtWork, a_line

STAFFROOM = "C0STAFF001"
LEADS = "C0LEADS001"


class SomeRoles:
    """Knows who is on call, while Slack answers."""

    def __init__(self) -> None:
        self.on_call = {PRIYA, DAN}
        self.is_down = False
        self.asked: list[str] = []

    def is_practitioner(self, user_id: str) -> bool:
        """True for who is on call now."""
        self.asked.append(user_id)
        if self.is_down:
            raise SlackDeliveryError("http_503")
        return user_id in self.on_call


class Slack:
    """Hands deliveries to the listeners as the app does, once they went through the door."""

    def __init__(self, line: AtWork) -> None:
        self.line = line
        self.roles: Any = SomeRoles()

    def delivers(self, body: p.Body, *, failures: int = 0) -> None:
        """Clean a delivery, let the listener have it, and send what follows."""
        delivery = Delivery(
            key=key_of(body),
            team_id=TEAM,
            kind=kind_of(body),
            body=cleaned(body, redact),
            attempts=failures + 1,
            failures=failures,
        )
        gateway: Any = self.line.slack
        plain = dict(delivery.body)
        if plain["event"]["type"] == "app_mention":
            events.app_mention(plain, self.line.desk, delivery)
        else:
            events.message(plain, self.line.desk, delivery, gateway, self.roles)
        self.line.settle()

    @property
    def card(self) -> str:
        """The message under which the practitioners write."""
        found = [e["at"] for e in self.line.slack.posts if e["channel"] == p.ON_CALL]
        return str(found[0].ts)

    def words(self) -> list[tuple[str, str]]:
        """Return who said what, as it is stored."""
        rows = self.line.look.rows("SELECT * FROM words ORDER BY created_at, id")
        return [(row["author"], row["text"]) for row in rows]

    def whispers(self) -> list[str]:
        """Return the notes that only one person saw, by name."""
        return [row["data"]["name"] for row in self.line.look.effects("ephemeral")]


@pytest.fixture
def knowledge() -> Knowledge:
    return a_line()


@pytest.fixture
def slack(desk: Desk, look: Looking, clock: FixedClock) -> Slack:
    line = AtWork(desk, look, clock)
    line.on_rota()
    return Slack(line)


def claimed(slack: Slack) -> str:
    """Let Tessa call for help and Priya take it."""
    handoff_id = slack.line.call("urgent")
    handoff.claim(slack.line.desk, "click:take", handoff_id, PRIYA)
    slack.line.settle()
    return handoff_id


# Both sides


def test_words_under_the_card_and_in_the_direct_messages_are_carried(slack: Slack):
    claimed(slack)
    slack.delivers(p.under(f"Is {SECRET} there?", card=slack.card))
    slack.delivers(p.message("yes, she is", ts="1790000201.000100"))
    assert slack.words() == [(PRIYA, "Is [name] there?"), (TESSA, "yes, she is")]
    assert SECRET not in slack.line.look.everything()


def test_edits_and_deletions_reach_the_words(slack: Slack):
    claimed(slack)
    slack.delivers(p.under("one", card=slack.card))
    slack.delivers(p.edited_under("two", "one", card=slack.card))
    assert slack.words() == [(PRIYA, "two")]
    slack.delivers(p.deleted_under("two"))
    assert slack.words() == [(PRIYA, "")]
    slack.delivers(p.message("three", ts="1790000201.000100"))
    slack.delivers(p.edited("four", "three", ts="1790000201.000100"))
    assert slack.words()[-1] == (TESSA, "four")
    slack.delivers(p.deleted("four", ts="1790000201.000100"))
    assert slack.words()[-1] == (TESSA, "")


def test_whoever_is_not_on_call_is_told_and_not_carried(slack: Slack):
    handoff_id = slack.line.call("urgent")
    slack.delivers(p.under("I can help", user=OMAR, card=slack.card))
    assert slack.words() == []
    assert slack.whispers() == ["not-practitioner"]
    assert slack.line.get(handoff_id).is_open


def test_an_edit_of_a_message_that_never_came_is_taken_as_the_message(slack: Slack):
    claimed(slack)
    slack.delivers(p.edited_under("new", "old", card=slack.card))
    slack.delivers(p.under("old", card=slack.card))
    assert slack.words() == [(PRIYA, "new")]


def test_files_are_told_from_words_on_both_sides(slack: Slack):
    claimed(slack)
    file = {"subtype": "file_share", "files": [{"id": "F1"}]}
    slack.delivers(p.under("", card=slack.card, **file))
    slack.delivers(p.under("see this", card=slack.card, ts="1790000201.000100", **file))
    slack.delivers(p.message("", ts="1790000202.000100", files=[{"id": "F1"}]))
    slack.delivers(p.message("and this", ts="1790000203.000100", files=[{"id": "F1"}]))
    assert slack.whispers() == ["nothing-carried", "files-not-carried"]
    assert slack.words() == [(PRIYA, "see this"), (TESSA, "and this")]
    lines = [each for each in slack.line.look.sent_to(TESSA) if each.startswith("line:files")]
    assert lines == ["line:files", "line:files-left-out"]


def test_a_mention_under_the_card_is_heard_once_and_is_no_question(slack: Slack):
    claimed(slack)
    text = f"<@{p.BOT_USER}> tell her I am coming"
    inner = p.under(text, card=slack.card)["event"]
    mention = p.event(inner | {"type": "app_mention"})
    slack.delivers(mention)
    slack.delivers(p.event(inner))
    assert slack.words() == [(PRIYA, "[name] tell her I am coming")]
    assert len(slack.line.look.requests()) == 1


# When Slack does not say who somebody is


def test_words_wait_while_slack_does_not_say_who_wrote_them(slack: Slack):
    claimed(slack)
    slack.roles.is_down = True
    body = p.under("coming", card=slack.card)
    for failed in range(MOST_ATTEMPTS - 1):
        with pytest.raises(SlackDeliveryError):
            slack.delivers(body, failures=failed)
    assert slack.words() == []
    slack.roles.is_down = False
    slack.delivers(body, failures=MOST_ATTEMPTS - 1)
    assert slack.words() == [(PRIYA, "coming")]


def test_in_the_end_what_slack_said_last_counts(slack: Slack):
    claimed(slack)
    slack.roles.is_down = True
    slack.delivers(p.under("coming", card=slack.card), failures=MOST_ATTEMPTS - 1)
    assert slack.words() == [(PRIYA, "coming")]
    stranger = p.under("me too", user=OMAR, card=slack.card, ts="1790000201.000100")
    with pytest.raises(SlackDeliveryError):
        slack.delivers(stranger, failures=MOST_ATTEMPTS - 1)
    assert len(slack.words()) == 1


def test_a_card_that_slack_showed_too_early_is_waited_for(slack: Slack):
    intake.receive(slack.line.desk, a_message("she is missing", ts="1790000000.000200"))
    body = p.under("coming")
    with pytest.raises(SlackDeliveryError, match="card_not_known_yet"):
        slack.delivers(body)
    assert slack.words() == []
    slack.line.settle()
    slack.delivers(p.under("coming", card=slack.card), failures=1)
    assert slack.words() == [(PRIYA, "coming")]


def test_what_never_turns_out_to_be_a_card_is_not_carried_and_that_is_said(slack: Slack):
    intake.receive(slack.line.desk, a_message("she is missing", ts="1790000000.000200"))
    body = p.under("coming")
    gateway: Any = slack.line.slack
    delivery = Delivery(key=key_of(body), team_id=TEAM, kind="message", body=body, failures=3)
    events.message(body, slack.line.desk, delivery, gateway, slack.roles)
    assert slack.whispers() == ["not-carried"]


# What is none of our business


NOT_OURS = {
    "beside the card": p.overheard("lunch?"),
    "in another thread": p.under("lunch?", card="1790000000.777777"),
    "its own thread": p.overheard("lunch?", ts=p.TS, thread_ts=p.TS),
    "in the leads' channel": p.under("figures", channel=LEADS),
    "somebody joins": p.joined(),
    "a topic": p.overheard("new topic", subtype="channel_topic"),
    "an edit beside the card": p.event(
        p.edited("b", "a", user=PRIYA)["event"] | {"channel": p.ON_CALL, "channel_type": "group"}
    ),
    "a deletion": p.deleted_under("x"),
    "a deletion of which nothing is said": p.deleted_under(None),
}


@pytest.mark.parametrize("body", NOT_OURS.values(), ids=NOT_OURS)
def test_the_rest_of_a_channel_is_passed_over_without_asking_who_it_was(slack: Slack, body: p.Body):
    claimed(slack)
    before = [slack.line.look.effects(), slack.line.look.requests(), slack.words()]
    slack.delivers(body)
    assert [slack.line.look.effects(), slack.line.look.requests(), slack.words()] == before
    assert slack.roles.asked == []


@pytest.mark.parametrize(
    "body",
    [
        p.overheard(f"{SECRET} has a knife"),
        p.overheard(f"{SECRET}", subtype="file_share", files=[{"title": SECRET}]),
        p.joined(),
        p.event(
            p.edited(f"{SECRET} b", f"{SECRET} a", ts="1.1")["event"]
            | {"channel": LEADS, "channel_type": "group"}
        ),
    ],
)
def test_no_word_of_a_channel_is_kept_but_its_key_is(body: p.Body):
    clean = cleaned(body, redact)
    kept = json.dumps(clean)
    assert "knife" not in kept
    assert SECRET not in kept
    assert "joined" not in kept
    assert (key_of(clean), sender_of(clean), kind_of(clean)) == (
        key_of(body),
        sender_of(body),
        kind_of(body),
    )
    assert is_overheard(body)


def test_what_stands_in_a_thread_is_kept_until_it_is_known_whose_it_is():
    body = p.under(f"{SECRET} hid")
    clean = cleaned(body, redact)
    assert clean["event"]["text"] == "[name] hid"
    assert thread_of(clean) == (p.ON_CALL, p.CARD_TS)
    assert "hid" not in json.dumps(without_words(clean))
    assert key_of(without_words(clean)) == key_of(body)


@pytest.mark.parametrize(
    ("body", "thread"),
    [
        (p.under("a"), (p.ON_CALL, p.CARD_TS)),
        (p.edited_under("b", "a"), (p.ON_CALL, p.CARD_TS)),
        (p.overheard("a"), None),
        (p.overheard("a", thread_ts=p.TS), None),
        (p.command("a"), None),
    ],
)
def test_in_which_thread_something_was_written(body: p.Body, thread: tuple[str, str] | None):
    assert thread_of(body) == thread


def test_direct_messages_commands_and_mentions_are_never_overheard():
    for body in (p.message("a"), p.edited("b", "a"), p.command("a"), p.mention("a"), p.joined()):
        assert is_overheard(body) == (body == p.joined())


def test_a_mention_in_a_private_channel_is_another_delivery_than_the_message():
    inner = p.overheard("he hit me", channel=STAFFROOM)["event"]
    mention = p.event(inner | {"type": "app_mention"})
    assert key_of(mention) != key_of(p.event(inner))


def test_what_we_post_ourselves_is_nobodys():
    assert not is_from_person(p.overheard("a copy", user=p.BOT_USER, bot_id=p.BOT))
    assert is_from_person(p.under("a"))


@pytest.fixture
def through(work: SqliteWork) -> Callable[[p.Body], bool]:
    """Return a function that sends a delivery to the door, True when it is let in."""
    clock = SystemClock()
    lease = timedelta(seconds=20)
    deliveries = Deliveries(work, worker="me", lease=lease, machine=clock)
    door = Door(deliveries, redact, lambda body: None, own_user_id=p.BOT_USER)

    def send(body: p.Body) -> bool:
        let_in: list[bool] = []
        request = BoltRequest(mode="socket_mode", body=body)

        def on() -> BoltResponse:
            let_in.append(True)
            return BoltResponse(status=200)

        assert door(request, BoltContext(), on).status == 200
        return bool(let_in)

    return send


@pytest.mark.parametrize(
    "body",
    [
        p.joined(user=p.BOT_USER),
        p.joined(),
        p.overheard("has left", subtype="channel_leave"),
        p.overheard("new topic", subtype="channel_topic"),
        p.message("pinned", subtype="pinned_item"),
        p.overheard("ours", user=p.BOT_USER),
    ],
)
def test_news_of_a_channel_and_what_is_ours_stop_at_the_door(
    through: Callable[[p.Body], bool], look: Looking, body: p.Body
):
    assert not through(body)
    assert look.rows("SELECT * FROM inbox") == []


@pytest.mark.parametrize(
    "body",
    [
        p.message("he has a knife"),
        p.message("see this", subtype="file_share"),
        p.message("he has a knife", subtype="me_message"),
        p.edited("b", "a"),
        p.deleted("a"),
        p.deleted(None),
        p.tombstone("a"),
        p.under("coming", subtype="thread_broadcast"),
        p.mention("he has a knife"),
        p.event({"type": "member_joined_channel", "user": p.BOT_USER, "channel": p.ON_CALL}),
    ],
)
def test_whatever_people_do_goes_through_the_door(
    through: Callable[[p.Body], bool], look: Looking, body: p.Body
):
    assert through(body)
    assert len(look.rows("SELECT * FROM inbox")) == 1


def test_what_was_stored_before_it_was_known_to_be_no_message_is_done_with(
    work: SqliteWork, look: Looking
):
    machine = SystemClock()
    late = Deliveries(work, worker="me", lease=timedelta(seconds=-1), machine=machine)
    body = p.joined(user=p.BOT_USER)
    late.accept(Delivery(key=key_of(body), team_id=TEAM, kind=kind_of(body), body=body))
    (again,) = late.claim_abandoned()
    door = Door(late, redact, lambda body: None)
    door(retaken_request(again), BoltContext(), lambda: BoltResponse(status=200))
    assert late.claim_abandoned() == []
    assert look.rows("SELECT * FROM inbox WHERE done_at IS NULL") == []


# Payloads to values


def test_what_was_said_under_a_card():
    said = parse.said_in_thread(cleaned(p.under(f" {SECRET} ran ", user=DAN), redact), "k")
    assert said is not None
    assert (said.key, said.team_id, said.user_id) == ("k", TEAM, DAN)
    assert (said.channel_id, said.thread_ts, said.message_ts) == (p.ON_CALL, p.CARD_TS, p.TS)
    assert (said.text, said.removed, said.has_files) == ("[name] ran", 1, False)
    assert said.edited_at is None


def test_the_time_of_an_edit_is_slacks():
    body = cleaned(p.edited_under("b", "a", at="1790000050.000500"), redact)
    said = parse.said_in_thread(body, "k")
    assert said is not None
    assert said.edited_at is not None
    assert said.edited_at.isoformat() == "2026-09-21T14:14:10.000500+00:00"
    change, _ = parse.incoming_edit(cleaned(p.edited("b", "a"), redact), "k")
    assert change.edited_at == said.edited_at


def test_a_change_that_slack_makes_by_itself_has_no_time():
    body = p.edited_under("a", "a")
    del body["event"]["message"]["edited"]
    said = parse.said_in_thread(body, "k")
    assert said is not None
    assert said.edited_at is None


def test_a_dm_is_known_by_its_channel_where_slack_does_not_say_the_kind(slack: Slack):
    body = p.message("kicking off")
    del body["event"]["channel_type"]
    slack.delivers(body)
    assert slack.line.look.requests()[0]["channel_id"] == TESSA_DM


def test_a_conversation_over_an_hour_keeps_the_handoff_with_whoever_writes(slack: Slack):
    handoff_id = claimed(slack)
    for number in range(3):
        slack.line.wait(50)
        slack.delivers(p.under("still here", card=slack.card, ts=f"179000030{number}.000100"))
    assert slack.line.get(handoff_id).claimed_by == PRIYA
    slack.line.wait(11, hours=1)
    assert slack.line.get(handoff_id).is_open
