"""Three protocols on one port, told apart by the first bytes: HTTP, bare lines, and TLS (which we cannot speak).

The point is security. A web page can make a browser send a POST with any body to any port, so a connection
that began as HTTP must never become a chat by lines. What decides is the end of the first line, `HTTP/x.y`,
which no browser can leave out, and not its beginning. `LineReader` looks at its first line in the same way
once more.
"""

import re
from enum import Enum
from typing import Final

__all__ = ["SNIFF_LIMIT", "Kind", "is_http_line", "sniff"]

#: With so many bytes a decision is always made, newline or not.
SNIFF_LIMIT: Final = 8192

# Both patterns look at a bounded number of bytes, so that a line of any length is judged by its end alone.
_HTTP_END: Final = re.compile(rb"HTTP/[0-9]\.[0-9][ \t]{0,4}\r?\Z")
_HTTP_START: Final = re.compile(rb"[A-Z]{1,32} (?:/|\*|http)")


class Kind(Enum):
    """What a connection speaks."""

    HTTP = "HTTP, WebSocket's handshake included"
    LINES = "bare lines, from nc or telnet"
    TLS = "TLS, on a port that does not speak it"
    UNDECIDED = "too few bytes to know"


def is_http_line(line: bytes) -> bool:
    """Whether the line (without its LF) ends as every HTTP/1 request line does."""
    return _HTTP_END.search(line, max(0, len(line) - 16)) is not None


def sniff(first_bytes: bytes) -> Kind:
    """What a connection speaks that began with these bytes.

    More bytes never change a decision that was made, and `SNIFF_LIMIT` bytes always suffice for one.
    """
    # RFC 8446, 5.1: a ClientHello stands in a record of type 22 (handshake) with the major version 3.
    if first_bytes.startswith(b"\x16\x03"):
        return Kind.TLS
    # RFC 9112, 2.2: empty lines before a request line are ignored, so they decide nothing.
    window = first_bytes[:SNIFF_LIMIT].lstrip(b"\r\n")
    line, newline, _ = window.partition(b"\n")
    if newline:
        return Kind.HTTP if is_http_line(line) else Kind.LINES
    if len(first_bytes) < SNIFF_LIMIT:
        return Kind.UNDECIDED
    # A request line that long gets its 414 from the HTTP parser.
    return Kind.HTTP if _HTTP_START.match(line) else Kind.LINES
