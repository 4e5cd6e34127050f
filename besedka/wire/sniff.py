"""What a connection speaks, told by its first bytes: HTTP, bare lines, TLS (which we cannot speak), or no text at all.

The point is security. A web page can make a browser send a POST with any body to any port, so a connection
that began as HTTP must never become a chat by lines. What decides is the end of the first line, `HTTP/x.y`,
which no browser can leave out, and not its beginning. `LineReader` looks at its first line in the same way
once more.
"""

import codecs
import re
from enum import Enum
from typing import Final

__all__ = ["SNIFF_LIMIT", "DetectedProtocol", "is_http_line", "is_request_line", "sniff"]

# RFC 854: every command of telnet begins with it, and no text of UTF-8 has it.
_IAC: Final = b"\xff"

SNIFF_LIMIT: Final = 8192
"""With so many bytes a decision is always made, newline or not: nginx reads no longer request line by default."""

# Both patterns look at a bounded number of bytes, so that a line of any length is judged by its end alone.
_HTTP_END: Final = re.compile(rb"HTTP/[0-9]\.[0-9][ \t]{0,4}\r?\Z")
# A request of a protocol that looks like HTTP (RTSP, SIP), or of HTTP/0.9.
_REQUEST: Final = re.compile(r"[A-Z]{2,32} (?:\S{1,2048} [A-Z]{2,16}/[0-9]\.[0-9]|/\S{0,2048})[ \t]*\r?")
_HTTP_START: Final = re.compile(rb"[A-Z]{1,32} (?:/|\*|http)")


class DetectedProtocol(Enum):
    """What a connection speaks, as far as its first bytes show."""

    HTTP = "HTTP, WebSocket's handshake included"
    LINES = "bare lines, from nc or telnet"
    TLS = "TLS, on a port that does not speak it"
    NO_TEXT = "bytes that are no text"
    UNDECIDED = "too few bytes to know"


def is_http_line(line: bytes) -> bool:
    """Whether the line (without its LF) ends as every HTTP/1 request line does."""
    return _HTTP_END.search(line, max(0, len(line) - 16)) is not None


def is_request_line(line: str) -> bool:
    """Whether the whole line is a request of HTTP or of one of its relatives (RTSP, SIP)."""
    return _REQUEST.fullmatch(line) is not None


def sniff(first_bytes: bytes) -> DetectedProtocol:
    """What a connection speaks that began with these bytes.

    More bytes never change a decision that was made, and `SNIFF_LIMIT` bytes always suffice for one.
    """
    # RFC 8446, 5.1: a ClientHello stands in a record of type 22 (handshake) with the major version 3.
    if first_bytes.startswith(b"\x16\x03"):
        return DetectedProtocol.TLS
    # RFC 9112, 2.2: empty lines before a request line are ignored, so they decide nothing.
    window = first_bytes[:SNIFF_LIMIT].replace(b"\r\0", b"\r\n").lstrip(b"\r\n")
    line, newline, _ = window.partition(b"\n")
    line, telnet, _ = line.partition(_IAC)
    if not _may_be_text(line, whole=bool(newline and not telnet)):
        return DetectedProtocol.NO_TEXT
    if telnet:
        return DetectedProtocol.LINES
    if newline:
        return DetectedProtocol.HTTP if is_http_line(line) else DetectedProtocol.LINES
    if len(first_bytes) < SNIFF_LIMIT:
        return DetectedProtocol.UNDECIDED
    # A request line that long gets its 414 from the HTTP parser.
    return DetectedProtocol.HTTP if _HTTP_START.match(line) else DetectedProtocol.LINES


def _may_be_text(line: bytes, *, whole: bool) -> bool:
    """Whether this is a line of UTF-8 or the beginning of one; NUL, which binary protocols begin with, is in none."""
    if b"\0" in line:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, whole)
    except UnicodeDecodeError:
        return False
    return True
