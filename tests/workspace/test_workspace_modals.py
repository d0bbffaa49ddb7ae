"""Modals: opening, sending, errors, stacks, closing, hashes."""

import pytest
from slack_sdk.errors import SlackApiError

from advicebot.workspace import ActError, ApiError, FormError
from advicebot.workspace.handles import ResponseUrls, Triggers
from tests.workspace.conftest import APP


def plain(text):
    return {"type": "plain_text", "text": text}


def text_input(block_id=None, **element):
    block = {
        "type": "input",
        "label": plain("Words"),
        "element": {"type": "plain_text_input", **element},
    }
    return block | ({"block_id": block_id} if block_id else {})


def modal(*blocks, **more):
    made = {"type": "modal", "title": plain("Form"), "submit": plain("Send")}
    return made | {"blocks": list(blocks)} | more


@pytest.fixture
def opens(app):
    """Let /form open the view that is put into this list."""
    views = []

    @app.command("/form")
    def listen(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=views[-1])

    return views


def test_a_form_is_refused_then_taken(app, connect, ana, opens):
    opens.append(modal(text_input("words", action_id="a"), callback_id="form"))

    @app.view("form")
    def listen(ack, view):
        said = view["state"]["values"]["words"]["a"]["value"]
        if said == "good":
            ack(response_action="update", view=modal(title=plain("Thanks")))
        else:
            ack(response_action="errors", errors={"words": "Say good."})

    connect(app)
    ana.runs("/form")
    view_id = ana.waits_for_modal()["id"]
    with pytest.raises(FormError) as refusal:
        ana.submits({"words": "bad"})
    assert refusal.value.errors == {"words": "Say good."}
    assert ana.modal["id"] == view_id
    ana.submits({"words": "good"})
    assert ana.modal["title"]["text"] == "Thanks"
    assert ana.modal["id"] == view_id


def test_inputs_without_ids_and_initial_values_arrive(app, connect, ana, opens, workspace):
    option = {"text": plain("One"), "value": "1"}
    opens.append(
        modal(
            text_input(initial_value="as it was"),
            {
                "type": "section",
                "text": plain("Pick"),
                "accessory": {
                    "type": "radio_buttons",
                    "options": [option],
                    "initial_option": option,
                },
            },
            {"type": "input", "label": plain("On"), "element": {"type": "datepicker"}}
            | {"optional": True},
            callback_id="form",
        )
    )
    seen = []

    @app.view("form")
    def listen(ack, body):
        seen.append(body["view"])
        ack()

    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    ana.submits()
    workspace.wait_until(lambda _: seen)
    values = [v for actions in seen[0]["state"]["values"].values() for v in actions.values()]
    assert values == [
        {"type": "plain_text_input", "value": "as it was"},
        {"type": "radio_buttons", "selected_option": option},
        {"type": "datepicker", "selected_date": None},
    ]
    assert ana.modal is None


def test_a_required_input_left_empty_never_reaches_the_app(app, connect, ana, opens):
    opens.append(modal(text_input("words"), callback_id="form"))
    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    with pytest.raises(FormError, match="required"):
        ana.submits()


def test_three_views_stack_and_close_one_by_one(app, connect, ana, opens, client, workspace):
    pushed = []
    opens.append(modal(callback_id="form", title=plain("1")))

    @app.view("form")
    def listen(ack, view):
        number = int(view["title"]["text"]) + 1
        pushed.append(view)
        next_view = modal(callback_id="form", title=plain(str(number)), notify_on_close=True)
        ack(response_action="push", view=next_view)

    closed = []

    @app.view_closed("form")
    def on_close(ack, body):
        closed.append((body["view"]["title"]["text"], body["is_cleared"]))
        ack()

    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    ana.submits()
    ana.submits()
    top = ana.modal
    assert top["title"]["text"] == "3"
    assert top["previous_view_id"] == pushed[1]["id"]
    assert top["root_view_id"] == pushed[0]["id"]
    with pytest.raises(ActError, match="push_limit_reached"):
        ana.submits()
    ana.closes_modal()
    assert ana.modal["title"]["text"] == "2"
    ana.closes_modal(clear=True)
    assert ana.modal is None
    workspace.wait_until(lambda _: len(closed) == 2)
    assert closed == [("3", False), ("2", True)]


def test_clear_closes_the_whole_stack(app, connect, ana, opens):
    opens.append(modal(callback_id="first"))
    app.view("first")(lambda ack: ack(response_action="push", view=modal(callback_id="second")))
    app.view("second")(lambda ack: ack(response_action="clear"))
    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    ana.submits()
    ana.submits()
    assert ana.modal is None


def test_a_button_in_a_modal_may_update_it_and_keeps_what_was_entered(
    app, connect, ana, opens, workspace
):
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    words = text_input("words", action_id="a", dispatch_action=True)
    words["dispatch_action"] = words["element"].pop("dispatch_action")
    first = modal(words, {"type": "actions", "elements": [button]})
    opens.append(first)

    @app.action("a")
    def typed(ack):
        ack()

    @app.action("more")
    def listen(ack, body, client):
        ack()
        view = first | {"blocks": [*first["blocks"], {"type": "divider"}]}
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    connect(app)
    ana.runs("/form")
    before = ana.waits_for_modal()
    ana.clicks_in_modal("a", choose="half a sentence")
    ana.clicks_in_modal("more")
    after = ana.waits_for_modal(lambda view: len(view["blocks"]) == 3)
    assert after["hash"] != before["hash"]
    assert after["state"]["values"]["words"]["a"]["value"] == "half a sentence"


def test_an_old_hash_does_not_overwrite(app, connect, ana, opens, client):
    opens.append(modal(callback_id="form"))
    connect(app)
    ana.runs("/form")
    view = ana.waits_for_modal()
    client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])


def test_a_trigger_opens_one_view(app, connect, ana, client, workspace):
    triggers = []

    @app.shortcut("begin")
    def listen(ack, shortcut):
        triggers.append(shortcut["trigger_id"])
        ack()

    connect(app)
    ana.uses_shortcut("begin")
    workspace.wait_until(lambda _: triggers)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="made.up", view=modal())
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_open(trigger_id=triggers[0], view=modal(title=plain("x" * 25)))
    client.views_open(trigger_id=triggers[0], view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=triggers[0], view=modal())


def test_a_trigger_lives_three_seconds_and_a_response_url_thirty_minutes():
    now = [100.0]
    triggers, urls = Triggers(lambda: now[0]), ResponseUrls(lambda: now[0])
    trigger_id, token = triggers.new(APP, "U1"), urls.new(APP, "U1", "C1")
    now[0] += 3.0
    assert triggers.look_at(trigger_id, APP).user == "U1"
    now[0] += 0.1
    with pytest.raises(ApiError, match="expired_trigger_id"):
        triggers.look_at(trigger_id, APP)
    now[0] = 100.0 + 30 * 60
    assert urls.use(token).channel == "C1"
    now[0] += 1
    with pytest.raises(ApiError, match="expired_url"):
        urls.use(token)


def test_an_answer_that_slack_would_refuse_is_told_at_the_page(app, connect, ana, opens):
    opens.append(modal(text_input("words"), callback_id="form"))
    app.view("form")(lambda ack: ack(response_action="errors", errors={"other": "No."}))
    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    with pytest.raises(ActError, match="names no input block: other"):
        ana.submits({"words": "x"})


def test_external_ids_name_one_view(app, connect, ana, opens, client):
    opens.append(modal(external_id="mine"))
    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    client.views_update(external_id="mine", view=modal(external_id="mine", title=plain("New")))
    assert ana.modal["title"]["text"] == "New"
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_publish(
            user_id="U2", view={"type": "home", "blocks": []} | {"external_id": "mine"}
        )


def test_a_button_of_a_form_is_found_by_its_value_and_tells_what_stands_in_the_inputs(
    app, connect, ana, opens
):
    choices = [{"text": plain(word), "value": word} for word in ("one", "two", "three")]
    several = {"type": "multi_static_select", "action_id": "several", "options": choices}
    pick = {"type": "button", "action_id": "pick", "text": plain("Pick")}
    rows = [{"type": "actions", "elements": [{**pick, "value": name}]} for name in "abc"]
    several_block = {"type": "input", "block_id": "several", "label": plain("Several")}
    opens.append(modal(text_input("words", action_id="a"), several_block | {"element": several}))
    opens[-1]["blocks"] += rows
    bodies = []

    @app.action("pick")
    def listen(ack, body):
        bodies.append(body)
        ack()

    connect(app)
    ana.runs("/form")
    ana.waits_for_modal()
    ana.clicks_in_modal("pick", value="b", values={"words": "Half", "several": ["one", "three"]})
    assert bodies[0]["actions"][0]["value"] == "b"
    values = bodies[0]["view"]["state"]["values"]
    assert values["words"]["a"]["value"] == "Half"
    chosen = values["several"]["several"]["selected_options"]
    assert [each["value"] for each in chosen] == ["one", "three"]
    with pytest.raises(ActError, match="no element"):
        ana.clicks_in_modal("pick", value="z")
