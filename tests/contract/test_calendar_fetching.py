"""Calendars fetched from a real server on this machine, and every way in which that can fail."""

import gzip
import logging
import os
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from advicebot.calendars.fetching import fetch, public_address, redirected
from advicebot.errors import RotaError

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
SECRET = "/private-5e1f0000/basic.ics"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Answers each path as it was told, and notes what was asked."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.is_over = Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append((self.headers["Host"], self.path))
                self.close_connection = True
                server.answers[self.path](self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._http.server_port
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.is_over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def answer(
    body: bytes = CALENDAR, *, status: int = 200, kind: str = "text/calendar", **headers: str
) -> Answer:
    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return give


def to(location: str) -> Answer:
    return answer(b"", status=302, Location=location)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def refusal(address: str, timeout: float = 5) -> str:
    with pytest.raises(RotaError) as refused:
        fetch(address, timeout)
    return str(refused.value)


def test_a_calendar_arrives_as_it_is(server: Server):
    server.answers[SECRET] = answer()
    assert fetch(server.url(SECRET), 5) == CALENDAR
    assert fetch(f" http://localhost:{server.port}{SECRET} ", 5) == CALENDAR


def test_a_calendar_under_a_careless_content_type_is_taken(server: Server):
    server.answers["/a"] = answer(kind="text/html")
    server.answers["/b"] = answer(gzip.compress(CALENDAR), Content_Encoding="gzip")
    server.answers["/c"] = answer(b"\xef\xbb\xbf\r\n" + CALENDAR, kind="text/plain")
    assert fetch(server.url("/a"), 5) == CALENDAR
    assert fetch(server.url("/b"), 5) == CALENDAR
    assert fetch(server.url("/c"), 5).endswith(CALENDAR)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "has no calendar at this address (answer 404)"),
        (410, "has no calendar at this address (answer 410)"),
        (401, "does not let us read this calendar (answer 401)"),
        (403, "does not let us read this calendar (answer 403)"),
        (500, "could not give the calendar (answer 500)"),
        (304, "could not give the calendar (answer 304)"),
        (204, "could not give the calendar (answer 204)"),
    ],
)
def test_an_answer_that_is_no_calendar_is_explained(server: Server, status: int, said: str):
    server.answers[SECRET] = answer(b"", status=status)
    assert said in refusal(server.url(SECRET))


def test_a_page_to_sign_in_is_recognised(server: Server):
    server.answers[SECRET] = answer(b"<!DOCTYPE html><form>", kind="text/html; charset=utf-8")
    said = refusal(server.url(SECRET))
    assert "is not a calendar (it calls itself text/html): perhaps a page to sign in" in said


def test_an_empty_answer_is_refused(server: Server):
    server.answers[SECRET] = answer(b" \r\n")
    assert "is empty" in refusal(server.url(SECRET))


def test_more_than_two_megabytes_are_refused_without_reading_on(server: Server):
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(CALENDAR)
        while not server.is_over.is_set() and len(sent) < 2000:
            try:
                request.wfile.write(b"X" * 100_000)
            except OSError:
                break
            sent.append(1)

    server.answers["/big"] = endless
    assert "larger than 2 MB" in refusal(server.url("/big"))
    assert len(sent) < 2000
    server.answers["/packed"] = answer(
        gzip.compress(CALENDAR + b"X" * 3_000_000), Content_Encoding="gzip"
    )
    assert "larger than 2 MB" in refusal(server.url("/packed"))


def test_a_server_that_does_not_answer_is_not_waited_for(server: Server):
    server.answers["/never"] = lambda _: server.is_over.wait(20) and None
    begun = time.monotonic()
    assert "did not send the calendar in time" in refusal(server.url("/never"), 0.3)
    assert time.monotonic() - begun < 3


def test_a_server_that_sends_a_little_at_a_time_is_not_waited_for_either(server: Server):
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for letter in CALENDAR * 20:
            if server.is_over.wait(0.05):
                break
            try:
                request.wfile.write(bytes([letter]))
            except OSError:
                break

    server.answers["/drip"] = drip
    begun = time.monotonic()
    assert "did not send the calendar in time" in refusal(server.url("/drip"), 0.4)
    assert time.monotonic() - begun < 3


def test_a_transfer_that_breaks_off_is_no_calendar(server: Server):
    server.answers["/half"] = answer(CALENDAR, Content_Length="5000")
    assert "broke off before the calendar was complete" in refusal(server.url("/half"))


def test_a_server_that_is_down_is_named(server: Server):
    closed = Server()
    closed.close()
    assert "127.0.0.1 cannot be reached" in refusal(closed.url(SECRET))


def test_a_host_that_does_not_exist_is_named():
    said = refusal("https://rota.invalid/secret.ics")
    assert said.startswith("No server is called rota.invalid.")


# Redirects and private networks


def test_three_redirects_are_followed_and_a_fourth_is_not(server: Server):
    for step in range(4):
        server.answers[f"/{step}"] = to(f"/{step + 1}")
    server.answers["/4"] = answer()
    assert fetch(server.url("/1"), 5) == CALENDAR
    assert "more than 3 times" in refusal(server.url("/0"))


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://example.org/rota.ics", "without https"),
        ("ftp://example.org/rota.ics", "without https"),
        ("file:///etc/passwd", "without https"),
        ("https://10.0.0.7/rota.ics", "10.0.0.7 is in a private network"),
        ("https://192.168.1.1/", "private network"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
        ("https://127.0.0.1/", "private network"),
        ("https://localhost/", "private network"),
        ("https://2130706433/", "private network"),
        ("https://0.0.0.0/", "private network"),
        ("https://100.64.0.1/", "private network"),
        ("https://224.0.0.1/", "private network"),
        ("https://[::1]/", "private network"),
        ("https://[fd00::1]/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
    ],
)
def test_a_redirect_never_leads_where_it_must_not(server: Server, location: str, said: str):
    server.answers[SECRET] = to(location)
    assert said in refusal(server.url(SECRET))
    assert len(server.asked) == 1


def test_a_redirect_from_elsewhere_never_leads_to_this_machine():
    away = httpx.URL("https://calendar.example.org/a.ics")
    with pytest.raises(RotaError, match="without https"):
        redirected(away, httpx.URL("http://127.0.0.1/admin"))
    assert str(redirected(away, httpx.URL("/b.ics"))) == "https://calendar.example.org/b.ics"


def test_the_first_address_may_not_be_private_either():
    assert "private network" in refusal("https://10.1.2.3/rota.ics")
    assert "private network" in refusal("webcal://127.0.0.1/rota.ics")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_asked_as_it_is(address: str):
    assert public_address(address, 443) == address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/rota.ics", "begins with http://"),
        ("ftp://example.org/rota.ics", "begins with ftp://"),
        ("file:///etc/hosts", "begins with file://"),
        ("https://", "cannot be fetched"),
        ("https://exa mple.org:port/", "cannot be read"),
    ],
)
def test_other_addresses_are_refused(address: str, said: str):
    assert said in refusal(address)


# What nobody may read along


def test_the_secret_part_of_an_address_is_in_no_message_and_no_log(
    server: Server, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    server.answers[SECRET] = answer()
    fetch(server.url(SECRET), 5)
    server.answers[SECRET] = answer(b"", status=404)
    said = refusal(server.url(SECRET))
    assert "private-5e1f" not in said + caplog.text
    assert server.asked[0][1] == SECRET


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for rota.example.org in one file, trusted by nobody."""
    made = tmp_path_factory.mktemp("tls") / "rota.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    asked += ["-subj", "/CN=rota.example.org", "-addext", "subjectAltName=DNS:rota.example.org"]
    subprocess.run(
        [*asked, "-keyout", made, "-out", f"{made}.crt"], check=True, capture_output=True
    )
    made.write_bytes(made.read_bytes() + Path(f"{made}.crt").read_bytes())
    return made


@pytest.fixture
def safe_server(certificate: Path) -> Iterator[Server]:
    made = Server(certificate)
    yield made
    made.close()


@pytest.mark.parametrize("scheme", ["https", "webcal", "WEBCAL"])
def test_over_https_the_checked_address_is_asked_under_the_hosts_own_name(
    safe_server: Server, certificate: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    safe_server.answers[SECRET] = answer()
    host = f"rota.example.org:{safe_server.port}"
    got = fetch(f"{scheme}://{host}{SECRET}", 5, resolve=lambda *_: "127.0.0.1")
    assert got == CALENDAR
    assert safe_server.asked == [(host, SECRET)]


@pytest.mark.parametrize("name", ["rota.example.org", "other.example.org"])
def test_a_server_that_does_not_prove_who_it_is_is_refused(
    safe_server: Server, certificate: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    if name.startswith("other"):
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    with pytest.raises(RotaError, match="does not prove who it is"):
        fetch(f"https://{name}:{safe_server.port}/", 5, resolve=lambda *_: "127.0.0.1")
    assert safe_server.asked == []


# Files


def test_a_file_is_read_by_its_path(tmp_path: Path):
    file = tmp_path / "rota.ics"
    file.write_bytes(CALENDAR)
    assert fetch(str(file), 5) == CALENDAR


def test_a_file_that_is_not_there_too_large_or_no_calendar_is_refused(tmp_path: Path):
    assert "cannot be read (No such file" in refusal(str(tmp_path / "none.ics"))
    assert "cannot be read (Is a directory)" in refusal(str(tmp_path))
    large = tmp_path / "large.ics"
    large.write_bytes(CALENDAR)
    os.truncate(large, 2_000_001)
    assert "larger than 2 MB" in refusal(str(large))
    large.write_bytes(b"hello")
    assert "is not a calendar" in refusal(str(large))
