"""The opening handshake, both roles (RFC 6455, 4)."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from besedka.records import record
from besedka.wire import WireUsageError
from besedka.wire.http import (
    BadResponse,
    HttpRequest,
    HttpResponse,
    NotHttp,
    ResponseParser,
    encode_request,
    encode_response,
)
from besedka.wire.http.headers import is_token
from besedka.wire.websocket.origin import is_same_origin
from besedka.wire.websocket.transitions import Trigger, WebSocketState, next_state

__all__ = ["ClientHandshake", "HandshakeFailed", "Opened", "Rejection", "Upgrade", "accept", "is_upgrade"]

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_VERSION: Final = "13"
_MAX_BODY: Final = 4096
"""Bytes of a refusal's text that a client waits for. Chosen: it is to be read by a person."""

_UPGRADE_HEADERS: Final = (("Upgrade", "websocket"), ("Connection", "Upgrade"))


@record
class Upgrade:
    """Write `response`, and what follows is WebSocket, in the subprotocol that was agreed on, if any."""

    response: bytes
    subprotocol: str | None


@record
class Rejection:
    """Answer with `status`, `headers` and the text `why`, and hang up."""

    status: int
    why: str
    headers: tuple[tuple[str, str], ...]

    @property
    def response(self) -> bytes:
        """That answer, for who has nothing to add."""
        return encode_response(self.status, f"{self.why}\n".encode(), self.headers)


def accept_key(key: str) -> str:
    """The Sec-WebSocket-Accept that answers a key (RFC 6455, 4.2.2)."""
    # SHA-1 proves here that the server understood the question; it keeps no secret.
    digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def is_upgrade(request: HttpRequest) -> bool:
    """Whether the request wants WebSocket, rightly or wrongly; `accept` then says whether it gets it."""
    return "websocket" in request.headers.tokens("Upgrade")


def accept(
    request: HttpRequest,
    *,
    subprotocols: Sequence[str] = (),
    origin_allowed: Callable[[str], bool] | None = None,
) -> Upgrade | Rejection:
    """Answer a request for WebSocket as RFC 6455, 4.2 says.

    The subprotocol is the first of the client's offers that stands in `subprotocols`; with none in common the
    connection is opened without one. A page's Origin must be the host that it asked for, or pass
    `origin_allowed`.
    """
    rejection = _check_upgrade(request) or _check_key(request) or _check_origin(request, origin_allowed)
    if rejection is not None:
        return rejection
    # RFC 6455, 4.1: the offers "MUST all be unique strings", and each of them is a token.
    offers = request.headers.elements("Sec-WebSocket-Protocol")
    if len(set(offers)) != len(offers) or not all(is_token(offer) for offer in offers):
        return _reject(400, "malformed Sec-WebSocket-Protocol")
    chosen = next((offer for offer in offers if offer in subprotocols), None)
    key = request.headers.get_all("Sec-WebSocket-Key")[0]
    headers = [*_UPGRADE_HEADERS, ("Sec-WebSocket-Accept", accept_key(key))]
    if chosen is not None:
        headers.append(("Sec-WebSocket-Protocol", chosen))
    return Upgrade(encode_response(101, headers=headers), chosen)


def _check_upgrade(request: HttpRequest) -> Rejection | None:
    # RFC 6455, 4.2.1: "An HTTP/1.1 or higher GET request".
    if request.method != "GET":
        return _reject(405, "WebSocket begins with GET", ("Allow", "GET"))
    if request.version == "HTTP/1.0":
        return _reject(400, "WebSocket needs HTTP/1.1")
    # RFC 6455, 4.2.1: "A |Host| header field containing the server's authority."
    if not request.host:
        return _reject(400, "there must be one Host header")
    # A body would be taken for frames. RFC 9110, 9.3.1: a GET's body "might lead some implementations to
    # reject".
    if "Transfer-Encoding" in request.headers or request.headers.get("Content-Length", "0") != "0":
        return _reject(400, "a handshake has no body")
    # RFC 6455, 4.2.1: Upgrade containing "websocket", Connection containing "Upgrade", both without case.
    if not is_upgrade(request):
        return _reject(426, "Upgrade must be websocket", *_UPGRADE_HEADERS)
    if "upgrade" not in request.headers.tokens("Connection"):
        return _reject(400, "Connection must be Upgrade")
    return None


def _check_key(request: HttpRequest) -> Rejection | None:
    # RFC 6455, 4.4: a version that we do not speak is answered with the one that we do.
    versions = request.headers.get_all("Sec-WebSocket-Version")
    if len(versions) > 1:
        return _reject(400, "more than one Sec-WebSocket-Version")
    if versions != [_VERSION]:
        return _reject(
            426,
            "only WebSocket version 13 is spoken here",
            *_UPGRADE_HEADERS,
            ("Sec-WebSocket-Version", _VERSION),
        )
    # RFC 6455, 4.2.1: a key "that, when decoded, is 16 bytes in length"; 11.3.1: not more than once.
    keys = request.headers.get_all("Sec-WebSocket-Key")
    if len(keys) != 1 or not _is_key(keys[0]):
        return _reject(400, "Sec-WebSocket-Key must be 16 bytes in base64, once")
    return None


def _is_key(key: str) -> bool:
    try:
        return len(key) == 24 and len(base64.b64decode(key, validate=True)) == 16
    except ValueError:
        return False


def _check_origin(request: HttpRequest, origin_allowed: Callable[[str], bool] | None) -> Rejection | None:
    # RFC 6455, 10.2: servers "SHOULD verify the |Origin| field"; only browsers send one.
    origins = request.headers.get_all("Origin")
    if len(origins) > 1:
        return _reject(400, "more than one Origin")
    for origin in origins:
        same = is_same_origin(origin, request.host or "")
        if not same and not (origin_allowed is not None and origin_allowed(origin)):
            return _reject(403, "pages of this origin are not allowed here")
    return None


def _reject(status: int, why: str, *headers: tuple[str, str]) -> Rejection:
    connection = () if any(name == "Connection" for name, _ in headers) else (("Connection", "close"),)
    return Rejection(status, why, (*headers, *connection, ("Content-Type", "text/plain; charset=utf-8")))


@record
class Opened:
    """The server agreed: what follows is WebSocket, in the subprotocol that it chose, if any."""

    subprotocol: str | None


@record
class HandshakeFailed:
    """There will be no WebSocket: `status` is the server's when it answered at all, `body` what it said."""

    status: int | None
    why: str
    body: bytes = b""


class ClientHandshake:
    """A client's opening handshake: write `request`, feed what comes, pull `next_event`.

    `key` is sixteen fresh random bytes. Raises `WireUsageError` for arguments that make no request.
    """

    __slots__ = ("_accept", "_eof", "_parser", "_request", "_response", "_state", "_subprotocols")

    def __init__(
        self,
        *,
        host: str,
        target: str,
        key: bytes,
        subprotocols: Sequence[str] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        if len(key) != 16:
            raise WireUsageError("a handshake's key has 16 bytes")
        nonce = base64.b64encode(key).decode()
        items = [*_UPGRADE_HEADERS, ("Sec-WebSocket-Key", nonce), ("Sec-WebSocket-Version", _VERSION)]
        if subprotocols:
            items.append(("Sec-WebSocket-Protocol", ", ".join(subprotocols)))
        self._request = encode_request("GET", target, host=host, headers=[*items, *headers])
        self._accept = accept_key(nonce)
        self._subprotocols = tuple(subprotocols)
        self._parser = ResponseParser()
        self._response: HttpResponse | None = None
        self._state = WebSocketState.CONNECTING
        self._eof = False

    @property
    def request(self) -> bytes:
        """The bytes of the request: what to write first."""
        return self._request

    @property
    def state(self) -> WebSocketState:
        """CONNECTING until the event came, then OPEN, FAILED or LOST."""
        return self._state

    @property
    def trailing(self) -> bytes:
        """The WebSocket bytes that came together with the answer; feed them to `WebSocket.receive`."""
        return self._parser.trailing

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Store bytes of the server; cheap, parses nothing."""
        self._parser.receive(data)

    def receive_eof(self) -> None:
        """Note that the server sends no more bytes. An answer that came before still comes first."""
        self._eof = True

    def next_event(self) -> Opened | HandshakeFailed | NotHttp | None:
        """How the handshake ended, once; `None` before and after that. Never raises for what came in."""
        if self._state is not WebSocketState.CONNECTING:
            return None
        answer = self._response or self._parser.next_event()
        if isinstance(answer, NotHttp):
            self._state = next_state(self._state, Trigger.HANDSHAKE_REFUSED)
            return answer
        if isinstance(answer, BadResponse):
            return self._fail(None, answer.reason)
        if answer is None:
            return self._lose() if self._eof else None
        self._response = answer
        if answer.status != 101:
            return self._refused(answer)
        why = self._find_fault(answer)
        if why is not None:
            return self._fail(answer.status, why)
        self._state = next_state(self._state, Trigger.HANDSHAKE_DONE)
        return Opened(answer.headers.get("Sec-WebSocket-Protocol"))

    def _find_fault(self, answer: HttpResponse) -> str | None:
        """The checks of RFC 6455, 4.1, "Once the client's opening handshake has been sent", in their order."""
        headers = answer.headers
        # "an ASCII case-insensitive match for the value 'websocket'"
        if [value.lower() for value in headers.get_all("Upgrade")] != ["websocket"]:
            return "the answer's Upgrade is not websocket"
        # "a token that is an ASCII case-insensitive match for the value 'Upgrade'"
        if "upgrade" not in headers.tokens("Connection"):
            return "the answer's Connection is not Upgrade"
        # "a value other than the base64-encoded SHA-1 of the concatenation"
        if headers.get_all("Sec-WebSocket-Accept") != [self._accept]:
            return "the answer's Sec-WebSocket-Accept does not fit the key"
        # "the use of an extension that was not present in the client's handshake"
        if "Sec-WebSocket-Extensions" in headers:
            return "the answer names an extension that was not offered"
        # "the use of a subprotocol that was not present in the client's handshake"
        chosen = headers.get_all("Sec-WebSocket-Protocol")
        if len(chosen) > 1 or not set(chosen) <= set(self._subprotocols):
            return "the answer names a subprotocol that was not offered"
        return None

    def _refused(self, answer: HttpResponse) -> HandshakeFailed | None:
        """Another status than 101: its text is worth waiting for when it is short, as people will read it."""
        length = answer.headers.get("Content-Length", "0") or "0"
        wanted = int(length) if length.isascii() and length.isdigit() and len(length) < 5 else 0
        wanted = wanted if wanted <= _MAX_BODY else 0
        if len(self.trailing) < wanted and not self._eof:
            return None
        reason = answer.reason.encode("ascii", "replace").decode()  # it may come to stand in a terminal
        why = f"the server answered {answer.status} {reason}".rstrip()
        return self._fail(answer.status, why, self.trailing[:wanted])

    def _fail(self, status: int | None, why: str, body: bytes = b"") -> HandshakeFailed:
        self._state = next_state(self._state, Trigger.HANDSHAKE_REFUSED)
        return HandshakeFailed(status, why, body)

    def _lose(self) -> HandshakeFailed:
        self._state = next_state(self._state, Trigger.EOF)
        return HandshakeFailed(None, "the connection ended before the server had answered")
