"""The bytes of the chat: WebSocket, HTTP/1.1 and bare lines, without I/O.

Everything here is pulled: `receive` only stores bytes, and `next_event` parses one thing and returns it, or
`None` when more bytes are needed. So whoever throttles a peer can stop in the middle of what it sent, and
keep the rest as bytes. No clock, no socket, no randomness.

What a peer sends never raises: it becomes an event, or a value, that says what was wrong. `WireUsageError` is always a
bug of ours.
"""

__all__ = ["WireUsageError"]


class WireUsageError(RuntimeError):
    """We have asked the wire for something that the protocol does not allow now."""
