"""Everything Slack delivers, through the real Bolt app: stored, acknowledged, done once."""

import copy
import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from advicebot.clock import FixedClock
from advicebot.errors import SlackDeliveryError
from advicebot.service.deliveries import MOST_ATTEMPTS, MOST_DEATHS, Deliveries
from advicebot.service.desk import Desk
from advicebot.slack.app import Parts, build_app
from advicebot.slack.door import retaken_request
from advicebot.slack.draw import Artist
from advicebot.slack.run import Workers, take_in
from advicebot.slack.sweep import Sweep
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
    InlineExecutor,
    Looking,
    redact,
)
from tests.staff import StaffSlack

LEASE = timedelta(seconds=20)
ON_CALL = "C0ONCALL01"


@dataclass
class Told:
    """What people were told through ``response_url``."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [body["text"] for body in self.bodies]


@pytest.fixture(scope="module")
def answering() -> Iterator[Told]:
    """A server that takes what is sent to a ``response_url``."""
    told = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def told(answering: Told) -> Told:
    answering.bodies.clear()
    return answering


@pytest.fixture
def slack() -> StaffSlack:
    return StaffSlack()


@pytest.fixture
def deliveries(work: SqliteWork, clock: FixedClock) -> Deliveries:
    return Deliveries(work, worker="one", lease=LEASE, machine=clock)


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def app(desk: Desk, deliveries: Deliveries, slack: StaffSlack, told: Told, woken: list[int]) -> App:
    gateway: Any = slack
    parts = Parts(
        desk=desk,
        deliveries=deliveries,
        gateway=gateway,
        artist=Artist(desk),
        redact=redact,
        wake=lambda: woken.append(1),
    )
    return build_app(
        parts,
        client=WebClient(token="xoxb-test", base_url=told.url),
        identity={"bot_id": p.BOT, "user_id": p.BOT_USER, "team_id": TEAM},
        executor=InlineExecutor(),
    )


Deliver = Callable[[p.Body], BoltResponse]


@pytest.fixture
def deliver(app: App, told: Told) -> Deliver:
    def give(body: p.Body) -> BoltResponse:
        body = copy.deepcopy(body)
        if "response_url" in body:
            body["response_url"] = told.url
        return app.dispatch(BoltRequest(mode="socket_mode", body=body))

    return give


@pytest.fixture
def retake(app: App, deliveries: Deliveries, clock: FixedClock) -> Callable[[], int]:
    """Return what takes up abandoned deliveries as the worker thread does."""
    none: Any = SimpleNamespace(run=lambda: None)
    workers: Any = Workers(app, sender=none, deliveries=deliveries, sweep=none, wake=none)

    def again() -> int:
        clock.advance(LEASE + timedelta(seconds=1))
        before = logging.root.manager.disable
        logging.disable(logging.ERROR)
        try:
            workers._retake()
        finally:
            logging.disable(before)
        return 0

    return again


def asked(deliver: Deliver, look: Looking, text: str = "kicking off", ts: str = p.TS) -> str:
    """Let Tessa write and return the id of her request."""
    assert deliver(p.message(text, ts=ts)).status == 200
    return str(look.requests()[-1]["id"])


def inbox(look: Looking) -> list[dict[str, Any]]:
    return look.rows("SELECT * FROM inbox ORDER BY received_at, key")


def all_done(look: Looking) -> bool:
    return all(row["done_at"] and row["body"] == "" for row in inbox(look))


def test_a_message_is_acknowledged_stored_redacted_and_answered(
    deliver: Deliver, look: Looking, woken: list[int]
):
    assert deliver(p.message(f"{SECRET} is kicking off")).status == 200
    (request,) = look.requests()
    assert (request["text"], request["removed"]) == ("[name] is kicking off", 1)
    assert look.sent_to(TESSA) == ["reply", "line:welcome"]
    assert all_done(look)
    assert woken
    assert SECRET not in look.everything()


def test_what_is_stored_before_the_work_is_redacted_already(
    deliver: Deliver, look: Looking, adviser: Any
):
    assert deliver(p.message(f"crash {SECRET}")).status == 200
    (row,) = inbox(look)
    assert "crash [name]" in row["body"]
    assert SECRET not in look.everything()


def test_a_repeated_delivery_is_acknowledged_and_changes_nothing(deliver: Deliver, look: Looking):
    assert deliver(p.message("he has a knife", event_id="Ev1")).status == 200
    before = look.effects()
    for event_id in ("Ev1", "Ev2"):
        assert deliver(p.message("he has a knife", event_id=event_id)).status == 200
    assert len(look.requests()) == len(look.handoffs()) == 1
    assert look.effects() == before


def test_what_cannot_be_stored_is_not_acknowledged(deliver: Deliver, look: Looking, desk: Desk):
    with desk.work.write() as unit:
        unit.inbox._db.execute("DROP TABLE inbox")  # type: ignore[attr-defined]
    assert deliver(p.message("he has a knife")).status == 500


def test_a_message_that_crashes_is_tried_again_and_then_given_up_loudly(
    deliver: Deliver,
    look: Looking,
    retake: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
):
    assert deliver(p.message(f"crash {SECRET}")).status == 200
    assert "listener failed ref=" in caplog.text
    for _ in range(MOST_ATTEMPTS - 1):
        assert look.effects() == []
        retake()
    assert look.sent_to(TESSA) == ["line:unreadable"]
    assert look.sent_to("@on-call") == ["line:unreadable-on-call"]
    (row,) = inbox(look)
    assert (row["attempts"], bool(row["failed_at"])) == (MOST_ATTEMPTS, True)
    retake()
    assert len(look.effects()) == 2


def test_a_message_that_crashed_once_is_answered_the_second_time(
    deliver: Deliver, look: Looking, retake: Callable[[], int], knowledge: Any, desk: Desk
):
    with desk.work.write() as unit:
        unit.inbox._db.execute("ALTER TABLE requests RENAME TO away")  # type: ignore[attr-defined]
    deliver(p.message("he has a knife"))
    with desk.work.write() as unit:
        unit.inbox._db.execute("ALTER TABLE away RENAME TO requests")  # type: ignore[attr-defined]
    retake()
    assert len(look.handoffs()) == 1
    assert all_done(look)


def test_a_delivery_that_kills_every_worker_is_given_up_in_the_end(
    deliveries: Deliveries, look: Looking, retake: Callable[[], int], desk: Desk, clock: FixedClock
):
    """A row whose workers die never comes to be put back: taking it up must count by itself."""
    from tests.fakes import a_delivery

    body = p.message("he has a knife")
    deliveries.accept(a_delivery("message:deadly", body=body))
    for _ in range(MOST_DEATHS):
        clock.advance(LEASE + timedelta(seconds=1))
        deliveries.claim_abandoned()
    retake()
    assert look.sent_to(TESSA) == ["line:unreadable"]
    assert look.requests() == []
    assert inbox(look)[0]["failed_at"]


def test_an_edit_is_read_again(deliver: Deliver, look: Looking):
    asked(deliver, look)
    deliver(p.edited("kicking off with a knife", "kicking off"))
    assert len(look.requests()) == len(look.handoffs()) == 1


def test_an_edit_whose_message_was_never_seen_is_taken_in(deliver: Deliver, look: Looking):
    deliver(p.edited("he has a knife", "kicking off"))
    assert len(look.handoffs()) == 1
    deliver(p.message("kicking off"))
    assert [row["text"] for row in look.requests()] == ["he has a knife"]
    assert all_done(look)


@pytest.mark.parametrize(
    "body", [p.deleted("he has a knife"), p.deleted(None), p.tombstone("he has a knife")]
)
def test_a_deleted_message_is_taken_out_and_the_page_stays(
    deliver: Deliver, look: Looking, body: p.Body
):
    asked(deliver, look, "he has a knife in F12")
    deliver(body)
    (request,) = look.requests()
    assert (request["state"], request["text"]) == ("withdrawn", "")
    assert look.handoffs()[0]["state"] == "open"
    assert "F12" not in look.everything()


def test_a_file_alone_is_declined_and_a_file_with_words_is_read(deliver: Deliver, look: Looking):
    deliver(p.message("", subtype="file_share", files=[{"id": "F1", "name": "plan.pdf"}]))
    assert look.sent_to(TESSA) == ["line:files"]
    deliver(p.message("kicking off", subtype="file_share", files=[{}], ts="1790000001.000100"))
    assert len(look.requests()) == 1


@pytest.mark.parametrize("text", ["/advice", "/advice help", "help me use this?", "/help"])
def test_a_command_that_ended_up_as_a_message_gets_help(deliver: Deliver, look: Looking, text: str):
    deliver(p.message(text))
    assert look.sent_to(TESSA) == ["line:help"]


def test_a_call_for_help_behind_a_slash_is_read_all_the_same(deliver: Deliver, look: Looking):
    deliver(p.message("/advice he has a knife"))
    assert len(look.handoffs()) == 1


def test_me_messages_and_thread_broadcasts_are_read(deliver: Deliver, look: Looking):
    deliver(p.message("he has a knife", subtype="me_message"))
    deliver(p.message("kicking off", subtype="thread_broadcast", ts="1790000001.000100"))
    assert len(look.requests()) == 2


@pytest.mark.parametrize("subtype", ["channel_join", "reminder_add", "pinned_item"])
def test_messages_of_other_kinds_are_passed_over(deliver: Deliver, look: Looking, subtype: str):
    assert deliver(p.message("x has joined", subtype=subtype)).status == 200
    assert look.effects() == []
    assert all_done(look)


@pytest.mark.parametrize(
    "body",
    [
        p.message("he has a knife", bot_id="B0OTHER001"),
        p.message("he has a knife", subtype="bot_message", bot_id=p.BOT),
        p.edited("new", "old", bot_id=p.BOT, user=p.BOT_USER),
    ],
)
def test_bots_are_ignored_and_nothing_of_theirs_is_stored(
    deliver: Deliver, look: Looking, body: p.Body
):
    assert deliver(body).status == 200
    assert inbox(look) == look.requests() == look.effects() == []


def test_outsiders_are_refused_whether_they_write_edit_or_mention(deliver: Deliver, look: Looking):
    deliver(p.message("he has a knife", user_team="T0OTHER001"))
    deliver(p.edited("a knife", "he has a knife", user_team="T0OTHER001"))
    outside = p.mention("he has a knife", ts="1790000002.000100")
    outside["event"]["user_team"] = "T0OTHER001"
    deliver(outside)
    assert look.requests() == look.handoffs() == []
    assert look.sent_to(TESSA) == ["line:outsider", "ephemeral:outsider"]


def test_a_mention_is_answered_in_private(deliver: Deliver, look: Looking):
    deliver(p.mention("kicking off"))
    assert look.requests()[0]["text"] == "kicking off"
    assert look.sent_to(TESSA) == ["reply", "ephemeral:mention", "line:welcome"]


def test_the_home_tab_is_drawn_and_the_messages_tab_is_not(deliver: Deliver, look: Looking):
    deliver(p.home_opened(event_id="Ev1"))
    deliver(p.home_opened(tab="messages", event_id="Ev2"))
    assert look.sent_to(TESSA) == ["home"]
    assert all_done(look)


def test_the_command_with_words_asks(deliver: Deliver, look: Looking):
    response = deliver(p.command(f"{SECRET} has a knife"))
    assert (response.status, "direct messages" in str(response.body)) == (200, True)
    assert look.requests()[0]["origin"] == "command"
    assert len(look.handoffs()) == 1
    assert SECRET not in look.everything()


@pytest.mark.parametrize("word", ["help", "?", "HELP", "-h", "--help"])
def test_the_command_explains_itself(deliver: Deliver, look: Looking, word: str):
    assert deliver(p.command(word)).status == 200
    assert look.sent_to(TESSA) == ["line:help"]


def test_the_bare_command_opens_the_form(deliver: Deliver, look: Looking, slack: StaffSlack):
    deliver(p.command(""))
    assert slack.views[0]["callback_id"] == "request.ask_form"
    assert all_done(look)


@pytest.mark.parametrize(
    "error",
    [
        SlackDeliveryError("expired_trigger_id"),
        SlackDeliveryError("ratelimited", retry_after=30.0, method="views.open"),
        SlackDeliveryError("TimeoutError", is_uncertain=True, method="views.open"),
        SlackDeliveryError("http_500", is_uncertain=True, method="views.push"),
    ],
    ids=lambda error: error.reason,
)
def test_a_form_that_can_open_no_more_is_explained_and_not_tried_again(
    deliver: Deliver, look: Looking, slack: StaffSlack, told: Told, error: SlackDeliveryError
):
    slack.plan = lambda method, about: error if method == "open_view" else None
    deliver(p.command(""))
    assert told.texts == ["Nothing opened? Please try that again."]
    assert told.bodies[0]["response_type"] == "ephemeral"
    assert all_done(look)


def test_a_form_that_slack_finds_wrong_is_our_mistake_and_stays_open(
    deliver: Deliver, look: Looking, slack: StaffSlack, told: Told
):
    wrong = SlackDeliveryError("invalid_arguments", method="views.open")
    slack.plan = lambda method, about: wrong if method == "open_view" else None
    deliver(p.command(""))
    assert told.texts == []
    assert not all_done(look)


def test_the_shortcut_opens_the_form_with_redacted_words(
    deliver: Deliver, slack: StaffSlack, look: Looking
):
    deliver(p.shortcut(f"{SECRET} threw a chair"))
    assert "[name] threw a chair" in str(slack.views)
    assert SECRET not in str(slack.views)


def ask_form(what: str, **more: Any) -> p.Body:
    risk = p.chosen(more.pop("at_risk", "no"))
    return p.submission("request.ask_form", {"what": p.typed(what), "at_risk": risk}, **more)


def test_a_form_asks_and_says_where_the_answer_is(deliver: Deliver, look: Looking):
    response = deliver(ask_form("he is kicking off"))
    assert json.loads(response.body)["response_action"] == "update"
    assert look.requests()[0]["origin"] == "form"


def test_a_refused_form_can_be_corrected_and_sent_again(deliver: Deliver, look: Looking):
    refused = json.loads(deliver(ask_form("", view_id="V7", trigger_id="1")).body)
    assert refused["response_action"] == "errors"
    assert list(refused["errors"]) == ["what"]
    assert look.requests() == []
    deliver(ask_form("he hit me", at_risk="now", view_id="V7", trigger_id="2"))
    assert look.handoffs()[0]["urgency"] == "emergency"


def test_a_form_sent_again_because_its_answer_got_lost_asks_once(deliver: Deliver, look: Looking):
    deliver(ask_form("he is kicking off", view_id="V7", trigger_id="1"))
    closed = deliver(ask_form("he is kicking off", view_id="V7", trigger_id="2"))
    assert (closed.status, closed.body) == (200, "")
    assert len(look.requests()) == 1
    assert all_done(look)


def test_helps_and_not_quite(deliver: Deliver, look: Looking, slack: StaffSlack):
    request_id = asked(deliver, look)
    deliver(p.click("request.helps", request_id))
    assert look.requests()[0]["feedback"] == "helps"
    deliver(p.click("request.not_quite", request_id))
    assert slack.views[0]["private_metadata"] == request_id
    values = {"why": p.chosen("too-long"), "topic": p.chosen("adhd")}
    deliver(p.submission("request.not_quite_form", values, metadata=request_id))
    assert look.requests()[0]["revision"] == 2
    assert all_done(look)


def test_narrowing(deliver: Deliver, look: Looking):
    request_id = asked(deliver, look)
    deliver(p.click("request.narrow.adhd", request_id))
    assert look.requests()[0]["revision"] == 2


def test_talking_to_a_person_pressed_twice_pages_once(deliver: Deliver, look: Looking):
    request_id = asked(deliver, look)
    for action_ts in ("1790000030.1", "1790000030.1", "1790000031.1"):
        deliver(p.click("request.talk", request_id, action_ts=action_ts))
    assert len(look.handoffs()) == 1
    assert all_done(look)


@pytest.mark.parametrize(("action", "pages"), [("now", 1), ("worried", 1), ("no", 0)])
def test_answering_the_question(deliver: Deliver, look: Looking, action: str, pages: int):
    request_id = asked(deliver, look, "he is withdrawn")
    deliver(p.click(f"ask.{action}", request_id))
    assert look.requests()[0]["ask_answer"] == action
    assert len(look.handoffs()) == pages


def test_deleting_a_request(deliver: Deliver, look: Looking):
    request_id = asked(deliver, look)
    deliver(p.click("request.delete", request_id))
    assert look.requests()[0]["state"] == "withdrawn"


def test_showing_a_strategy_and_one_that_is_gone(deliver: Deliver, slack: StaffSlack):
    deliver(p.click("strategy.show.strategy-1", "strategy-1"))
    deliver(p.click("strategy.show.old-one", "old-one", action_ts="2"))
    assert "Strategy number 1" in str(slack.views[0])
    assert "taken out" in str(slack.views[1])


def test_the_forms_behind_the_home_tab(deliver: Deliver, slack: StaffSlack, look: Looking):
    for number, action in enumerate(("person.introduce", "request.ask")):
        home = p.click(action, "x", action_ts=str(number))
        home["container"] = {"type": "view", "view_id": "V1"}
        for key in ("message", "channel", "response_url"):
            home.pop(key)
        deliver(home)
    assert [view["callback_id"] for view in slack.views] == [
        "person.introduce_form",
        "request.ask_form",
    ]
    values = {"school": p.chosen("kestrel"), "role": p.chosen("senco")}
    deliver(p.submission("person.introduce_form", values))
    assert look.rows("SELECT school, role FROM people") == [{"school": "kestrel", "role": "senco"}]


def handed(deliver: Deliver, look: Looking) -> str:
    asked(deliver, look, "he has a knife")
    return str(look.handoffs()[0]["id"])


def test_the_first_takes_it_and_the_second_is_told_who_has_it(
    deliver: Deliver, look: Looking, told: Told
):
    handoff_id = handed(deliver, look)
    deliver(p.click("handoff.take", handoff_id, user=PRIYA, channel=ON_CALL))
    deliver(p.click("handoff.take", handoff_id, user=DAN, channel=ON_CALL))
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert told.texts == [f"<@{PRIYA}> already has this one."]
    assert told.bodies[0]["replace_original"] is False
    assert all_done(look)


def test_more_shows_the_words_and_leaves_a_trace(
    deliver: Deliver, look: Looking, slack: StaffSlack
):
    handoff_id = handed(deliver, look)
    deliver(p.click("handoff.more", handoff_id, user=PRIYA, channel=ON_CALL))
    assert "he has a knife" in str(slack.views[0])
    (row,) = look.rows("SELECT actor FROM audit WHERE action = 'request.read'")
    assert row["actor"] == PRIYA


@pytest.mark.parametrize("action", ["handoff.take", "handoff.more"])
@pytest.mark.parametrize(
    ("user", "channel"), [(TESSA, ON_CALL), (OMAR, TESSA_DM), (TESSA, TESSA_DM), (OMAR, "")]
)
def test_only_who_is_on_call_may_take_or_read(
    deliver: Deliver,
    look: Looking,
    slack: StaffSlack,
    told: Told,
    action: str,
    user: str,
    channel: str,
):
    handoff_id = handed(deliver, look)
    deliver(p.click(action, handoff_id, user=user, channel=channel))
    assert told.texts == ["Only practitioners on call can do that."]
    assert look.handoffs()[0]["claimed_by"] is None
    assert slack.views == []


@pytest.mark.parametrize("value", ["", "no-such-id", "' OR 1=1 --", "id0001" * 200])
@pytest.mark.parametrize(
    "action",
    [
        "request.helps",
        "request.not_quite",
        "request.talk",
        "request.delete",
        "ask.now",
        "request.narrow.adhd",
        "request.narrow.nonsense",
        "handoff.take",
    ],
)
def test_forged_and_stale_values_are_refused_in_plain_words(
    deliver: Deliver, look: Looking, told: Told, action: str, value: str
):
    asked(deliver, look)
    before = look.requests()
    is_take = action == "handoff.take"
    place = {"user": PRIYA, "channel": ON_CALL} if is_take else {}
    assert deliver(p.click(action, value, **place)).status == 200
    (text,) = told.texts
    assert text.endswith(".")
    assert look.requests() == before
    assert all_done(look)


def test_other_peoples_requests_are_refused(deliver: Deliver, look: Looking, told: Told):
    request_id = asked(deliver, look, "he is withdrawn")
    before = look.requests()
    for action in ("request.helps", "request.talk", "request.delete", "ask.no", "ask.now"):
        deliver(p.click(action, request_id, user=OMAR))
    values = {"why": p.chosen("too-long"), "topic": p.chosen("adhd")}
    deliver(p.submission("request.not_quite_form", values, metadata=request_id, user=OMAR))
    assert look.requests() == before
    assert len(set(told.texts)) == 1
    assert look.handoffs() == []


def test_a_refusal_without_a_response_url_is_sent_as_a_message(
    deliver: Deliver, look: Looking, slack: StaffSlack
):
    deliver(p.submission("request.not_quite_form", {}, metadata="no-such-id"))
    (post,) = slack.posts
    assert post["channel"] == "D0TESSA001"
    assert "not open any more" in post["message"].text
    assert all_done(look)


def test_a_reply_is_sent_to_no_strange_address(
    app: App, slack: StaffSlack, look: Looking, told: Told
):
    click = p.click("request.helps", "no-such-id")
    click["response_url"] = "http://127.0.0.1:9/steal"
    app.dispatch(BoltRequest(mode="socket_mode", body=click))
    assert len(slack.posts) == 1


@pytest.mark.parametrize(
    "body",
    [
        p.click("request.escalate", "id1"),
        p.click("strategy.show.", "x"),
        p.submission("old.form", {}),
        p.shortcut("x", callback="old.shortcut"),
        p.event({"type": "reaction_added", "user": TESSA, "event_ts": "1.1"}),
        p.command("x") | {"command": "/old"},
    ],
)
def test_what_no_listener_knows_is_done_with_and_not_tried_for_ever(
    deliver: Deliver, look: Looking, body: p.Body, retake: Callable[[], int]
):
    assert deliver(body).status == 200
    assert all_done(look)
    retake()
    assert inbox(look)[0]["attempts"] == 1


def test_an_old_button_says_that_it_is_old(deliver: Deliver, told: Told):
    deliver(p.click("request.escalate", "id1"))
    assert len(told.texts) == 1
    assert "call 999" in told.texts[0]


def test_a_slack_that_does_not_answer_is_told_and_the_button_can_be_pressed_again(
    deliver: Deliver, look: Looking, slack: StaffSlack, told: Told, retake: Callable[[], int]
):
    handoff_id = handed(deliver, look)
    slack.plan = lambda method, about: (
        SlackDeliveryError("timeout", is_uncertain=True) if method == "members" else None
    )
    deliver(p.click("handoff.take", handoff_id, user=PRIYA, channel=ON_CALL))
    assert told.texts == ["Slack did not answer. Please press it again."]
    slack.plan = lambda method, about: None
    retake()
    assert look.handoffs()[0]["claimed_by"] is None, "nothing happens behind somebody's back"
    again = p.click("handoff.take", handoff_id, user=PRIYA, action_ts="1790000031.1")
    deliver(again)
    assert look.handoffs()[0]["claimed_by"] == PRIYA
    assert all_done(look)


def test_a_stored_delivery_comes_back_as_the_socket_would_bring_it(
    deliveries: Deliveries, app: App, look: Looking
):
    from tests.fakes import a_delivery

    body = p.message("he has a knife")
    key = f"message:{TEAM}:{TESSA_DM}:{p.TS}"
    deliveries.accept(a_delivery(key, body=body))
    app.dispatch(retaken_request(a_delivery(key, body=body, attempts=2)))
    assert len(look.handoffs()) == 1
    assert all_done(look)


class History:
    """A gateway that knows one direct-message channel."""

    def __init__(self, *messages: p.Body) -> None:
        self.messages = list(messages)

    def channels(self, types: str) -> Iterator[p.Body]:
        assert types == "im"
        yield {"id": TESSA_DM}

    def history(self, channel: str, *, oldest: str | None, pages: int) -> Iterator[p.Body]:
        yield from (each for each in self.messages if oldest is None or each["ts"] > oldest)


@pytest.fixture
def sweep(work: SqliteWork, deliveries: Deliveries, clock: FixedClock, app: App) -> Any:
    def make(*messages: p.Body) -> Sweep:
        gateway: Any = History(*messages)
        return Sweep(work, deliveries, gateway, team_id=TEAM, clock=clock, take_in=take_in(app))

    return make


def stamp(clock: FixedClock, **ago: float) -> str:
    return f"{(clock.now() - timedelta(**ago)).timestamp():.6f}"


def test_the_first_sweep_leaves_the_past_alone(sweep: Any, clock: FixedClock, look: Looking):
    assert sweep(p.said("he has a knife", ts=stamp(clock, days=3))).run() == 0
    assert look.requests() == []


def test_a_sweep_takes_in_what_was_missed_once_and_oldest_first(
    sweep: Any, clock: FixedClock, look: Looking, deliver: Deliver
):
    sweep().run()
    clock.advance(timedelta(minutes=10))
    known = p.message("kicking off", ts=stamp(clock, minutes=4))
    deliver(known)
    history = [
        p.said("newest, missed", ts=stamp(clock, minutes=1)),
        p.said("ours", ts=stamp(clock, minutes=2), bot_id=p.BOT, user=p.BOT_USER),
        p.said("joined", ts=stamp(clock, minutes=3), subtype="channel_join"),
        p.said("kicking off", ts=known["event"]["ts"]),
        p.said("oldest, missed: a knife", ts=stamp(clock, minutes=5)),
    ]
    assert sweep(*history).run() == 2
    assert [row["text"] for row in look.requests()] == [
        "kicking off",
        "oldest, missed: a knife",
        "newest, missed",
    ]
    assert sweep(*history).run() == 0
    assert len(look.handoffs()) == 1


def test_a_sweep_that_could_not_store_what_it_found_looks_again_next_time(
    sweep: Any, clock: FixedClock, look: Looking, desk: Desk
):
    sweep().run()
    clock.advance(timedelta(minutes=10))
    missed = p.said("he has a knife", ts=stamp(clock, minutes=5))
    with desk.work.write() as unit:
        unit.inbox._db.execute(  # type: ignore[attr-defined]
            "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(Exception, match="could not be taken in"):
        sweep(missed).run()
    with desk.work.write() as unit:
        unit.inbox._db.execute("DROP TRIGGER full")  # type: ignore[attr-defined]
    clock.advance(timedelta(hours=1))
    assert sweep(missed).run() == 1
    assert len(look.handoffs()) == 1
