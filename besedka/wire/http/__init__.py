"""HTTP/1.1 without I/O, as much as a WebSocket's handshake and GETs of a few files need (RFC 9110 and 9112)."""

from besedka.wire.http.encode import encode_request, encode_response
from besedka.wire.http.headers import Headers
from besedka.wire.http.negotiation import has_current, preferred_language, prefers_gzip
from besedka.wire.http.request import BadRequest, HttpRequest, RequestParser
from besedka.wire.http.response import BadResponse, HttpResponse, NotHttp, ResponseParser

__all__ = [
    "BadRequest",
    "BadResponse",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "NotHttp",
    "RequestParser",
    "ResponseParser",
    "encode_request",
    "encode_response",
    "has_current",
    "preferred_language",
    "prefers_gzip",
]
