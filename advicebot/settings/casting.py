"""How the text of a variable becomes a value. Each reader raises ``ValueError`` with what it wants.

An empty text stands for a variable that is not set.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_cache_path

from advicebot.domain.addresses import check_address

MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
SUBMISSION = 587
"""RFC 6409: the port where mail is handed in."""
LONG_ENOUGH = 16


class Secret(str):
    """A value that must never be shown: its ``repr`` hides it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')" if self else "Secret('')"


class HostAndPort(NamedTuple):
    """A server to talk to."""

    host: str
    port: int


def token(prefix: str) -> Callable[[str], Secret]:
    """Return a reader of Slack tokens of one kind."""

    def read(value: str) -> Secret:
        if value and not value.startswith(prefix):
            raise ValueError(f"a token that starts with {prefix}")
        return Secret(value)

    return read


def api_url(value: str) -> str:
    """Return an address that ends in one slash, to which a token may be sent."""
    address = urlsplit(value)
    is_here = address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost")
    if not address.hostname or not (is_here or address.scheme == "https"):
        raise ValueError("an https address, or http on this machine")
    return value.rstrip("/") + "/"


def seconds(value: str) -> float:
    """Return a time to wait for Slack."""
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0.5 <= found <= 30:
        raise ValueError("a number of seconds from 0.5 to 30")
    return found


def level(value: str) -> str:
    """Return the name of a log level."""
    if value.upper() not in {"INFO", "WARNING", "ERROR"}:
        raise ValueError("INFO, WARNING or ERROR (DEBUG would print messages)")
    return value.upper()


def path(value: str) -> Path:
    """Return a path, with ``~`` spelled out."""
    return Path(value).expanduser()


def optional_path(value: str) -> Path | None:
    """Return a path, None when there is none."""
    return path(value) if value else None


def cache_path(value: str) -> Path:
    """Return the folder for what is computed once; the user's own when none is named."""
    return path(value) if value else user_cache_path("advicebot", appauthor=False)


def address(value: str) -> Secret:
    """Return an address that may be called.

    It is a secret: services like these often know a caller by the address alone.
    """
    return Secret(check_address(value) if value else "")


def address_outside_slack(value: str) -> Secret:
    """Return an address that still works when Slack does not."""
    found = address(value)
    host = urlsplit(found).hostname or ""
    if host == "slack.com" or host.endswith(".slack.com"):
        raise ValueError("an address outside Slack: this is the way out when Slack fails")
    return found


def address_or_file(value: str) -> Secret:
    """Return an https address, or the absolute path of a file, as text.

    Calendars call an https address webcal, so that a calendar program opens it.
    """
    if "://" in value:
        return address(re.sub(r"^webcals?://", "https://", value))
    return Secret(path(value).absolute() if value else "")


def shared_secret(value: str) -> Secret:
    """Return a secret that is long enough to sign with."""
    if value and len(value) < LONG_ENOUGH:
        raise ValueError(f"at least {LONG_ENOUGH} characters that nobody can guess")
    return Secret(value)


def ascii_secret(value: str) -> Secret:
    """Return a password that a mail server's login can carry."""
    if not (value.isascii() and (value.isprintable() or not value)):
        raise ValueError("letters, digits and signs of plain ASCII")
    return Secret(value)


def mailbox(value: str) -> str:
    """Return one e-mail address."""
    if value and not MAILBOX.fullmatch(value.strip()):
        raise ValueError("an e-mail address such as line@example.org")
    return value.strip()


def mailboxes(value: str) -> tuple[str, ...]:
    """Return e-mail addresses from a list with commas, each once."""
    found = [each.strip() for each in value.split(",") if each.strip()]
    if not all(MAILBOX.fullmatch(each) for each in found):
        raise ValueError("e-mail addresses with commas between them")
    return tuple(dict.fromkeys(found))


def mail_server(value: str) -> HostAndPort | None:
    """Return where mail is handed in, None when nowhere."""
    if not value:
        return None
    host, _, number = value.rpartition(":") if re.search(r":\d+$", value) else (value, "", "")
    found = int(number or SUBMISSION)
    if not HOST.fullmatch(host) or not 0 < found < 65536:
        raise ValueError("a host, or a host and a port, such as mail.example.org:587")
    return HostAndPort(host.strip("[]"), found)


def port(value: str) -> int | None:
    """Return a port of this machine that an ordinary user may listen on, None when there is none.

    The one after it must be a port as well.
    """
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not 1024 <= int(value) < 65535:
        raise ValueError("a port from 1024 to 65534")
    return int(value)
