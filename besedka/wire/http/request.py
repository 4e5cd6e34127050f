"""An HTTP/1.1 request's head, read strictly (RFC 9112, 3). Bodies are not read: nothing here takes one."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote

from besedka.records import record
from besedka.wire.http.head import BadHead, Head, HeadParser
from besedka.wire.http.headers import Headers, is_target, is_token

__all__ = ["BadRequest", "HttpRequest", "RequestParser"]

_REQUEST_LINE: Final = re.compile(r"([^ ]+) ([^ ]+) HTTP/([0-9])\.([0-9])")
_ABSOLUTE: Final = re.compile(r"https?://([^/?#]+)(/[^?#]*)?(\?[^#]*)?", re.IGNORECASE)
# RFC 9110, 7.2 and RFC 3986, 3.2.2: a name or an address, and perhaps a port; no user in it.
_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::[0-9]{0,5})?")
_MAX_QUERY_FIELDS: Final = 100
"""Chosen: ours has a handful."""

_MAX_DECODED: Final = 2048
"""Characters of a path or a query that are percent-decoded. Chosen: nothing of ours comes near it, and decoding a head
full of percent signs takes milliseconds."""


@record
class HttpRequest:
    """A request's head. `version` is "HTTP/1.0" or "HTTP/1.1" (which stands for any later 1.x, too)."""

    method: str
    target: str
    version: str
    headers: Headers

    @property
    def path(self) -> str:
        """The target's path, percent-decoded as UTF-8 with replacement; "*" for "*"; never raises.

        One of more than 2048 characters stays as it came.
        """
        absolute = _ABSOLUTE.fullmatch(self.target)
        raw = (absolute[2] or "/") if absolute else self.target.partition("?")[0]
        return unquote(raw, errors="replace") if len(raw) <= _MAX_DECODED else raw

    @property
    def query(self) -> dict[str, str]:
        """The target's query, percent-decoded as UTF-8 with replacement; the first value wins; never raises.

        Of more than 100 fields, and behind 2048 characters, the rest is dropped.
        """
        raw = self.target.partition("?")[2][:_MAX_DECODED].split("&", _MAX_QUERY_FIELDS)[:_MAX_QUERY_FIELDS]
        pairs = parse_qsl("&".join(raw), keep_blank_values=True, errors="replace")
        return dict(reversed(pairs))

    @property
    def host(self) -> str | None:
        """Whom the request is for: the target's authority when it has one (RFC 9112, 3.2.2), or else Host."""
        absolute = _ABSOLUTE.fullmatch(self.target)
        return absolute[1] if absolute else self.headers.get("Host")

    @property
    def may_be_followed(self) -> bool:
        """Whether another request may come behind this one on its connection (RFC 9112, 9.3).

        Not behind a body, since nothing here reads one: it would be taken for that request. And not in HTTP/1.0,
        whose keep-alive is nobody's standard.
        """
        headers = self.headers
        has_body = "Transfer-Encoding" in headers or (headers.get("Content-Length") or "0").strip("0") != ""
        return not has_body and self.version != "HTTP/1.0" and "close" not in headers.tokens("Connection")


@record
class BadRequest:
    """A request that is refused: with `status`, and `reason` for the person at the other end."""

    status: int
    reason: str


class RequestParser(HeadParser):
    """Reads one request's head of at most `max_head` bytes and `max_headers` fields.

    What follows the head, a WebSocket's first frames say, is `trailing`.
    """

    __slots__ = ()

    def next_event(self) -> HttpRequest | BadRequest | None:
        """The request or what is wrong with it, once; `None` before and after that. Never raises."""
        head = self._reader.next_head()
        if head is None:
            return None
        result = _read_request(head) if isinstance(head, Head) else head
        return BadRequest(result.status, result.reason) if isinstance(result, BadHead) else result


def _read_request(head: Head) -> HttpRequest | BadHead:
    line = _REQUEST_LINE.fullmatch(head.start_line)
    if line is None or not is_token(line[1]):
        return BadHead(400, "malformed request line")
    method, target, major, minor = line.groups()
    if major != "1":
        return BadHead(505, "only HTTP/1.1 is spoken here")
    request = HttpRequest(method, target, "HTTP/1.0" if minor == "0" else "HTTP/1.1", head.headers)
    return _bad_target(request) or _bad_host(request) or _bad_framing(request) or request


def _bad_target(request: HttpRequest) -> BadHead | None:
    # RFC 9112, 3.2: origin-form, absolute-form, or "*" for OPTIONS. CONNECT's authority-form is a proxy's.
    target = request.target
    known = target.startswith("/") or (target == "*" and request.method == "OPTIONS")
    if is_target(target) and (known or _ABSOLUTE.fullmatch(target)):
        return None
    return BadHead(400, "malformed request target")


def _bad_host(request: HttpRequest) -> BadHead | None:
    # RFC 9112, 3.2: 400 for a 1.1 request "that lacks a Host header field and [...] that contains more than
    # one Host header field line or a Host header field with an invalid field value".
    hosts = request.headers.get_all("Host")
    if len(hosts) > 1 or (not hosts and request.version != "HTTP/1.0"):
        return BadHead(400, "there must be one Host header")
    if not all(_HOST.fullmatch(host) for host in (*hosts, request.host or "")):
        return BadHead(400, "malformed host")
    return None


def _bad_framing(request: HttpRequest) -> BadHead | None:
    """What leaves the end of the body in doubt, or lets two readers see two different ends."""
    lengths = request.headers.get_all("Content-Length")
    codings = request.headers.tokens("Transfer-Encoding")
    # RFC 9112, 6.3: different or malformed lengths are an "unrecoverable error". We take no lists, either.
    if len(lengths) > 1 or not all(re.fullmatch("[0-9]{1,18}", length) for length in lengths):
        return BadHead(400, "malformed Content-Length")
    if "Transfer-Encoding" not in request.headers:
        return None
    # RFC 9112, 6.1: both at once "ought to be handled as an error"; 1.0 does not know Transfer-Encoding at
    # all.
    if lengths or request.version == "HTTP/1.0":
        return BadHead(400, "Transfer-Encoding beside Content-Length, or in HTTP/1.0")
    # RFC 9112, 6.3: without chunked as the last coding the length "cannot be determined reliably".
    if codings[-1:] != ["chunked"] or codings.count("chunked") > 1:
        return BadHead(400, "malformed Transfer-Encoding")
    # RFC 9112, 6.1: a coding that the server does not understand is answered with 501.
    return BadHead(501, "unknown transfer coding") if len(codings) > 1 else None
