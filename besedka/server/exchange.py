"""A connection that speaks HTTP: its requests are answered one after the other, until one makes it a WebSocket."""

import json
from asyncio import Transport
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate

from besedka import __version__
from besedka.chat.events import Refused
from besedka.dialects import LANGUAGES, SUBPROTOCOLS, Dialect, by_subprotocol
from besedka.server.answers import Answer, answer, in_words
from besedka.server.links import Link, WebSocketLink
from besedka.server.network import is_local
from besedka.server.reception import Reception
from besedka.server.site import our_site
from besedka.wire.http import BadRequest, Request, RequestParser, encode_response
from besedka.wire.websocket import Rejection, accept, is_upgrade

__all__ = ["Exchange", "Joining"]

_CHAT_PATHS = ("/", "/ws")

_PATIENCE = 10.0
"""Seconds for a whole request, and between an answer and the next request."""


@dataclass(frozen=True, slots=True)
class Joining:
    """How somebody wishes to come in; `refused` says what of it cannot be."""

    name: str | None = None
    language: str | None = None
    refused: Refused | None = None


Enter = Callable[[Link, Dialect, Joining, bytes], None]
"""Called with what the connection becomes, and with the bytes that came behind the handshake."""


class Exchange:
    """Reads requests and answers them, in their order, each when its turn comes.

    A handshake ends in `join`; in `hang_up` ends what leaves no place for another request: an error, a body, a wish to
    close, silence. `network` is where the peer comes from.
    """

    def __init__(
        self,
        reception: Reception,
        transport: Transport,
        network: str,
        join: Enter,
        hang_up: Callable[[], None],
    ) -> None:
        self._reception = reception
        self._transport = transport
        self._network = network
        self._join = join
        self._hang_up = hang_up
        self._parser = RequestParser()
        self._over = False
        self._begun = False  # bytes of the next request have come
        self._waiting = False  # they have, and may hold a whole one, which has to wait for its turn
        self._writable = True
        self._heard_all = False
        self._timer = reception.loop.call_later(_PATIENCE, self._lose_patience)

    def receive(self, data: bytes) -> None:
        """The peer sent something."""
        self._begun = True
        self._parser.receive(data)
        if not self._waiting:
            self._read()

    def receive_eof(self) -> None:
        """The peer sends nothing more; what it asked is still answered."""
        self._heard_all = True
        if not self._waiting:
            self._finish()

    def set_writable(self, writable: bool) -> None:
        """The peer reads its answers, or does not."""
        self._writable = writable
        if writable and self._waiting:
            self._take_turn()

    def lose(self) -> None:
        """Nothing more is read or said."""
        self._over = True
        self._timer.cancel()

    def _read(self) -> None:
        """Answer the request, if a whole one has come."""
        event = self._parser.next_event()
        if event is None:
            self._transport.resume_reading()
            if self._heard_all:
                self._finish()
        elif isinstance(event, BadRequest):
            self._write(in_words(event.status, event.reason))
        elif event.method == "GET" and is_upgrade(event):
            self._upgrade(event)
        else:
            self._answer(event)

    def _take_turn(self) -> None:
        if self._writable and not self._over and not self._transport.is_closing():
            self._waiting = False
            self._read()

    def _go_on(self) -> None:
        """The next request, please. One that is here already waits for its turn, and until its answer can be sent."""
        rest = self._parser.trailing
        self._parser = RequestParser()
        self._timer.cancel()
        self._timer = self._reception.loop.call_later(_PATIENCE, self._lose_patience)
        self._begun = self._waiting = bool(rest)
        if rest:
            self._parser.receive(rest)
            self._transport.pause_reading()
            self._reception.loop.call_soon(self._take_turn)
        elif self._heard_all:
            self._finish()
        else:
            self._transport.resume_reading()

    def _lose_patience(self) -> None:
        if self._begun:
            self._write(in_words(408, "the request took too long"))
        else:
            self._finish()

    def _finish(self) -> None:
        self.lose()
        self._hang_up()

    def _upgrade(self, request: Request) -> None:
        refusal = self._reason_against(request)
        if refusal is not None:
            self._write(refusal)
            return
        config = self._reception.config
        outcome = accept(request, subprotocols=SUBPROTOCOLS, origin_allowed=config.allows_origin)
        if isinstance(outcome, Rejection):
            self._reception.log.info("refused", status=outcome.status, why=outcome.why)
            self._write(in_words(outcome.status, outcome.why, *outcome.headers))
            return
        self.lose()
        self._transport.resume_reading()
        self._transport.write(outcome.response)
        link = WebSocketLink(config.max_message_bytes)
        self._join(link, by_subprotocol(outcome.subprotocol), _joining(request.query), self._parser.trailing)

    def _reason_against(self, request: Request) -> Answer | None:
        """What there is against a WebSocket, be the handshake right or wrong."""
        if request.path not in _CHAT_PATHS:
            return in_words(404, "the chat is at / or /ws")
        if self._reception.is_full:
            return in_words(503, "the chat is full", ("Retry-After", "60"))
        if self._is_rebound(request):
            return in_words(403, "this name is not this machine's; --origin lets the pages of a proxy in")
        return None

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
        if request.path != "/healthz":  # which is for programs
            self._reception.browsers.see(self._network)
        said = answer(request, our_site, self._health)
        last = said.status >= 400 or not request.may_be_followed or self._reception.is_crowded
        self._write(said, head=request.method == "HEAD", last=last)

    def _health(self) -> bytes:
        here, full = self._reception.hub.population, self._reception.is_full
        health = {"status": "ok", "version": __version__, "members": here, "full": full}
        return json.dumps(health).encode() + b"\n"

    def _write(self, said: Answer, *, head: bool = False, last: bool = True) -> None:
        # RFC 9110, 6.6.1: an origin server with a clock "MUST generate a Date header field" in nearly all answers.
        headers = [("Date", formatdate(self._reception.hub.now().at / 1000, usegmt=True)), *said.headers]
        if last and not any(name == "Connection" for name, _ in headers):
            headers.append(("Connection", "close"))
        self._transport.write(encode_response(said.status, said.body, headers, head=head))
        if last:
            self._finish()
        else:
            self._go_on()


def _joining(query: Mapping[str, str]) -> Joining:
    """What the address of the WebSocket says: `?name=…&lang=…`."""
    given = query.get("lang", "").lower()
    known = not given or given in LANGUAGES
    refused = None if known else Refused("bad-language", {"given": given[:64], "known": LANGUAGES})
    return Joining(query.get("name") or None, given if given and known else None, refused)
