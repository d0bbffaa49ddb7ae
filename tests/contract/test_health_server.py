"""``/livez`` and ``/readyz`` on real sockets."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection

import pytest

from advicebot.errors import ConfigurationError
from advicebot.health_server import HealthServer


class Answers:
    """What the two questions answer; a test changes it at will."""

    def __init__(self) -> None:
        self.live: tuple[bool, Sequence[str]] = (True, [])
        self.ready: tuple[bool, Sequence[str]] = (True, [])


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def server(answers: Answers) -> Iterator[HealthServer]:
    made = HealthServer(0, live=lambda: answers.live, ready=lambda: answers.ready)
    yield made
    made.close()


def ask(server: HealthServer, path: str, method: str = "GET") -> tuple[int, object]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if body else None
    finally:
        connection.close()


def test_each_page_asks_its_own_question(server: HealthServer, answers: Answers):
    assert ask(server, "/livez") == (200, {"ok": True, "reasons": []})
    answers.ready = (False, ["no-socket", "rota-gap"])
    assert ask(server, "/livez")[0] == 200
    assert ask(server, "/readyz?verbose=1") == (
        503,
        {"ok": False, "reasons": ["no-socket", "rota-gap"]},
    )


def test_a_reason_that_is_no_short_name_is_not_shown(server: HealthServer, answers: Answers):
    answers.ready = (False, ["Jordan in 8B", "U0123", "database", "x" * 41])
    assert ask(server, "/readyz")[1] == {
        "ok": False,
        "reasons": ["other", "other", "database", "other"],
    }


def test_a_question_that_fails_is_answered_with_no(caplog: pytest.LogCaptureFixture):
    def broken() -> tuple[bool, list[str]]:
        raise RuntimeError("the disk is gone")

    server = HealthServer(0, live=broken, ready=broken)
    try:
        assert ask(server, "/livez") == (503, {"ok": False, "reasons": ["check-failed"]})
    finally:
        server.close()
    assert "a health check failed" in caplog.text


def test_other_pages_and_methods_lead_nowhere(server: HealthServer):
    assert ask(server, "/")[0] == 404
    assert ask(server, "/livez/x")[0] == 404
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("POST", "/livez", body="x")
    assert connection.getresponse().status == 501
    connection.close()


def test_a_head_request_gets_the_status_alone(server: HealthServer, answers: Answers):
    answers.live = (False, ["loop-stopped"])
    assert ask(server, "/livez", "HEAD") == (503, None)


def test_only_this_machine_is_listened_to(server: HealthServer):
    assert server._server.server_address[0] == "127.0.0.1"


def test_a_caller_that_says_nothing_does_not_keep_others_waiting(server: HealthServer):
    with socket.create_connection(("127.0.0.1", server.port)):
        started = time.monotonic()
        assert ask(server, "/livez")[0] == 200
        assert time.monotonic() - started < 1


def test_a_port_in_use_is_a_clear_error_and_a_closed_server_frees_it(answers: Answers):
    first = HealthServer(0, live=lambda: answers.live, ready=lambda: answers.ready)
    with pytest.raises(ConfigurationError) as caught:
        HealthServer(first.port, live=lambda: answers.live, ready=lambda: answers.ready)
    assert str(caught.value) == (
        f"ADVICEBOT_HEALTH_PORT: port {first.port} of 127.0.0.1 cannot be used "
        "(Address already in use). Choose one that nobody listens on."
    )
    first.close()
    HealthServer(first.port, live=lambda: answers.live, ready=lambda: answers.ready).close()
