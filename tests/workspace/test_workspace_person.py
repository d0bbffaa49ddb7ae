"""The test client: what a person sees, as text."""

import pytest

from advicebot.workspace import ActError


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
