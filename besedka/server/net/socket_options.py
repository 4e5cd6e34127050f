"""The options of a connection's socket."""

import socket

__all__ = ["tune"]


def tune(peer: socket.socket, send_buffer: int) -> None:
    """Set the socket's options: no delay of small writes, a bounded send buffer, TCP keepalive."""
    options = [
        (socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        # RFC 854: telnet sends its Data Mark as urgent data; out of line, the IAC before it would consume a letter.
        (socket.SOL_SOCKET, socket.SO_OOBINLINE, 1),
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    ]
    for name, seconds in (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):  # not available on all systems under these names
            options.append((socket.IPPROTO_TCP, getattr(socket, name), seconds))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        options.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000))
    for level, option, value in options:
        peer.setsockopt(level, option, value)
