"""The Events API by HTTP when the app fails: retries, their reasons, and where it stops."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from advicebot.workspace import ActError, LocalWorkspace, WorkspaceConfig
from tests.certificates import make_certificates
from tests.workspace.conftest import APP, CONFIG
from tests.workspace.http_sink import Sink, free_port, listening, traffic, with_url


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening(free_port()) as made:
        yield made


def test_an_event_that_fails_comes_again_with_its_number_and_reason(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(redelivery=(0.0, 0.05, 0.05), **with_url(sink.url))
    sink.answers = [(500, {}, b""), (404, {}, b""), (302, {"Location": sink.url}, b"")]
    sink.answers += [(302, {"Location": sink.url}, b"")] * 2
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: len(sink.events()) == 6 and now.outstanding == 0)
    seen = [
        (one.get("x-slack-retry-num"), one.get("x-slack-retry-reason"))
        for one, body in sink.events()
        if body
    ]
    assert seen == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "too_many_redirects"),
    ]
    ids = {json.loads(body)["event_id"] for _, body in sink.events() if body}
    assert len(ids) == 1
    assert workspace.dropped == 0


def test_two_redirects_are_followed(start: Callable[..., LocalWorkspace], sink: Sink) -> None:
    workspace = start(**with_url(sink.url))
    sink.answers = [(307, {"Location": sink.url}, b"")] * 2
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: len(sink.events()) == 3 and now.outstanding == 0)
    assert {json.loads(body)["event"]["text"] for _, body in sink.events()} == {"Hello"}


def test_nothing_is_sent_again_when_the_app_says_so(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(redelivery=(0.0, 0.0, 0.0), **with_url(sink.url))
    sink.answers = [(500, {"x-slack-no-retry": "1"}, b"")]
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1 and now.outstanding == 0)
    assert len(sink.events()) == 1


def test_an_app_that_takes_too_long_is_told_so(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(ack_within=0.4, redelivery=(0.0,), **with_url(sink.url))
    sink.waits = 0.8
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1)
    assert sink.events()[1][0]["x-slack-retry-reason"] == "http_timeout"
    with pytest.raises(ActError, match=r"the app did not answer in 0.4 seconds"):
        workspace.as_user("U1").runs("/echo")


def test_nobody_listens_at_the_url(start: Callable[..., LocalWorkspace]) -> None:
    workspace = start(redelivery=(0.0,), **with_url(f"http://127.0.0.1:{free_port()}/"))
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1)
    with pytest.raises(ActError, match="the app could not be reached"):
        workspace.as_user("U1").runs("/echo")
    notes = {entry.name: entry.note for entry in traffic(workspace)}
    assert "could not be reached" in notes["url_verification"]
    assert "attempt 2, could not be reached: connection_failed" in notes["message"]


def test_a_certificate_that_nobody_knows_is_called_an_ssl_error(
    start: Callable[..., LocalWorkspace], tmp_path: Any
) -> None:
    certificates = make_certificates(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shake_hands() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                with plain, suppress(OSError):
                    certificates.server.wrap_socket(plain, server_side=True).close()

        thread = threading.Thread(target=shake_hands)
        thread.start()
        url = f"https://localhost:{listener.getsockname()[1]}/"
        workspace = start(redelivery=(0.0,), **with_url(url))
        workspace.as_user("U1").says("Hello")
        workspace.wait_until(lambda now: now.dropped == 1)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    notes = [entry.note for entry in traffic(workspace) if entry.name == "message"]
    assert len(notes) == 2
    assert all("ssl_error" in note for note in notes)


def test_other_machines_are_out_of_bounds(start: Callable[..., LocalWorkspace], sink: Sink) -> None:
    for url in ("https://example.org/slack/events", "http://10.0.0.1/", "file:///etc/hosts"):
        with pytest.raises(ValueError, match=r"which is (not of this machine|no web address)"):
            WorkspaceConfig(users=CONFIG.users, **with_url(url))
    elsewhere = replace(APP, request_url="https://example.org/", is_elsewhere=True)
    assert WorkspaceConfig(users=CONFIG.users, apps=(elsewhere,))
    workspace = start(redelivery=(0.0,), **with_url(sink.url))
    sink.answers = [(302, {"Location": "https://example.org/"}, b"")] * 2
    workspace.as_user("U1").says("Hello")
    workspace.wait_until(lambda now: now.dropped == 1)
    assert sink.events()[1][0]["x-slack-retry-reason"] == "unknown_error"


def test_in_an_outage_events_wait_for_its_end(
    start: Callable[..., LocalWorkspace], sink: Sink
) -> None:
    workspace = start(**with_url(sink.url))
    workspace.outage(True)
    workspace.as_user("U1").says("Hello")
    time.sleep(0.05)
    assert (sink.events(), workspace.outstanding) == ([], 1)
    workspace.outage(False)
    workspace.wait_until(lambda now: now.outstanding == 0)
    assert len(sink.events()) == 1
