"""Socket state that asyncio does not expose: bytes ready to be read, and the round-trip time."""

import socket
import struct
from asyncio import BaseTransport

__all__ = ["peek", "round_trip"]

# include/uapi/linux/tcp.h: eight bytes, fifteen counters of 32 bits, then the smoothed RTT in microseconds.
_TCP_INFO = struct.Struct("=8x60xI")


def peek(transport: BaseTransport) -> bytes | None:
    """Return the next readable byte; empty if the peer has sent EOF or is gone; None if nothing is readable.

    Nothing is removed from the stream.
    """
    peer = transport.get_extra_info("socket")
    try:
        with peer.dup() as same:
            return bytes(same.recv(1, socket.MSG_PEEK))
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""


def round_trip(transport: BaseTransport) -> float:
    """Return the measured round-trip time to the peer in seconds; 0 if the system does not provide it."""
    if not hasattr(socket, "TCP_INFO"):
        return 0.0
    try:
        info = transport.get_extra_info("socket").getsockopt(
            socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size
        )
        microseconds: int = _TCP_INFO.unpack(info)[0]
    except (OSError, struct.error):
        return 0.0
    return microseconds / 1e6
