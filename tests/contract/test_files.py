"""Files to Slack in three steps, against the local workspace and a Slack that is ill."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from advicebot.demo import ON_CALL, demo_config
from advicebot.errors import SlackDeliveryError
from advicebot.slack import files as module
from advicebot.slack.files import Files
from advicebot.slack.gateway import Gateway
from advicebot.slack.screens.blocks import Message
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.faults import Fault
from tests.fakes import LINE, PRIYA, TESSA
from tests.web_sink import WebSink

CSV = "what,number\nCalls,“c”\n".encode()
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\xdac\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99"
    b"=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def workspace() -> Iterator[LocalWorkspace]:
    with LocalWorkspace(demo_config(LINE)) as running:
        yield running


@pytest.fixture
def client(workspace: LocalWorkspace) -> WebClient:
    token = workspace.config.app.bot_token
    return WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])


@pytest.fixture
def files(client: WebClient) -> Files:
    return Files(client)


@pytest.fixture
def gateway(client: WebClient) -> Gateway:
    return Gateway(client, on_call=LINE.on_call_channel, leads=LINE.leads_channel)


@pytest.fixture
def failing(workspace: LocalWorkspace) -> Iterator[Callable[..., None]]:
    """Return a function that makes every call of one method fail."""

    def fail(method: str, **fault: Any) -> None:
        workspace.fail(lambda called, _: Fault(**fault) if called == method else None)

    yield fail
    workspace.fail(None)


def a_picture(file_id: str) -> Message:
    image = {"type": "image", "alt_text": "One", "slack_file": {"id": file_id}}
    return Message(text="One", blocks=[image])


def test_a_picture_is_seen_by_nobody_until_a_message_shows_it(
    files: Files, gateway: Gateway, workspace: LocalWorkspace
):
    file_id = files.upload("one.png", PNG, title="One")
    assert "channel_id" not in workspace.calls("files.completeUploadExternal")[-1][1]
    priya = workspace.as_user(PRIYA)
    with pytest.raises(Exception, match="file"):
        priya.opens_file(file_id)
    gateway.post(ON_CALL, a_picture(file_id), key="k1", thread_ts=None)
    assert priya.opens_file(file_id) == PNG
    with pytest.raises(Exception, match="file"):
        workspace.as_user(TESSA).opens_file(file_id)


def test_a_table_stands_in_the_thread_with_its_title_and_words(
    files: Files, gateway: Gateway, workspace: LocalWorkspace
):
    root = gateway.post(ON_CALL, Message(text="digest", blocks=[]), key="root", thread_ts=None)
    file_id = files.stage("numbers.csv", CSV)
    files.share(file_id, title="Numbers", channel=ON_CALL, thread_ts=root.ts, comment="Here it is.")
    *_, reply = gateway.replies(ON_CALL, root.ts)
    assert reply["text"] == "Here it is."
    assert [(each["name"], each["title"]) for each in reply["files"]] == [
        ("numbers.csv", "Numbers")
    ]
    assert workspace.as_user(PRIYA).opens_file(file_id) == CSV


def test_the_bytes_carry_no_token_and_the_alternative_text_stays_in_the_block(
    client: WebClient, workspace: LocalWorkspace
):
    with WebSink() as sink:
        api = f"http://localhost:{sink.port}/api/"
        there = WebClient(token=client.token, base_url=api, timeout=5, retry_handlers=[])
        Files(there)._send(f"http://localhost:{sink.port}/upload/v1/secret", CSV)
    (seen,) = sink.received
    assert (seen.method, seen.path, seen.body) == ("POST", "/upload/v1/secret", CSV)
    assert "xoxb" not in str(seen.headers)
    assert "Authorization" not in seen.headers
    Files(client).upload("one.png", PNG, title="One")
    assert "alt_txt" not in workspace.calls("files.getUploadURLExternal")[-1][1]


def test_the_address_is_asked_for_with_a_form_and_the_end_is_told_as_json():
    """Slack takes no JSON for the first step in every workspace."""
    with WebSink() as sink:
        api = f"http://localhost:{sink.port}/api/"
        files = Files(WebClient(token="xoxb-test", base_url=api, timeout=5, retry_handlers=[]))
        with pytest.raises(SlackDeliveryError):
            files.stage("numbers.csv", CSV)
        with pytest.raises(SlackDeliveryError):
            files.share("F1", title="N", channel="C1", thread_ts="1.1", comment="Here.")
    first, last = sink.received
    assert first.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert f"length={len(CSV)}" in first.body.decode()
    assert last.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/upload/v1/x",
        "http://files.slack.com/upload/v1/x",
        "https://files.slack.com.example.org/upload",
        "https://files.slack.com@example.org/upload",
        "https://evilslack.com/upload",
        "https://files.slack.com:8443/upload",
        "https://127.0.0.1/upload",
        "file:///etc/passwd",
        "not an address",
        "http://[::1",
    ],
)
def test_bytes_go_to_no_host_but_slacks_and_the_configured_one(address: str):
    files = Files(WebClient(token="xoxb-test", base_url="http://localhost:9/api/"))
    with pytest.raises(SlackDeliveryError) as caught:
        files._send(address, CSV)
    assert caught.value.is_permanent
    assert caught.value.reason.startswith("upload_address_")


@pytest.mark.parametrize("host", ["https://files.slack.com/upload/v1/x", "http://localhost:9/up"])
def test_slacks_own_hosts_and_the_configured_one_are_allowed(host: str):
    request = module._request(host, CSV, api="http://localhost:9/api/")
    assert request.method == "POST"


def test_a_redirect_is_not_followed(client: WebClient):
    with WebSink() as elsewhere:
        moved = {"Location": f"http://localhost:{elsewhere.port}/steal"}
        with WebSink(status=307, headers=moved) as sink:
            api = f"http://localhost:{sink.port}/api/"
            files = Files(WebClient(token="xoxb-test", base_url=api, timeout=5))
            with pytest.raises(SlackDeliveryError, match="upload_http_307"):
                files._send(f"http://localhost:{sink.port}/upload", CSV)
        assert elsewhere.received == []


def test_an_upload_that_breaks_off_may_be_tried_again(workspace: LocalWorkspace):
    with WebSink(delay=3) as sink:
        api = f"http://localhost:{sink.port}/api/"
        files = Files(WebClient(token="xoxb-test", base_url=api, timeout=1))
        with pytest.raises(SlackDeliveryError) as caught:
            files._send(f"http://localhost:{sink.port}/upload?CANARY", CSV)
    assert not caught.value.is_permanent
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("reason", ["missing_scope", "file_uploads_disabled", "not_allowed"])
def test_a_refusal_means_that_no_file_will_be_taken(
    files: Files, failing: Callable[..., None], reason: str
):
    failing("files.getUploadURLExternal", error=reason)
    with pytest.raises(SlackDeliveryError) as caught:
        files.upload("one.png", PNG, title="One")
    assert (caught.value.reason, caught.value.is_permanent) == (reason, True)


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize(
    "fault", [{"error": "internal_error"}, {"status": 503}, {"status": 429, "retry_after": 7}]
)
def test_slacks_own_trouble_passes(
    files: Files, failing: Callable[..., None], method: str, fault: dict[str, Any]
):
    failing(method, **fault)
    with pytest.raises(SlackDeliveryError) as caught:
        files.upload("one.png", PNG, title="One")
    assert not caught.value.is_permanent
    assert caught.value.retry_after == fault.get("retry_after")


def test_a_lost_answer_to_the_last_step_is_uncertain(
    files: Files, failing: Callable[..., None], gateway: Gateway
):
    root = gateway.post(ON_CALL, Message(text="digest", blocks=[]), key="root", thread_ts=None)
    file_id = files.stage("numbers.csv", CSV)
    failing("files.completeUploadExternal", status=503, is_after=True)
    with pytest.raises(SlackDeliveryError) as caught:
        files.share(file_id, title="Numbers", channel=ON_CALL, thread_ts=root.ts, comment="Here.")
    assert caught.value.is_uncertain
    assert [each["text"] for each in gateway.replies(ON_CALL, root.ts)][-1] == "Here."


def test_a_picture_that_slack_still_looks_through_cannot_be_posted_yet():
    with LocalWorkspace(replace(demo_config(LINE), file_processing=0.4)) as workspace:
        token = workspace.config.app.bot_token
        client = WebClient(token=token, base_url=workspace.api_url, timeout=5, retry_handlers=[])
        gateway = Gateway(client, on_call=LINE.on_call_channel)
        file_id = Files(client).upload("one.png", PNG, title="One")
        with pytest.raises(SlackDeliveryError, match="invalid_blocks"):
            gateway.post(ON_CALL, a_picture(file_id), key="k1", thread_ts=None)
