"""Events from `WebSocket.next_event`: facts about what the peer did."""

from besedka.records import record

__all__ = ["BinaryMessage", "Closed", "Fragment", "Ping", "Pong", "TextMessage", "WebSocketEvent"]


@record
class TextMessage:
    """A complete text message, however it was fragmented; valid UTF-8, so it has no lone surrogates."""

    text: str


@record
class BinaryMessage:
    """A complete binary message, however it was fragmented."""

    data: bytes


@record
class Fragment:
    """A data frame was consumed that ends no message, or arrived after the local Close frame.

    It carries no content, but it is an event because parsing it took time.
    """


@record
class Ping:
    """A ping arrived; in OPEN, its pong is already queued in `WebSocket.take_outgoing`."""

    payload: bytes


@record
class Pong:
    """A pong arrived, solicited or not (RFC 6455, 5.5.3 allows both)."""

    payload: bytes


@record
class Closed:
    """The last event of a connection, always exactly one.

    - `code` and `reason` are the peer's if its Close frame arrived (1005 if it gave none), the ones sent to
      the peer if it violated the protocol, and 1006 if input ended without a Close frame.
    - `clean` means that both Close frames were exchanged.
    - `by_peer` means that the peer's Close frame, or its end of input, came before any local Close frame.
    """

    code: int
    reason: str
    clean: bool
    by_peer: bool


WebSocketEvent = TextMessage | BinaryMessage | Fragment | Ping | Pong | Closed
