"""Reads the server's bytes as fast as Python can: skips from frame to frame and recognizes messages by their marks.

Two optimizations make a generator of thousands of users cheap. Only the mark of a message is decoded. And since a good
server sends identical bytes to all users, the result for a piece of bytes is cached for a moment: the next thousand
users who receive the same bytes are served from the cache. The result is still checked for each user separately.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from besedka.load.scenario.marks import DELAYED, PRIVATE, StreamId, pattern, private_stream, public_stream
from besedka.wire.websocket.close import Violation, parse_close
from besedka.wire.websocket.frames import Header, Opcode, read_header

__all__ = [
    "JOIN_REF",
    "Answered",
    "Chunk",
    "Closing",
    "FrameReader",
    "Granted",
    "Malformed",
    "Pinged",
    "PlainNotice",
    "PrivateMessage",
    "Resumed",
    "Unresumable",
]

_MAX_FRAME_BYTES: Final = 1 << 24
"""Bytes; the answer to `users` in a room of a hundred thousand is smaller."""

_CACHE_BYTES: Final = 1 << 23
"""Size of the cache in bytes of input; each piece counts `_CACHE_ENTRY_OVERHEAD` extra."""

_CACHE_ENTRY_OVERHEAD: Final = 1 << 10

_CODE: Final = re.compile(rb'"code":"([a-z0-9-]{1,64})"')
_HEAD: Final = re.compile(rb'\{"type":"([a-z-]{1,64})"(?:,"seq":(\d{1,18}))?')
_TOKEN: Final = re.compile(rb'"token":"([^"\\]{1,128})"')
_COUNTS: Final = {name: re.compile(rb'"%b":(\d{1,18})' % name) for name in (b"missed", b"gap")}

JOIN_REF: Final = "join"
"""The `ref` of the first message of a session that can be resumed; all other requests have a number."""
_JOIN_REFUSED: Final = f'"ref":"{JOIN_REF}"'.encode()


class Answered(NamedTuple):
    """The answer to a request; `code` is set if it was refused."""

    code: str | None = None


class Granted(NamedTuple):
    """The session can be resumed, by this token."""

    token: str


class Resumed(NamedTuple):
    """The session goes on: so many public messages were missed, and so many of them do not follow."""

    missed: int
    gap: int


class Unresumable(NamedTuple):
    """The server is an older one, whose sessions end with their connections."""


class PlainNotice(NamedTuple):
    """A plain line about an event; it may be the answer to the user who requested it."""

    words: bytes


class PrivateMessage(NamedTuple):
    """A private message."""

    stream: StreamId
    number: int
    due: int


class Pinged(NamedTuple):
    """A ping from the server."""

    payload: bytes


class Closing(NamedTuple):
    """A Close frame from the server."""

    code: int


class Malformed(NamedTuple):
    """Bytes that our server does not send."""

    why: str


PersonalEvent = (
    Answered | Granted | Resumed | Unresumable | PlainNotice | PrivateMessage | Pinged | Closing | Malformed
)


@dataclass(slots=True)
class Chunk:
    """The content of a piece of bytes: `used` bytes of whole frames, `frames` of them text frames."""

    used: int = 0
    frames: int = 0
    marks: list[tuple[StreamId, int]] = field(default_factory=list)
    """Public messages, delayed ones included."""
    moments: list[int] = field(default_factory=list)
    """Due times of those that were not delayed."""
    delayed: list[int] = field(default_factory=list)
    """Due times of the delayed ones."""
    specials: list[PersonalEvent] = field(default_factory=list)
    """Events that differ between users, in order."""
    seq: int = 0
    """The last entry of which everything has come with these frames (docs/protocol.md, "The position")."""
    newest: int = 0
    """Where the last message begins that nothing of its entry follows; 0 if there is none, or no JSON."""
    begun: list[tuple[int, StreamId, int]] = field(default_factory=list)
    """The messages that others of the same entry follow: entry, stream and number."""
    foreign: int = 0
    """The number of public messages that are not ours."""


class FrameReader:
    """Reads for all users of a process, in one dialect, of one run."""

    def __init__(self, run: str, dialect: str, senders: int) -> None:
        self._find = pattern(run).search
        self._text = self._json_text if dialect == "json" else self._plain_text
        self._senders = senders
        self._memory: dict[bytes, Chunk] = {}
        self._size = 0

    def read(self, data: bytes) -> Chunk:
        """Decode the whole frames at the beginning of `data`."""
        known = self._memory.get(data)
        if known is not None:
            return known
        chunk = self._walk(data)
        if self._size > _CACHE_BYTES:
            self._memory.clear()
            self._size = 0
        self._memory[data] = chunk
        self._size += len(data) + _CACHE_ENTRY_OVERHEAD
        return chunk

    def _walk(self, data: bytes) -> Chunk:
        chunk, end = Chunk(), len(data)
        while chunk.used + 2 <= end:
            start = chunk.used
            length = data[start + 1]
            # The common case: a whole text of less than 64 KiB. `_by_the_book` handles everything else.
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
        if chunk.newest:  # Messages come in order: only the last one has to be looked at.
            chunk.seq = max(chunk.seq, _seq(data, chunk.newest))
        return chunk

    def _by_the_book(self, data: bytes, chunk: Chunk) -> bool:
        """Read any frame; return False if it is incomplete, or nothing can be read after it."""
        header = read_header(data, chunk.used, masked=False)
        if header is None:
            return False
        if isinstance(header, Violation) or header.length > _MAX_FRAME_BYTES:
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
            chunk.specials.append(Malformed("fragment"))  # our server never fragments messages
            return False
        return True

    def _json_text(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        if data.startswith(b'{"type":"message"', start):
            # Our server writes `more` last, so the common case is found without a search.
            if data.startswith(b'"more":true}', end - 12):
                self._unfinished_message(data, start, end, chunk)
            else:
                self._message(data, start, end, chunk)
                chunk.newest = start
            return
        head = _HEAD.match(data, start, end)
        if head is None:
            return
        # Inside a text the quotation marks would be escaped.
        kind, unfinished = head[1], data.find(b'"more":true', start, end) >= 0
        if head[2] and kind != b"resumed":  # That is newer than the events that follow it.
            chunk.seq = max(chunk.seq, int(head[2]) - unfinished)
        if kind in _RARE:
            chunk.specials.append(_read_rare(kind, data, start, end))
        # Of an answer in parts, only the last one counts; an `accepted` has only one.
        elif data.find(b'"ref":', start, end) >= 0 and (not unfinished or kind == b"accepted"):
            chunk.specials.append(Answered())

    def _unfinished_message(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        mark = self._message(data, start, end, chunk)
        seq = _seq(data, start)
        chunk.seq = max(chunk.seq, seq - 1)
        if mark is not None and seq:
            chunk.begun.append((seq, *mark))

    def _plain_text(self, data: bytes, start: int, end: int, chunk: Chunk) -> None:
        sign = data[start + 9 : start + 10]  # after the time
        if sign == b"#":
            self._message(data, start, end, chunk)
        elif sign == b"*":
            chunk.specials.append(PlainNotice(data[start:end]))
        elif sign in (b"=", b"!"):
            chunk.specials.append(Answered("plain" if sign == b"!" else None))

    def _message(self, data: bytes, start: int, end: int, chunk: Chunk) -> tuple[StreamId, int] | None:
        found = self._find(data, start, end)
        if found is None or int(found[2]) >= self._senders:
            chunk.foreign += data.find(b'"to":', start, end) < 0
            return None
        kind, sender, number, due = found[1].decode(), int(found[2]), int(found[4]), int(found[5])
        if kind == PRIVATE:
            stream = private_stream(sender, int(found[3]))
            chunk.specials.append(PrivateMessage(stream, number, due))
            return stream, number
        mark = public_stream(sender, delayed=kind == DELAYED), number
        chunk.marks.append(mark)
        (chunk.delayed if kind == DELAYED else chunk.moments).append(due)
        return mark


_RARE: Final = (b"refused", b"session", b"resumed")


def _seq(data: bytes, start: int) -> int:
    """Return the `seq` of the event that begins here; 0 if it has none."""
    head = _HEAD.match(data, start)
    return int(head[2]) if head is not None and head[2] else 0


def _read_rare(kind: bytes, data: bytes, start: int, end: int) -> PersonalEvent:
    if kind == b"session":
        token = _TOKEN.search(data, start, end)
        return Granted(token[1].decode() if token else "")
    if kind == b"resumed":
        found = {name: pattern.search(data, start, end) for name, pattern in _COUNTS.items()}
        return Resumed(*(int(count[1]) if count else 0 for count in found.values()))
    if data.find(_JOIN_REFUSED, start, end) >= 0:
        return Unresumable()
    code = _CODE.search(data, start, end)
    return Answered(code[1].decode() if code else "?")
