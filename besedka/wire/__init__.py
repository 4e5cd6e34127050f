"""The bytes of the chat: WebSocket, HTTP/1.1 and bare lines, without I/O.

Everything here is pulled: `receive` only stores bytes, and `next_event` parses one thing and returns it, or
`None` when more bytes are needed. So whoever throttles a peer can stop in the middle of what it sent, and
keep the rest as bytes. No clock, no socket, no randomness; what a peer sends never raises, and
`WireUsageError` is always a bug of ours.
"""

from besedka.wire.errors import WireUsageError

__all__ = ["WireUsageError"]
