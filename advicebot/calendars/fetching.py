"""Gets the bytes of a calendar from its address or from a file.

Addresses of private calendars are secrets, so no message and no log line holds more than the host.
Requests go straight through a transport: a client would log whole addresses.
"""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import httpx

from advicebot.calendars.outline import MOST_BYTES, looks_like_calendar
from advicebot.domain.addresses import may_be_called
from advicebot.errors import RotaError

MOST_REDIRECTS = 3
LOOPBACK = frozenset(["127.0.0.1", "localhost"])
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_HEADERS = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity"}
_FORBIDDEN = (401, 403)
_MISSING = (404, 410)
_COPY = "Copy the address once more from the calendar's settings"


def fetch(
    address: str, timeout: float, *, resolve: Callable[[str, int], str] | None = None
) -> bytes:
    """Return the calendar at an address, or in a file when ``address`` is a path.

    Addresses begin with https:// or webcal:// (read as https); http:// only on this machine. At
    most three redirects are followed, only to https, and nothing in a private network is asked.
    ``timeout`` is in seconds, for each step and for the whole. ``resolve`` gives the IP address to
    ask for a host and port; None means ``public_address``.

    Raises:
        RotaError: it could not be had, or is no calendar, or is over 2 MB; a plain sentence that
            names the host or file and what to do.
    """
    if "://" not in address:
        return _read_file(Path(address.strip()))
    url = _parsed(address)
    deadline = monotonic() + timeout
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(url, timeout=timeout, deadline=deadline, resolve=resolve or public_address)
        if isinstance(answer, bytes):
            return answer
        url = redirected(url, answer)
    raise RotaError(
        f"{url.host} sent us on more than {MOST_REDIRECTS} times without a calendar. {_COPY}."
    )


def redirected(url: httpx.URL, location: httpx.URL) -> httpx.URL:
    """Return where a redirect leads: https, or from this machine to this machine.

    Raises:
        RotaError: it leads to an address that must not be asked.
    """
    found = url.join(location)
    is_at_home = url.scheme == found.scheme == "http" and {url.host, found.host} <= LOOPBACK
    if found.scheme != "https" and not is_at_home:
        raise RotaError(
            f"{url.host} sends us on to an address without https, which is not safe. {_COPY}."
        )
    return found


def public_address(host: str, port: int) -> str:
    """Return an IP address of a host, all of whose addresses are public; IPv4 where it has both.

    Raises:
        RotaError: no such host, or one in a private network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RotaError(
            f"No server is called {host}. Check the address for a typing error, and that this "
            "machine is on the internet."
        ) from None
    addresses = [str(each[4][0]) for each in found]
    if not all(may_be_called("", each.partition("%")[0]) for each in addresses):
        raise RotaError(
            f"{host} is in a private network, and the rota is not fetched from there. Save the "
            "calendar as a file on this machine and give its path."
        )
    return min(addresses, key=lambda each: ":" in each)


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
    except httpx.InvalidURL:
        raise RotaError(f"The calendar's address cannot be read. {_COPY}.") from None
    if url.scheme in ("webcal", "webcals"):
        url = url.copy_with(scheme="https")
    if url.scheme == "http" and url.host not in LOOPBACK:
        raise RotaError(
            f"The address at {url.host} begins with http://, which others can read along. "
            "Use the one that begins with https://."
        )
    if url.scheme not in ("http", "https") or not url.host:
        raise RotaError(
            f"An address that begins with {url.scheme}:// cannot be fetched. Use one that begins "
            "with https:// or webcal://, or the path of a file."
        )
    return url


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise RotaError(
            f"The file {path} cannot be read ({wrong.strerror}). Check the path, and that it is an "
            ".ics file that this user may read."
        ) from None
    return _checked(data, what=f"The file {path}", kind=None)


def _ask(
    url: httpx.URL, *, timeout: float, deadline: float, resolve: Callable[[str, int], str]
) -> bytes | httpx.URL:
    """Return the calendar, or where the server sends us on to."""
    request = _request(url, timeout=timeout, resolve=resolve)
    try:
        with httpx.HTTPTransport() as transport:
            response = transport.handle_request(request)
            try:
                return _answer(response, url, deadline=deadline)
            finally:
                response.close()
    except httpx.TimeoutException:
        raise _too_slow(url) from None
    except httpx.TransportError as wrong:
        raise _broken(url, wrong) from None


def _request(
    url: httpx.URL, *, timeout: float, resolve: Callable[[str, int], str]
) -> httpx.Request:
    """Return a request to the very address that was checked, so that no second look-up differs."""
    extensions: dict[str, object] = {"timeout": httpx.Timeout(timeout).as_dict()}
    target = url
    if url.scheme == "https":
        target = url.copy_with(host=resolve(url.host, url.port or 443))
        extensions["sni_hostname"] = url.host
    headers = {**_HEADERS, "Host": url.netloc.decode("ascii")}
    return httpx.Request("GET", target, headers=headers, extensions=extensions)


def _answer(response: httpx.Response, url: httpx.URL, *, deadline: float) -> bytes | httpx.URL:
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return _location(response, url)
    if response.status_code != httpx.codes.OK:
        raise RotaError(_refusal(response.status_code, url))
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > MOST_BYTES:
            break
        if monotonic() > deadline:
            raise _too_slow(url)
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    return _checked(bytes(data), what=f"What {url.host} sent", kind=kind or None)


def _location(response: httpx.Response, url: httpx.URL) -> httpx.URL:
    try:
        return httpx.URL(response.headers["location"])
    except httpx.InvalidURL:
        raise RotaError(f"{url.host} sends us on to a broken address. {_COPY}.") from None


def _checked(data: bytes, *, what: str, kind: str | None) -> bytes:
    if len(data) > MOST_BYTES:
        raise RotaError(
            f"{what} is larger than {MOST_BYTES // 1_000_000} MB. Make a calendar of its own for "
            "the rota, without other events."
        )
    if not data.strip():
        raise RotaError(f"{what} is empty. Export the calendar again.")
    if not looks_like_calendar(data):
        as_what = "" if kind is None else f" (it calls itself {kind[:40]})"
        raise RotaError(
            f"{what} is not a calendar{as_what}: perhaps a page to sign in. In the calendar's "
            "settings copy its secret or published address, the one that ends in .ics."
        )
    return data


def _refusal(status: int, url: httpx.URL) -> str:
    if status in _MISSING:
        return f"{url.host} has no calendar at this address (answer {status}). {_COPY}."
    if status in _FORBIDDEN:
        return (
            f"{url.host} does not let us read this calendar (answer {status}). Use its secret or "
            "published address, the one that ends in .ics."
        )
    return f"{url.host} could not give the calendar (answer {status}). It is worth trying again."


def _too_slow(url: httpx.URL) -> RotaError:
    return RotaError(f"{url.host} did not send the calendar in time. It is worth trying again.")


def _broken(url: httpx.URL, wrong: httpx.TransportError) -> RotaError:
    if isinstance(wrong.__cause__, ssl.SSLError) or "certificate" in str(wrong).lower():
        return RotaError(f"{url.host} does not prove who it is (certificate). {_COPY}.")
    if isinstance(wrong, httpx.ConnectError):
        return RotaError(
            f"{url.host} cannot be reached. Check the address, and that this machine is on the "
            "internet."
        )
    return RotaError(f"{url.host} broke off before the calendar was complete. Try again.")
