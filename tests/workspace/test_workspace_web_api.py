"""The Web API as the SDK and plain HTTP use it."""

import json

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from advicebot.workspace import AppConfig, Fault

TOKEN = {"Authorization": "Bearer xoxb-local-bot-token"}


def refused(name):
    return pytest.raises(SlackApiError, match=f"'error': '{name}'")


def test_every_way_to_send_arguments_is_understood(workspace):
    blocks = [{"type": "divider"}]
    url = workspace.api_url + "chat.postMessage"
    given = {"channel": "C1", "text": "hi"}
    as_text = given | {"blocks": json.dumps(blocks)}
    answers = [
        httpx.post(url, headers=TOKEN, json=given | {"blocks": blocks}),
        httpx.post(url, headers=TOKEN, data=as_text),
        httpx.post(url, headers=TOKEN, data=as_text, files={"unused": b""}),
        httpx.get(url, headers=TOKEN, params=as_text),
        httpx.post(url, data=as_text | {"token": "xoxb-local-bot-token"}),
    ]
    for answer in answers:
        assert answer.json()["ok"], answer.text
        assert answer.json()["message"]["blocks"][0]["type"] == "divider"


def test_an_empty_body_labelled_json_is_no_error(workspace):
    headers = TOKEN | {"Content-Type": "application/json"}
    answer = httpx.post(workspace.api_url + "auth.test", headers=headers, content=b"").json()
    assert answer["ok"] is True
    assert answer["user_id"] == workspace.config.app.bot_user_id
    assert answer["bot_id"] == workspace.config.app.bot_id


def test_tokens_are_asked_for(workspace):
    url = workspace.api_url + "auth.test"
    assert httpx.post(url).json()["error"] == "not_authed"
    wrong = {"Authorization": "Bearer xoxb-other"}
    assert httpx.post(url, headers=wrong).json()["error"] == "invalid_auth"
    assert httpx.post(workspace.api_url + "api.test").json()["ok"] is True
    assert httpx.post(workspace.api_url + "no.such", headers=TOKEN).json() == {
        "ok": False,
        "error": "unknown_method",
    }


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel": "C1"}, "no_text"),
        ({"channel": "C1", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C9", "text": "x"}, "channel_not_found"),
        ({"channel": "C4", "text": "x"}, "channel_not_found"),
        ({"channel": "C2", "text": "x"}, "not_in_channel"),
        ({"channel": "C5", "text": "x"}, "is_archived"),
        ({"channel": "U5", "text": "x"}, "cannot_dm_bot"),
        ({"channel": "C1", "text": "x", "blocks": "[1"}, "invalid_blocks_format"),
        ({"channel": "C1", "text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        ({"channel": "C1", "text": "x", "thread_ts": "1.000001"}, "invalid_thread_ts"),
    ],
)
def test_a_post_that_slack_refuses_is_refused_by_the_same_name(client, given, error):
    with refused(error):
        client.api_call("chat.postMessage", json=given)


def test_invalid_blocks_say_where(client):
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with refused("invalid_blocks") as refusal:
        client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    assert refusal.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_many_long_blocks_are_too_long_together(client):
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    client.chat_postMessage(channel="C1", text="x", blocks=[section] * 4)
    with refused("msg_blocks_too_long"):
        client.chat_postMessage(channel="C1", text="x", blocks=[section] * 5)


def test_posting_to_a_user_opens_the_direct_message(client, ana):
    answer = client.chat_postMessage(channel="U1", text="Hello")
    assert answer["channel"] == ana.dm
    assert [m["text"] for m in ana.messages()] == ["Hello"]
    assert ana.sidebar[ana.dm]["unread"] == 1
    history = client.conversations_history(channel=ana.dm)["messages"]
    assert history[0]["bot_id"]


def test_metadata_is_kept_and_shown_when_asked_for(client, workspace):
    metadata = {"event_type": "kept", "event_payload": {"key": "1"}}
    ts = client.chat_postMessage(channel="C1", text="x", metadata=metadata)["ts"]
    assert "metadata" not in client.conversations_history(channel="C1")["messages"][0]
    asked = client.conversations_history(channel="C1", include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata
    client.chat_update(channel="C1", ts=ts, text="y")
    assert workspace.posted("C1")[0]["metadata"] == metadata
    client.chat_update(channel="C1", ts=ts, text="z", metadata={})
    assert "metadata" not in workspace.posted("C1")[0]


def test_an_update_with_text_alone_takes_the_blocks_away_and_is_marked(client, workspace):
    ts = client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "divider"}])["ts"]
    client.chat_update(channel="C1", ts=ts, text="y", blocks=[{"type": "divider"}])
    assert "edited" not in workspace.posted("C1")[0]
    client.chat_update(channel="C1", ts=ts, text="z")
    (block,) = workspace.posted("C1")[0]["blocks"]
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "z"}]
    assert workspace.posted("C1")[0]["edited"]["ts"] > ts


def test_only_own_messages_can_be_changed(client, ana):
    ts = ana.says("Mine", channel="C1")
    with refused("cant_update_message"):
        client.chat_update(channel="C1", ts=ts, text="Yours")
    with refused("cant_delete_message"):
        client.chat_delete(channel="C1", ts=ts)
    with refused("message_not_found"):
        client.chat_delete(channel="C1", ts="1.000000")


def test_a_deleted_message_with_replies_leaves_a_marker(client, ana):
    ts = client.chat_postMessage(channel="C1", text="Root")["ts"]
    ana.says("Reply", channel="C1", thread=ts)
    client.chat_delete(channel="C1", ts=ts)
    assert ana.messages("C1")[0]["deleted"] is True
    assert [m["text"] for m in ana.messages("C1", thread=ts)][1:] == ["Reply"]


def test_a_broadcast_reply_is_in_the_channel_and_in_the_thread(client, ana):
    ts = client.chat_postMessage(channel="C1", text="Root")["ts"]
    client.chat_postMessage(channel="C1", text="To all", thread_ts=ts, reply_broadcast=True)
    client.chat_postMessage(channel="C1", text="In thread", thread_ts=ts)
    assert [m["text"] for m in ana.messages("C1")] == ["Root", "To all"]
    assert len(ana.messages("C1", thread=ts)) == 3


def test_history_pages_backwards_without_gaps_while_messages_arrive(client, ana):
    sent = [ana.says(str(number), channel="C1") for number in range(7)]
    first = client.conversations_history(channel="C1", limit=3)
    ana.says("meanwhile", channel="C1")
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel="C1", limit=3, cursor=cursor)
    cursor = second["response_metadata"]["next_cursor"]
    third = client.conversations_history(channel="C1", limit=3, cursor=cursor)
    assert third["has_more"] is False
    seen = [m["ts"] for page in (first, second, third) for m in page["messages"]]
    assert seen == sent[::-1]


def test_history_keeps_to_its_edges(client, ana):
    sent = [ana.says(str(number), channel="C1") for number in range(5)]

    def between(**given):
        found = client.conversations_history(channel="C1", **given)["messages"]
        return [m["text"] for m in found]

    assert between(oldest=sent[1], latest=sent[3]) == ["2"]
    assert between(oldest=sent[1], latest=sent[3], inclusive=True) == ["3", "2", "1"]
    assert between(oldest=sent[3]) == ["4"]


def test_lists_are_paged_and_typed(client):
    names = [c["name"] for page in client.conversations_list(limit=2) for c in page["channels"]]
    assert names == ["general", "without-app", "old"]
    private = client.conversations_list(types="private_channel")["channels"]
    assert [c["name"] for c in private] == ["managers"]
    mine = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert [c["name"] for c in mine] == ["general", "managers", "old"]
    members = [
        m for page in client.conversations_members(channel="C1", limit=1) for m in page["members"]
    ]
    assert members == ["U1", "U2", "U3", "U0LOCALBOT1"]
    people = [u["id"] for page in client.users_list(limit=2) for u in page["members"]]
    assert len(people) == len(set(people)) == 6
    with refused("invalid_types"):
        client.conversations_list(types="nonsense")


def test_a_group_message_is_a_conversation_of_its_own(client, ana, ben):
    group = client.conversations_open(users=["U1", "U2"])["channel"]["id"]
    assert client.conversations_open(users="U2,U1")["channel"]["id"] == group
    assert group != ana.dm
    client.chat_postMessage(channel=group, text="Both of you")
    assert [m["text"] for m in ben.messages(group)] == ["Both of you"]
    assert ana.sidebar[group]["kind"] == "mpim"
    info = client.conversations_info(channel=group)["channel"]
    assert info["is_mpim"] is True


def test_people_are_described(client):
    ana = client.users_info(user="U1")["user"]
    assert (ana["name"], ana["profile"]["email"]) == ("ana", "ana@example.org")
    assert ana["tz"] == "Europe/London"
    assert client.users_lookupByEmail(email="ANA@example.org")["user"]["id"] == "U1"
    with refused("users_not_found"):
        client.users_lookupByEmail(email="nobody@example.org")
    with refused("user_not_found"):
        client.users_info(user="U99")


def test_a_permalink_names_the_message(client, ana):
    ts = ana.says("Here", channel="C1")
    link = client.chat_getPermalink(channel="C1", message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/C1/p{ts.replace('.', '')}")


def test_a_response_url_works_five_times(workspace, app, connect, ana):
    urls = []

    @app.command("/echo")
    def listen(ack, body):
        urls.append(body["response_url"])
        ack()

    connect(app)
    ana.runs("/echo")
    answers = [httpx.post(urls[0], json={"text": str(n)}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[5].json()["error"] == "used_url"
    assert [m["text"] for m in ana.messages()] == ["0", "1", "2", "3", "4"]


def test_calls_fail_as_planned(workspace, client):
    faults = iter([Fault(status=429, error="ratelimited", retry_after=7), Fault(is_after=True)])
    workspace.fail(
        lambda method, args: next(faults, None) if method == "chat.postMessage" else None
    )
    with refused("ratelimited") as refusal:
        client.chat_postMessage(channel="C1", text="first")
    assert refusal.value.response.headers["retry-after"] == "7"
    with refused("internal_error"):
        client.chat_postMessage(channel="C1", text="second")
    client.chat_postMessage(channel="C1", text="third")
    assert [m["text"] for m in workspace.posted("C1")] == ["second", "third"]


def test_bolt_may_ask_who_it_is(workspace):
    client = WebClient(token="xoxb-local-bot-token", base_url=workspace.api_url)
    assert client.team_info()["team"]["domain"] == "example-team"
    assert client.bots_info()["bot"]["user_id"] == workspace.config.app.bot_user_id


@pytest.mark.parametrize(
    ("scopes", "method", "args", "needed"),
    [
        (["files:write"], "files.info", {"file": "F1"}, "files:read"),
        (["groups:history"], "conversations.history", {"channel": "C1"}, "channels:history"),
        (["channels:history"], "conversations.history", {"channel": "C3"}, "groups:history"),
        ([], "chat.postMessage", {"channel": "C1", "text": "x"}, "chat:write"),
    ],
)
def test_a_method_without_its_scope_is_refused_where_scopes_are_checked(
    start, client, scopes, method, args, needed
):
    workspace = start(apps=(AppConfig(bot_scopes=scopes),))
    checked = WebClient(token=client.token, base_url=workspace.api_url)
    with pytest.raises(SlackApiError) as refused:
        checked.api_call(method, json=args)
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"] == ",".join(scopes)


def test_a_method_with_one_of_its_scopes_is_answered(start, client):
    workspace = start(apps=(AppConfig(bot_scopes=["groups:read", "chat:write"]),))
    checked = WebClient(token=client.token, base_url=workspace.api_url)
    assert checked.conversations_list()["ok"]
    assert checked.conversations_info(channel="C3")["ok"]
    assert checked.chat_postMessage(channel="C1", text="x")["ok"]
    assert checked.auth_test()["ok"]
