"""From which address a request came: the peer's own, or what a proxy of ours says about it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an IPv6 address that one connection has; the others are the sender's to choose


def sender_of(request: HttpRequest) -> str:
    """Return the sender's address.

    Only when the peer is a proxy of `TRUSTED_PROXIES` does X-Forwarded-For count: of its addresses the last that is none of ours, because
    everything before it may be invented. What can't be read ends the search at the last address that could.
    """
    seen = peer = str(request.META.get("REMOTE_ADDR", ""))
    if not _is_ours(peer):
        return peer
    for told in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = _read(told)
        if address is None:
            break
        seen = str(address)
        if not _is_ours(seen):
            break
    return seen


def household_of(address: str) -> str:
    """Return what one connection is counted by: an IPv4 address, or the /64 of an IPv6 address. What is no address stays as it is."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(ip_network((read, HOUSEHOLD), strict=False))
    return str(read) if read is not None else address


def _is_ours(address: str) -> bool:
    read = _read(address)
    return read is not None and any(read in ip_network(one, strict=False) for one in settings.TRUSTED_PROXIES)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in `1.2.3.4`, `1.2.3.4:80`, `::1` or `[::1]:80`; an IPv4 address in IPv6 clothes as what it is."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        read = ip_address(plain)
    except ValueError:
        return None
    return read.ipv4_mapped or read if isinstance(read, IPv6Address) else read
