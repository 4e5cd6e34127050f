"""An HTTP/1.1 response's head, for the client role (RFC 9112, 4)."""

import re
from dataclasses import field
from typing import Final

from besedka.records import record
from besedka.wire.http.head import MAX_HEAD, MAX_HEADERS, BadHead, HeadParser
from besedka.wire.http.headers import Headers

__all__ = ["BadResponse", "HttpResponse", "NotHttp", "ResponseParser"]

_MAX_SAID: Final = 256
"""Bytes of what is no HTTP that are kept, to be shown. Chosen: a few lines."""

_BEGINNING: Final = b"HTTP/"
_EMPTY_LINES: Final = re.compile(rb"\A(?:\r\n)+")
# RFC 9112, 4: the space after the code belongs there even without a reason, but many servers leave it out.
_STATUS_LINE: Final = re.compile(r"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: (.*))?")


@record
class HttpResponse:
    """A response's head; `reason` is the server's own words and means nothing."""

    status: int
    reason: str
    headers: Headers


@record
class BadResponse:
    """What answered does not speak HTTP/1.x as it should."""

    reason: str


@record
class NotHttp:
    """What answered does not speak HTTP at all; `said` is what it began with, as far as it came.

    A chat that took us for a person, since our request was late on its way, or something else altogether.
    """

    said: bytes = field(compare=False)


class ResponseParser(HeadParser):
    """Reads one response's head of at most `max_head` bytes and `max_headers` fields; the rest is `trailing`."""

    __slots__ = ("_judged",)

    def __init__(self, max_head: int = MAX_HEAD, max_headers: int = MAX_HEADERS) -> None:
        super().__init__(max_head, max_headers)
        self._judged = False

    def next_event(self) -> HttpResponse | BadResponse | NotHttp | None:
        """The response or what is wrong with it, once; `None` before and after that. Never raises.

        What is no HTTP is known by the first byte that is not one of `HTTP/`.
        """
        said = None if self._judged else self._find_other_protocol()
        if said is not None:
            self._reader.done = self._judged = True
            return NotHttp(said)
        head = self._reader.next_head()
        if head is None:
            return None
        if isinstance(head, BadHead):
            return BadResponse(head.reason)
        line = _STATUS_LINE.fullmatch(head.start_line)
        if line is None:
            return BadResponse("malformed status line")
        return HttpResponse(int(line[1]), line[2] or "", head.headers)

    def _find_other_protocol(self) -> bytes | None:
        """What the server began with, when that is no beginning of HTTP; None when it is, or may become one."""
        # The reader of the head passes over empty lines (RFC 9112, 2.2).
        began = _EMPTY_LINES.sub(b"", self._reader.peek(_MAX_SAID))
        if began in (b"", b"\r") or _BEGINNING.startswith(began[: len(_BEGINNING)]):
            self._judged = len(began) >= len(_BEGINNING)
            return None
        return began
