"""Whether two hosts, as a listener would resolve them, have an address in common."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

from besedka.records import record

__all__ = ["share_an_address"]


@record
class _Place:
    """One address to listen at. `scope` is the interface of an IPv6 address that is unique only there, else 0."""

    ip: IPv4Address | IPv6Address
    scope: int

    def covers(self, other: "_Place") -> bool:
        """Return whether who listens here takes the other's port; an IPv6 wildcard does not take IPv4's."""
        is_all = self.ip.is_unspecified and self.ip.version == other.ip.version
        return is_all or self == other


def share_an_address(host: str, other: str) -> bool:
    """Return whether nobody can listen at the same port of both hosts, which may be names or addresses.

    Names are looked up, which may take as long as the name service does. A host that cannot be resolved shares an
    address with itself alone.
    """
    if host == other:
        return True
    places, others = _places(host), _places(other)
    return any(one.covers(two) or two.covers(one) for one in places for two in others)


def _places(host: str) -> set[_Place]:
    try:
        # As `loop.create_server` asks.
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        return set()
    return {
        _Place(ip_address(str(address[0]).partition("%")[0]), _scope(address))
        for family, *_, address in found
        if family in (socket.AF_INET, socket.AF_INET6)
    }


def _scope(address: tuple[object, ...]) -> int:
    """Return the scope of an IPv6 address (RFC 3493, 3.3)."""
    return int(str(address[3])) if len(address) > 3 else 0
