"""Clicks that cross an edit: nobody's click may be lost because a message was drawn anew."""

import threading

import pytest

from advicebot.workspace import ActError
from tests.workspace.test_workspace_page import act


def actions(*labels):
    """Return an actions block without a block_id of its own; Slack makes one up."""
    return {"type": "actions", "elements": [button(label) for label in labels]}


def button(label):
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": label.lower(), "value": label, "text": text}


def section(text, **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


@pytest.fixture
def clicked(app, connect):
    """Return what a connected app has been told of clicks on take and pass."""
    bodies = []

    def listen(ack, body):
        bodies.append(body)
        ack()

    app.action("take")(listen)
    app.action("pass")(listen)
    connect(app)
    return bodies


def click(workspace, person, message, block, action_id):
    """Click as a page does that still shows ``message``."""
    container = {"type": "message", "channel": person.dm, "ts": message["ts"]}
    block_id = message["blocks"][block]["block_id"]
    return act(
        workspace, person.id, "click", container=container, block_id=block_id, action_id=action_id
    )


def post(client, person, *blocks, ts=None):
    """Post, or with ``ts`` change, and return the message as Slack keeps it."""
    if ts is None:
        answer = client.chat_postMessage(channel=person.dm, text="x", blocks=blocks)
    else:
        answer = client.chat_update(channel=person.dm, ts=ts, text="x", blocks=blocks)
    return answer["message"]


def test_blocks_that_stay_the_same_keep_the_ids_that_were_made_up_for_them(client, ana):
    bare = {"type": "button", "text": {"type": "plain_text", "text": "Bare"}}
    blocks = [section("One"), actions("Take"), section("Two", accessory=bare)]
    first = post(client, ana, *blocks)
    ids = [block["block_id"] for block in first["blocks"]]
    changed = post(client, ana, section("1"), *blocks[1:], ts=first["ts"])
    now = [block["block_id"] for block in changed["blocks"]]
    assert now[1:] == ids[1:]
    assert now[0] != ids[0]
    assert changed["blocks"][2] == first["blocks"][2]
    other = post(client, ana, section("1"), actions("Pass"), *blocks[2:], ts=first["ts"])
    assert [block["block_id"] == old for block, old in zip(other["blocks"], now, strict=True)] == [
        True,
        False,
        True,
    ]


def test_ids_that_the_app_gives_win_over_those_made_up_before(client, ana):
    first = post(client, ana, actions("Take"))
    named = post(client, ana, actions("Take") | {"block_id": "mine"}, ts=first["ts"])
    assert named["blocks"][0]["block_id"] == "mine"


def test_a_click_on_what_a_message_showed_before_is_taken(workspace, client, ana, clicked):
    first = post(client, ana, section("Free"), actions("Take"))
    post(client, ana, section("Taken"), actions("Pass"), ts=first["ts"])
    assert click(workspace, ana, first, 1, "take")["ok"] is True
    (body,) = clicked
    assert body["actions"][0]["action_id"] == "take"
    assert body["actions"][0]["value"] == "Take"
    assert body["actions"][0]["block_id"] == first["blocks"][1]["block_id"]
    assert body["message"]["blocks"][0]["text"]["text"] == "Taken"


def test_what_was_never_there_cannot_be_clicked(workspace, client, ana, clicked):
    first = post(client, ana, section("Free"), actions("Take"))
    assert click(workspace, ana, first, 1, "pass")["error"] == "action_not_found"
    client.chat_delete(channel=ana.dm, ts=first["ts"])
    assert click(workspace, ana, first, 1, "take")["error"] == "message_not_found"


def test_a_message_that_is_only_a_marker_now_cannot_be_clicked(workspace, client, ana, clicked):
    first = post(client, ana, actions("Take"))
    post(client, ana, actions("Pass"), ts=first["ts"])
    ana.replies(first["ts"], "Mine")
    client.chat_delete(channel=ana.dm, ts=first["ts"])
    assert click(workspace, ana, first, 0, "take")["error"] == "action_not_found"


def test_a_person_clicks_on_the_newest_drawing_only(client, ana, clicked):
    first = post(client, ana, actions("Take"))
    post(client, ana, actions("Pass"), ts=first["ts"])
    with pytest.raises(ActError, match="sees no element 'take'"):
        ana.clicks("take")
    ana.clicks("pass")
    assert [body["actions"][0]["value"] for body in clicked] == ["Pass"]


def test_no_click_is_lost_while_the_message_is_edited_all_the_time(client, ana, clicked):
    ts = post(client, ana, section("0"), actions("Take"))["ts"]
    is_over = threading.Event()

    def edit():
        count = 0
        while not is_over.is_set():
            count += 1
            post(client, ana, *[section(str(count))] * (1 + count % 3), actions("Take"), ts=ts)

    editors = [threading.Thread(target=edit) for _ in range(2)]
    for editor in editors:
        editor.start()
    try:
        for _ in range(100):
            ana.clicks("take")
    finally:
        is_over.set()
        for editor in editors:
            editor.join()
    assert len(clicked) == 100


def test_a_click_on_what_the_home_tab_showed_before_is_taken(workspace, client, ana, clicked):
    view = {"type": "home", "blocks": [actions("Take")]}
    before = client.views_publish(user_id="U1", view=view)["view"]
    client.views_publish(user_id="U1", view={"type": "home", "blocks": [section("Nothing")]})
    answer = act(
        workspace,
        "U1",
        "click",
        container={"type": "view", "view_id": before["id"]},
        block_id=before["blocks"][0]["block_id"],
        action_id="take",
    )
    assert answer["ok"] is True
    assert clicked[0]["actions"][0]["value"] == "Take"
