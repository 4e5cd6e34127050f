"""An HTTP connection: its requests are answered one at a time, until one upgrades it to WebSocket."""

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

_REQUEST_TIMEOUT = 10.0
"""Seconds for a complete request, and between a response and the next request. (nginx waits 60 for a head and
75 for the next request, Node.js 60 for a head; here every connection takes one of the chat's places.)"""

_UNREAD_DELAY = 0.1
"""Seconds to wait for bytes that the operating system has received but asyncio has not read yet."""

_RATE = 20.0
_BURST = 100.0
_BYTES_A_REQUEST = 512
"""Requests per second of one connection, the burst (a page is thirty, over several connections), and the
bytes of a head that cost as much as one request, because they have to be parsed."""

_REMEDIES = {403: "--origin {origin}", 503: "--max-clients"}
"""The option that would allow a request rejected with this status."""

_MAX_LOGGED = 256
"""Maximum characters of a header in a log line."""


@record
class Joining:
    """The parameters of a join; `refused` is the error in them, if any.

    `numbered` tells whether the client numbers its requests, which is not possible in plain text; `bot`, whether it
    declares itself a program; `resumable`, whether its session is to outlive its connection.
    """

    name: str | None = None
    language: str | None = None
    refused: Refused | None = None
    numbered: bool = False
    bot: bool = False
    resumable: bool = False


EnterChat = Callable[[Link, Dialect, Joining, bytes], None]
"""Called with the connection's framing, dialect and join parameters, and the bytes received after the handshake."""


class HttpConnection:
    """Reads requests and answers them in order, each when its turn comes.

    A handshake ends in `join`. `hang_up` is called when no further request can follow: after an error, a
    body, a request to close, or a timeout. `network` is the peer's network.
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
        self._received = 0  # bytes not yet charged to the budget
        self._begun = False  # bytes of the next request were received
        self._waiting = False  # as above, and it may be complete, but has to wait for its turn
        self._writable = True
        self._heard_all = False
        self._timer = registry.loop.call_later(_REQUEST_TIMEOUT, self._lose_patience)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and answer once they form a complete request."""
        self._begun = True
        self._received += len(data)
        self._parser.receive(data)
        if not self._waiting:
            self._read()

    def receive_eof(self) -> None:
        """Answer the pending requests, then disconnect."""
        self._heard_all = True
        if not self._waiting:
            self._finish()

    def set_writable(self, writable: bool) -> None:
        """Delay the next response while the transport's buffer is full."""
        self._writable = writable
        if writable and self._waiting:
            self._take_turn()

    def lose(self) -> None:
        """Cancel the timers; nothing more is read or written."""
        self._over = True
        self._timer.cancel()
        if self._debt is not None:
            self._debt.cancel()

    def _read(self) -> None:
        """Answer the request if it is complete."""
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
        """Begin the next request. One already received waits for its turn, and until the transport is writable."""
        rest = self._parser.trailing
        self._parser = RequestParser()
        self._timer.cancel()
        debt = self._budget.spend(1.0 + (self._received - len(rest)) / _BYTES_A_REQUEST)
        self._received = len(rest)
        self._timer = self._registry.loop.call_later(_REQUEST_TIMEOUT + debt, self._lose_patience)
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
        if peek(self._transport) and not self._waiting:  # The rest has arrived but was not read yet.
            self._timer = self._registry.loop.call_later(_UNREAD_DELAY, self._lose_patience)
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
        """Return the response that rejects a WebSocket, whether or not the handshake is valid, or None."""
        if request.path not in _CHAT_PATHS:
            return in_words(404, "the chat is at / or /ws")
        if self._registry.is_full and not _resumes(request.query):  # Who only comes back has a place.
            return in_words(503, "the chat is full", ("Retry-After", "60"))
        origin = request.headers.get("Origin")
        if origin is None or self._registry.is_ours(request.host or ""):
            return None
        if self._registry.config.allows_origin(origin):
            return None
        return in_words(403, "this name is not this machine's; --origin lets the pages of a proxy in")

    def _refuse(self, request: HttpRequest, refusal: HttpAnswer) -> None:
        """Reject a WebSocket. Browsers do not show the reason, so it is logged, with the option that would allow it."""
        host, origin = request.host, request.headers.get("Origin")
        option = _REMEDIES.get(refusal.status, "").format(origin=origin)
        about = {"host": host, "origin": origin, "option": option}
        self._registry.log.info(
            "refused",
            status=refusal.status,
            why=refusal.body.decode().strip(),
            **{name: value[:_MAX_LOGGED] for name, value in about.items() if value},
        )
        self._write(refusal)

    def _answer(self, request: HttpRequest) -> None:
        if request.path not in ("/healthz", "/readyz"):  # requested by programs, not browsers
            self._registry.browsers.see(self._network)
        state = self._registry.readiness.state
        said = answer(request, our_site, lambda: self._health(request), state)
        last = said.status >= 400 or not request.may_be_followed or self._registry.is_crowded
        self._write(said, head=request.method == "HEAD", last=last)

    def _health(self, request: HttpRequest) -> bytes:
        here, full = self._registry.hub.population, self._registry.is_full
        health = {"status": "ok", "version": __version__, "members": here, "full": full}
        origin = request.query.get("origin")
        if origin is not None:  # For a page whose WebSocket fails: browsers do not tell it why.
            health["origin_allowed"] = self._registry.accepts(origin, request.host or "")
        return json.dumps(health).encode() + b"\n"

    def _write(self, said: HttpAnswer, *, head: bool = False, last: bool = True) -> None:
        # RFC 9110, 6.6.1: an origin server with a clock "MUST generate a Date header field" in nearly all responses.
        headers = [("Date", formatdate(self._registry.hub.now().at / 1000, usegmt=True)), *said.headers]
        if last and not any(name == "Connection" for name, _ in headers):
            headers.append(("Connection", "close"))
        data = encode_response(said.status, said.body, headers, head=head)
        counts = self._registry.counts
        counts.sent_bytes += len(data)
        if said.status >= 400:
            counts.refusals[f"http-{said.status}"] += 1
        self._transport.write(data)
        if last:
            self._finish()
        else:
            self._go_on()


def _joining(query: Mapping[str, str], subprotocol: str | None) -> Joining:
    """Parse the WebSocket's query string: `?name=…&lang=…&numbered=1&bot=1&resume=1`."""
    given = query.get("lang", "").lower()
    known = not given or given in LANGUAGES
    refused = None if known else Refused("bad-language", {"given": given[:64], "known": LANGUAGES})
    resumable = _resumes(query) and subprotocol is not None
    numbered = resumable or (query.get("numbered") == "1" and subprotocol is not None)
    bot = query.get("bot") == "1"
    code = given if given and known else None
    return Joining(query.get("name") or None, code, refused, numbered, bot, resumable)


def _resumes(query: Mapping[str, str]) -> bool:
    return query.get("resume") == "1"
