"""Which addresses are of this machine."""

import ipaddress
from urllib.parse import urlsplit


def is_of_this_machine(url: str) -> bool:
    """Return whether a URL of http or https names the loopback address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
