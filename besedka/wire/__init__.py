"""The bytes of the chat: WebSocket, HTTP/1.1 and bare lines, without I/O.

Parsing is pull-based: `receive` only stores bytes, and `next_event` parses one item and returns it, or
returns `None` when more bytes are needed. A caller that throttles a peer can therefore stop in the middle of
what the peer sent and keep the rest as bytes. There is no clock, no socket and no randomness here.

Input from a peer never raises: an error in it is reported as an event or a value. `WireUsageError` always
indicates a bug in the caller.
"""

__all__ = ["WireUsageError"]


class WireUsageError(RuntimeError):
    """The caller requested something that the protocol does not allow in the current state."""
