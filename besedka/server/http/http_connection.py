"""A connection that speaks HTTP: its requests are answered one after the other, until one makes it a WebSocket."""

import json
from asyncio import TimerHandle, Transport
from collections.abc import Callable, Mapping
from email.utils import formatdate

from besedka import __version__
from besedka.chat.language.events import Refused
from besedka.dialects import LANGUAGES, SUBPROTOCOLS, Dialect, by_subprotocol
from besedka.records import record
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.http.responses import HttpAnswer, answer, in_words
from besedka.server.http.site import our_site
from besedka.server.net.socket_state import peek
from besedka.server.sessions.framing import Link, WebSocketLink
from besedka.server.sessions.token_bucket import TokenBucket
from besedka.wire.http import BadRequest, HttpRequest, RequestParser, encode_response
from besedka.wire.websocket import Rejection, accept, is_upgrade

__all__ = ["HttpConnection", "Joining"]

_CHAT_PATHS = ("/", "/ws")

_PATIENCE = 10.0
"""Seconds for a whole request, and between an answer and the next request. (nginx waits 60 for a head and 75 for the
next request, Node.js 60 for a head; here every connection takes one of the chat's places.)"""

_A_MOMENT = 0.1
"""Seconds in which bytes that wait in the operating system come to us."""

_RATE = 20.0
_BURST = 100.0
_BYTES_A_REQUEST = 512
"""Requests a second of one connection, how many at once (a page is thirty, over several connections), and how many
bytes of a head cost as much as one: what is in it has to be read."""

_HELPS = {403: "--origin {origin}", 503: "--max-clients"}
"""What lets in who was refused with this status."""

_SHOWN = 256
"""Characters of a header that a line of the log has."""


@record
class Joining:
    """How somebody wishes to come in; `refused` says what of it cannot be.

    `numbered` tells whether the client numbers its requests, for which plain text has no place.
    """

    name: str | None = None
    language: str | None = None
    refused: Refused | None = None
    numbered: bool = False


EnterChat = Callable[[Link, Dialect, Joining, bytes], None]
"""Called with what the connection becomes, and with the bytes that came behind the handshake."""


class HttpConnection:
    """Reads requests and answers them, in their order, each when its turn comes.

    A handshake ends in `join`; in `hang_up` ends what leaves no place for another request: an error, a body, a wish to
    close, silence. `network` is where the peer comes from.
    """

    def __init__(
        self,
        registry: ConnectionRegistry,
        transport: Transport,
        network: str,
        join: EnterChat,
        hang_up: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._transport = transport
        self._network = network
        self._join = join
        self._hang_up = hang_up
        self._parser = RequestParser()
        rate = _RATE if registry.config.flood else 0.0
        self._budget = TokenBucket(rate, _BURST, registry.loop.time)
        self._debt: TimerHandle | None = None
        self._over = False
        self._received = 0  # bytes that have not been paid for
        self._begun = False  # bytes of the next request have come
        self._waiting = False  # they have, and may hold a whole one, which has to wait for its turn
        self._writable = True
        self._heard_all = False
        self._timer = registry.loop.call_later(_PATIENCE, self._lose_patience)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and answer when they make a whole request."""
        self._begun = True
        self._received += len(data)
        self._parser.receive(data)
        if not self._waiting:
            self._read()

    def receive_eof(self) -> None:
        """HttpAnswer what was asked, and hang up behind it."""
        self._heard_all = True
        if not self._waiting:
            self._finish()

    def set_writable(self, writable: bool) -> None:
        """Hold the next answer back while the transport's buffer is full."""
        self._writable = writable
        if writable and self._waiting:
            self._take_turn()

    def lose(self) -> None:
        """Cancel the timers: nothing more is read or written."""
        self._over = True
        self._timer.cancel()
        if self._debt is not None:
            self._debt.cancel()

    def _read(self) -> None:
        """HttpAnswer the request, if a whole one has come."""
        event = self._parser.next_event()
        if event is None:
            self._transport.resume_reading()
            if self._heard_all:
                self._finish()
        elif isinstance(event, BadRequest):
            self._registry.log.info("refused", status=event.status, why=event.reason)
            self._write(in_words(event.status, event.reason))
        elif event.method == "GET" and is_upgrade(event):
            self._upgrade(event)
        else:
            self._answer(event)

    def _pay(self) -> None:
        self._debt = None
        self._take_turn()

    def _take_turn(self) -> None:
        if self._debt is None and self._writable and not self._over and not self._transport.is_closing():
            self._waiting = False
            self._read()

    def _go_on(self) -> None:
        """Begin the next request. One that is here already waits for its turn, and until its answer can be sent."""
        rest = self._parser.trailing
        self._parser = RequestParser()
        self._timer.cancel()
        debt = self._budget.spend(1.0 + (self._received - len(rest)) / _BYTES_A_REQUEST)
        self._received = len(rest)
        self._timer = self._registry.loop.call_later(_PATIENCE + debt, self._lose_patience)
        self._begun = bool(rest)
        self._waiting = bool(rest or debt)
        if self._waiting:
            self._parser.receive(rest)
            self._transport.pause_reading()
            if debt:
                self._debt = self._registry.loop.call_later(debt, self._pay)
            else:
                self._registry.loop.call_soon(self._take_turn)
        elif self._heard_all:
            self._finish()
        else:
            self._transport.resume_reading()

    def _lose_patience(self) -> None:
        if peek(self._transport) and not self._waiting:  # The rest is here, and only has not been read yet.
            self._timer = self._registry.loop.call_later(_A_MOMENT, self._lose_patience)
        elif self._begun:
            self._write(in_words(408, "the request took too long"))
        else:
            self._finish()

    def _finish(self) -> None:
        self.lose()
        self._hang_up()

    def _upgrade(self, request: HttpRequest) -> None:
        refusal = self._reason_against(request)
        config = self._registry.config
        if refusal is not None:
            self._refuse(request, refusal)
            return
        outcome = accept(request, subprotocols=SUBPROTOCOLS, origin_allowed=config.allows_origin)
        if isinstance(outcome, Rejection):
            self._refuse(request, in_words(outcome.status, outcome.why, *outcome.headers))
            return
        self.lose()
        self._transport.resume_reading()
        self._transport.write(outcome.response)
        link = WebSocketLink(config.wire_limit)
        self._join(
            link,
            by_subprotocol(outcome.subprotocol),
            _joining(request.query, outcome.subprotocol),
            self._parser.trailing,
        )

    def _reason_against(self, request: HttpRequest) -> HttpAnswer | None:
        """Return the answer that refuses a WebSocket here, be the handshake right or wrong, or None."""
        if request.path not in _CHAT_PATHS:
            return in_words(404, "the chat is at / or /ws")
        if self._registry.is_full:
            return in_words(503, "the chat is full", ("Retry-After", "60"))
        origin = request.headers.get("Origin")
        if origin is None or self._registry.is_ours(request.host or ""):
            return None
        if self._registry.config.allows_origin(origin):
            return None
        return in_words(403, "this name is not this machine's; --origin lets the pages of a proxy in")

    def _refuse(self, request: HttpRequest, refusal: HttpAnswer) -> None:
        """Refuse a WebSocket. A browser tells nobody why, so the log does, with the option that would help."""
        host, origin = request.host, request.headers.get("Origin")
        option = _HELPS.get(refusal.status, "").format(origin=origin)
        about = {"host": host, "origin": origin, "option": option}
        self._registry.log.info(
            "refused",
            status=refusal.status,
            why=refusal.body.decode().strip(),
            **{name: value[:_SHOWN] for name, value in about.items() if value},
        )
        self._write(refusal)

    def _answer(self, request: HttpRequest) -> None:
        if request.path != "/healthz":  # which is for programs
            self._registry.browsers.see(self._network)
        said = answer(request, our_site, lambda: self._health(request))
        last = said.status >= 400 or not request.may_be_followed or self._registry.is_crowded
        self._write(said, head=request.method == "HEAD", last=last)

    def _health(self, request: HttpRequest) -> bytes:
        here, full = self._registry.hub.population, self._registry.is_full
        health = {"status": "ok", "version": __version__, "members": here, "full": full}
        origin = request.query.get("origin")
        if origin is not None:  # A page asks why its WebSocket fails, which its browser does not tell it.
            health["origin_allowed"] = self._registry.accepts(origin, request.host or "")
        return json.dumps(health).encode() + b"\n"

    def _write(self, said: HttpAnswer, *, head: bool = False, last: bool = True) -> None:
        # RFC 9110, 6.6.1: an origin server with a clock "MUST generate a Date header field" in nearly all answers.
        headers = [("Date", formatdate(self._registry.hub.now().at / 1000, usegmt=True)), *said.headers]
        if last and not any(name == "Connection" for name, _ in headers):
            headers.append(("Connection", "close"))
        self._transport.write(encode_response(said.status, said.body, headers, head=head))
        if last:
            self._finish()
        else:
            self._go_on()


def _joining(query: Mapping[str, str], subprotocol: str | None) -> Joining:
    """Read what the address of the WebSocket says: `?name=…&lang=…&numbered=1`."""
    given = query.get("lang", "").lower()
    known = not given or given in LANGUAGES
    refused = None if known else Refused("bad-language", {"given": given[:64], "known": LANGUAGES})
    numbered = query.get("numbered") == "1" and subprotocol is not None
    return Joining(query.get("name") or None, given if given and known else None, refused, numbered)
