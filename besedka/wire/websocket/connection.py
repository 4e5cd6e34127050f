"""An open WebSocket connection without I/O, for both roles (RFC 6455, 5 to 7).

`receive` takes bytes, `next_event` returns events. Bytes to send are returned by the `send_…` methods and by `close`;
bytes that the protocol requires (a pong, the reply to a Close frame, the Close frame of a failed connection) are queued
in `take_outgoing`. The caller writes both in the order in which it received them.

State. It describes what was exchanged as of the last event *pulled*, not as of the last byte received: buffered bytes
have no effect yet. It starts in OPEN, since the handshake is handled by other code (`ClientHandshake`, `accept`), and
changes only by the table in `transitions`:

- OPEN: messages go both ways.
- CLOSING_LOCAL: the local Close frame was created and the peer's has not arrived. The peer's data is skipped unread,
  its pings are not answered, and its Close frame is awaited.
- CLOSED, FAILED, LOST (terminal): `Closed` was returned. Later input is dropped, and nothing is kept.

Guarantees:

- `next_event` never raises, whatever was received. The same bytes produce the same events, however they were split.
- `Closed` is returned exactly once, as the last event. The caller then writes `take_outgoing` and disconnects.
- At most one Close frame is sent, and no frame after it. Any step that enters a terminal state queues its Close frame
  at the same time: a failed connection always states the reason (RFC 6455, 7.1.7), and a closed one has always replied.
- Memory is bounded by one message of `max_message_bytes`, one pong, and the bytes received but not yet pulled.
- A frame is checked by its header before its payload arrives, so an overlong frame costs no memory.

The following never happens: an incomplete or non-UTF-8 message is returned as a message; a client sends an unmasked
frame, or a server a masked one; the state changes without an event or a call by the owner.
"""

from collections.abc import Callable
from typing import Final

from besedka.wire import WireUsageError
from besedka.wire.websocket.assembler import MessageAssembler
from besedka.wire.websocket.close import Violation, encode_close, parse_close
from besedka.wire.websocket.events import Closed, Fragment, Ping, Pong, TextMessage, WebSocketEvent
from besedka.wire.websocket.frames import (
    FIN_TEXT,
    Frame,
    Header,
    Opcode,
    Role,
    apply_mask,
    encode_frame,
    read_header,
)
from besedka.wire.websocket.transitions import TERMINAL, Trigger, WebSocketState, next_state

__all__ = ["DEFAULT_MAX_MESSAGE_BYTES", "WebSocket"]

DEFAULT_MAX_MESSAGE_BYTES: Final = 1 << 20
"""As in the `websockets` library: 1 MiB."""

# On old Pythons, access to an enum member is a lookup through the metaclass; this one is needed for every message.
_OPEN: Final = WebSocketState.OPEN


class WebSocket:
    """One end of a connection after the opening handshake. See the module's docstring for its guarantees.

    `max_message_bytes` bounds the payload of one message, over all of its fragments. Together with the bytes
    received but not yet pulled by `next_event`, this bounds the memory that a peer can use (as a `str`, a
    text may take four times its bytes). A client must pass `new_mask`, which returns four fresh unpredictable
    bytes on each call (RFC 6455, 10.3); a server must not.
    """

    __slots__ = (
        "_buffer",
        "_close",
        "_close_made",
        "_eof",
        "_head",
        "_mask_bit",
        "_messages",
        "_new_mask",
        "_pong",
        "_short",
        "_skip",
        "_start",
        "_state",
    )

    def __init__(
        self,
        role: Role,
        *,
        max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
        new_mask: Callable[[], bytes] | None = None,
    ) -> None:
        if (role is Role.CLIENT) is (new_mask is None):
            raise WireUsageError("a client needs new_mask, and a server must not have it")
        self._new_mask = new_mask
        self._messages = MessageAssembler(max_message_bytes)
        self._short = min(125, max_message_bytes)
        self._mask_bit = 0x80 if role is Role.SERVER else 0
        self._head = 6 if role is Role.SERVER else 2
        self._state = WebSocketState.OPEN
        self._buffer = bytearray()
        self._start = 0  # everything before this index was parsed
        self._skip = 0  # payload bytes still to arrive that are skipped
        self._eof = False
        self._pong: bytes | None = None
        self._close = b""
        self._close_made = False

    @property
    def state(self) -> WebSocketState:
        """The state as of the last event pulled."""
        return self._state

    @property
    def close_sent(self) -> bool:
        """Whether the local Close frame was created: nothing more can be sent."""
        return self._close_made

    @property
    def closed(self) -> bool:
        """Whether `Closed` was returned: there are no more events, and the caller can disconnect after a last write."""
        return self._state in TERMINAL

    @property
    def has_more(self) -> bool:
        """Whether there are received bytes that were not parsed yet."""
        return self._start < len(self._buffer)

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store the peer's bytes without parsing them. Bytes after `Closed` are dropped."""
        if self._state is not _OPEN and self._state in TERMINAL:
            return
        if self._start:
            del self._buffer[: self._start]
            self._start = 0
        self._buffer += data

    def receive_eof(self) -> None:
        """Note the end of input. Events for bytes received earlier are still returned first."""
        self._eof = True

    def next_event(self) -> WebSocketEvent | None:
        """Return the next event, or `None` if more bytes are needed; never raises."""
        if self._state is _OPEN and self._messages.opcode is None:
            event = self._short_text()
            if event is not None:
                return event
        if self._start == len(self._buffer) and not self._eof:
            return None
        if self._state not in TERMINAL:
            frame = self._next_frame()
            if frame is None:
                return self._lose() if self._eof else None
            if isinstance(frame, Frame):
                return self._handle(frame)
            return self._fail(frame) if isinstance(frame, Violation) else frame
        return None

    def send_text(self, text: str) -> bytes:
        """Encode a text message. Raises `WireUsageError` unless the connection is open."""
        return self._send(Opcode.TEXT, text.encode())

    def send_binary(self, data: bytes) -> bytes:
        """Encode a binary message. Raises `WireUsageError` unless the connection is open."""
        return self._send(Opcode.BINARY, data)

    def send_ping(self, payload: bytes = b"") -> bytes:
        """Encode a ping with up to 125 bytes of payload. Raises `WireUsageError` unless open."""
        return self._send(Opcode.PING, payload)

    def close(self, code: int | None = 1000, reason: str = "") -> bytes:
        """Begin the closing handshake; return the pending output followed by the Close frame.

        The reason is truncated to 123 bytes. Data that still arrives is discarded unread; `Closed` follows
        once the peer has replied. Raises `WireUsageError` unless open, and for a code that must not be sent.
        """
        frame = self._send(Opcode.CLOSE, encode_close(code, reason))
        due = self.take_outgoing()
        self._step(Trigger.CLOSE_SENT)
        self._close_made = True
        self._messages.reset()
        return due + frame

    def take_outgoing(self) -> bytes:
        """Return the bytes that the protocol requires since the last call; usually empty.

        Of several pings since then only the latest is answered, so a flood of them costs no memory.
        """
        out, self._close = self._close, b""
        # RFC 6455, 5.5.3: it is allowed "to send a Pong frame for only the most recently processed Ping frame".
        if self._pong is not None:
            out = self._encode(Opcode.PONG, self._pong) + out
            self._pong = None
        return out

    def _send(self, opcode: Opcode, payload: bytes) -> bytes:
        if self._state is not WebSocketState.OPEN:
            raise WireUsageError(f"cannot send {opcode.name} when {self._state.value}")
        return self._encode(opcode, payload)

    def _encode(self, opcode: Opcode, payload: bytes) -> bytes:
        return encode_frame(opcode, payload, mask=self._new_mask() if self._new_mask else None)

    def _step(self, trigger: Trigger) -> None:
        self._state = next_state(self._state, trigger)
        if self._state in TERMINAL:
            self._buffer.clear()
            self._start = 0
            self._messages.reset()

    def _short_text(self) -> TextMessage | None:
        """Fast path for a complete single-frame text message of up to 125 bytes, the common case.

        Anything else, and anything invalid, is left unchanged for the general path.
        """
        buffer, start, body = self._buffer, self._start, self._start + self._head
        if len(buffer) < body or buffer[start] != FIN_TEXT:
            return None
        # A missing or unexpected masking bit makes the length fall outside its range.
        length = buffer[start + 1] - self._mask_bit
        end = body + length
        if not 0 <= length <= self._short or end > len(buffer):
            return None
        raw: bytes | bytearray = buffer[body:end]
        if self._mask_bit:
            raw = apply_mask(raw, buffer[start + 2 : body])
        try:
            message = TextMessage(raw.decode())
        except UnicodeDecodeError:
            return None
        self._start = end
        return message

    def _next_frame(self) -> Frame | Fragment | Violation | None:
        skipped = min(self._skip, len(self._buffer) - self._start)
        self._start += skipped
        self._skip -= skipped
        header = read_header(self._buffer, self._start, masked=bool(self._mask_bit))
        if not isinstance(header, Header):
            return header
        if header.opcode >= Opcode.CLOSE or self._state is WebSocketState.OPEN:
            return self._read_payload(header)
        # RFC 6455, 5.5.1: "there is no guarantee that the endpoint that has already sent a Close frame
        # will continue to process data". Data is skipped and not stored.
        self._start += header.size
        self._skip = header.length
        return Fragment()

    def _read_payload(self, header: Header) -> Frame | Violation | None:
        if header.opcode < Opcode.CLOSE:
            violation = self._messages.check(header)
            if violation is not None:
                return violation
        body = self._start + header.size
        end = body + header.length
        if end > len(self._buffer):
            return None
        payload: bytes | bytearray = self._buffer[body:end]
        payload = apply_mask(payload, self._buffer[body - 4 : body]) if self._mask_bit else bytes(payload)
        self._start = end
        return Frame(header.opcode, header.fin, payload)

    def _handle(self, frame: Frame) -> WebSocketEvent:
        if frame.opcode is Opcode.PING:
            if self._state is WebSocketState.OPEN:
                self._pong = frame.payload
            return Ping(frame.payload)
        if frame.opcode is Opcode.PONG:
            return Pong(frame.payload)
        if frame.opcode is Opcode.CLOSE:
            return self._handle_close(frame.payload)
        done = self._messages.add(frame)
        if isinstance(done, Violation):
            return self._fail(done)
        return Fragment() if done is None else done

    def _handle_close(self, payload: bytes) -> Closed:
        parsed = parse_close(payload)
        if isinstance(parsed, Violation):
            return self._fail(parsed)
        by_peer = not self._close_made
        # RFC 6455, 5.5.1: the answer "typically echos the status code it received". Its reason is not echoed.
        self._queue_close(payload[:2])
        self._step(Trigger.CLOSE_RECEIVED)
        return Closed(*parsed, clean=True, by_peer=by_peer)

    def _fail(self, violation: Violation) -> Closed:
        # RFC 6455, 7.1.7: the connection fails with a Close frame that states the reason, and nothing more is read.
        self._queue_close(encode_close(violation.code, violation.reason))
        self._step(Trigger.VIOLATION)
        return Closed(violation.code, violation.reason, clean=False, by_peer=False)

    def _lose(self) -> Closed:
        # RFC 6455, 7.1.5: without a Close frame received the code is "considered to be 1006".
        by_peer = not self._close_made
        self._step(Trigger.EOF)
        return Closed(1006, "", clean=False, by_peer=by_peer)

    def _queue_close(self, payload: bytes) -> None:
        if not self._close_made:
            self._close = self._encode(Opcode.CLOSE, payload)
            self._close_made = True
