"""An HTTP/1.1 request's head, parsed strictly (RFC 9112, 3). Bodies are not read: no resource accepts one."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote

from besedka.records import record
from besedka.wire.http.head import BadHead, Head, HeadParser
from besedka.wire.http.headers import Headers, is_target, is_token

__all__ = ["BadRequest", "HttpRequest", "RequestParser"]

_REQUEST_LINE: Final = re.compile(r"([^ ]+) ([^ ]+) HTTP/([0-9])\.([0-9])")
_ABSOLUTE: Final = re.compile(r"https?://([^/?#]+)(/[^?#]*)?(\?[^#]*)?", re.IGNORECASE)
# RFC 9110, 7.2 and RFC 3986, 3.2.2: a name or an address, with an optional port and no userinfo.
_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::[0-9]{0,5})?")
_MAX_QUERY_FIELDS: Final = 100
"""Chosen: the chat's own query has a handful."""

_MAX_DECODED: Final = 2048
"""Characters of a path or a query that are percent-decoded. Chosen: no valid request comes near it, and
decoding a head full of percent signs takes milliseconds."""


@record
class HttpRequest:
    """A request's head. `version` is "HTTP/1.0" or "HTTP/1.1" (also for any later 1.x)."""

    method: str
    target: str
    version: str
    headers: Headers

    @property
    def path(self) -> str:
        """The target's path, percent-decoded as UTF-8 with replacement; "*" for "*"; never raises.

        A path of more than 2048 characters is not decoded.
        """
        absolute = _ABSOLUTE.fullmatch(self.target)
        raw = (absolute[2] or "/") if absolute else self.target.partition("?")[0]
        return unquote(raw, errors="replace") if len(raw) <= _MAX_DECODED else raw

    @property
    def query(self) -> dict[str, str]:
        """The target's query, percent-decoded as UTF-8 with replacement; the first value wins; never raises.

        Fields after the first 100, and characters after the first 2048, are dropped.
        """
        raw = self.target.partition("?")[2][:_MAX_DECODED].split("&", _MAX_QUERY_FIELDS)[:_MAX_QUERY_FIELDS]
        pairs = parse_qsl("&".join(raw), keep_blank_values=True, errors="replace")
        return dict(reversed(pairs))

    @property
    def host(self) -> str | None:
        """The target's authority if it has one (RFC 9112, 3.2.2), otherwise the Host header."""
        absolute = _ABSOLUTE.fullmatch(self.target)
        return absolute[1] if absolute else self.headers.get("Host")

    @property
    def may_be_followed(self) -> bool:
        """Whether another request may follow on the same connection (RFC 9112, 9.3).

        Not after a body: bodies are not read here, so it would be parsed as that request. Not in HTTP/1.0,
        whose keep-alive was never standardized.
        """
        headers = self.headers
        has_body = "Transfer-Encoding" in headers or (headers.get("Content-Length") or "0").strip("0") != ""
        return not has_body and self.version != "HTTP/1.0" and "close" not in headers.tokens("Connection")


@record
class BadRequest:
    """A rejected request: `status` is the response's, `reason` a text for a human reader."""

    status: int
    reason: str


class RequestParser(HeadParser):
    """Parses one request's head of at most `max_head` bytes and `max_headers` fields.

    The bytes after the head (such as a WebSocket's first frames) are `trailing`.
    """

    __slots__ = ()

    def next_event(self) -> HttpRequest | BadRequest | None:
        """Return the request or its error, once; `None` before and after that. Never raises."""
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
    # RFC 9112, 3.2: origin-form, absolute-form, or "*" for OPTIONS. CONNECT's authority-form is for proxies.
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
    """Reject framing that is ambiguous: two parsers could find the end of the body in different places."""
    lengths = request.headers.get_all("Content-Length")
    codings = request.headers.tokens("Transfer-Encoding")
    # RFC 9112, 6.3: different or malformed lengths are an "unrecoverable error". Lists are rejected, too.
    if len(lengths) > 1 or not all(re.fullmatch("[0-9]{1,18}", length) for length in lengths):
        return BadHead(400, "malformed Content-Length")
    if "Transfer-Encoding" not in request.headers:
        return None
    # RFC 9112, 6.1: both at once "ought to be handled as an error"; 1.0 has no Transfer-Encoding.
    if lengths or request.version == "HTTP/1.0":
        return BadHead(400, "Transfer-Encoding beside Content-Length, or in HTTP/1.0")
    # RFC 9112, 6.3: without chunked as the last coding the length "cannot be determined reliably".
    if codings[-1:] != ["chunked"] or codings.count("chunked") > 1:
        return BadHead(400, "malformed Transfer-Encoding")
    # RFC 9112, 6.1: a coding that the server does not understand is answered with 501.
    return BadHead(501, "unknown transfer coding") if len(codings) > 1 else None
