"""An HTTP/1.1 response's head, for the client role (RFC 9112, 4)."""

import re
from dataclasses import field
from typing import Final

from besedka.records import record
from besedka.wire.http.head import MAX_HEAD, MAX_HEADERS, BadHead, HeadParser
from besedka.wire.http.headers import Headers

__all__ = ["BadResponse", "HttpResponse", "NotHttp", "ResponseParser"]

_MAX_SHOWN: Final = 256
"""Bytes of non-HTTP data that are kept for display. Chosen: a few lines."""

_PREFIX: Final = b"HTTP/"
_EMPTY_LINES: Final = re.compile(rb"\A(?:\r\n)+")
# RFC 9112, 4: the space after the code is required even without a reason, but many servers omit it.
_STATUS_LINE: Final = re.compile(r"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: (.*))?")


@record
class HttpResponse:
    """A response's head; `reason` is free text from the server and has no meaning."""

    status: int
    reason: str
    headers: Headers


@record
class BadResponse:
    """The response violates HTTP/1.x."""

    reason: str


@record
class NotHttp:
    """The peer does not speak HTTP at all; `said` is the beginning of its data, as received so far.

    It may be a chat server that greeted us as a person because our request was delayed, or any other service.
    """

    said: bytes = field(compare=False)


class ResponseParser(HeadParser):
    """Parses one response's head of at most `max_head` bytes and `max_headers` fields; the rest is `trailing`."""

    __slots__ = ("_judged",)

    def __init__(self, max_head: int = MAX_HEAD, max_headers: int = MAX_HEADERS) -> None:
        super().__init__(max_head, max_headers)
        self._judged = False

    def next_event(self) -> HttpResponse | BadResponse | NotHttp | None:
        """Return the response or its error, once; `None` before and after that. Never raises.

        Non-HTTP data is detected at the first byte that differs from `HTTP/`.
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
        """Return the beginning of the server's data if it is not HTTP; None if it is, or still may be."""
        # The head reader skips empty lines (RFC 9112, 2.2).
        began = _EMPTY_LINES.sub(b"", self._reader.peek(_MAX_SHOWN))
        if began in (b"", b"\r") or _PREFIX.startswith(began[: len(_PREFIX)]):
            self._judged = len(began) >= len(_PREFIX)
            return None
        return began
