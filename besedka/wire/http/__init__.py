"""HTTP/1.1 without I/O, as much as a WebSocket's handshake and GETs of a few files need (RFC 9110 and 9112)."""

from besedka.wire.http.codings import prefers_gzip
from besedka.wire.http.conditional import has_current
from besedka.wire.http.encode import encode_request, encode_response
from besedka.wire.http.headers import Headers
from besedka.wire.http.languages import preferred_language
from besedka.wire.http.request import BadRequest, Request, RequestParser
from besedka.wire.http.response import BadResponse, NotHttp, Response, ResponseParser

__all__ = [
    "BadRequest",
    "BadResponse",
    "Headers",
    "NotHttp",
    "Request",
    "RequestParser",
    "Response",
    "ResponseParser",
    "encode_request",
    "encode_response",
    "has_current",
    "preferred_language",
    "prefers_gzip",
]
