"""What the server wrote, read as fast as Python can: frames are walked over, messages are known by their marks.

Two things make a generator of thousands of users cheap. Of a message nothing is decoded but its mark. And since a
good server writes the same bytes to everybody, what was read of a piece of bytes is remembered for the moment: the
next thousand users who receive the same bytes are answered from memory. Each of them is still checked for itself.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from besedka.load.scenario.marks import DELAYED, PRIVATE, StreamId, pattern, private_stream, public_stream
from besedka.wire.websocket.close import Violation, parse_close
from besedka.wire.websocket.frames import Header, Opcode, read_header

__all__ = [
    "Answered",
    "Chunk",
    "Closing",
    "FrameReader",
    "Malformed",
    "Pinged",
    "PlainNotice",
    "PrivateMessage",
]

_MAX_FRAME: Final = 1 << 24
"""Bytes; the `users` of a room of a hundred thousand need less."""

_MEMORY: Final = 1 << 23
"""Bytes of what was read that are remembered; each piece counts for `_ENTRY` more."""

_ENTRY: Final = 1 << 10

_CODE: Final = re.compile(rb'"code":"([a-z0-9-]{1,64})"')


class Answered(NamedTuple):
    """The answer to a request; `code` is set when it was refused."""

    code: str | None = None


class PlainNotice(NamedTuple):
    """A plain line about what happened; to who asked for just that, it is the answer."""

    words: bytes


class PrivateMessage(NamedTuple):
    """A private message."""

    stream: StreamId
    number: int
    due: int


class Pinged(NamedTuple):
    """The server wants to know whether we are there."""

    payload: bytes


class Closing(NamedTuple):
    """The server closes."""

    code: int


class Malformed(NamedTuple):
    """These are not the bytes of a server of ours."""

    why: str


PersonalEvent = Answered | PlainNotice | PrivateMessage | Pinged | Closing | Malformed


@dataclass(slots=True)
class Chunk:
    """What stood in a piece of bytes. `used` of them were whole frames, `frames` of which had text."""

    used: int = 0
    frames: int = 0
    marks: list[tuple[StreamId, int]] = field(default_factory=list)
    """The messages to everybody, delayed ones included."""
    moments: list[int] = field(default_factory=list)
    """When those of them were due that were not delayed."""
    delayed: list[int] = field(default_factory=list)
    """And the others."""
    specials: list[PersonalEvent] = field(default_factory=list)
    """What is not the same for everybody, in its order."""


class FrameReader:
    """Reads for all users of a process, in one dialect, of one run."""

    def __init__(self, run: str, dialect: str, senders: int) -> None:
        self._find = pattern(run).search
        self._text = self._json_text if dialect == "json" else self._plain_text
        self._senders = senders
        self._memory: dict[bytes, Chunk] = {}
        self._size = 0

    def read(self, data: bytes) -> Chunk:
        """Read the whole frames at the beginning of `data`."""
        known = self._memory.get(data)
        if known is not None:
            return known
        chunk = self._walk(data)
        if self._size > _MEMORY:
            self._memory.clear()
            self._size = 0
        self._memory[data] = chunk
        self._size += len(data) + _ENTRY
        return chunk

    def _walk(self, data: bytes) -> Chunk:
        chunk, end = Chunk(), len(data)
        while chunk.used + 2 <= end:
            start = chunk.used
            length = data[start + 1]
            # Nearly all frames are whole texts of less than 64 KiB; whatever else comes is read by the book.
            if data[start] == 0x81 and length < 126:
                body = start + 2
            elif data[start] == 0x81 and length == 126 and start + 4 <= end:
                body = start + 4
                length = data[start + 2] << 8 | data[start + 3]
            else:
                if not self._by_the_book(data, chunk):
                    break
                continue
            if body + length > end:
                break
            chunk.frames += 1
            chunk.used = body + length
            self._text(data, body, body + length, chunk)
        return chunk

    def _by_the_book(self, data: bytes, chunk: Chunk) -> bool:
        """Any frame; False when it is not whole, or nothing can be read behind it."""
        header = read_header(data, chunk.used, masked=False)
        if header is None:
            return False
        if isinstance(header, Violation) or header.length > _MAX_FRAME:
            chunk.specials.append(Malformed("frame"))
            return False
        body = chunk.used + header.size
        if body + header.length > len(data):
            return False
        chunk.used = body + header.length
        return self._frame(data, header, body, chunk)

    def _frame(self, data: bytes, header: Header, body: int, chunk: Chunk) -> bool:
        payload = data[body : body + header.length]
        if header.opcode is Opcode.TEXT and header.fin:
            chunk.frames += 1
            self._text(data, body, body + header.length, chunk)
        elif header.opcode is Opcode.PING:
            chunk.specials.append(Pinged(payload))
        elif header.opcode is Opcode.CLOSE:
            parsed = parse_close(payload)
            chunk.specials.append(Closing(1002 if isinstance(parsed, Violation) else parsed[0]))
            return False
        elif header.opcode is not Opcode.PONG and not (header.opcode is Opcode.BINARY and header.fin):
            chunk.specials.append(Malformed("fragment"))  # Our server never cuts a message into pieces.
            return False
        return True

    def _json_text(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        if data.startswith(b'{"type":"message"', start):
            self._message(data, start, end, chunk)
        elif data.startswith(b'{"type":"refused"', start):
            code = _CODE.search(data, start, end)
            chunk.specials.append(Answered(code[1].decode() if code else "?"))
        # In a text the quotation marks would be escaped.
        elif data.find(b'"ref":', start, end) >= 0 and data.find(b'"more":true', start, end) < 0:
            chunk.specials.append(Answered())

    def _plain_text(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        sign = data[start + 9 : start + 10]  # behind the time
        if sign == b"#":
            self._message(data, start, end, chunk)
        elif sign == b"*":
            chunk.specials.append(PlainNotice(data[start:end]))
        elif sign in (b"=", b"!"):
            chunk.specials.append(Answered("plain" if sign == b"!" else None))

    def _message(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        found = self._find(data, start, end)
        if found is None or int(found[2]) >= self._senders:
            return  # somebody else's
        kind, sender, number, due = found[1].decode(), int(found[2]), int(found[4]), int(found[5])
        if kind == PRIVATE:
            chunk.specials.append(PrivateMessage(private_stream(sender, int(found[3])), number, due))
            return
        chunk.marks.append((public_stream(sender, delayed=kind == DELAYED), number))
        (chunk.delayed if kind == DELAYED else chunk.moments).append(due)
