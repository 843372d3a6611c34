"""Where a request comes from, and what of that is counted."""

import ipaddress

from django.http import HttpRequest

from accounts.allauth_internals import client_address

# What translators between IPv6 and IPv4 put in front of an IPv4 address (RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
LOWER_HALF = 2**64 - 1


def reader_address(request: HttpRequest) -> str | None:
    """The reader's address as people write it: an IPv4 address stays one, however the server has come by it.

    A server that listens on IPv6 alone sees every IPv4 client as ::ffff:192.0.2.7. None where no address is known.
    """
    found = client_address(request)
    return None if found is None else str(_plain(found))


def counted_address(request: HttpRequest) -> str:
    """What counts as one client: the IPv4 address, or the /64 network out of which an IPv6 client chooses freely.

    "" for all of whom no address is known.
    """
    found = client_address(request)
    if found is None:
        return ""
    address = _plain(found)
    if address.version == 4:
        return str(address)
    return f"{ipaddress.IPv6Address(int(address) & ~LOWER_HALF)}/64"


def _plain(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(written)
    if address.version == 4:
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)  # without the zone that a link-local address may name
    if ipaddress.IPv6Address(number) in TRANSLATED:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return ipaddress.IPv6Address(number)
