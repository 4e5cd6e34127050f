"""Protocol detection by a connection's first bytes: HTTP, bare lines, TLS (not supported), or binary data.

This is a security check. A web page can make a browser send a POST with any body to any port, so a connection that
began as HTTP must never become a line-based chat. The decision depends on the end of the first line, `HTTP/x.y`, which
no browser can omit, and not on its beginning. `LineReader` repeats this check on its first line.
"""

import codecs
import re
from enum import Enum
from typing import Final

__all__ = ["SNIFF_LIMIT", "DetectedProtocol", "is_http_line", "is_request_line", "sniff"]

# RFC 854: every telnet command begins with this byte. It never occurs in UTF-8.
_IAC: Final = b"\xff"

SNIFF_LIMIT: Final = 8192
"""Bytes after which a decision is always made, with or without a newline. This is nginx's default limit for a
request line."""

# Both patterns examine a bounded number of bytes, so a line of any length is classified by its end alone.
_HTTP_END: Final = re.compile(rb"HTTP/[0-9]\.[0-9][ \t]{0,4}\r?\Z")
# A request of an HTTP-like protocol (RTSP, SIP), or of HTTP/0.9.
_REQUEST: Final = re.compile(r"[A-Z]{2,32} (?:\S{1,2048} [A-Z]{2,16}/[0-9]\.[0-9]|/\S{0,2048})[ \t]*\r?")
_HTTP_START: Final = re.compile(rb"[A-Z]{1,32} (?:/|\*|http)")


class DetectedProtocol(Enum):
    """The protocol that a connection's first bytes indicate."""

    HTTP = "HTTP, WebSocket's handshake included"
    LINES = "bare lines, from nc or telnet"
    TLS = "TLS, on a port that does not speak it"
    NO_TEXT = "bytes that are no text"
    UNDECIDED = "too few bytes to know"


def is_http_line(line: bytes) -> bool:
    """Return whether the line (without its LF) ends as every HTTP/1 request line does."""
    return _HTTP_END.search(line, max(0, len(line) - 16)) is not None


def is_request_line(line: str) -> bool:
    """Return whether the whole line is a request of HTTP or of an HTTP-like protocol (RTSP, SIP)."""
    return _REQUEST.fullmatch(line) is not None


def sniff(first_bytes: bytes) -> DetectedProtocol:
    """Detect the protocol of a connection that began with these bytes.

    More bytes never change a decision once made, and `SNIFF_LIMIT` bytes are always enough for one.
    """
    # RFC 8446, 5.1: a ClientHello is in a record of type 22 (handshake) with major version 3.
    if first_bytes.startswith(b"\x16\x03"):
        return DetectedProtocol.TLS
    # RFC 9112, 2.2: empty lines before a request line are ignored, so they are skipped here.
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
    # The HTTP parser answers a request line of this length with 414.
    return DetectedProtocol.HTTP if _HTTP_START.match(line) else DetectedProtocol.LINES


def _may_be_text(line: bytes, *, whole: bool) -> bool:
    """Return whether this is a line of UTF-8 or a prefix of one, without NUL (common in binary protocols)."""
    if b"\0" in line:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, whole)
    except UnicodeDecodeError:
        return False
    return True
