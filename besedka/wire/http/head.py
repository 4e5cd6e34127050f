"""The head of an HTTP/1.1 message, which requests and responses share: lines, fields, limits (RFC 9112, 2 and 5).

Strict where the RFC leaves a choice. A line ends in CRLF and in nothing else: RFC 9112, 2.2 allows a bare LF as well,
but two parsers that split the same bytes differently allow request smuggling.
"""

import re
from typing import Final

from besedka.records import record
from besedka.wire.http.headers import Headers

__all__ = ["MAX_HEAD", "MAX_HEADERS", "BadHead", "Head", "HeadParser", "HeadReader"]

MAX_HEAD: Final = 16384
"""Bytes of a head, start line included. Node has 16 KiB as well; nginx 4 buffers of 8 KiB, Apache 8190 bytes a line."""

MAX_HEADERS: Final = 100
"""Fields of a head. Apache has 100 as well (LimitRequestFields)."""

# RFC 9112, 5.1: no whitespace before the colon; 5.5 of RFC 9110: no control characters in a value but the
# tab.
_FIELD: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_START_LINE: Final = re.compile(rb"[\t\x20-\x7e\x80-\xff]+")


@record
class Head:
    """A start line and fields, decoded as ISO 8859-1."""

    start_line: str
    headers: Headers


@record
class BadHead:
    """What is wrong with a head, and the status to refuse a request with."""

    status: int
    reason: str


class HeadReader:
    """Reads one head of at most `max_head` bytes and `max_headers` fields.

    Each line is checked as soon as it is complete, so a bad one is refused before the rest of the head has come.
    """

    __slots__ = (
        "_buffer",
        "_fields",
        "_max_head",
        "_max_headers",
        "_place",
        "_scanned",
        "_start_line",
        "done",
    )

    def __init__(self, max_head: int, max_headers: int) -> None:
        self._max_head = max_head
        self._max_headers = max_headers
        self._buffer = bytearray()
        self._place = 0  # where the line in progress begins
        self._scanned = 0  # no line ends before this
        self._start_line: str | None = None
        self._fields: list[tuple[str, str]] = []
        self.done = False
        """Whether a `Head` or `BadHead` was returned."""

    @property
    def trailing(self) -> bytes:
        """The bytes after the head, or after the bad line of a `BadHead`; empty until one of these was returned."""
        return bytes(self._buffer[self._place :]) if self.done else b""

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes of the peer; cheap, parses nothing."""
        self._buffer += data

    def peek(self, size: int) -> bytes:
        """Up to `size` of the first bytes received."""
        return bytes(self._buffer[:size])

    def next_head(self) -> Head | BadHead | None:
        """The `Head` or `BadHead`, once; otherwise None."""
        while not self.done:
            end = self._buffer.find(b"\n", self._scanned, self._max_head)
            if end < 0:
                self._scanned = min(len(self._buffer), self._max_head)
                return self._too_large() if len(self._buffer) >= self._max_head else None
            line = bytes(self._buffer[self._place : end])
            self._place = self._scanned = end + 1
            result = self._take_line(line)
            if result is not None:
                self.done = True
                return result
        return None

    def _too_large(self) -> BadHead:
        self.done = True
        if self._start_line is None:
            return BadHead(414, f"request line is longer than {self._max_head} bytes")
        return BadHead(431, f"head is longer than {self._max_head} bytes")

    def _take_line(self, line: bytes) -> Head | BadHead | None:
        if not line.endswith(b"\r"):
            return BadHead(400, "lines must end in CR LF")
        line = line[:-1]
        if self._start_line is None:
            return self._take_start_line(line)
        if not line:
            return Head(self._start_line, Headers(self._fields))
        return self._take_field(line)

    def _take_start_line(self, line: bytes) -> BadHead | None:
        # RFC 9112, 2.2: a server "SHOULD ignore at least one empty line (CRLF) received prior to the
        # request-line".
        if not line:
            return None
        if not _START_LINE.fullmatch(line):
            return BadHead(400, "control character in the first line")
        self._start_line = line.decode("latin-1")
        return None

    def _take_field(self, line: bytes) -> BadHead | None:
        # RFC 9112, 5.2: a server that receives obs-fold "MUST either reject the message [...] or replace" it.
        if line[:1] in (b" ", b"\t"):
            return BadHead(400, "folded header")
        field = _FIELD.fullmatch(line)
        if field is None:
            return BadHead(400, "malformed header")
        if len(self._fields) >= self._max_headers:
            return BadHead(431, f"more than {self._max_headers} headers")
        name, value = field.groups()
        self._fields.append((name.decode("ascii"), value.rstrip(b" \t").decode("latin-1")))
        return None


class HeadParser:
    """The base of `RequestParser` and `ResponseParser`: bytes go in, a head comes out, `trailing` is what follows."""

    __slots__ = ("_reader",)

    def __init__(self, max_head: int = MAX_HEAD, max_headers: int = MAX_HEADERS) -> None:
        self._reader = HeadReader(max_head, max_headers)

    @property
    def trailing(self) -> bytes:
        """The bytes after the head; empty until the subclass's `next_event` has returned it."""
        return self._reader.trailing

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes of the peer; cheap, parses nothing."""
        self._reader.receive(data)
