"""What `WebSocket.next_event` returns: facts about what the peer did."""

from dataclasses import dataclass

__all__ = ["BinaryMessage", "Closed", "Event", "Ping", "Pong", "TextMessage"]


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A whole text message, however it was fragmented; valid UTF-8, so it holds no lone surrogates."""

    text: str


@dataclass(frozen=True, slots=True)
class BinaryMessage:
    """A whole binary message, however it was fragmented."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Ping:
    """A ping arrived; its pong is already among what `WebSocket.take_outgoing` returns."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """A pong arrived, asked for or not (RFC 6455, 5.5.3 allows both)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The last event of a connection, always exactly one.

    `code` and `reason` are the peer's when its Close frame arrived (1005: it gave none), those that we fail
    the connection with when it broke the protocol, and 1006 when the bytes just ended. `clean` means that
    both Close frames were exchanged. `by_peer` means that the peer's Close frame, or the end of its bytes,
    came before any Close frame of ours.
    """

    code: int
    reason: str
    clean: bool
    by_peer: bool


Event = TextMessage | BinaryMessage | Ping | Pong | Closed
