"""Which addresses the shop may have: public ones, and private ones that the operator lists."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

#: IPv6 addresses that stand for an IPv4 address behind a translator (NAT64).
NAT64 = IPv6Network("64:ff9b::/96")


def may_be_asked(address: Address, networks: Iterable[str], *, plain: bool) -> bool:
    """Return whether a shop at this address may be asked.

    `plain`: by http, which is allowed in listed networks only.
    """
    real = _to_unmapped(address)
    listed = any(real in ip_network(network) for network in networks)
    return listed or (not plain and _is_public(real))


def parse_address(host: str) -> Address | None:
    """Parse a host as an address; None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _to_unmapped(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return True
    carried = address.sixtofour or (
        IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    )
    return not address.is_site_local and (carried is None or _is_public(carried))
