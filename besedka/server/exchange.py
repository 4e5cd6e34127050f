"""A connection that speaks HTTP: it gets one answer, or becomes a WebSocket."""

import json
from asyncio import Transport
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from besedka import __version__
from besedka.chat.events import Refused
from besedka.dialects import LANGUAGES, SUBPROTOCOLS, Dialect, by_subprotocol
from besedka.server.links import Link, WebSocketLink
from besedka.server.network import is_local
from besedka.server.pages import FRONT_PAGE
from besedka.server.reception import Reception
from besedka.wire.http import BadRequest, Request, RequestParser, encode_response
from besedka.wire.websocket import Rejection, accept, is_upgrade

__all__ = ["Exchange", "Joining"]

_CHAT_PATHS = ("/", "/ws")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_JSON = ("Content-Type", "application/json")
_HTML = ("Content-Type", "text/html; charset=utf-8")
_CLOSE = ("Connection", "close")
_SAFE = (
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
)


@dataclass(frozen=True, slots=True)
class Joining:
    """How somebody wishes to come in; `refused` says what of it cannot be."""

    name: str | None = None
    language: str | None = None
    refused: Refused | None = None


Enter = Callable[[Link, Dialect, Joining, bytes], None]
"""Called with what the connection becomes, and with the bytes that came behind the handshake."""


class Exchange:
    """Reads one request and answers it.

    A handshake ends in `join`, everything else in `hang_up`.
    """

    def __init__(
        self, reception: Reception, transport: Transport, join: Enter, hang_up: Callable[[], None]
    ) -> None:
        self._reception = reception
        self._transport = transport
        self._join = join
        self._hang_up = hang_up
        self._parser = RequestParser()
        self._answered = False

    def receive(self, data: bytes) -> None:
        """The peer sent something; what follows the request is nobody's."""
        if self._answered:
            return
        self._parser.receive(data)
        event = self._parser.next_event()
        if event is None:
            return
        self._answered = True
        if isinstance(event, BadRequest):
            self._say(event.status, event.reason)
        elif event.method == "GET" and is_upgrade(event):
            self._upgrade(event)
        else:
            self._answer(event)

    def time_out(self) -> None:
        """The request did not come in time."""
        if not self._answered:
            self._answered = True
            self._say(408, "the request took too long")

    def _upgrade(self, request: Request) -> None:
        config = self._reception.config
        if request.path not in _CHAT_PATHS:
            self._say(404, "the chat is at / or /ws")
            return
        if self._reception.is_full:
            self._say(503, "the chat is full", ("Retry-After", "60"))
            return
        if self._is_rebound(request):
            self._say(403, "this name is not this machine's; --origin lets the pages of a proxy in")
            return
        outcome = accept(request, subprotocols=SUBPROTOCOLS, origin_allowed=config.allows_origin)
        self._transport.write(outcome.response)
        if isinstance(outcome, Rejection):
            self._reception.log.info("refused", status=outcome.status, why=outcome.why)
            self._hang_up()
            return
        link = WebSocketLink(config.max_message_bytes)
        self._join(link, by_subprotocol(outcome.subprotocol), _joining(request.query), self._parser.trailing)

    def _is_rebound(self, request: Request) -> bool:
        """Whether a page of some other site has had its own name point to this machine (DNS rebinding).

        Then its Origin matches its Host, but who listens at loopback only knows that it is not called so.
        """
        origin = request.headers.get("Origin")
        here = self._transport.get_extra_info("sockname")
        if origin is None or not is_local(here[0] if here else "") or is_local(request.host or ""):
            return False
        return not self._reception.config.allows_origin(origin)

    def _answer(self, request: Request) -> None:
        path, head = request.path, request.method == "HEAD"
        if path not in ("/", "/ws", "/healthz"):
            self._say(404, "there is nothing here", head=head)
        elif request.method not in ("GET", "HEAD"):
            self._say(405, "only GET and HEAD are answered here", ("Allow", "GET, HEAD"))
        elif path == "/ws":
            # RFC 9110, 7.8 and 15.5.22: Upgrade says to what, and is an option of Connection.
            upgrade = (("Upgrade", "websocket"), ("Connection", "Upgrade, close"))
            self._say(426, "this is the chat's WebSocket", *upgrade, head=head)
        elif path == "/healthz":
            self._write(200, self._health(), [_JSON, ("Cache-Control", "no-store")], head=head)
        else:
            self._write(200, FRONT_PAGE, [_HTML], head=head)

    def _health(self) -> bytes:
        health = {"status": "ok", "version": __version__, "members": self._reception.hub.population}
        return json.dumps(health).encode() + b"\n"

    def _say(self, status: int, text: str, *headers: tuple[str, str], head: bool = False) -> None:
        self._write(status, f"{text}\n".encode(), [_TEXT, *headers], head=head)

    def _write(self, status: int, body: bytes, headers: list[tuple[str, str]], *, head: bool) -> None:
        connection = [] if any(name == "Connection" for name, _ in headers) else [_CLOSE]
        self._transport.write(encode_response(status, body, [*headers, *_SAFE, *connection], head=head))
        self._hang_up()


def _joining(query: Mapping[str, str]) -> Joining:
    """What the address of the WebSocket says: `?name=…&lang=…`."""
    given = query.get("lang", "").lower()
    known = not given or given in LANGUAGES
    refused = None if known else Refused("bad-language", {"given": given[:64], "known": LANGUAGES})
    return Joining(query.get("name") or None, given if given and known else None, refused)
