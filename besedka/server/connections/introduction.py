"""WebSocket connections that asked for a session that can be resumed: not in the chat until their first message.

The first message tells whether this is a new session or one that goes on, and carries its token: in an address it
would be in the logs of every proxy.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Callable

from besedka.chat import Stamp
from besedka.chat.language.events import Refused
from besedka.dialects import JSON, JoinChat, Ref, Request, ResumeSession
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.resuming.resumptions import Arrival
from besedka.server.sessions.chat_connection import ChatConnection
from besedka.server.sessions.framing import Link, Over
from besedka.server.sessions.session import Session

__all__ = ["Introduction"]

_TIMEOUT = 30.0
"""Seconds for the first message; programs send it at once. Time in which the server lets it wait does not count."""

_MAX_BYTES = 1 << 13
"""Bytes accepted before the chat is entered."""

_SLICE = 1 << 10
"""Bytes processed at a time: the ones after them may already belong to the chat."""

_POLICY_VIOLATION = 1008
"""RFC 6455, 7.4.1: the close code for a peer that did not say who it is."""


class Introduction:
    """Reads the first message, until one is accepted; `language` is that of refusals. One of these is called then:

    - `join(data)` for a new session;
    - `resumed(chat, session, data)` for one that goes on over the connection that `make_chat` has made;
    - `hang_up()` if no such message comes in time.

    `data` are the bytes received after the message.
    """

    def __init__(
        self,
        registry: ConnectionRegistry,
        transport: Transport,
        link: Link,
        network: str,
        language: str,
        *,
        join: Callable[[bytes], None],
        make_chat: Callable[[], ChatConnection],
        resumed: Callable[[ChatConnection, Session, bytes], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._transport = transport
        self._link = link
        self._network = network
        self._language = language
        self._join = join
        self._make_chat = make_chat
        self._resumed = resumed
        self._hang_up = hang_up
        self._left = _MAX_BYTES
        self._arrival: Arrival | None = None
        self._rest = b""
        self._over = False
        self._busy = False
        """Whether a `resume` has no answer yet: nothing else is read meanwhile."""
        self._asked: Request | None = None
        self._timer = self._wait()

    def receive(self, data: bytes) -> None:
        """Read the messages in the peer's bytes."""
        self._rest += data
        while self._rest and not (self._busy or self._over):
            now, self._rest = self._rest[:_SLICE], self._rest[_SLICE:]
            self._left -= len(now)
            self._link.receive(now)
            self._read()
            if self._left < 0 and not (self._busy or self._over):
                self._turn_away("too many bytes before the first message")

    def receive_eof(self) -> None:
        """Note the peer's EOF: no first message will come."""
        self._link.receive_eof()
        if not self._busy:
            self._read()

    def set_writable(self, writable: bool) -> None:
        """Do nothing: output is bounded by the limit on input."""

    def lose(self) -> None:
        """Cancel the timer, leave the queue, and stop reading."""
        self._over = True
        self._timer.cancel()
        self._registry.admission.give_up(self._network, self._admitted)
        if self._arrival is not None:
            self._arrival.gone = True

    def _wait(self) -> TimerHandle:
        return self._registry.loop.call_later(_TIMEOUT, self._turn_away, "no first message")

    def _read(self) -> None:
        while not (self._busy or self._over) and (heard := self._link.hear()) is not None:
            self._write(self._link.take_outgoing())
            if isinstance(heard, Over):
                self._turn_away()
            elif isinstance(heard, Request):
                self._refuse(heard)
            elif isinstance(heard, str):
                self._take(JSON.read(heard))

    def _take(self, request: Request) -> None:
        if isinstance(request.ask, JoinChat):
            self.lose()
            self._join(self._rest)
        elif isinstance(request.ask, ResumeSession):
            self._asked = request
            self._find(request.ask)
        else:
            self._refuse(request)

    def _find(self, ask: ResumeSession) -> None:
        """Find the session of a token. A wrong one is refused later, the more of them there were."""
        self._busy = True
        self._timer.cancel()
        self._transport.pause_reading()
        found = self._registry.hub.resumptions.find(ask.token)
        if isinstance(found, str):
            if self._registry.admission.ask(self._network, self._admitted):
                self._admitted()
        elif found.code == "unknown-session":
            self._registry.log.info("refused", why="a token of no session")
            self._answer_later(found, self._registry.wrong_tokens.count(self._network))
        else:
            self._answer_later(found, 0.0)

    def _answer_later(self, refused: Refused, delay: float) -> None:
        # At least a turn later: a peer may have sent a hundred tokens at once.
        if delay:
            self._timer = self._registry.loop.call_later(delay, self._go_on, refused)
        else:
            self._registry.loop.call_soon(self._go_on, refused)

    def _admitted(self) -> bool:
        """Resume the session, which may have ended while this connection waited."""
        ask = None if self._asked is None else self._asked.ask
        if self._over or self._transport.is_closing() or not isinstance(ask, ResumeSession):
            return False
        found = self._registry.hub.resumptions.find(ask.token)
        if isinstance(found, Refused):
            self._go_on(found)
        else:
            self._resume(found, ask.seq)
        return True

    def _resume(self, session_id: str, seen: int) -> None:
        """Let the session go on over this connection, as soon as the journal has it."""
        chat = self._make_chat()

        def told(outcome: Session | Refused) -> None:
            self._arrival = None
            if isinstance(outcome, Refused):
                self._go_on(outcome)
            else:
                self.lose()
                self._resumed(chat, outcome, self._rest)

        outbox = chat.open(session_id, JSON, self._language)
        self._arrival = arrival = Arrival(outbox, self._network, seen, chat.session_ended, told)
        self._registry.hub.resumptions.resume(session_id, arrival)

    def _go_on(self, refused: Refused) -> None:
        """Tell that nothing was resumed, and wait for another first message."""
        if self._over:
            return
        self._say(refused, None if self._asked is None else self._asked.ref)
        self._busy, self._asked = False, None
        self._timer.cancel()
        self._timer = self._wait()
        self._transport.resume_reading()
        self._read()
        self.receive(b"")

    def _refuse(self, request: Request) -> None:
        self._say(request.ask if isinstance(request.ask, Refused) else Refused("not-in"), request.ref)

    def _say(self, refused: Refused, ref: Ref | None) -> None:
        self._registry.counts.refusals[refused.code] += 1
        # Before it is in, a client has seen nothing of the chat: a position beyond what it missed would lose that.
        stamp = Stamp(0, self._registry.hub.now().at)
        text = JSON.write(refused, stamp, self._language, ref)
        self._write(self._link.frame(text))

    def _write(self, data: bytes) -> None:
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def _turn_away(self, why: str | None = None) -> None:
        """Disconnect; `why` is logged, and None if the peer disconnected by itself."""
        self.lose()
        if why is not None:
            self._registry.log.info("refused", why=why)
            self._write(self._link.goodbye(_POLICY_VIOLATION))
        self._hang_up()
