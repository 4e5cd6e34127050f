"""An open WebSocket connection without I/O, for both roles (RFC 6455, 5 to 7).

Bytes go in by `receive`, events come out of `next_event`. What we say is returned as bytes by the `send_…` methods and
by `close`; what the protocol makes us say (a pong, the answer to a Close frame, the Close frame of a failed connection)
waits in `take_outgoing`. The caller writes both in the order in which it got them.

What the state means. It says what has been exchanged as of the last event *pulled*, and not as of the last byte
received: bytes that wait in the buffer have not happened yet. It starts in OPEN, since the handshake is another class's
(`ClientHandshake`, `accept`), and changes by the table in `transitions` alone:

- OPEN: messages go both ways.
- CLOSING_LOCAL: our Close frame was made and the peer's has not come. Its data is passed over unread, its pings are not
  answered, its Close frame is waited for.
- CLOSED, FAILED, LOST (terminal): `Closed` was returned. What still arrives is dropped, and nothing is kept.

What holds, always:

- `next_event` never raises, whatever arrived, and however it was cut into pieces: the same bytes give the same events.
- `Closed` is returned exactly once, and it is the last event. After it the caller writes `take_outgoing` and hangs up.
- One Close frame of ours at the most, and no frame behind it. Whatever ends the state has queued its Close frame in the
  same step: a connection that fails has always said why (RFC 6455, 7.1.7), one that was closed has always answered.
- What is kept is bounded: by one message of `max_message_bytes`, one pong, and what was received and not yet pulled.
- A frame is judged by its header before its payload has arrived, so what is too long costs no memory.

What may never happen: a message that is not whole or not UTF-8 is returned as one; a frame of ours is sent unmasked by
a client or masked by a server; the state changes without an event or a call of ours.
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

# An enum's member costs a look-up through its metaclass on old Pythons, and this one is asked for with
# every message.
_OPEN: Final = WebSocketState.OPEN


class WebSocket:
    """One end of a connection whose opening handshake is done; the module's docstring says what it guarantees.

    `max_message_bytes` bounds the payload of one message, over all of its fragments; together with what was
    received and not yet pulled by `next_event` this is all that a peer can make us keep (as a `str` a text
    may take four times its bytes). A client gives `new_mask`, which returns four fresh unpredictable bytes
    each time (RFC 6455, 10.3); a server must not.
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
        self._start = 0  # everything before it has been parsed
        self._skip = 0  # payload bytes still to come that nobody will read
        self._eof = False
        self._pong: bytes | None = None
        self._close = b""
        self._close_made = False

    @property
    def state(self) -> WebSocketState:
        """Where the connection is, as of the last event pulled."""
        return self._state

    @property
    def close_sent(self) -> bool:
        """Whether our Close frame was made: nothing can be sent any more."""
        return self._close_made

    @property
    def closed(self) -> bool:
        """Whether `Closed` was returned: nothing more will come, and after a last write we can hang up."""
        return self._state in TERMINAL

    @property
    def has_more(self) -> bool:
        """Whether bytes were received that no event has been made of."""
        return self._start < len(self._buffer)

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes of the peer; cheap, parses nothing. What comes after `Closed` is dropped."""
        if self._state is not _OPEN and self._state in TERMINAL:
            return
        if self._start:
            del self._buffer[: self._start]
            self._start = 0
        self._buffer += data

    def receive_eof(self) -> None:
        """The peer sends no more bytes. Events of what it sent before still come first."""
        self._eof = True

    def next_event(self) -> WebSocketEvent | None:
        """The next thing that the peer did, or `None` when more bytes are needed; never raises."""
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
        """The bytes of a text message. Raises `WireUsageError` unless the connection is open."""
        return self._send(Opcode.TEXT, text.encode())

    def send_binary(self, data: bytes) -> bytes:
        """The bytes of a binary message. Raises `WireUsageError` unless the connection is open."""
        return self._send(Opcode.BINARY, data)

    def send_ping(self, payload: bytes = b"") -> bytes:
        """The bytes of a ping with up to 125 bytes of payload. Raises `WireUsageError` unless open."""
        return self._send(Opcode.PING, payload)

    def close(self, code: int | None = 1000, reason: str = "") -> bytes:
        """Begin the closing handshake: what is still due to the peer, then our Close frame.

        The reason is cut to 123 bytes. Data that still arrives is discarded unread; `Closed` follows when
        the peer has answered. Raises `WireUsageError` unless open, and for a code that must not travel.
        """
        frame = self._send(Opcode.CLOSE, encode_close(code, reason))
        due = self.take_outgoing()
        self._step(Trigger.CLOSE_SENT)
        self._close_made = True
        self._messages.reset()
        return due + frame

    def take_outgoing(self) -> bytes:
        """What the protocol makes us say since the last call; empty most of the time.

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
        """The shortest way for a whole, single text frame of up to 125 bytes: nearly all of a chat.

        Whatever this way does not know, or finds wrong, it leaves untouched to the general one.
        """
        buffer, start, body = self._buffer, self._start, self._start + self._head
        if len(buffer) < body or buffer[start] != FIN_TEXT:
            return None
        # Without the peer's masking bit, or with one too many, the length falls out of its range.
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
        # will continue to process data". We pass over it without keeping any of it.
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
        # RFC 6455, 5.5.1: the answer "typically echos the status code it received". Its reason is not ours.
        self._queue_close(payload[:2])
        self._step(Trigger.CLOSE_RECEIVED)
        return Closed(*parsed, clean=True, by_peer=by_peer)

    def _fail(self, violation: Violation) -> Closed:
        # RFC 6455, 7.1.7: the connection fails with a Close frame that says why, and nothing more is read.
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
