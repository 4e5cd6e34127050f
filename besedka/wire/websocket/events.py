"""What `WebSocket.next_event` returns: facts about what the peer did."""

from besedka.records import record

__all__ = ["BinaryMessage", "Closed", "Fragment", "Ping", "Pong", "TextMessage", "WebSocketEvent"]


@record
class TextMessage:
    """A whole text message, however it was fragmented; valid UTF-8, so it holds no lone surrogates."""

    text: str


@record
class BinaryMessage:
    """A whole binary message, however it was fragmented."""

    data: bytes


@record
class Fragment:
    """A data frame was taken that ends no message, or comes behind our Close frame: there is nothing to read in it, and
    it has taken its time all the same."""


@record
class Ping:
    """A ping arrived; its pong is already among what `WebSocket.take_outgoing` returns."""

    payload: bytes


@record
class Pong:
    """A pong arrived, asked for or not (RFC 6455, 5.5.3 allows both)."""

    payload: bytes


@record
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


WebSocketEvent = TextMessage | BinaryMessage | Fragment | Ping | Pong | Closed
