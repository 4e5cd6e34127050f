"""Peer addresses, reduced to what moderation may know."""

import socket
from ipaddress import IPv6Address, ip_address, ip_network

from besedka.chat.language.commands import LOOPBACK

__all__ = ["address_on_the_network", "can_be_rebound", "is_local", "name_in", "network_of"]


def name_in(host: str) -> str:
    """Return the name or address in `host` in lowercase, without a port and without IPv6 brackets."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.lower().rstrip(".")


def is_local(host: str) -> bool:
    """Return whether `host`, with an optional port, names this machine and cannot name another."""
    name = name_in(host)
    try:
        return name == "localhost" or ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def can_be_rebound(host: str) -> bool:
    """Return whether `host`, with an optional port, is a name that its owner can point at any machine."""
    name = name_in(host)
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return name != "localhost"
    return False


def address_on_the_network() -> str | None:
    """Return the IPv4 address at which other machines most likely reach this one, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; the system only selects a route (RFC 5737, 3: a test address).
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if network_of(address) == LOOPBACK else address


def network_of(host: str) -> str:
    """Return the network that identifies the peer address `host`.

    - IPv4, including IPv4-mapped IPv6: the address itself.
    - IPv6: its /64, since one household has all of it.
    - Loopback, and anything that is not an IP address: `LOOPBACK`, because neither distinguishes people.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return LOOPBACK
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return LOOPBACK
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
