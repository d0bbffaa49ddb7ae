"""One call to a web address: no redirects, no proxies, no private networks, nothing logged.

``httpx`` is imported at the first call: it takes a sixth of a second, which a start must not pay.
Its transport is used without its client, because the client logs whole addresses.
"""

import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING

from advicebot.domain.addresses import check_address, may_be_called
from advicebot.errors import OutsideError

if TYPE_CHECKING:
    import httpx

MAY_HAVE_ARRIVED = "it may have arrived all the same"


def call(
    address: str,
    *,
    channel: str,
    timeout: float,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    trust: ssl.SSLContext | None = None,
) -> None:
    """The server has answered with a 2xx status; what else it said is not read.

    ``timeout`` is in seconds, for each step. ``trust`` None means the usual certificate
    authorities. The addresses of the host are looked up once, checked, and called as they are, so
    that a second lookup cannot lead elsewhere.

    Raises:
        OutsideError: in the name of ``channel``, for anything else.
    """
    import httpx

    try:
        url = httpx.URL(check_address(address))
    except ValueError as error:
        raise OutsideError({channel: f"the address is not {error}"}) from None
    except httpx.InvalidURL:
        raise OutsideError({channel: "the address cannot be read"}) from None
    request = httpx.Request(method, url, headers=headers, content=body)
    request.extensions = {
        "timeout": httpx.Timeout(timeout).as_dict(),
        "sni_hostname": url.raw_host.decode(),
    }
    try:
        status = _first_answer(request, trust)
    except _NotReached as error:
        raise OutsideError({channel: str(error)}) from None
    except httpx.TransportError as error:
        raise OutsideError({channel: _why(error, timeout)}) from None
    if not 200 <= status < 300:
        raise OutsideError({channel: _refusal(status)})


class _NotReached(Exception):  # noqa: N818 (never leaves this module)
    """The host has no address that may be called."""


def _first_answer(request: "httpx.Request", trust: ssl.SSLContext | None) -> int:
    """Return the status from the first of the host's addresses that takes a connection."""
    import httpx

    *others, last = _addresses(request.url)
    with httpx.HTTPTransport(verify=trust or True) as transport:
        for place in others:
            try:
                return _ask(transport, request, place)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return _ask(transport, request, last)


def _ask(transport: "httpx.HTTPTransport", request: "httpx.Request", place: str) -> int:
    request.url = request.url.copy_with(host=place)
    answer = transport.handle_request(request)
    answer.close()
    return answer.status_code


def _addresses(url: "httpx.URL") -> list[str]:
    """Return the addresses of a host, in the machine's order; every one of them may be called."""
    host, port = url.raw_host.decode(), url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _NotReached("the name of its host is not known") from None
    places = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(may_be_called(host, place) for place in places):
        raise _NotReached("its host is in a private network; only public addresses are called")
    return places


def _why(error: "httpx.TransportError", timeout: float) -> str:
    """Return our words for a failure; the library's may hold parts of the address."""
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {timeout:g} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {timeout:g} s; {MAY_HAVE_ARRIVED}"
    if isinstance(error, httpx.ConnectError):
        is_doubted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return "its certificate was not accepted" if is_doubted else "it could not be reached"
    return f"the connection broke before an answer; {MAY_HAVE_ARRIVED}"


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"it points elsewhere ({status}), which is not followed; set the final address"
    return f"it answered {status}"
