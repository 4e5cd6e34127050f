"""Whom the load is for, and whether that is somebody who may be loaded without asking."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from besedka.client.address import Address

__all__ = ["Target", "find_target", "is_near"]


@dataclass(frozen=True, slots=True)
class Target:
    """A chat's address, and the IP address that its name stood for when the run began.

    The name is looked up once: ten thousand connections should load the chat and not the name service, and what
    was found to be near stays the same machine.
    """

    address: Address
    ip: str

    def as_json(self) -> dict[str, Any]:
        """An object that `from_json` reads back."""
        return {"address": asdict(self.address), "ip": self.ip}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Target":
        """The target that `as_json` wrote."""
        address = dict(fields["address"])
        address["query"] = tuple((key, value) for key, value in address["query"])
        return cls(Address(**address), fields["ip"])


def find_target(address: Address) -> Target:
    """Look the name up. Raises `OSError` when there is no such host."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    return Target(address, str(found[0][4][0]))


def is_near(ip: str) -> bool:
    """Whether the address is this machine's, or one of a private network: nobody else's."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_loopback or found.is_private or found.is_link_local
