"""Which addresses the line may call: public ones over https, and this machine when it is named.

An operator types these addresses, never a person in Slack. The rules still hold, so that a slip or
a changed DNS record cannot turn the line against the network it runs in.
"""

import ipaddress
from urllib.parse import urlsplit

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address in the last 32 bits, as hosts with IPv6 only are given them."""


def is_this_machine(host: str) -> bool:
    """True when a host is this machine by one of its three plain names."""
    return host.lower() in THIS_MACHINE


def check_address(address: str) -> str:
    """Return the address as it was given.

    Raises:
        ValueError: with the rule that it breaks, never with the address, which may hold a secret.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("an address such as https://example.org/page") from None
    is_https = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))
    is_plain = address.isascii() and address.isprintable() and " " not in address
    if not (host and is_https and is_plain):
        raise ValueError("an https address, or http on this machine")
    if parts.username is not None:
        raise ValueError("an https address without a user name in it")
    if not may_be_called(host, host):
        raise ValueError("a public address, not one of a private network")
    return address


def may_be_called(host: str, address: str) -> bool:
    """True when ``address``, one that ``host`` resolves to, is public.

    This machine's own address is allowed when ``host`` names this machine. A name instead of an
    address is let through: what it resolves to must be asked about before it is called.
    """
    try:
        found = _inner(ipaddress.ip_address(address))
    except ValueError:
        return True
    if is_this_machine(host):
        return found.is_loopback
    return found.is_global and not found.is_multicast


def _inner(found: IP) -> IP:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
