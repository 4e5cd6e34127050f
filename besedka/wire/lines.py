"""Bare lines of text, for `nc` and telnet: bytes in, lines out.

A line is what was meant by what was typed: whoever types without a terminal's help (a raw socket, a telnet client) may
erase characters and the whole line, as a terminal would have done.
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

# RFC 1123, 3.3.1: a telnet client may end its lines with CR LF, LF, or CR NUL, and all of them mean "Enter".
_LINE_END: Final = re.compile(rb"\r?\n|\r\x00")

# What erases, in a line: BS, DEL, Ctrl-U.
_ERASING: Final = re.compile(r"[\x08\x7f\x15]")

_TAIL: Final = 16
"""Bytes of the end of a too long line that are kept, for a last look whether it was a request line (`HTTP/1.1` and some
blanks)."""


@record
class TextLine:
    """A line without its end. It may hold control characters: it is what was typed."""

    text: str


@record
class LineTooLong:
    """A line was longer than `limit` bytes and is discarded up to its end; the next one counts again."""

    limit: int


@record
class LineNotUtf8:
    """A line was not UTF-8 and is discarded; the next one counts again."""


@record
class HttpRequestLine:
    """The first line that was not empty belongs to HTTP, so nothing here was meant for a chat: the last event."""


@record
class EndOfLines:
    """The peer sends no more, and all that it sent was returned: the last event."""


LineEvent = TextLine | LineTooLong | LineNotUtf8 | HttpRequestLine | EndOfLines
"""What `LineReader.next_event` returns."""


def encode_line(text: str) -> bytes:
    """The text and an LF after it; a text of several lines has LFs within.

    Raises `UnicodeEncodeError` for a lone surrogate. UTF-8 never holds telnet's byte 255, so nothing is
    doubled.
    """
    return f"{text}\n".encode()


def encode_telnet_line(text: str) -> bytes:
    """The same with CR LF, as the network virtual terminal begins a new line (RFC 854).

    Some clients take an LF alone as it is written there: one line down, and not back to the left.
    """
    return f"{text}\n".replace("\n", "\r\n").encode()


class LineReader:
    """Splits what a peer sends into lines of at most `max_line_bytes` bytes, their ends not counted.

    Telnet's commands are removed; what they are answered with is in `take_outgoing`, and `commands` counts them. What
    it keeps is bounded: by one line, the answers, and what was received and not yet pulled by `next_event`. However the
    bytes were cut into pieces, the same bytes give the same events.
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
        """What telnet's commands are answered with, since the last call."""
        self._raw = bytearray()  # as received
        self._text = bytearray()  # without telnet's commands
        self._start = 0  # where the line in progress begins in `_text`
        self._scanned = 0  # no line ends before this
        self._first = True  # no line came yet that was not empty
        self._discarding = False
        self._eof = False
        self._ended = False

    @property
    def commands(self) -> int:
        """How many runs of telnet's commands the peer has sent, as of the last event pulled."""
        return self._telnet.commands

    @property
    def has_more(self) -> bool:
        """Whether bytes were received that have not been returned in an event."""
        return bool(self._raw) or self._start < len(self._text)

    @property
    def has_outgoing(self) -> bool:
        """Whether there is something to take from `take_outgoing`, as of the last event pulled."""
        return self._telnet.has_outgoing

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes of the peer; cheap, parses nothing. What comes after the last event is dropped."""
        if not self._ended:
            self._raw += data

    def receive_eof(self) -> None:
        """The peer sends no more bytes: what it sent after its last line end is a line, too."""
        self._take_raw()
        self._text += self._telnet.finish()
        self._eof = True

    def next_event(self) -> LineEvent | None:
        """The next line or what was wrong with it, or `None` when more bytes are needed; never raises."""
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
        """No line ends here: the end of the bytes ends the last one, and a long one is not kept."""
        end = len(self._text)
        if self._text.endswith(b"\r", self._start):
            end -= 1  # It may be the first half of a line's end.
        self._scanned = end
        if self._is_too_long(end):
            return LineTooLong(self._limit)
        if self._discarding:
            self._start = max(self._start, end - _TAIL)
        return self._finish(bytes(self._text[self._start : end])) if self._eof else None

    def _is_too_long(self, end: int) -> bool:
        """Begin to discard a line that is too long; true only once a line."""
        if self._discarding or end - self._start <= self._limit:
            return False
        self._discarding = True
        self._start = max(self._start, end - _TAIL)
        return True

    def _judge(self, line: bytes) -> LineEvent | None:
        """What a whole line is; `None` for one that was already reported as too long."""
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
    """What is left of a line whose characters were erased on the way."""
    if _ERASING.search(text) is None:
        return text
    kept: list[str] = []
    for character in text.rpartition(ERASE_LINE.decode())[2]:
        if _ERASING.match(character) is None:
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)
