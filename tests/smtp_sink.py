"""A mail server of this machine for tests: speaks enough of RFC 5321 to take mail or refuse it."""

import base64
import socketserver
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from threading import Thread

OK = b"250 ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message that was taken. ``is_encrypted`` tells how it came."""

    sender: str
    recipients: tuple[str, ...]
    message: Message
    is_encrypted: bool


@dataclass(slots=True, kw_only=True)
class Manners:
    """How the server behaves.

    ``refuse`` maps the start of a command ("RCPT TO:<b@") to the reply it gets instead. ``tls``
    offers STARTTLS, or comes first of all with ``tls_first``. ``login`` is the user and password
    that are wanted. ``delays`` are seconds before the answer to a verb: "CONNECT" is the greeting,
    "END" the end of the data.
    """

    refuse: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, float] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    tls_first: bool = False
    login: tuple[str, str] | None = None


class SmtpSink:
    """Listens on a free port until the block ends; ``taken`` and ``said`` tell what came."""

    def __init__(self, manners: Manners | None = None, *, host: str = "127.0.0.1") -> None:
        self.manners = manners or Manners()
        self.taken: list[Taken] = []
        self.said: list[str] = []
        sink = self

        class Handler(_Talk):
            server_state = sink

        self._server = _Server((host, 0), Handler)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> "SmtpSink":
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is part of many tests."""


class _Talk(socketserver.StreamRequestHandler):
    server_state: SmtpSink
    is_encrypted = False

    def handle(self) -> None:
        self.sender, self.recipients = "", list[str]()
        if self.server_state.manners.tls_first:
            self._encrypt()
        self._reply("CONNECT", b"220 sink.example.org")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb, space, rest = line.partition(" ")
            verb = verb.upper()
            self.server_state.said.append(verb + space + rest)
            for start, refusal in self.server_state.manners.refuse.items():
                if line.upper().startswith(start.upper()):
                    self._reply(verb, refusal.encode())
                    break
            else:
                getattr(self, f"do_{verb.lower()}")(line)
            if verb == "QUIT":
                return

    def finish(self) -> None:
        """Close what STARTTLS put in the place of the plain connection, too."""
        super().finish()
        self.connection.close()

    def _reply(self, verb: str, *lines: bytes) -> None:
        time.sleep(self.server_state.manners.delays.get(verb, 0))
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))

    def do_ehlo(self, _: str) -> None:
        manners = self.server_state.manners
        offers = [b"STARTTLS"] if manners.tls and not self.is_encrypted else []
        offers += [b"AUTH PLAIN"] if manners.login else []
        *many, last = [b"sink.example.org", *offers]
        self._reply("EHLO", *(b"250-" + each for each in many), b"250 " + last)

    def do_starttls(self, _: str) -> None:
        self._reply("STARTTLS", b"220 go ahead")
        self._encrypt()

    def _encrypt(self) -> None:
        assert self.server_state.manners.tls
        self.rfile.close()
        self.request = self.connection = self.server_state.manners.tls.wrap_socket(
            self.connection, server_side=True
        )
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)
        self.is_encrypted = True

    def do_auth(self, line: str) -> None:
        user, password = self.server_state.manners.login or ("", "")
        wanted = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        is_right = line.split(" ")[-1] == wanted
        self._reply("AUTH", b"235 welcome" if is_right else f"535 not {line}".encode())

    def do_mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        self._reply("MAIL", OK)

    def do_rcpt(self, line: str) -> None:
        self.recipients.append(line.partition("<")[2].partition(">")[0])
        self._reply("RCPT", OK)

    def do_data(self, _: str) -> None:
        self._reply("DATA", b"354 go on")
        data = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            data += line.removeprefix(b".") if line.startswith(b"..") else line
        refusal = self.server_state.manners.refuse.get("END")
        if refusal is None:
            self.server_state.taken.append(
                Taken(
                    sender=self.sender,
                    recipients=tuple(self.recipients),
                    message=message_from_bytes(data),
                    is_encrypted=self.is_encrypted,
                )
            )
        self._reply("END", refusal.encode() if refusal else OK)

    def do_rset(self, _: str) -> None:
        self._reply("RSET", OK)

    def do_quit(self, _: str) -> None:
        self._reply("QUIT", b"221 bye")
