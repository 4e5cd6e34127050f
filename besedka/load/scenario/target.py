"""The target of the load, and whether it may be loaded without explicit permission."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from besedka.client.address import Address

__all__ = ["Target", "find_target", "is_near"]


@dataclass(frozen=True, slots=True)
class Target:
    """A chat's address, and the IP address to which its host resolved when the run began.

    The host is resolved once: ten thousand connections should load the chat, not the name service, and a target found
    to be near remains the same machine.
    """

    address: Address
    ip: str

    def as_json(self) -> dict[str, Any]:
        """Return an object that `from_json` reads."""
        return {"address": asdict(self.address), "ip": self.ip}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Target":
        """Read an object written by `as_json`."""
        address = dict(fields["address"])
        address["query"] = tuple((key, value) for key, value in address["query"])
        return cls(Address(**address), fields["ip"])


def find_target(address: Address) -> Target:
    """Resolve the host. Raises `OSError` if there is no such host."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    return Target(address, str(found[0][4][0]))


def is_near(ip: str) -> bool:
    """Return whether the address belongs to this machine or a private network."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_loopback or found.is_private or found.is_link_local
