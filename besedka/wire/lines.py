"""Bare lines of text, for `nc` and telnet: bytes in, lines out.

Erase characters are applied as a terminal would apply them: input that no terminal has edited (a raw socket,
a telnet client) may erase a character or the whole line.
"""

import re
from typing import Final

from besedka.records import record
from besedka.wire.sniff import is_http_line
from besedka.wire.telnet import ERASE_LINE, TelnetFilter

__all__ = [
    "EndOfLines",
    "HttpRequestLine",
    "LineEvent",
    "LineNotUtf8",
    "LineReader",
    "LineTooLong",
    "TextLine",
    "encode_line",
    "encode_telnet_line",
]

# RFC 1123, 3.3.1: a telnet client may end a line with CR LF, LF or CR NUL; each of them means "Enter".
_LINE_END: Final = re.compile(rb"\r?\n|\r\x00")

# Erase characters: BS, DEL, Ctrl-U.
_ERASING: Final = re.compile(r"[\x08\x7f\x15]")

_TAIL: Final = 16
"""Bytes kept from the end of an overlong line, to check whether it was a request line (`HTTP/1.1` and some blanks)."""


@record
class TextLine:
    """A line without its end. It may contain control characters: only erase characters were applied."""

    text: str


@record
class LineTooLong:
    """A line was longer than `limit` bytes and is discarded up to its end; the next line is read normally."""

    limit: int


@record
class LineNotUtf8:
    """A line was not UTF-8 and is discarded; the next line is read normally."""


@record
class HttpRequestLine:
    """The first nonempty line is an HTTP request line, so this is not a chat connection. The last event."""


@record
class EndOfLines:
    """End of input; everything received was returned. The last event."""


LineEvent = TextLine | LineTooLong | LineNotUtf8 | HttpRequestLine | EndOfLines
"""An event from `LineReader.next_event`."""


def encode_line(text: str) -> bytes:
    """Encode the text followed by LF; a text of several lines contains LFs.

    Raises `UnicodeEncodeError` for a lone surrogate. UTF-8 never contains telnet's byte 255, so nothing needs
    to be doubled.
    """
    return f"{text}\n".encode()


def encode_telnet_line(text: str) -> bytes:
    """Encode like `encode_line`, but with CR LF, the network virtual terminal's line end (RFC 854).

    Some clients follow RFC 854 literally: a bare LF moves one line down without returning to the left.
    """
    return f"{text}\n".replace("\n", "\r\n").encode()


class LineReader:
    """Splits a peer's bytes into lines of at most `max_line_bytes` bytes, excluding line ends.

    - Telnet commands are removed. `take_outgoing` returns the replies to them, and `commands` counts them.
    - Memory is bounded by one line, the replies, and the bytes received but not yet pulled by `next_event`.
    - The same bytes produce the same events, however they were split into chunks.
    """

    __slots__ = (
        "_discarding",
        "_ended",
        "_eof",
        "_first",
        "_limit",
        "_raw",
        "_scanned",
        "_start",
        "_telnet",
        "_text",
        "take_outgoing",
    )

    def __init__(self, max_line_bytes: int) -> None:
        self._limit = max_line_bytes
        self._telnet = TelnetFilter()
        self.take_outgoing = self._telnet.take_outgoing
        """Return the replies to telnet commands since the last call."""
        self._raw = bytearray()  # as received
        self._text = bytearray()  # without telnet's commands
        self._start = 0  # start of the current line in `_text`
        self._scanned = 0  # no line end before this index
        self._first = True  # no nonempty line seen yet
        self._discarding = False
        self._eof = False
        self._ended = False

    @property
    def commands(self) -> int:
        """Number of runs of telnet commands received, as of the last event pulled."""
        return self._telnet.commands

    @property
    def has_more(self) -> bool:
        """Whether there are received bytes that were not returned in an event."""
        return bool(self._raw) or self._start < len(self._text)

    @property
    def has_outgoing(self) -> bool:
        """Whether `take_outgoing` has anything to return, as of the last event pulled."""
        return self._telnet.has_outgoing

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store the peer's bytes without parsing them. Bytes after the last event are dropped."""
        if not self._ended:
            self._raw += data

    def receive_eof(self) -> None:
        """Note the end of input. The bytes after the last line end count as a line."""
        self._take_raw()
        self._text += self._telnet.finish()
        self._eof = True

    def next_event(self) -> LineEvent | None:
        """Return the next line or its error, or `None` if more bytes are needed; never raises."""
        self._take_raw()
        while not self._ended:
            found = _LINE_END.search(self._text, self._scanned)
            if found is None:
                return self._wait()
            if self._is_too_long(found.start()):
                return LineTooLong(self._limit)
            line = bytes(self._text[self._start : found.start()])
            self._start = self._scanned = found.end()
            event = self._judge(line)
            if event is not None:
                return event
        return None

    def _take_raw(self) -> None:
        if self._raw:
            del self._text[: self._start]
            self._scanned -= self._start
            self._start = 0
            self._text += self._telnet.strip(bytes(self._raw))
            self._raw.clear()
            self._eof |= self._telnet.ended

    def _wait(self) -> LineEvent | None:
        """Handle a buffer without a line end: finish the last line at end of input, discard an overlong one."""
        end = len(self._text)
        if self._text.endswith(b"\r", self._start):
            end -= 1  # This may be the first half of a line end.
        self._scanned = end
        if self._is_too_long(end):
            return LineTooLong(self._limit)
        if self._discarding:
            self._start = max(self._start, end - _TAIL)
        return self._finish(bytes(self._text[self._start : end])) if self._eof else None

    def _is_too_long(self, end: int) -> bool:
        """Start discarding a line that is too long; return True only once per line."""
        if self._discarding or end - self._start <= self._limit:
            return False
        self._discarding = True
        self._start = max(self._start, end - _TAIL)
        return True

    def _judge(self, line: bytes) -> LineEvent | None:
        """Return the event for a complete line; `None` if it was already reported as too long."""
        if self._first and (self._discarding or line.strip()):
            self._first = False
            if is_http_line(line):
                self._end()
                return HttpRequestLine()
        if self._discarding:
            self._discarding = False
            return None
        try:
            return TextLine(_edited(line.decode()))
        except UnicodeDecodeError:
            return LineNotUtf8()

    def _finish(self, rest: bytes) -> LineEvent:
        self._start = self._scanned = len(self._text)
        event = self._judge(rest) if rest else None
        if event is None:
            self._end()
            event = EndOfLines()
        return event

    def _end(self) -> None:
        self._ended = True
        self._raw.clear()
        self._text.clear()


def _edited(text: str) -> str:
    """Return the line with its erase characters applied."""
    if _ERASING.search(text) is None:
        return text
    kept: list[str] = []
    for character in text.rpartition(ERASE_LINE.decode())[2]:
        if _ERASING.match(character) is None:
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)
