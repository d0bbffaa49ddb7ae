"""One Socket Mode connection: slack_sdk's, without its own reconnecting, and closable at once.

slack_sdk opens a new connection by itself on several threads, sleeps on rate limits, and takes
seconds to close. Here it only reads, writes and pings; whoever holds it decides about everything
else.
"""

import contextlib
import json
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection
from slack_sdk.socket_mode.builtin.frame_header import FrameHeader
from slack_sdk.socket_mode.builtin.internals import _build_data_frame_for_sending
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from advicebot.slack.socket.judging import Seen
from advicebot.slack.socket.quiet import sdk_log

PING_SECONDS = 2
RECEIVE_BYTES = 256 * 1024
FRAMES_AT_ONCE = 10_000
NORMAL_CLOSURE = 1000
LOCK_SECONDS = 0.2
CLOSING_LOOKS = 50
ENVELOPE = '"envelope_id"'


class Client(SocketModeClient):
    """A connection that says what it hears, and never acts by itself.

    slack_sdk 3.47 reads frames by recursion, a level for each frame and each read of 1,024 bytes:
    some hundred kilobytes that had piled up broke the stream, and it was read as nonsense from
    there on (slackapi/python-slack-sdk pull request 1232 knows of it). Hence the large reads.

    Attributes:
        hello: Slack's first word, None until it came.
        told: the reason with which Slack asked for this connection to end, None while it does not.
    """

    def __init__(
        self,
        app_token: str,
        web_client: WebClient,
        *,
        app: App | None,
        nudge: Callable[[], None] = lambda: None,
    ) -> None:
        """``nudge`` is called when there is something to look at; without ``app`` nothing that
        comes is handled or acknowledged.
        """
        sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES_AT_ONCE))
        self.hello: dict[str, Any] | None = None
        self.told: str | None = None
        self._app, self._nudge = app, nudge
        self._counting = threading.Condition()
        self._pending, self._messages = 0, 0
        self._takes_more, self._is_left, self._is_hung_up = True, False, False
        self._opened_at = 0.0
        self._pong: tuple[float | None, float | None] = (None, None)
        self._word: tuple[int, float | None] = (0, None)
        super().__init__(
            app_token,
            logger=sdk_log,
            web_client=web_client,
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
            receive_buffer_size=RECEIVE_BYTES,
            proxy=web_client.proxy,
            on_error_listeners=[lambda _: nudge()],
            on_close_listeners=[self._hung_up],
        )
        self.socket_mode_request_listeners.append(self._handle)

    def open(self, look: Callable[[], float]) -> None:
        """Connect. ``look`` returns the present, in the seconds that ``seen`` is asked in.

        Raises:
            SlackApiError: Slack refused.
            OSError: nobody answered, or what answered is no Slack.
        """
        self.connect()
        self._opened_at = look()
        if not self.is_connected():
            raise ConnectionError("the connection was not taken")

    def seen(self, now: float) -> Seen:
        """Return what is known of this connection; call it often, for it notes when it hears."""
        session = self.current_session
        pong = session.last_ping_pong_time if session else None
        if pong != self._pong[0]:
            self._pong = (pong, now)
        if self._messages != self._word[0]:
            self._word = (self._messages, now)
        threads = (self.current_session_runner, self.current_app_monitor, self.message_processor)
        return Seen(
            opened_at=self._opened_at,
            is_open=not self._is_hung_up and session is not None and not is_gone(session),
            is_read=all(each.is_alive() for each in threads),
            has_hello=self.hello is not None,
            heard_at=self._word[1],
            ponged_at=self._pong[1],
        )

    def finish_pending(self, seconds: float, *, taking_more: bool) -> None:
        """Wait until all that came was handled and acknowledged, ``seconds`` at the most.

        ``taking_more`` False leaves to others what comes meanwhile: Slack sends it again.
        """
        self._takes_more = taking_more
        with self._counting:
            self._counting.wait_for(lambda: self._pending == 0, timeout=seconds)

    def leave(self, *, says_goodbye: bool) -> None:
        """The connection is closed when this returns; its threads end soon after.

        ``says_goodbye`` tells Slack first, so that it does not go on counting this connection.
        """
        self._takes_more = False
        self._is_left = self.closed = True
        self.auto_reconnect_enabled = False
        for runner in (self.current_session_runner, self.current_app_monitor):
            runner.event.set()
        self.message_processor.event.set()
        self.message_workers.shutdown(wait=False)
        session = self.current_session
        if session is not None:
            _hang_up(session, says_goodbye=says_goodbye)
        threading.Thread(target=self._finish_closing, name="closing", daemon=True).start()

    def _finish_closing(self) -> None:
        """Wait for the reader, which slack_sdk wakes every three seconds, and free the socket."""
        reader = self.current_session_runner.thread
        for _ in range(CLOSING_LOOKS):
            self.current_session_state.terminated = True  # its runner may just have unset it
            reader.join(LOCK_SECONDS)
            if not reader.is_alive():
                break
        if self.current_session is not None:
            # Two threads that close one connection race in slack_sdk 3.47.
            with contextlib.suppress(AttributeError, OSError):
                self.current_session.close()

    def issue_new_wss_url(self) -> str:
        """Return an address for one connection, and leave all waiting to the caller."""
        return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Whoever holds this connection opens another one; slack_sdk does not."""
        self._nudge()

    def enqueue_message(self, message: str) -> None:
        """Take in what came: envelopes to be handled, and Slack's words about the connection."""
        self._messages += 1
        if ENVELOPE not in message:
            self._listen(message)
        elif self._takes_more and self._app is not None:
            with self._counting:
                self._pending += 1
            super().enqueue_message(message)

    def _listen(self, message: str) -> None:
        try:
            word = json.loads(message)
        except ValueError:
            return
        if word.get("type") == "hello":
            self.hello = word
            self._nudge()
        elif word.get("type") == "disconnect":
            self.told = str(word.get("reason") or "unnamed")
            self._nudge()

    def _handle(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            if self._app is not None and not self._is_left:
                send_response(client, request, run_bolt_app(self._app, request), 0.0)
        finally:
            with self._counting:
                self._pending -= 1
                self._counting.notify_all()

    def _hung_up(self, code: int, reason: str | None) -> None:
        self._is_hung_up = True
        self._nudge()


def is_gone(session: Connection) -> bool:
    """True when the other side has closed the connection and all it sent was read, or it broke.

    slack_sdk reads an empty answer there, again and again, and takes it for nothing special.
    """
    sock = session.sock
    if sock is None:
        return True
    try:
        with socket.socket(fileno=os.dup(sock.fileno())) as same:
            return same.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _hang_up(session: Connection, *, says_goodbye: bool) -> None:
    """Shut the connection down without waiting for the thread that reads from it."""
    sock = session.sock
    if sock is None:
        return
    with contextlib.suppress(OSError, ValueError):
        if says_goodbye and session.sock_send_lock.acquire(timeout=LOCK_SECONDS):
            try:
                code = struct.pack("!H", NORMAL_CLOSURE)
                sock.send(_build_data_frame_for_sending(code, FrameHeader.OPCODE_CLOSE))
            finally:
                session.sock_send_lock.release()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
