"""An example to copy: a small bot of somebody else's, and tests that read as a conversation.

Outside this folder ``pytest_plugins`` gives ``workspace`` too; here the folder has one of its own
that would hide it.
"""

from collections.abc import Callable, Iterator, Mapping

import pytest
from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from advicebot.workspace import (
    AppConfig,
    ChannelConfig,
    CommandConfig,
    LocalWorkspace,
    Person,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)
from advicebot.workspace.faults.handle import FaultHandle

pytest_plugins = ["advicebot.workspace.testing"]

LUNCH = AppConfig(
    name="Lunch bot",
    commands=(CommandConfig(command="/lunch"),),
    message_shortcuts=(ShortcutConfig(callback_id="keep", name="Keep this"),),
    bot_events=("message.im", "message.channels", "app_home_opened", "reaction_added"),
)


def build_bot(client: WebClient) -> App:
    """The bot under test; yours lives in a module of its own."""
    app = App(client=client)

    @app.message("hungry")
    def offer(say: Say) -> None:
        button = {"type": "button", "action_id": "choose", "text": plain("Choose lunch")}
        say(text="There is soup.", blocks=[section("There is soup."), actions(button)])

    @app.action("choose")
    def ask(ack: Ack, body: dict[str, str], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.view("lunch")
    def order(ack: Ack, body: dict[str, dict[str, str]], client: WebClient) -> None:
        values = body["view"]["state"]["values"]  # type: ignore[index]
        dish = values["dish"]["typed"]["value"]  # type: ignore[index]
        if dish == "nothing":
            ack(response_action="errors", errors={"dish": "Eat something."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Ordered: {dish}.")

    @app.command("/lunch")
    def menu(ack: Ack, respond: Respond) -> None:
        ack()
        respond("Today: soup.")

    @app.event("app_home_opened")
    def home(event: dict[str, str], client: WebClient) -> None:
        view = {"type": "home", "blocks": [section("No orders yet")]}
        client.views_publish(user_id=event["user"], view=view)

    @app.event("reaction_added")
    def thank(event: dict[str, dict[str, str]], client: WebClient) -> None:
        item = event["item"]
        client.chat_postMessage(channel=item["channel"], text="Thanks!", thread_ts=item["ts"])

    app.event("message")(lambda: None)
    return app


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements: Mapping[str, object]) -> dict[str, object]:
    return {"type": "actions", "elements": list(elements)}


def form() -> dict[str, object]:
    element = {"type": "plain_text_input", "action_id": "typed", "initial_value": "soup"}
    dish = {"type": "input", "block_id": "dish", "label": plain("Which dish?"), "element": element}
    return {
        "type": "modal",
        "callback_id": "lunch",
        "title": plain("Lunch"),
        "submit": plain("Order"),
        "blocks": [dish],
    }


@pytest.fixture
def workspace_config() -> WorkspaceConfig:
    return WorkspaceConfig(
        users=(
            UserConfig(id="U1", name="tess", real_name="Tess Example"),
            UserConfig(id="U2", name="ben", real_name="Ben Example"),
        ),
        channels=(ChannelConfig(id="C1", name="kitchen", members=("U1", "U2", LUNCH.bot_user_id)),),
        apps=(LUNCH,),
    )


@pytest.fixture
def workspace(workspace_config: WorkspaceConfig) -> Iterator[LocalWorkspace]:
    with LocalWorkspace(workspace_config) as running:
        yield running


@pytest.fixture(autouse=True)
def bot(
    workspace: LocalWorkspace,
    hang_up: Callable[[SocketModeHandler], None],
) -> Iterator[App]:
    app = build_bot(WebClient(token=LUNCH.bot_token, base_url=workspace.api_url))
    handler = SocketModeHandler(app, LUNCH.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    workspace.wait_until(lambda now: now.connections == 1)
    yield app
    hang_up(handler)


@pytest.fixture
def tess(as_user: Callable[[str], Person]) -> Person:
    return as_user("Tess")


@pytest.fixture
def ben(as_user: Callable[[str], Person]) -> Person:
    return as_user("Ben Example")


def test_lunch_is_ordered_by_a_form(tess: Person) -> None:
    tess.says("I am hungry")
    tess.sees("There is soup.")
    tess.clicks("Choose lunch")
    tess.sees_modal("Which dish?")
    tess.submits({"dish": "bread"})
    tess.sees("Ordered: bread.")
    assert tess.screen() == (
        "# Lunch bot\n"
        "Tess Example: I am hungry\n"
        "Lunch bot: There is soup.\n"
        "    [Choose lunch]\n"
        "Lunch bot: Ordered: bread."
    )


def test_what_the_form_says_stands_before_one(tess: Person) -> None:
    tess.says("hungry again")
    tess.sees("There is soup.")
    tess.clicks("Choose lunch")
    tess.sees_modal()
    assert tess.modal_screen() == "== Lunch ==\nWhich dish?: [soup]\n[Cancel] [Order]"
    with pytest.raises(Exception, match="Eat something"):
        tess.submits({"dish": "nothing"})
    tess.closes_modal()
    assert tess.modal_screen() == ""


def test_the_answer_to_a_command_is_for_one_alone(tess: Person, ben: Person) -> None:
    tess.runs("/lunch", channel="#kitchen")
    tess.sees("Today: soup.", channel="#kitchen")
    ben.does_not_see("Today", channel="#kitchen")
    assert tess.screen("kitchen") == "# kitchen\nLunch bot: Today: soup. (only you see this)"


def test_a_reaction_is_answered_in_the_thread(tess: Person, ben: Person) -> None:
    tess.says("Leftovers are in the fridge", channel="kitchen")
    ben.reacts("tada", to="Leftovers", channel="kitchen")
    tess.sees("Thanks!", channel="kitchen")
    assert tess.screen("kitchen") == (
        "# kitchen\n"
        "Tess Example: Leftovers are in the fridge\n"
        "    :tada: 1 (Ben Example)\n"
        " > Lunch bot: Thanks!"
    )


def test_home_is_published_when_one_looks(tess: Person) -> None:
    tess.opens_home()
    tess.sees_home("No orders yet")


def test_a_limit_is_survived(tess: Person, faults: FaultHandle) -> None:
    faults.add(fault="rate-limit", method="chat.postMessage", retry_after=1, times=1)
    tess.says("hungry")
    tess.does_not_see("There is soup.")
    tess.says("still hungry")
    tess.sees("There is soup.")
