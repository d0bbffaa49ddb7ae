"""Pages and letters by e-mail: plain text through one mail server, encrypted unless it is this
machine.
"""

import hashlib
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from advicebot.domain.addresses import is_this_machine
from advicebot.errors import OutsideError
from advicebot.outside.letters import Letter
from advicebot.outside.pager import OutsidePage

TLS_FIRST_PORT = 465
"""RFC 8314: on this port TLS comes first; on every other it is asked for with STARTTLS."""
FOOTER = (
    "This message is sent by the advice line because Slack may not be enough. It leaves out who "
    "it is about on purpose. Nobody reads replies to it."
)


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in.

    ``tls_first`` means TLS from the start instead of STARTTLS; ``user`` "" means without a login.
    """

    host: str
    port: int
    tls_first: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


class MailRefused(OutsideError):  # noqa: N818 (the other side's answer, like Refused)
    """The server will not take this mail for this mailbox, however often it is tried."""


class _Lacking(Exception):  # noqa: N818 (never leaves this module)
    """The mail server does not offer what we insist on."""


class Mail:
    """Sends pages to a few mailboxes, and letters to whom they name."""

    name = "e-mail"

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        recipients: Sequence[str] = (),
        timeout: float = 10.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``recipients`` are those of pages. ``timeout`` is in seconds, for each step.

        ``trust`` None means this machine's certificate authorities, and no encryption at all
        towards a mail server on this machine.
        """
        self._server = server
        self._sender = sender
        self._recipients = tuple(recipients)
        self._timeout = timeout
        self._trust = trust

    def send(self, page: OutsidePage, key: str) -> None:
        """The mail server has taken the page for at least one of the recipients.

        ``Message-ID`` is made from ``key``, so a page that is sent again is recognisable.

        Raises:
            OutsideError: it has not, or nobody can know.
        """
        message = self._message(page.subject, f"{page.text}\n\n{FOOTER}\n", key, page.at)
        message["To"] = ", ".join(self._recipients)
        message["Importance"] = "high"
        self._hand_in(message, self._recipients, key)

    def write(self, letter: Letter, key: str) -> None:
        """The mail server has taken the letter for the one it is to.

        ``Message-ID`` is made from ``key``, so a letter that is sent again is recognisable.

        Raises:
            MailRefused: it never will.
            OutsideError: it has not, or nobody can know.
        """
        message = self._message(letter.subject, letter.text, key, letter.at)
        message["To"] = letter.to
        self._hand_in(message, (letter.to,), key)

    def _hand_in(self, message: EmailMessage, recipients: Sequence[str], key: str) -> None:
        try:
            with self._connected() as smtp:
                refused = smtp.send_message(message, self._sender, recipients)
        except (OSError, smtplib.SMTPException, _Lacking) as error:
            kind = MailRefused if _is_final(error) else OutsideError
            raise kind({self.name: _why(error, self._timeout)}) from None
        if refused:
            log.warning(
                "mail refused for some mailboxes key=%s refused=%d of=%d codes=%s",
                *(key, len(refused), len(recipients), _codes(refused)),
            )

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        smtp = self._connect()
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._wants_starttls():
                self._encrypt(smtp)
            if self._server.user:
                smtp.login(self._server.user, self._server.password)
            yield smtp
            with suppress(smtplib.SMTPException, OSError):  # the page is taken whatever follows
                smtp.quit()
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        where = (self._server.host, self._server.port)
        if self._server.tls_first:
            return smtplib.SMTP_SSL(*where, timeout=self._timeout, context=self._context())
        return smtplib.SMTP(*where, timeout=self._timeout)

    def _wants_starttls(self) -> bool:
        if self._server.tls_first:
            return False
        return self._trust is not None or not is_this_machine(self._server.host)

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        if not smtp.has_extn("starttls"):
            raise _Lacking("it offers no encryption (STARTTLS); nothing was sent")
        smtp.starttls(context=self._context())
        smtp.ehlo()

    def _context(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()

    def _message(self, subject: str, text: str, key: str, at: datetime) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        domain = self._sender.rpartition("@")[2]
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
        message["Date"] = format_datetime(at)
        message["From"] = self._sender
        message["Subject"] = subject
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
        message.set_content(text)
        return message


def _is_final(error: Exception) -> bool:
    """True where the server has said a lasting no (RFC 5321: 5yz) to every mailbox or the words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _why(error: Exception, timeout: float) -> str:
    """Return our words for a failure; the server's may hold a mailbox or a piece of the page."""
    if isinstance(error, _Lacking):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"it refused every recipient ({_codes(error.recipients)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it refused {_step(error)} ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"the connection broke, or no answer within {timeout:g} s"
    if isinstance(error, smtplib.SMTPException):
        return "it offers no way to log in that we know"
    return _why_unreached(error, timeout)


def _codes(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(sorted({str(code) for code, _ in refused.values()}))


def _step(error: smtplib.SMTPResponseException) -> str:
    steps: tuple[tuple[type[smtplib.SMTPResponseException], str], ...] = (
        (smtplib.SMTPAuthenticationError, "the login"),
        (smtplib.SMTPSenderRefused, "the sender"),
        (smtplib.SMTPDataError, "the message"),
    )
    return next((words for kind, words in steps if isinstance(error, kind)), "to talk to us")


def _why_unreached(error: Exception, timeout: float) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate was not accepted"
    if isinstance(error, TimeoutError):
        return f"no connection within {timeout:g} s"
    if isinstance(error, socket.gaierror):
        return "the name of its host is not known"
    return "it could not be reached"
