"""The test client: what a person sees, as text."""

import subprocess
import sys

import pytest

from advicebot.workspace import ActError, NotSeenError, UserConfig


def test_a_conversation_reads_as_one(client, ana, chi):
    ts = chi.says("Hello @ana, see https://example.org/a & <b>", channel="C1")
    chi.replies(ts, "And again", channel="C1")
    button = {
        "type": "button",
        "action_id": "take",
        "text": {"type": "plain_text", "text": "Take it"},
    }
    other = button | {"action_id": "pass", "text": {"type": "plain_text", "text": "Pass"}}
    client.chat_postMessage(
        channel="C1",
        text="fallback",
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "A & B"}},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "<!here> for <@U2|ben> in <#C2> &amp; &lt;on&gt;",
                },
                "fields": [{"type": "mrkdwn", "text": "*One*"}],
                "accessory": {"type": "overflow", "options": [OPTION]},
            },
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "<!date^1^{date}|then>"}]},
            {"type": "actions", "elements": [button, other]},
        ],
    )
    client.chat_postEphemeral(channel="C1", user="U1", text="Psst")
    ana.edits(ana.says("Waht", channel="C1"), "What", channel="C1")
    assert ana.transcript("C1") == (
        "Chi Example: Hello @Ana Example, see https://example.org/a & <b>\n"
        " > Chi Example: And again\n"
        "Example app: A & B\n"
        "    @here for @Ben Example in #without-app & <on>\n"
        "    *One*\n"
        "    [...]\n"
        "    then\n"
        "    [Take it] [Pass]\n"
        "Example app: Psst (only you see this)\n"
        "Ana Example: What (edited)"
    )
    assert "Psst" not in chi.transcript("C1")


OPTION = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}


def test_one_sees_what_stands_in_blocks_and_threads_and_it_may_still_come(client, ana, workspace):
    ts = ana.says("Root")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Only in the *block*"}}]
    reply = client.chat_postMessage(channel=ana.dm, text="x", blocks=blocks, thread_ts=ts)["ts"]
    assert ana.sees("in the *block*")["ts"] == reply
    with pytest.raises(TimeoutError, match="Only in the"):
        ana.sees("Nothing like it", within=0.05)


def test_the_newest_of_several_is_the_one_that_is_seen(ana):
    first = ana.says("The same words")
    second = ana.replies(first, "The same words")
    assert ana.sees("same words")["ts"] == second


def test_one_answers_in_a_thread_and_leaves(ana, ben):
    ts = ben.says("Root", channel="C1")
    reply = ana.replies(ts, "Below", channel="C1")
    assert [m["ts"] for m in ben.messages("C1", thread=ts)] == [ts, reply]
    ana.leaves("C1")
    with pytest.raises(ActError, match="Join #general"):
        ana.replies(ts, "More", channel="C1")
    assert ben.messages("C1")[-1]["text"] == "<@U1> has left the channel"
    ana.joins("C1")
    ana.replies(ts, "More", channel="C1")


def test_what_was_deleted_is_not_seen(ana, ben):
    ts = ana.says("Gone soon", channel="C1")
    ben.replies(ts, "Answer", channel="C1")
    ana.deletes(ts, channel="C1")
    assert ben.transcript("C1") == (
        "Ana Example: This message was deleted.\n > Ben Example: Answer"
    )


def test_a_person_is_found_by_id_display_name_real_name_or_first_name(workspace):
    for name in ("U2", "ben", "@BEN", "Ben Example", "ben example", "Ben"):
        assert workspace.as_user(name).id == "U2"
    with pytest.raises(ActError, match=r"nobody called 'Zed'; there are ana \(U1\), ben \(U2\)"):
        workspace.as_user("Zed")


def test_a_name_that_two_people_have_is_refused(start):
    users = [UserConfig(id=f"U{n}", name=f"sam{n}", real_name=f"Sam {n}") for n in (1, 2)]
    workspace = start(users=users, channels=())
    with pytest.raises(ActError, match=r"may mean Sam 1 \(U1\), Sam 2 \(U2\): give the id"):
        workspace.as_user("Sam")
    assert workspace.as_user("sam2").id == "U2"


def test_a_conversation_is_named_as_one_would_call_it(ana, ben):
    ana.says("In the channel", channel="#general")
    ana.says("To Ben", channel="Ben Example")
    ana.says("To the app", channel="Example app")
    assert ben.sees("In the channel", channel="general")
    assert ben.sees("To Ben", channel="ana")
    assert ana.sees("To the app")["ts"] == ana.messages()[-1]["ts"]
    with pytest.raises(ActError, match="cannot see a conversation 'managers'; U1 sees #general"):
        ana.says("x", channel="managers")


def test_messages_are_named_by_their_words(ana, ben):
    ana.says("The first one", channel="general")
    ana.says("The second one", channel="general")
    ben.replies("first one", "Below the first", channel="general")
    ben.reacts(":eyes:", to="The second", channel="general")
    ana.edits("second one", "The last one", channel="general")
    assert ana.screen("general") == (
        "# general\n"
        "Ana Example: The first one\n"
        " > Ben Example: Below the first\n"
        "Ana Example: The last one (edited)\n"
        "    :eyes: 1 (Ben Example)"
    )
    ben.unreacts("eyes", to="The last", channel="general")
    ana.pins("The last", channel="general")
    assert ben.transcript("general").endswith("The last one (edited) (pinned)")
    ben.unpins("The last", channel="general")
    assert ben.transcript("general").endswith("The last one (edited)")
    with pytest.raises(ActError, match="is not pinned"):
        ana.unpins("The last", channel="general")
    with pytest.raises(ActError, match="No message shows 'the third'"):
        ben.replies("the third", "x", channel="general")


def test_what_was_awaited_and_what_was_there_is_said(ana, ben):
    ana.says("Something else", channel="general")
    with pytest.raises(NotSeenError) as missed:
        ben.sees("Hello", channel="general", within=0.02)
    assert str(missed.value) == (
        "A message to Ben Example with 'Hello' did not come within 0.02 s. There is:\n"
        "    # general\n"
        "    Ana Example: Something else"
    )
    assert isinstance(missed.value, AssertionError)
    ben.does_not_see("Hello", channel="general", during=0.02)
    with pytest.raises(AssertionError, match="Ben Example sees 'Something' and should not"):
        ben.does_not_see("Something", channel="general")
    with pytest.raises(NotSeenError, match="A modal of Ben Example with 'What'"):
        ben.sees_modal("What", within=0.02)
    with pytest.raises(NotSeenError, match=r"A home tab of Ben Example.*\n    nothing"):
        ben.sees_home(within=0.02)


def test_where_else_the_words_stand_is_said(client, ana, ben, chi):
    ana.says("Meet at nine", channel="general")
    with pytest.raises(NotSeenError) as missed:
        ben.sees("at nine", within=0.02)
    assert str(missed.value).endswith("\nThese words stand in #general: give channel='general'.")
    ana.says("Only us", channel="Ben Example")
    with pytest.raises(NotSeenError, match="stand in Ana Example: give channel='Ana Example'"):
        ben.sees("Only us", channel="general", within=0.02)
    assert ben.sees("Only us", channel="Ana Example")
    with pytest.raises(NotSeenError) as missed:
        chi.sees("Only us", within=0.02)
    assert "These words" not in str(missed.value)


def test_words_name_a_message_that_stays_not_an_ephemeral_one(app, client, connect, ana):
    used = []

    @app.shortcut("keep")
    def keep(ack, body):
        used.append(body["message_ts"])
        ack()

    connect(app)
    kept = client.chat_postMessage(channel="C1", text="The same words")["ts"]
    client.chat_postEphemeral(channel="C1", user="U1", text="The same words, and more")
    ana.uses_shortcut("keep", ts="same words", channel="C1")
    assert used == [kept]
    with pytest.raises(ActError, match="No message that stays shows 'and more'"):
        ana.reacts("eyes", to="and more", channel="C1")
    ana.deletes("and more", channel="C1")
    assert ana.transcript("C1") == "Example app: The same words"


def test_a_click_is_in_the_message_with_the_words_that_are_given(app, client, connect, ana):
    clicked = []
    app.action("go")(lambda ack, body: (clicked.append(body["message"]["text"]), ack()))
    connect(app)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    for words in ("First", "Second"):
        section = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
        blocks = [section, {"type": "actions", "elements": [button]}]
        client.chat_postMessage(channel=ana.dm, text=words, blocks=blocks)
    ana.clicks("Go", ts="First")
    assert clicked == ["First"]


def test_a_command_with_its_text_in_one_is_refused_with_how_to_say_it(ana):
    with pytest.raises(ActError, match=r"runs\('/echo', 'one two'\)"):
        ana.runs("/echo one two")


def test_attachments_are_read_as_they_are_shown(client, ana):
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "In a block for <@U2>"}}
    attachments = [
        {"pretext": "Before", "title": "A &amp; B", "text": "Words", "fallback": "unseen"},
        {"fields": [{"title": "Size", "value": "*Large*"}], "footer": "Below"},
        {"blocks": [section], "text": "unseen too"},
        {"fallback": "Only this"},
    ]
    client.chat_postMessage(channel=ana.dm, text="Look", attachments=attachments)
    assert ana.transcript() == (
        "Example app: Look\n"
        "    Before\n"
        "    A & B\n"
        "    Words\n"
        "    Size\n"
        "    *Large*\n"
        "    Below\n"
        "    In a block for @Ben Example\n"
        "    Only this"
    )
    assert ana.sees("for @Ben Example")["text"] == "Look"
    ana.does_not_see("unseen", during=0)


def test_a_form_is_read_with_what_stands_in_it(client, ana, app, connect):
    plain = lambda text: {"type": "plain_text", "text": text}  # noqa: E731
    options = [{"text": plain(word), "value": word.lower()} for word in ("Tea", "Coffee")]

    def field(block_id, label, **element):
        element = {"action_id": "a", **element}
        return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}

    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "For <@U2>"}},
        field("day", "Day", type="datepicker", initial_date="2026-11-24"),
        field("who", "Who", type="users_select", initial_user="U2"),
        field("what", "What", type="checkboxes", options=options, initial_options=options[1:]),
        field("note", "Note", type="plain_text_input", placeholder=plain("In a word")),
    ]
    view = {"type": "modal", "title": plain("Drinks"), "submit": plain("Go"), "blocks": blocks}

    @app.shortcut("begin")
    def begin(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    connect(app)
    ana.uses_shortcut("begin")
    ana.sees_modal("Drinks")
    assert ana.modal_screen() == (
        "== Drinks ==\n"
        "For @Ben Example\n"
        "Day: [2026-11-24]\n"
        "Who: [Ben Example]\n"
        "What:\n"
        "  [ ] Tea\n"
        "  [x] Coffee\n"
        "Note: [In a word]\n"
        "[Cancel] [Go]"
    )
    assert ana.screen().endswith(ana.modal_screen())


CONFIG_FILE = """
users: [{name: ana}]
apps: [{name: helper, bot_token: xoxb-1, app_token: xapp-1}]
"""
CONVERSATION = """
def test_names_come_from_the_file(as_user, workspace, faults):
    ana = as_user("ana")
    assert as_user(ana.id) is ana
    faults.add(fault="drop-events")
    ana.says("Hello")
    assert workspace.dropped == 1
    assert ana.screen() == "# helper\\nana: Hello"
"""


def test_the_plugin_serves_another_project(tmp_path):
    """As its README says: one line in conftest.py and one in the ini file."""
    files = {
        "conftest.py": 'pytest_plugins = ["advicebot.workspace.testing"]\n',
        "pytest.ini": "[pytest]\nworkspace_config = team.yaml\n",
        "team.yaml": CONFIG_FILE,
        "test_it.py": CONVERSATION,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr
