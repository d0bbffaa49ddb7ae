"""What people choose, as Slack puts it into actions and state; and the text they read."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from advicebot.workspace import ActError, FormError, LocalWorkspace, Person
from tests.workspace.pages import actions, button, plain
from tests.workspace.test_block_catalogue import MESSAGES, an_input, line, options, rich, words

Json = dict[str, Any]
RED, BLUE = options("Red", "Blue")
NOTE = rich(line(words("Fine", bold=True)))
BOTH = {
    "positive_button": {"text": plain("Good"), "value": "good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}

# kind: (the rest of the element, what a person chooses, what the action has of it)
CHOICES: dict[str, tuple[Json, Any, Json]] = {
    "static_select": ({"options": [RED, BLUE]}, "blue", {"selected_option": BLUE}),
    "external_select": ({}, BLUE, {"selected_option": BLUE}),
    "users_select": ({}, "U2", {"selected_user": "U2"}),
    "channels_select": ({}, "C1", {"selected_channel": "C1"}),
    "conversations_select": ({}, "C1", {"selected_conversation": "C1"}),
    "multi_static_select": (
        {"options": [RED, BLUE]},
        ["red", "blue"],
        {"selected_options": [RED, BLUE]},
    ),
    "multi_external_select": ({}, [RED], {"selected_options": [RED]}),
    "multi_users_select": ({}, ["U2", "U3"], {"selected_users": ["U2", "U3"]}),
    "multi_channels_select": ({}, ["C1"], {"selected_channels": ["C1"]}),
    "multi_conversations_select": ({}, ["C1"], {"selected_conversations": ["C1"]}),
    "checkboxes": ({"options": [RED, BLUE]}, ["red"], {"selected_options": [RED]}),
    "radio_buttons": ({"options": [RED, BLUE]}, "red", {"selected_option": RED}),
    "datepicker": ({}, "2026-12-01", {"selected_date": "2026-12-01"}),
    "timepicker": ({}, "09:15", {"selected_time": "09:15"}),
    "datetimepicker": ({}, 1795512840, {"selected_date_time": 1795512840}),
    "overflow": ({"options": [RED, BLUE]}, "red", {"selected_option": RED}),
}


@pytest.fixture
def told(app: App, connect: Callable[[App], Any]) -> list[Json]:
    """Return what a connected app has been told of actions called ``a``."""
    bodies: list[Json] = []

    @app.action("a")
    def listen(ack: Ack, body: Json) -> None:
        bodies.append(body)
        ack()

    connect(app)
    return bodies


def post(client: WebClient, *blocks: Json) -> None:
    client.chat_postMessage(channel="C1", text="x", blocks=blocks)


@pytest.mark.parametrize("kind", CHOICES)
def test_a_choice_in_a_message_reaches_the_app_and_stays_in_the_state(
    client: WebClient, ana: Person, told: list[Json], kind: str
) -> None:
    more, choice, chosen = CHOICES[kind]
    post(client, actions({"type": kind, "action_id": "a", **more}))
    ana.clicks("a", channel="C1", choose=choice)
    (body,) = told
    (action,) = body["actions"]
    assert {key: action[key] for key in ("type", "action_id", *chosen)} == {
        "type": kind,
        "action_id": "a",
        **chosen,
    }
    kept = {} if kind == "overflow" else {"buttons": {"a": {"type": kind, **chosen}}}
    assert body["state"]["values"] == kept


def test_feedback_has_the_value_and_the_text_of_the_button_pressed(
    client: WebClient, ana: Person, told: list[Json]
) -> None:
    element = {"type": "feedback_buttons", "action_id": "a", **BOTH}
    post(client, {"type": "context_actions", "elements": [element]})
    ana.clicks("a", channel="C1", choose="bad")
    (action,) = told[0]["actions"]
    assert (action["value"], action["text"]) == ("bad", plain("Bad"))
    with pytest.raises(ActError, match="no feedback button with the value 'other'"):
        ana.clicks("a", channel="C1", choose="other")


def test_elements_inside_other_blocks_can_be_used(
    client: WebClient, ana: Person, told: list[Json]
) -> None:
    card = {"type": "card", "title": plain("x"), "actions": [button("Go", "a", value="card")]}
    inner = actions(button("Go", "a", value="inner"))
    post(
        client,
        {"type": "carousel", "elements": [card]},
        {"type": "container", "title": plain("x"), "child_blocks": [inner]},
    )
    ana.clicks("a", channel="C1", value="inner")
    ana.clicks("a", channel="C1", value="card")
    assert [body["actions"][0]["value"] for body in told] == ["inner", "card"]
    blocks = told[0]["message"]["blocks"]
    assert blocks[0]["elements"][0]["block_id"] == told[1]["actions"][0]["block_id"]


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("x"),
    "submit": plain("Send"),
    "blocks": [
        an_input("note", {"type": "rich_text_input", "initial_value": NOTE}),
        an_input("files", {"type": "file_input", "max_files": 2}, optional=True),
        an_input("few", {"type": "multi_users_select", "max_selected_items": 2}, optional=True),
        an_input("who", {"type": "users_select", "initial_user": "U0UNKNOWN"}, optional=True),
        an_input("channel", {"type": "channels_select"}, optional=True),
        an_input("places", {"type": "multi_conversations_select"}, optional=True),
        an_input("team", {"type": "external_select"}, optional=True),
    ],
}


@pytest.fixture
def sent(app: App, ana: Person, client: WebClient, connect: Callable[[App], Any]) -> list[Json]:
    """Open a form for Ana, and return the views that she has sent."""
    views: list[Json] = []

    @app.command("/form")
    def begin(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def listen(ack: Ack, view: Json) -> None:
        views.append(view)
        ack()

    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    return views


def test_rich_text_and_files_are_sent_as_they_began_or_as_they_were_filled_in(
    ana: Person, sent: list[Json]
) -> None:
    assert state_of(ana.modal, "note") == {"type": "rich_text_input", "rich_text_value": NOTE}
    assert state_of(ana.modal, "files") == {"type": "file_input", "files": []}
    ana.shares("plan.txt", b"first")
    ana.submits({"note": "1 < 2 <b>", "files": ["plan.txt"]})
    assert state_of(sent[0], "note")["rich_text_value"] == rich(line(words("1 < 2 <b>")))
    assert state_of(sent[0], "who")["selected_user"] == "U0UNKNOWN"
    (file,) = state_of(sent[0], "files")["files"]
    seen = {key: file[key] for key in ("name", "mimetype", "filetype", "size", "user")}
    assert seen == {
        "name": "plan.txt",
        "mimetype": "text/plain",
        "filetype": "text",
        "size": 5,
        "user": "U1",
    }
    assert file["id"] in file["url_private"]


def test_people_and_conversations_may_be_named_as_one_calls_them(
    ana: Person, sent: list[Json]
) -> None:
    named = {"who": "ben", "few": ["@chi", "U2"], "channel": "#general"}
    ana.submits({**named, "places": ["general", "chi"]})
    assert state_of(sent[0], "who")["selected_user"] == "U2"
    assert state_of(sent[0], "few")["selected_users"] == ["U3", "U2"]
    assert state_of(sent[0], "channel")["selected_channel"] == "C1"
    channel, direct = state_of(sent[0], "places")["selected_conversations"]
    assert (channel, direct) == ("C1", ana.opens_dm("chi"))


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("who", "dan", "nobody called 'dan'"),
        ("few", ["ben", "dan"], "nobody called 'dan'"),
        ("channel", "secret", "no channel 'secret' to choose; #general"),
        ("places", ["secret"], "cannot see a conversation 'secret'"),
        ("files", "x.txt", r"ana has no file 'x\.txt'.*there are: none"),
        ("team", "build", r"asks its app for them: pass a whole option.*looks_up\('a'"),
    ],
)
def test_a_stranger_in_an_input_is_refused(
    ana: Person, sent: list[Json], name: str, given: Any, said: str
) -> None:
    with pytest.raises(ActError, match=said):
        ana.submits({name: given})
    assert sent == []


@pytest.mark.usefixtures("sent")
def test_values_of_another_form_are_refused(ana: Person, workspace: LocalWorkspace) -> None:
    assert ana.modal is not None
    for values in (5, ["x"], {"note": 5}, {"note": {"a": "x"}}):
        body = {"as": "U1", "act": "submit", "view_id": ana.modal["id"], "values": values}
        answer = httpx.post(f"{workspace.url}/client/act", json=body, timeout=5)
        assert answer.json()["error"] == "invalid_request", values


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("note", "", "required"),
        ("files", ["a.txt", "b.txt", "c.txt"], "files: .* at most 2 files"),
        ("few", ["U1", "U2", "U3"], "at most 2"),
    ],
)
def test_more_than_an_input_takes_is_refused(
    ana: Person, sent: list[Json], name: str, given: Any, problem: str
) -> None:
    for file in ("a.txt", "b.txt", "c.txt"):
        ana.shares(file, b"x")
    with pytest.raises(FormError, match=problem) as refusal:
        ana.submits({name: given})
    assert list(refusal.value.errors) == [name]
    assert sent == []


def state_of(view: Json | None, block_id: str) -> Json:
    assert view is not None
    state: Json = view["state"]["values"][block_id]["a"]
    return state


READ = """\
Example app: A heading
    Some *words* :tada: for @Ben Example
    [Press]
    *Left*
    1
    Right
    With a picture
    A red kite
    A red kite
    Seen _today_
    [First] [Away] [A page] [Begin]
    [Pick] [Somebody] [datepicker] [timepicker] [datetimepicker] [...]
    Ticks
    [Tea]
    [Milk]
    Over the hall
    A red kite
Example app: Bold slanted gone code marked a link @Ben Example @S1 #without-app @everyone @here \
:wave: a Tuesday #1B655F
    - One
    - Two
        3. Inner three
        4. Inner four
    - Edged
    > Said before
    x = 1
    y = 2
    ## Plan

    - [ ] one
    - **two**
Example app: Who | How often | Where
    Ana | 3 times | Hall
    Ben | 1 | Yard
    Visits in a week
    | Hall | Yard
    Mon | 2 | 4
    Tue | 5 | 7
    How to fold a kite
    Ana Example | Example films
    Three minutes, with words.
Example app: Visits
    Place | Visits
    Hall | 7
    Yard | 12
    Attic | 1
    [remote-1]
    [Call]
Example app: A red kite
    *Red kite*
    A bird
    It can be seen from the hall.
    [Look]
    A red kite
    *Red kite*
    A bird
    It can be seen from the hall.
    [Look]
    A red kite
    *Red kite*
    A bird
    It can be seen from the hall.
    [Look]
    Last
    Two rows
    Both can be changed
    A row
    [Go]
Example app: What is done
    Looked (done)
    Found it
    Asking (in progress)
    Lost (failed)
    Write (to do)
    Soon
    [A source]
    Kite club
    Your kites
    [Connect]
    [Good] [Bad] [Remove]"""


def test_everything_can_be_read_as_text_in_order(
    workspace: LocalWorkspace, client: WebClient, ana: Person
) -> None:
    for blocks in MESSAGES:
        post(client, *blocks)
    read = ana.transcript("C1")
    assert [line.rstrip() for line in read.split("\n")] == READ.split("\n")
