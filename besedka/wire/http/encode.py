"""Requests and responses of ours as bytes (RFC 9112, 3 and 4)."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from besedka.wire import WireUsageError
from besedka.wire.http.headers import encode_headers, is_target, is_token

__all__ = ["encode_request", "encode_response"]

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


def encode_request(method: str, target: str, *, host: str, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A request without a body. Raises `WireUsageError` for what cannot stand in it."""
    if not is_token(method) or not is_target(target):
        raise WireUsageError(f"{method!r} and {target!r} make no request line")
    return encode_headers(f"{method} {target} HTTP/1.1", (("Host", host), *headers))


def encode_response(
    status: int, body: bytes = b"", headers: Iterable[tuple[str, str]] = (), *, head: bool = False
) -> bytes:
    """A response with its Content-Length; `head` leaves the body out, as the answer to a HEAD request does.

    Raises `WireUsageError` for a header that would break the message, for one of ours given again, and for a
    body where there can be none.
    """
    items = list(headers)
    if any(name.lower() in ("content-length", "transfer-encoding") for name, _ in items):
        raise WireUsageError("the length of a response is ours to say")
    # RFC 9110, 6.4.1 and 8.6: no body after 1xx, 204 and 304, and no Content-Length in 1xx and 204.
    bodiless = status < 200 or status in (204, 304)
    if bodiless and body:
        raise WireUsageError(f"a response with status {status} has no body")
    if not bodiless:
        items.append(("Content-Length", str(len(body))))
    encoded = encode_headers(f"HTTP/1.1 {status} {_PHRASES.get(status, '')}", items)
    return encoded if head else encoded + body
