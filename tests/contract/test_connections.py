"""The bot's connections over a wire that breaks: it hears again soon, whatever happened."""

import logging
import time
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from advicebot.slack.reaching import refused_token
from advicebot.slack.socket.connections import Connections
from advicebot.slack.socket.quiet import sdk_log
from tests.running import until
from tests.slack_wire import Peer, Wire, an_envelope

BACK = 15.0
"""Seconds within which the line must hear again."""
NOTICED = 4.0
"""Seconds within which a connection must be given up that is closed, or that Slack gave up."""
NOTICED_SILENT = 10.0


class Line:
    """Two connections of a small app, and the wire they run over."""

    def __init__(self, wire: Wire, *, count: int = 2) -> None:
        self.wire = wire
        self.takes = 0.0
        self.heard: list[str] = []
        self.regained = 0
        self.refused: list[Exception] = []
        self.connections = Connections(
            self._app(),
            "xapp-1",
            regained=self._count,
            is_final=lambda error: refused_token(error) is not None,
            refused=self.refused.append,
            count=count,
        )

    def _app(self) -> App:
        client = WebClient(token="xoxb-1", base_url=self.wire.api_url, timeout=2, retry_handlers=[])
        ours = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1")
        app = App(client=client, authorize=lambda: ours, request_verification_enabled=False)
        app.middleware(self._slowly)
        app.event("message")(lambda event: self.heard.append(event["text"]))
        return app

    def _slowly(self, next: Callable[[], BoltResponse]) -> BoltResponse:
        time.sleep(self.takes)
        return next()

    def _count(self) -> None:
        self.regained += 1

    def works(self, count: int = 2, *, within: float = BACK) -> None:
        """Wait until so many connections work."""
        until(
            lambda: self.connections.standing().working == count,
            within=within,
            what=f"{count} connections work",
        )


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as made:
        yield made


@pytest.fixture
def line(wire: Wire) -> Iterator[Line]:
    """A line with both of its connections open."""
    made = Line(wire)
    made.connections.start()
    made.works()
    yield made
    made.connections.stop()


def reason(why: str) -> Callable[[Peer], None]:
    return lambda peer: peer.say({"type": "disconnect", "reason": why})


FAULTS: dict[str, Callable[[Peer], None]] = {
    "fin": Peer.end,
    "rst": Peer.reset,
    "close": Peer.close,
    "half-open": Peer.fall_silent,
    "link_disabled": reason("link_disabled"),
    "too_many_websockets": reason("too_many_websockets"),
    "refresh_requested": reason("refresh_requested"),
    "warning": reason("warning"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_hears_again_soon_after_both_connections_broke(line: Line, fault: str):
    before = list(line.wire.open_peers())
    for peer in before:
        FAULTS[fault](peer)
    soon = NOTICED_SILENT if fault == "half-open" else NOTICED
    until(lambda: not any(each.is_open for each in before), within=soon, what="both are given up")
    assert line.wire.delivers(within=BACK) < BACK
    line.works()
    assert line.wire.most <= 2


def test_one_connection_is_enough_to_hear_while_the_other_is_replaced(line: Line):
    first, second = line.wire.open_peers()
    first.fall_silent()
    took = line.wire.delivers(within=1)
    assert took < 1
    until(lambda: not first.is_open, within=10, what="the silent one is given up")
    assert second.is_open
    line.works()


def test_a_peer_that_never_answers_the_first_ping_is_given_up(wire: Wire):
    wire.answers_pings = False
    line = Line(wire)
    line.connections.start()
    until(lambda: len(wire.peers) >= 2, within=5, what="both are open")
    assert line.connections.standing().working == 0, "a greeting is not yet an answer"
    began = time.monotonic()
    until(lambda: not wire.peers[0].is_open, within=BACK, what="the mute one is given up")
    assert time.monotonic() - began < 9
    wire.answers_pings = True
    line.works()
    assert wire.most <= 2
    line.connections.stop()


def test_a_connection_without_a_greeting_is_given_up(wire: Wire):
    wire.says_hello = False
    line = Line(wire, count=1)
    line.connections.start()
    until(lambda: wire.peers, within=5, what="one is open")
    until(lambda: not wire.peers[0].is_open, within=BACK, what="the one that greets nobody")
    wire.says_hello = True
    line.works(1)
    line.connections.stop()


@pytest.mark.parametrize(
    "refusal",
    [
        (503, {"ok": False, "error": "service_unavailable"}),
        (200, {"ok": False, "error": "internal_error"}),
        (429, {"ok": False, "error": "ratelimited"}),
    ],
)
def test_a_slack_that_opens_nothing_is_asked_again(line: Line, refusal: tuple[int, dict]):
    line.wire.refusal = refusal
    for peer in line.wire.open_peers():
        peer.reset()
    asked = len(line.wire.opened_at)
    until(lambda: len(line.wire.opened_at) >= asked + 3, within=BACK, what="it is asked again")
    line.wire.refusal = None
    assert line.wire.delivers(within=BACK) < BACK


def test_a_slack_that_cannot_be_reached_is_tried_again(line: Line):
    line.wire.vanish()
    for peer in line.wire.open_peers():
        peer.reset()
    time.sleep(6)
    line.wire.come_back()
    assert line.wire.delivers(within=10) < 10


def test_tries_are_never_closer_than_a_second(line: Line):
    for _ in range(3):
        line.works()
        for peer in line.wire.open_peers():
            peer.reset()
        until(lambda: line.connections.standing().working < 2, within=5, what="it is noticed")
    asked = sorted(line.wire.opened_at)
    two_later = zip(asked, asked[2:], strict=False)
    assert all(later - sooner >= 0.9 for sooner, later in two_later), asked


def test_a_refused_token_is_not_tried_again(wire: Wire):
    wire.refusal = (200, {"ok": False, "error": "invalid_auth"})
    line = Line(wire)
    line.connections.start()
    until(lambda: line.refused, within=5, what="the refusal is handed on")
    time.sleep(2.5)
    assert len(wire.opened_at) <= 2
    line.connections.stop()


def test_one_that_cannot_be_opened_does_not_stop_the_other(line: Line):
    line.wire.refusal = (200, {"ok": False, "error": "too_many_websockets"})
    line.wire.open_peers()[0].reset()
    until(lambda: line.connections.standing().working == 1, within=5, what="one is lost")
    for _ in range(5):
        assert line.wire.delivers(within=1) < 1
        time.sleep(0.3)


def test_something_may_have_been_missed_after_a_loss_and_not_after_a_refresh(
    line: Line, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("advicebot.slack.socket.slot.SETTLED_SECONDS", 1.0)
    time.sleep(1.2)
    for peer in line.wire.open_peers():
        reason("refresh_requested")(peer)
    until(lambda: len(line.wire.peers) == 4, within=5, what="both are refreshed")
    line.works()
    assert line.regained == 0
    line.wire.open_peers()[0].reset()
    until(lambda: line.regained == 1, within=5, what="the loss is told")


def test_a_refresh_leaves_no_moment_without_a_connection(
    line: Line, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("advicebot.slack.socket.slot.SETTLED_SECONDS", 1.0)
    time.sleep(1.2)
    fewest = []
    for peer in line.wire.open_peers():
        reason("warning")(peer)
    while len(line.wire.peers) < 4:
        fewest.append(len(line.wire.open_peers()))
        time.sleep(0.005)
    assert min(fewest) == 1
    line.works()
    assert all(each.was_closed_politely for each in line.wire.peers[:2])
    assert line.wire.most == 2


def test_slack_counting_more_connections_than_there_are_is_said(
    line: Line, caplog: pytest.LogCaptureFixture
):
    line.wire.extra = 5
    with caplog.at_level(logging.WARNING):
        line.wire.open_peers()[0].reset()
        until(lambda: line.regained, within=5, what="it works again")
    assert "Slack counts 7 connections" in caplog.text
    assert line.connections.standing().slack_counts == 7


def test_all_are_replaced_when_they_are_said_to_be_deaf(line: Line):
    before = line.wire.open_peers()
    line.connections.replace("the canary is not heard")
    until(lambda: not any(each.is_open for each in before), within=5, what="both are given up")
    line.works()
    assert line.regained == 2


def test_what_came_is_acknowledged_before_the_connection_is_closed(wire: Wire):
    line = Line(wire, count=1)
    line.takes = 0.2
    line.connections.start()
    line.works(1)
    (peer,) = wire.open_peers()
    for number in range(20):
        peer.say(an_envelope(f"x{number}"))
    time.sleep(0.1)
    assert len(peer.acknowledged) < 20
    line.connections.stop()
    until(lambda: peer.was_closed_politely, within=5, what="its close frame is read")
    assert {f"x{number}" for number in range(20)} == set(peer.acknowledged)


def test_a_process_that_stood_still_does_not_take_slack_for_silent(line: Line):
    """Nothing is judged by time in which nobody looked; see the unit tests of ``Attention``."""
    before = line.wire.open_peers()
    time.sleep(7)
    assert line.wire.open_peers() == before


def test_what_cannot_be_read_is_not_logged(line: Line, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        line.wire.open_peers()[0].send(3, b"SECRET words of a teacher")
        until(lambda: "unsupported data frame" in caplog.text, within=5, what="a warning")
    assert "SECRET" not in caplog.text
    assert sdk_log.name == "slack_sdk.socket_mode"
