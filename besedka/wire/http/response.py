"""An HTTP/1.1 response's head, for the client role (RFC 9112, 4)."""

import re
from dataclasses import dataclass
from typing import Final

from besedka.wire.http.head import BadHead, HeadParser
from besedka.wire.http.headers import Headers

__all__ = ["BadResponse", "Response", "ResponseParser"]

# RFC 9112, 4: the space after the code belongs there even without a reason, but many servers leave it out.
_STATUS_LINE: Final = re.compile(r"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: (.*))?")


@dataclass(frozen=True, slots=True)
class Response:
    """A response's head; `reason` is the server's own words and means nothing."""

    status: int
    reason: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class BadResponse:
    """What answered does not speak HTTP/1.x as it should."""

    reason: str


class ResponseParser(HeadParser):
    """Reads one response's head of at most `max_head` bytes and `max_headers` fields; the rest is `trailing`."""

    __slots__ = ()

    def next_event(self) -> Response | BadResponse | None:
        """The response or what is wrong with it, once; `None` before and after that. Never raises."""
        head = self._reader.next_head()
        if head is None:
            return None
        if isinstance(head, BadHead):
            return BadResponse(head.reason)
        line = _STATUS_LINE.fullmatch(head.start_line)
        if line is None:
            return BadResponse("malformed status line")
        return Response(int(line[1]), line[2] or "", head.headers)
