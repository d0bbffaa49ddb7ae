"""Webhook, e-mail and heartbeat against real servers of this machine."""

import hashlib
import hmac
import json
import logging
import socket
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advicebot.bootstrap.outside import build_outside
from advicebot.errors import OutsideError
from advicebot.outside.heartbeat import beat
from advicebot.outside.mail import Mail, MailServer
from advicebot.outside.pager import OutsidePage
from advicebot.outside.webhook import Webhook
from advicebot.settings import read_settings
from tests.certificates import Certificates, make_certificates
from tests.smtp_sink import Manners, SmtpSink
from tests.web_sink import WebSink

SECRET = "CANARY-signing-secret"
KEY = "outside:h1:3:@outside"
AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
PAGE = OutsidePage(
    reference="A-1042",
    urgency="emergency",
    reason="Nobody has answered in Slack. CANARY-TEXT",
    link="https://example.org/CANARY-LINK",
    at=AT,
)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture):
    """Nothing that a test here does may leave a secret or a word of a page in the log."""
    caplog.set_level(logging.DEBUG)
    yield
    assert "CANARY" not in caplog.text


def why_not(send: Callable[[], None]) -> str:
    """Return why a page was not taken; the error, with all that led to it, tells no secret."""
    with pytest.raises(OutsideError) as caught:
        send()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "CANARY" not in shown
    [why] = caught.value.failures.values()
    return why


def a_free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def mail(sink: SmtpSink, **given: object) -> Mail:
    server = MailServer(
        host="localhost",
        port=sink.port,
        user=str(given.pop("user", "")),
        password=str(given.pop("password", "")),
    )
    kept = {"sender": "line@example.org", "recipients": ("a@example.org", "b@example.org")}
    return Mail(server, **(kept | given))


class TestWebhook:
    def test_a_page_arrives_as_json_under_its_key(self):
        with WebSink(status=202) as sink:
            Webhook(sink.url).send(PAGE, KEY)
        [received] = sink.received
        assert (received.method, received.path) == ("POST", "/page?token=CANARY-PATH")
        assert json.loads(received.body) == {
            "key": KEY,
            "text": PAGE.text,
            "urgency": "emergency",
            "reference": "A-1042",
            "at": "2026-11-24T09:14:00Z",
        }
        assert received.headers["Idempotency-Key"] == KEY
        assert received.headers["Content-Type"] == "application/json"
        assert received.headers["Host"] == f"localhost:{sink.port}"
        assert "X-Advicebot-Signature" not in received.headers

    def test_the_signature_is_over_the_very_bytes_that_arrive(self):
        with WebSink() as sink:
            Webhook(sink.url, secret=SECRET).send(PAGE, KEY)
        [received] = sink.received
        wanted = hmac.new(SECRET.encode(), received.body, hashlib.sha256).hexdigest()
        assert received.headers["X-Advicebot-Signature"] == f"sha256={wanted}"

    @pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
    def test_any_refusal_is_told_by_its_status(self, status: int):
        with WebSink(status=status) as sink:
            assert why_not(lambda: Webhook(sink.url).send(PAGE, KEY)) == f"it answered {status}"
        assert len(sink.received) == 1

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed(self, status: int):
        with WebSink() as other, WebSink(status, {"Location": other.url}) as sink:
            why = why_not(lambda: Webhook(sink.url, secret=SECRET).send(PAGE, KEY))
        assert why.startswith(f"it points elsewhere ({status}), which is not followed")
        assert other.received == []

    def test_a_slow_server_is_given_up_and_may_have_taken_it(self):
        with WebSink(delay=5) as sink:
            started = time.monotonic()
            why = why_not(lambda: Webhook(sink.url, timeout=0.3).send(PAGE, KEY))
        assert why == "no answer within 0.3 s; it may have arrived all the same"
        assert time.monotonic() - started < 2

    def test_a_closed_port_and_an_unknown_name_are_told_apart(self):
        closed = f"http://localhost:{a_free_port()}/CANARY"
        assert why_not(lambda: Webhook(closed).send(PAGE, KEY)) == "it could not be reached"
        unknown = Webhook("https://nobody.invalid/CANARY", timeout=1)
        assert why_not(lambda: unknown.send(PAGE, KEY)) == "the name of its host is not known"

    @pytest.mark.parametrize(
        "address",
        ["https://10.0.0.5/CANARY", "http://example.org/CANARY", "https://127.0.0.2/CANARY"],
    )
    def test_an_address_that_must_not_be_called_is_not(self, address: str):
        assert "the address is not" in why_not(lambda: Webhook(address).send(PAGE, KEY))

    @pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1"])
    def test_a_name_that_stands_for_a_private_address_is_not_called(self, host: str):
        with WebSink() as sink:
            hidden = Webhook(f"https://{host}:{sink.port}/CANARY")
            assert "in a private network" in why_not(lambda: hidden.send(PAGE, KEY))
        assert sink.received == []

    def test_a_server_that_hangs_up_is_told(self):
        with SmtpSink(Manners(delays={"CONNECT": 0})) as sink:  # speaks, but not HTTP
            why = why_not(lambda: Webhook(f"http://localhost:{sink.port}/").send(PAGE, KEY))
        assert why.startswith("the connection broke before an answer")

    def test_over_https_the_certificate_must_be_for_the_name(self, certificates: Certificates):
        """The address is called as it was looked up, and the name is still what is checked."""
        with WebSink(tls=certificates.server) as sink:
            Webhook(sink.url, trust=certificates.trusting).send(PAGE, KEY)
            assert len(sink.received) == 1
            untrusted = why_not(lambda: Webhook(sink.url).send(PAGE, KEY))
            by_number = f"https://127.0.0.1:{sink.port}/"
            other_name = Webhook(by_number, trust=certificates.trusting)
            assert why_not(lambda: other_name.send(PAGE, KEY)) == untrusted
        assert untrusted == "its certificate was not accepted"
        assert len(sink.received) == 1

    def test_a_proxy_in_the_environment_sees_nothing(self, monkeypatch: pytest.MonkeyPatch):
        with WebSink() as proxy, WebSink() as sink:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            Webhook(sink.url).send(PAGE, KEY)
        assert (len(proxy.received), len(sink.received)) == (0, 1)


class TestMail:
    def test_a_page_is_a_plain_message_to_every_mailbox(self):
        with SmtpSink() as sink:
            mail(sink).send(PAGE, KEY)
        [taken] = sink.taken
        assert taken.sender == "line@example.org"
        assert taken.recipients == ("a@example.org", "b@example.org")
        message = taken.message
        assert message["Subject"] == "Emergency: A-1042 needs a practitioner"
        assert message["From"] == "line@example.org"
        assert message["To"] == "a@example.org, b@example.org"
        assert message["Date"] == "Tue, 24 Nov 2026 09:14:00 +0000"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_content_type() == "text/plain"
        words = " ".join(message.get_payload(decode=True).decode().split())
        assert words.startswith(PAGE.text)
        assert sink.said[-1] == "QUIT"

    def test_a_page_sent_again_has_the_same_message_id_and_another_has_not(self):
        with SmtpSink() as sink:
            for key in (KEY, KEY, "outside:h1:4:@outside"):
                mail(sink).send(PAGE, key)
        first, again, other = (each.message["Message-ID"] for each in sink.taken)
        assert first == again != other
        assert first.startswith("<")
        assert first.endswith("@example.org>")

    def test_with_a_login_and_encryption(self, certificates: Certificates):
        manners = Manners(tls=certificates.server, login=("line", "CANARY-password"))
        with SmtpSink(manners) as sink:
            safe = mail(sink, user="line", password="CANARY-password", trust=certificates.trusting)
            safe.send(PAGE, KEY)
        [taken] = sink.taken
        assert taken.is_encrypted
        verbs = [each.split(" ")[0] for each in sink.said]
        assert verbs.index("STARTTLS") < verbs.index("AUTH") < verbs.index("MAIL")

    def test_a_wrong_password_is_told_without_it(self):
        with SmtpSink(Manners(login=("line", "right"))) as sink:
            wrong = mail(sink, user="line", password="CANARY-password")
            assert why_not(lambda: wrong.send(PAGE, KEY)) == "it refused the login (535)"
        assert sink.taken == []

    def test_a_server_without_encryption_gets_neither_login_nor_page(
        self, certificates: Certificates
    ):
        with SmtpSink(Manners(login=("line", "p"))) as sink:
            safe = mail(sink, user="line", password="p", trust=certificates.trusting)
            why = why_not(lambda: safe.send(PAGE, KEY))
        assert why == "it offers no encryption (STARTTLS); nothing was sent"
        assert [each.split(" ")[0] for each in sink.said] == ["EHLO"]

    def test_another_host_than_this_machine_must_encrypt(self):
        """``127.0.0.2`` is none of this machine's plain names, so it counts as another host."""
        with SmtpSink(host="127.0.0.2") as sink:
            server = MailServer(host="127.0.0.2", port=sink.port)
            elsewhere = Mail(server, sender="line@example.org", recipients=("a@example.org",))
            why = why_not(lambda: elsewhere.send(PAGE, KEY))
        assert why == "it offers no encryption (STARTTLS); nothing was sent"
        assert sink.taken == []

    def test_tls_from_the_start(self, certificates: Certificates):
        with SmtpSink(Manners(tls=certificates.server, tls_first=True)) as sink:
            server = MailServer(host="localhost", port=sink.port, tls_first=True)
            ours = Mail(
                server,
                sender="line@example.org",
                recipients=("a@example.org",),
                trust=certificates.trusting,
            )
            ours.send(PAGE, KEY)
        assert sink.taken[0].is_encrypted
        assert "STARTTLS" not in sink.said

    def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
        self, certificates: Certificates, tmp_path: Path
    ):
        others = make_certificates(tmp_path)
        with SmtpSink(Manners(tls=certificates.server)) as sink:
            wary = mail(sink, trust=others.trusting)
            assert why_not(lambda: wary.send(PAGE, KEY)) == "its certificate was not accepted"
        assert sink.taken == []

    @pytest.mark.parametrize(
        ("refuse", "why"),
        [
            ({"MAIL": "550 CANARY not you"}, "it refused the sender (550)"),
            ({"RCPT": "450 CANARY busy"}, "it refused every recipient (450)"),
            (
                {"RCPT TO:<a@": "450 CANARY", "RCPT TO:<b@": "550 CANARY"},
                "it refused every recipient (450, 550)",
            ),
            ({"DATA": "451 CANARY later"}, "it refused the message (451)"),
            ({"END": "554 CANARY looks like spam"}, "it refused the message (554)"),
            ({"EHLO": "421 CANARY", "HELO": "421 CANARY"}, "it refused to talk to us (421)"),
        ],
    )
    def test_a_refusal_is_told_by_its_step_and_code(self, refuse: dict[str, str], why: str):
        with SmtpSink(Manners(refuse=refuse)) as sink:
            assert why_not(lambda: mail(sink).send(PAGE, KEY)) == why
        assert sink.taken == []

    def test_one_mailbox_that_takes_it_is_enough_and_the_other_is_counted(
        self, caplog: pytest.LogCaptureFixture
    ):
        with SmtpSink(Manners(refuse={"RCPT TO:<b@": "550 CANARY"})) as sink:
            mail(sink).send(PAGE, KEY)
        assert sink.taken[0].recipients == ("a@example.org",)
        assert f"key={KEY} refused=1 of=2 codes=550" in caplog.text

    @pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "END"])
    def test_a_slow_server_is_given_up(self, verb: str):
        with SmtpSink(Manners(delays={verb: 1.0})) as sink:
            started = time.monotonic()
            why = why_not(lambda: mail(sink, timeout=0.2).send(PAGE, KEY))
        assert why == "the connection broke, or no answer within 0.2 s"
        assert time.monotonic() - started < 0.9

    @pytest.mark.parametrize(
        "manners", [Manners(refuse={"QUIT": "421 CANARY"}), Manners(delays={"QUIT": 1.0})]
    )
    def test_a_bad_goodbye_does_not_undo_a_page_that_was_taken(self, manners: Manners):
        with SmtpSink(manners) as sink:
            mail(sink, timeout=0.2).send(PAGE, KEY)
        assert len(sink.taken) == 1

    def test_a_login_that_is_not_offered_is_told(self):
        with SmtpSink() as sink:
            ours = mail(sink, user="line", password="CANARY")
            why = why_not(lambda: ours.send(PAGE, KEY))
        assert why == "it offers no way to log in that we know"

    def test_a_closed_port_and_an_unknown_name_are_told_apart(self):
        closed = Mail(
            MailServer(host="localhost", port=a_free_port()),
            sender="line@example.org",
            recipients=("a@example.org",),
        )
        assert why_not(lambda: closed.send(PAGE, KEY)) == "it could not be reached"
        unknown = Mail(
            MailServer(host="nobody.invalid", port=587),
            sender="line@example.org",
            recipients=("a@example.org",),
        )
        assert why_not(lambda: unknown.send(PAGE, KEY)) == "the name of its host is not known"

    def test_a_mail_server_does_not_show_its_password(self):
        shown = repr(MailServer(host="h", port=1, user="u", password="CANARY"))
        assert "CANARY" not in shown


class TestHeartbeat:
    def test_a_beat_is_one_get(self):
        with WebSink(status=204) as sink:
            beat(sink.url)
        [received] = sink.received
        assert (received.method, received.path) == ("GET", "/page?token=CANARY-PATH")

    @pytest.mark.parametrize("status", [302, 404, 500])
    def test_a_beat_that_is_not_heard_is_told(self, status: int):
        with WebSink(status=status) as sink:
            assert str(status) in why_not(lambda: beat(sink.url))

    def test_a_server_that_drips_its_answer_is_given_up_as_well(self):
        """No single read takes long, so only a deadline for everything ends this."""
        with WebSink(drip=0.05) as sink:
            started = time.monotonic()
            assert why_not(lambda: beat(sink.url, timeout=0.3)) == "no answer within 0.6 s"
            assert time.monotonic() - started < 1.5

    def test_the_rules_for_addresses_hold_for_it_too(self):
        private = "https://10.0.0.5/CANARY"
        assert "the address is not" in why_not(lambda: beat(private))


class TestConfigured:
    def test_nothing_set_is_a_pager_that_is_not_configured(self):
        assert not build_outside(read_settings({})).is_configured

    def test_both_channels_from_the_settings_take_one_page(self):
        with WebSink() as web, SmtpSink(Manners(login=("line", "CANARY-password"))) as smtp:
            settings = read_settings(
                {
                    "ADVICEBOT_PAGER_WEBHOOK": web.url,
                    "ADVICEBOT_PAGER_WEBHOOK_SECRET": SECRET,
                    "ADVICEBOT_PAGER_MAIL_TO": "a@example.org",
                    "ADVICEBOT_SMTP_HOST": f"localhost:{smtp.port}",
                    "ADVICEBOT_SMTP_USER": "line",
                    "ADVICEBOT_SMTP_PASSWORD": "CANARY-password",
                    "ADVICEBOT_SMTP_FROM": "line@example.org",
                }
            )
            build_outside(settings).send(PAGE, KEY)
        assert "X-Advicebot-Signature" in web.received[0].headers
        assert smtp.taken[0].recipients == ("a@example.org",)
        assert "CANARY" not in repr(settings)

    def test_one_that_fails_leaves_the_other_and_a_line_in_the_log(
        self, caplog: pytest.LogCaptureFixture
    ):
        with WebSink(status=500) as web, SmtpSink() as smtp:
            settings = read_settings(
                {
                    "ADVICEBOT_PAGER_WEBHOOK": web.url,
                    "ADVICEBOT_PAGER_MAIL_TO": "a@example.org",
                    "ADVICEBOT_SMTP_HOST": f"localhost:{smtp.port}",
                    "ADVICEBOT_SMTP_FROM": "line@example.org",
                }
            )
            build_outside(settings).send(PAGE, KEY)
        assert len(smtp.taken) == 1
        assert f"key={KEY} channel=webhook: it answered 500" in caplog.text
