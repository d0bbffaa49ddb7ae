"""The workspace driven over HTTP, as tests in any language would."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from advicebot.workspace import LocalWorkspace, Person
from advicebot.workspace import client as acts
from advicebot.workspace.control import acting
from tests.workspace.conftest import APP, BOT

Json = dict[str, Any]
CLIENT = Path(acts.__file__).parent


class Control:
    """The control API of one workspace."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, /, **given: Any) -> Json:
        """Return the answer, which has to be good."""
        answer = self.refused(method, path, **given)
        assert answer["ok"], answer
        return answer

    def refused(self, method: str, path: str, /, **given: Any) -> Json:
        """Return the answer, whatever it is."""
        asked = {"params": given} if method == "GET" else {"json": given}
        answer: Json = httpx.request(method, f"{self.url}/control/{path}", **asked).json()
        return answer

    def act(self, name: str, who: str, /, **given: Any) -> Json:
        return self.ask("POST", "act", **{"as": who, "act": name, **given})


@pytest.fixture
def control(workspace: LocalWorkspace) -> Control:
    return Control(workspace.url)


def test_every_route_is_listed_with_a_line_and_answers(control: Control) -> None:
    routes = control.ask("GET", "")["routes"]
    assert len(routes) > 25
    for route in routes:
        assert route["about"].endswith(".")
        path = route["path"].removeprefix("/control/")
        if route["method"] == "GET" and "{" not in path:
            given = {"as": "ana"} if "as" in route["keys"] else {}
            answer = control.refused("GET", path, **given)
            assert answer["ok"], (path, answer)


def test_what_is_wrong_is_said_with_a_name_a_sentence_and_a_rule(control: Control) -> None:
    assert control.refused("GET", "nothing") == {
        "ok": False,
        "error": "route_not_found",
        "message": "There is no GET /control/nothing here.",
        "rule": "GET /control/ lists every route.",
    }
    wrong = control.refused("POST", "faults", fault="gremlins")
    assert wrong["error"] == "invalid_fault"
    assert "rate-limit" in wrong["rule"]
    raw = httpx.post(f"{control.url}/control/act", content=b"[1]")
    assert raw.status_code == 400
    assert raw.json()["error"] == "invalid_json"
    unknown = httpx.get(f"{control.url}/control/sees", params={"as": "nobody"})
    assert unknown.status_code == 404
    assert "ana (U1)" in unknown.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "given", "message", "rule"),
    [
        ("POST", "outage", {"on": True}, "POST /control/outage takes no 'on'.", "It takes down."),
        ("GET", "sees", {"as": "ana", "within": 1}, "takes no 'within'.", "words, timeout."),
        ("GET", "state", {"as": "ana"}, "GET /control/state takes no 'as'.", "It takes nothing."),
        ("POST", "discard", {"discard": True}, "'discard'; did you mean discarding?", "discarding"),
        ("POST", "act", {"as": "ana", "act": "message", "txt": "x"}, "did you mean text?", "text,"),
        ("POST", "faults", {"fault": "delay", "second": 1}, "did you mean seconds?", "times"),
        ("PATCH", "people/ana", {"shoe": 42}, "takes no 'shoe'.", "real_name"),
    ],
)
def test_what_a_route_does_not_take_is_refused(
    control: Control, method: str, path: str, given: Json, message: str, rule: str
) -> None:
    answer = control.refused(method, path, **given)
    assert answer["error"] == "unknown_field"
    assert message in answer["message"]
    assert rule in answer["rule"]
    assert control.ask("GET", "state")["is_down"] is False


def test_everything_that_an_act_takes_may_be_given() -> None:
    written = "".join(path.read_text() for path in CLIENT.glob("*.py"))
    taken = set(re.findall(r'(?:act|self)\.(?:text|given\.get)\("(\w+)"', written))
    assert {"channel", "ts", "container"} <= taken <= set(acting.KEYS)


@pytest.mark.parametrize(
    ("method", "path", "given", "says"),
    [
        ("PATCH", "people/ana", {"real_name": None, "email": None}, "is null"),
        ("PATCH", "people/ana", {"name": ""}, "name is missing"),
        ("POST", "people", {"name": "tzz", "time_zone": "Nope/No"}, "no time zone 'Nope/No'"),
        ("POST", "people", {"name": "tzz", "time_zone": "Europe"}, "no time zone 'Europe'"),
        ("POST", "people", {"name": "tzz", "time_zone": "x" * 5000}, "no time zone 'xxx"),
        ("POST", "wait", {"timeout": "9" * 400}, "timeout is '999"),
        ("POST", "act", {"as": "ana", "act": "click", "label": "x", "view_id": "V"}, "no element"),
    ],
)
def test_what_could_not_be_read_again_is_refused(
    control: Control, client: WebClient, method: str, path: str, given: Json, says: str
) -> None:
    answer = control.refused(method, path, **given)
    assert says in answer["message"]
    assert len(answer["message"]) < 200
    assert client.users_list()["ok"]
    assert client.users_lookupByEmail(email="ana@example.org")["ok"]


def test_a_persons_time_zone_is_taken_and_given_back(control: Control, client: WebClient) -> None:
    control.ask("PATCH", "people/ana", time_zone="Europe/Paris")
    assert client.users_info(user="U1")["user"]["tz"] == "Europe/Paris"
    control.ask("PATCH", "people/ana", time_zone=None)
    assert client.users_info(user="U1")["user"]["tz"] == "Europe/London"


def test_a_page_of_another_origin_may_not_use_it(control: Control) -> None:
    for headers in ({"Origin": "https://example.org"}, {"Host": "example.org"}):
        answer = httpx.post(f"{control.url}/control/reset", headers=headers)
        assert answer.status_code == 403


def test_a_person_acts_and_sees_by_name(control: Control) -> None:
    made = control.act("message", "Ana", channel="#general", text="Hello @ben")
    control.act("message", "ben", channel="general", thread=made["ts"], text="Below")
    control.act("react", "Chi Example", channel="general", ts=made["ts"], name="eyes")
    seen = control.ask("GET", "sees", **{"as": "chi", "channel": "general"})
    assert seen["screen"] == (
        "# general\n"
        "Ana Example: Hello @Ben Example\n"
        "    :eyes: 1 (Chi Example)\n"
        " > Ben Example: Below"
    )
    assert [message["text"] for message in seen["messages"]] == ["Hello <@U2>"]
    hidden = control.refused("GET", "sees", **{"as": "ana", "channel": "managers"})
    assert hidden["error"] == "channel_not_found"


def test_a_form_is_filled_in_by_label_and_block(
    control: Control,
    app: App,
    client: WebClient,
    connect: Callable[[App], SocketModeHandler],
) -> None:
    plain = lambda text: {"type": "plain_text", "text": text}  # noqa: E731
    element = {"type": "plain_text_input", "action_id": "typed"}
    field = {"type": "input", "block_id": "what", "label": plain("What?"), "element": element}
    view = {"type": "modal", "title": plain("A form"), "submit": plain("Go"), "blocks": [field]}
    app.action("open")(lambda ack, body: (ack(), open_it(body)))
    app.view("")(lambda ack, view, body: (ack(), say(view, body)))

    def open_it(body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)

    def say(sent: Json, body: Json) -> None:
        text = sent["state"]["values"]["what"]["typed"]["value"]
        client.chat_postMessage(channel="C1", text=f"Sent: {text}")

    connect(app)
    button = {"type": "button", "action_id": "open", "text": plain("Open it")}
    client.chat_postMessage(
        channel="C1", text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    control.act("click", "ana", channel="general", label="Open it")
    shown = control.ask("GET", "sees/modal", **{"as": "ana", "words": "What?"})
    assert shown["screen"] == "== A form ==\nWhat?: []\n[Cancel] [Go]"
    assert shown["view"]["title"]["text"] == "A form"
    empty = control.refused("POST", "act", **{"as": "ana", "act": "submit"})
    assert set(empty["errors"]) == {"what"}
    control.act("submit", "ana", values={"what": "it"})
    control.ask("GET", "sees", **{"as": "ana", "channel": "general", "words": "Sent: it"})
    assert control.ask("GET", "sees/modal", **{"as": "ana"})["view"] is None
    late = control.refused("GET", "sees", **{"as": "ana", "words": "Never", "timeout": 0.05})
    assert late["error"] == "not_seen"


def test_traffic_is_filtered_and_has_no_token(
    control: Control, client: WebClient, app: App, connect: Callable[[App], SocketModeHandler]
) -> None:
    app.event("message")(lambda: None)
    connect(app)
    control.act("message", "ana", text="Hello")
    control.ask("POST", "wait", timeout=5)
    before = control.ask("GET", "traffic")["last"]
    with pytest.raises(Exception, match="channel_not_found"):
        client.chat_postMessage(channel="C404", text=f"my token is {APP.bot_token}")
    got = control.ask("GET", "traffic", after=before)
    assert [entry["name"] for entry in got["entries"]] == ["chat.postMessage"]
    assert got["entries"][0]["result"] == "channel_not_found"
    assert got["entries"][0]["trouble"] is True
    events = control.ask("GET", "traffic", way="to-app", kind="event")["entries"]
    assert [entry["summary"] for entry in events] == ["DM Ana Example · Ana Example · Hello"]
    assert control.ask("GET", "traffic", errors="true", name="message")["entries"] == []
    everything = str(control.ask("GET", "traffic")) + str(control.ask("GET", "calls"))
    for secret in (APP.bot_token, APP.app_token, APP.verification_token, APP.signing_secret):
        assert secret not in everything
    assert "(hidden)" in everything
    number = events[0]["number"]
    assert control.ask("GET", f"traffic/{number}")["entry"]["body"]["type"] == "event_callback"
    control.ask("DELETE", "traffic")
    assert control.ask("GET", "traffic")["entries"] == []


def test_a_fault_is_added_strikes_is_listed_and_ends(control: Control, client: WebClient) -> None:
    made = control.ask(
        "POST", "faults", fault="refusal", method="chat.*", to=["#general"], error="fatal_error"
    )
    assert made["rules"][0]["to"] == ["C1"]
    with pytest.raises(Exception, match="fatal_error"):
        client.chat_postMessage(channel="C1", text="x")
    assert client.chat_postMessage(channel="U1", text="x")["ok"]
    assert control.ask("GET", "faults")["rules"][0]["struck"] == 1
    fault = control.ask("GET", "traffic", errors="true")["entries"][-1]["fault"]
    assert made["id"] in fault
    assert control.ask("DELETE", f"faults/{made['id']}")["rules"] == []
    assert client.chat_postMessage(channel="C1", text="x")["ok"]
    assert control.ask("POST", "faults/seed", seed=7)["seed"] == 7
    assert control.refused("POST", "faults/strike", strike="thunder")["error"] == "invalid_fault"


def test_an_outage_and_a_strike_reach_connections(
    workspace: LocalWorkspace, control: Control, raw: Callable[[LocalWorkspace], Any]
) -> None:
    app = raw(workspace)
    assert control.ask("POST", "faults/strike", strike="warning")["struck"] == 1
    assert app.next()["reason"] == "warning"
    assert control.ask("POST", "outage", down=True)["is_down"] is True
    assert control.ask("GET", "state")["is_down"] is True
    assert control.ask("POST", "discard", discarding=True)["discarding"] is True
    control.act("message", "ana", text="Lost")
    assert control.ask("GET", "state")["dropped"] == 1
    ended = control.ask("DELETE", "faults")
    assert (ended["is_down"], ended["discarding"]) == (False, False)


def test_people_come_change_and_go(control: Control) -> None:
    control.ask("POST", "people", id="U9", name="dee", real_name="Dee Example")
    control.ask("PATCH", "people/dee", title="Head", is_admin=True)
    person = next(p for p in control.ask("GET", "people")["people"] if p["id"] == "U9")
    assert person["title"] == "Head"
    assert control.refused("POST", "people", name="dee")["error"] == "user_exists"
    assert control.refused("PATCH", "people/dee", shoe=42)["error"] == "unknown_field"
    control.ask("DELETE", "people/dee")
    refused = control.refused("POST", "act", **{"as": "dee", "act": "message", "text": "x"})
    assert "deactivated" in refused["message"]


def test_channels_are_made_joined_left_and_archived(control: Control) -> None:
    made = control.ask("POST", "channels", name="new-one", members=["ana", BOT])["channel"]
    assert made["members"] == ["U1", BOT]
    where = f"channels/{made['id']}"
    control.ask("POST", f"{where}/members", user="ben", by="ana")
    control.ask("DELETE", f"{where}/members/ana")
    assert control.ask("POST", f"{where}/archive", by="ben")["channel"]["is_archived"] is True
    assert control.ask("GET", "channels")["channels"][-1]["members"] == [BOT, "U2"]
    assert control.refused("POST", "channels", name="New One!")["error"] == "invalid_name"
    assert control.refused("POST", "channels", name="new-one")["error"] == "name_taken"


def test_the_clock_moves_by_seconds_to_an_instant_and_by_a_step(
    start: Callable[..., LocalWorkspace],
) -> None:
    told: list[float] = []
    workspace = start(on_clock=lambda offset: told.append(offset.total_seconds()))
    control = Control(workspace.url)
    assert control.ask("POST", "clock", seconds=90)["clock"]["offset"] == 90
    assert control.ask("POST", "clock", seconds="-30")["clock"]["offset"] == 60
    assert control.ask("POST", "clock", step="+1 hour")["clock"]["offset"] == 3660
    control.ask("POST", "clock", to="2026-11-24T09:00:00Z")
    assert control.ask("GET", "clock")["clock"]["now"].startswith("2026-11-24T09:00:0")
    assert told[:3] == [90, 60, 3660]
    assert control.refused("POST", "clock")["error"] == "missing"
    assert control.refused("POST", "clock", to="tomorrow")["error"] == "wrong_value"


def test_waiting_ends_when_the_last_event_is_acknowledged(
    control: Control, app: App, ana: Person, connect: Callable[[App], SocketModeHandler]
) -> None:
    ana.says("Is anybody there?")
    there = control.refused("POST", "wait", timeout=0.05)
    assert there["error"] == "timeout"
    assert "1 events are not acknowledged" in there["message"]
    app.event("message")(lambda: time.sleep(0.05))
    threading.Timer(0.2, connect, [app]).start()
    after = control.ask("POST", "wait", timeout=5, connections=1, quiet=0.1)
    assert (after["outstanding"], after["connections"]) == (0, 1)


def test_a_reset_gives_up_what_was_on_its_way(
    workspace: LocalWorkspace,
    control: Control,
    client: WebClient,
    ana: Person,
    raw: Callable[[LocalWorkspace], Any],
) -> None:
    ana.says("Before anybody was there")
    later = int(time.time()) + 600
    client.chat_scheduleMessage(channel="C1", text="Later", post_at=later)
    control.ask("POST", "faults", fault="delay-events", seconds=60)
    ana.says("Held back")
    control.ask("POST", "reset")
    assert control.ask("GET", "state")["outstanding"] == 0
    app = raw(workspace)
    control.act("message", "ana", text="After")
    assert app.next()["payload"]["event"]["text"] == "After"
    control.ask("POST", "clock", seconds=3600)
    assert control.ask("GET", "sees", **{"as": "ana", "channel": "general"})["messages"] == []


def test_a_reset_goes_back_to_the_configuration_and_keeps_connections(
    control: Control, app: App, ana: Person, connect: Callable[[App], SocketModeHandler]
) -> None:
    heard: list[str] = []
    app.event("message")(lambda event: heard.append(event["text"]))
    connect(app)
    ana.says("Before", channel="general")
    control.ask("POST", "people", name="dee")
    control.ask("POST", "clock", seconds=600)
    control.ask("POST", "faults", fault="drop-events")
    control.ask("POST", "reset")
    state = control.ask("GET", "state")
    assert state["clock"]["offset"] == 0
    assert "dee" not in [person["name"] for person in state["people"]]
    assert sum(channel["messages"] for channel in state["channels"]) == 0
    assert control.ask("GET", "faults")["rules"] == []
    assert state["connections"] == 1
    control.act("message", "ana", text="After")
    control.ask("POST", "wait", timeout=5, quiet=0.1)
    assert heard == ["After"]
