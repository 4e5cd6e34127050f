"""Data frames become messages: order, limits and UTF-8 (RFC 6455, 5.4, 5.6 and 8.1).

Control frames never come here, so they may stand between the fragments of a message.
"""

import codecs
from typing import Final

from besedka.wire.websocket.close import Violation
from besedka.wire.websocket.events import BinaryMessage, TextMessage
from besedka.wire.websocket.frames import Frame, Header, Opcode

__all__ = ["MAX_FRAGMENTS", "MessageAssembler"]

MAX_FRAGMENTS: Final = 1024
"""Frames of one message; in more it is refused, since empty fragments cost no bytes, but they do cost time. Chosen."""

_new_decoder = codecs.getincrementaldecoder("utf-8")


class MessageAssembler:
    """Puts the fragments of one message after the other together; holds at most `max_bytes` of payload."""

    __slots__ = ("_data", "_decoder", "_fragments", "_max_bytes", "_size", "_text", "opcode")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._decoder = _new_decoder()
        self.reset()

    def reset(self) -> None:
        """Drop the message in progress."""
        self.opcode: Opcode | None = None
        """What the message in progress is made of; `None` between messages."""
        self._text: list[str] = []
        self._data: list[bytes] = []
        self._size = 0
        self._fragments = 0
        self._decoder.reset()

    def check(self, header: Header) -> Violation | None:
        """Whether a data frame with this header may come now, before any of its payload is kept."""
        # RFC 6455, 5.4: a fragmented message is one frame with another opcode than 0, then only frames with
        # 0.
        if header.opcode is Opcode.CONTINUATION:
            if self.opcode is None:
                return Violation(1002, "continuation without a message")
        elif self.opcode is not None:
            return Violation(1002, "new message within a fragmented one")
        if self._size + header.length > self._max_bytes:
            return Violation(1009, f"message is longer than {self._max_bytes} bytes")
        if self._fragments >= MAX_FRAGMENTS:
            return Violation(1009, f"message has more than {MAX_FRAGMENTS} fragments")
        return None

    def add(self, frame: Frame) -> TextMessage | BinaryMessage | Violation | None:
        """Take a data frame whose header was checked; returns the message when this was its last frame."""
        if self.opcode is None:
            self.opcode = frame.opcode
        self._size += len(frame.payload)
        self._fragments += 1
        if self.opcode is Opcode.BINARY:
            self._data.append(frame.payload)
        else:
            # RFC 6455, 8.1: invalid UTF-8 fails the connection; we do not wait for the rest of the message.
            try:
                self._text.append(self._decoder.decode(frame.payload, frame.fin))
            except UnicodeDecodeError:
                return Violation(1007, "text is not UTF-8")
        return self._finish() if frame.fin else None

    def _finish(self) -> TextMessage | BinaryMessage:
        message: TextMessage | BinaryMessage
        if self.opcode is Opcode.TEXT:
            message = TextMessage("".join(self._text))
        else:
            message = BinaryMessage(b"".join(self._data))
        self.reset()
        return message
