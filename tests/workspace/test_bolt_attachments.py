"""Buttons and menus in the blocks of attachments: found, told as Slack tells them, checked."""

import pytest
from playwright.sync_api import expect
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError
from tests.workspace.pages import actions, button, messages
from tests.workspace.test_workspace_files import picture, png, uploaded
from tests.workspace.test_workspace_page import act

PLAIN = {"color": "good", "text": "No blocks here"}


def attached(*blocks):
    return {"color": "#36a64f", "blocks": list(blocks)}


@pytest.fixture
def heard(app, connect):
    """Return what a connected app is told of clicks on go and stay."""
    bodies = []

    def listen(ack, body):
        bodies.append(body)
        ack()

    app.action("go")(listen)
    app.action("stay")(listen)
    connect(app)
    return bodies


def post(client, ana, *attachments, **more):
    given = {"channel": ana.dm, "text": "Choose", "attachments": list(attachments), **more}
    return client.chat_postMessage(**given)["message"]


def test_a_click_in_an_attachment_says_which_one(client, ana, heard):
    ts = post(client, ana, PLAIN, attached(actions(button("Go", "go"))))["ts"]
    ana.clicks("Go")
    (body,) = heard
    assert body["container"] == {
        "type": "message_attachment",
        "message_ts": ts,
        "attachment_id": 2,
        "channel_id": ana.dm,
        "is_ephemeral": False,
        "is_app_unfurl": False,
    }
    plain, with_blocks = body["message"]["attachments"]
    assert plain == PLAIN
    assert with_blocks["id"] == 2
    assert body["actions"][0]["block_id"] == with_blocks["blocks"][0]["block_id"]


def test_a_click_beside_attachments_is_in_the_message_itself(client, ana, heard):
    post(client, ana, attached(actions(button("Go", "go"))), blocks=[actions(button("Go", "stay"))])
    ana.clicks("stay")
    ana.clicks("go")
    kinds = [body["container"]["type"] for body in heard]
    assert kinds == ["message", "message_attachment"]


def test_the_same_ids_in_two_attachments_are_told_apart_by_the_value(client, ana, heard):
    block = {"type": "actions", "block_id": "same"}
    both = [
        attached(block | {"elements": [button(word, "go", value=word)]}) for word in ("One", "Two")
    ]
    post(client, ana, *both)
    ana.clicks("go", value="Two")
    (body,) = heard
    assert (body["container"]["attachment_id"], body["actions"][0]["value"]) == (2, "Two")


def test_a_click_in_a_thread_and_in_an_ephemeral_message_is_found(client, ana, heard):
    root = ana.says("Which?")
    post(client, ana, attached(actions(button("Go", "go"))), thread_ts=root)
    ana.clicks("go")
    client.chat_postEphemeral(
        channel="C1", user="U1", text="x", attachments=[attached(actions(button("Go", "go")))]
    )
    ana.clicks("go", channel="C1")
    in_thread, alone = (body["container"] for body in heard)
    assert (in_thread["thread_ts"], in_thread["attachment_id"]) == (root, 1)
    assert (alone["is_ephemeral"], alone["type"]) == (True, "message_attachment")


def test_a_choice_in_an_attachment_is_in_the_state(client, ana, app, connect):
    seen = []
    app.action("who")(lambda ack: ack())

    @app.action("send")
    def listen(ack, body):
        seen.append(body["state"]["values"])
        ack()

    connect(app)
    menu = {"type": "users_select", "action_id": "who"}
    block = {"type": "actions", "block_id": "b", "elements": [menu, button("Send", "send")]}
    post(client, ana, attached(block))
    ana.clicks("who", choose="U2")
    ana.clicks("send")
    assert seen[0]["b"]["who"]["selected_user"] == "U2"


def test_a_menu_in_an_attachment_asks_for_its_options(client, ana, app, connect):
    containers = []

    @app.options("find")
    def offer(ack, body):
        containers.append(body["container"])
        ack(options=[{"text": {"type": "plain_text", "text": "Green"}, "value": "g"}])

    connect(app)
    menu = {"type": "external_select", "action_id": "find", "min_query_length": 0}
    post(client, ana, PLAIN, attached(actions(menu)))
    assert [one["value"] for one in ana.looks_up("find", "gr")] == ["g"]
    assert [(c["type"], c["attachment_id"]) for c in containers] == [("message_attachment", 2)]


def test_a_click_on_an_attachment_that_was_changed_meanwhile_is_taken(
    workspace, client, ana, heard
):
    shown = post(client, ana, attached(actions(button("Go", "go"))))
    container = {"type": "message", "channel": ana.dm, "ts": shown["ts"]}
    block_id = shown["attachments"][0]["blocks"][0]["block_id"]
    client.chat_update(channel=ana.dm, ts=shown["ts"], text="Done", attachments=[PLAIN])
    given = {"container": container, "block_id": block_id}
    assert act(workspace, ana.id, "click", action_id="go", **given)["ok"]
    assert heard[0]["container"]["attachment_id"] == 1
    elsewhere = {**given, "container": container | {"attachment_id": 7}}
    for wrong in ({**given, "action_id": "stay"}, {**elsewhere, "action_id": "go"}):
        assert act(workspace, ana.id, "click", **wrong)["error"] == "action_not_found"
    with pytest.raises(ActError, match="sees no element"):
        ana.clicks("go")


@pytest.mark.parametrize("is_alone", [False, True], ids=["for all", "for one person"])
@pytest.mark.parametrize("given", [[], [PLAIN | {"text": "Sent"}]], ids=["none", "another"])
def test_an_answer_in_place_of_a_message_replaces_its_attachments(
    client, ana, app, connect, workspace, given, is_alone
):
    @app.action("go")
    def listen(ack, respond):
        respond(text="Done", attachments=given, replace_original=True)
        ack()

    connect(app)
    old = {"text": "Choose", "attachments": [attached(actions(button("Go", "go")))]}
    if is_alone:
        client.chat_postEphemeral(channel="C1", user="U1", **old)
    else:
        client.chat_postMessage(channel="C1", **old)
    ana.clicks("go", channel="C1")
    kept = workspace.ephemerals("C1") if is_alone else workspace.posted("C1")
    assert kept[-1]["text"] == "Done"
    assert [each["text"] for each in kept[-1].get("attachments", [])] == [
        each["text"] for each in given
    ]


def test_an_update_keeps_the_ids_that_were_made_up_for_what_stays(client, ana):
    nameless = attached({"type": "actions", "elements": [button("Go", "go")]})
    shown = post(client, ana, nameless)
    given = {"channel": ana.dm, "ts": shown["ts"], "text": "x"}
    again = client.chat_update(attachments=[nameless, PLAIN], **given)["message"]
    assert again["attachments"][0] == shown["attachments"][0]


@pytest.mark.parametrize(
    ("attachments", "said"),
    [
        ([PLAIN, attached({"type": "nothing"})], "/attachments/1/blocks/0/type]"),
        ([attached(picture(slack_file={"id": "F000000000"}))], "/attachments/0/blocks/0/slack_"),
        ([{"blocks": "words"}], "/attachments/0/blocks]"),
        (["words"], "must be an array of objects"),
    ],
)
def test_attachments_that_slack_would_not_take_are_refused(client, ana, attachments, said):
    with pytest.raises(SlackApiError) as refused:
        post(client, ana, *attachments)
    answer = refused.value.response
    assert answer["error"] == "invalid_attachments"
    assert said in answer["response_metadata"]["messages"][0]


def test_a_picture_in_an_attachment_is_open_to_those_who_see_the_message(client, ana, ben):
    file_id = uploaded(client)
    post(client, ana, attached(picture(slack_file={"id": file_id})))
    assert ana.opens_file(file_id) == png()
    with pytest.raises(ActError, match="cannot open"):
        ben.opens_file(file_id)


@pytest.mark.browser
def test_a_button_on_the_page_says_in_which_attachment_it_was_pressed(pages, client, ana, heard):
    post(client, ana, PLAIN, *[attached(actions(button("Go", "go", value=n))) for n in "23"])
    page = pages.open("U1", f"&channel={ana.dm}")
    for go in messages(page).last.get_by_role("button", name="Go").all()[::-1]:
        go.click()
        expect(messages(page).last.locator("[aria-busy]")).to_have_count(0)
    assert [body["container"]["attachment_id"] for body in heard] == [3, 2]
    assert [body["actions"][0]["value"] for body in heard] == ["3", "2"]
