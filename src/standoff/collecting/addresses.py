"""Which network addresses may be asked: public ones, unless private ones are allowed."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that carry an IPv4 one (RFC 6052)."""


def is_public(address: Address) -> bool:
    """Whether anyone on the internet could mean it."""
    inner = _carried(address)
    return inner.is_global and not inner.is_multicast


def is_never_fetched(address: Address) -> bool:
    """Link-local (where clouds keep their credentials), unspecified, multicast: refused always."""
    inner = _carried(address)
    return inner.is_link_local or inner.is_multicast or inner.is_unspecified


def _carried(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
