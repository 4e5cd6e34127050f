"""What the operating system knows of a connection, and asyncio does not tell: bytes that wait, the round trip."""

import socket
import struct
from asyncio import BaseTransport

__all__ = ["peek", "round_trip"]

# include/uapi/linux/tcp.h: eight bytes, fifteen counters of 32 bits, then the smoothed round trip in microseconds.
_TCP_INFO = struct.Struct("=8x60xI")


def peek(transport: BaseTransport) -> bytes | None:
    """Return a byte that waits to be read; empty when the peer sends nothing more, or is gone; None when nothing waits.

    Nothing is taken from the stream.
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
    """Return the measured round trip to the peer in seconds; 0 where the system does not tell."""
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
