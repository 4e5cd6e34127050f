"""A connection that is in the chat: what it says, how fast it may, and how it ends."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

from besedka.chat.language.commands import Departure, Leave
from besedka.dialects import Dialect, Request
from besedka.server.fanout.encoding import encoding
from besedka.server.fanout.outbox import Outbox
from besedka.server.net.socket_state import peek
from besedka.server.sessions.framing import Control, Heard, Link, Over
from besedka.server.sessions.hub import Hub
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["GOING_AWAY", "TRY_AGAIN_LATER", "ChatConnection"]

GOING_AWAY = 1001
"""RFC 6455, 7.4.1: the close code of a server that stops."""

TRY_AGAIN_LATER = 1013
"""IANA's registry of close codes: the server is overloaded, come back later."""

_CLOSE_CODES = {"exit": 1000, "slow": TRY_AGAIN_LATER}
_TURN = 64
"""Requests that one connection may make before the others have their turn."""

_BUSY = 64
"""Requests of one session that may wait for the journal at a time."""

_CONTROL_COST = 0.1
"""A ping, in messages: it is answered, and nobody else is told."""

_LAST_WORDS_COST = 0.002
"""What is passed over behind our goodbye, on the way to the peer's. It takes two microseconds, and may be a lot: all
that a peer had sent that was held back. But it is not free for who goes on for the pleasure of it."""
_JOIN_COST = 2.0
"""Everybody is told of the coming, and will be of the going."""
_ANSWER_BYTES = 8192
"""So many bytes of answers cost as much as a message."""

_LEAST_PRICED = 4096
"""Bytes of a session that are not worth a price of their own, until something has been read in them."""


class ChatConnection:
    """Pulls from the link what the peer said, no faster than the session may, and asks the hub for it.

    Nothing is lost and nothing refused when a peer goes too fast: the rest waits as bytes, and the transport is not
    read meanwhile. Whatever takes time by its length has its price by its length, `bytes_a_message` of them as much as
    one message, be they read as something or not.

    `hang_up` is called when everything for the peer has been given to the transport, and again when the peer's own
    goodbye has come after that.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        transport: Transport,
        hub: Hub,
        link: Link,
        hang_up: Callable[[], None],
        *,
        bytes_a_message: int = _LEAST_PRICED,
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._hub = hub
        self._link = link
        self._hang_up = hang_up
        self._bytes_a_message = bytes_a_message
        self._unpaid = 0
        """Bytes that came and have not been paid for."""
        self._pause: TimerHandle | None = None
        self._scheduled = False
        self._writable = True
        self._ended = False
        self._awaiting_pong = False

    @property
    def over(self) -> bool:
        """Whether nothing more is to be heard from the peer."""
        return self._ended and self._link.over

    def start(
        self,
        session_id: str,
        dialect: Dialect,
        language: str,
        budget: TokenBucket,
        *,
        network: str,
        name: str | None,
        numbered: bool = False,
    ) -> None:
        """Open a session for the connection, and ask to join; called once, before anything else."""
        self._dialect = dialect
        self.budget = budget
        self._outbox = Outbox(session_id, self._transport, encoding(dialect, language, self._link.frame))
        self._session = self._hub.join(
            session_id, self._outbox, network, name, self._session_ended, numbered=numbered
        )
        self._session.on_unsaid = self._yield
        self._spend(_JOIN_COST + self._outbox.told / _ANSWER_BYTES)

    def ask(self, request: Request) -> None:
        """Ask for what was asked while the connection was let in."""
        self._take(request)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and carry out what the budget allows of them."""
        self._awaiting_pong = False
        self._unpaid += len(data)
        self._link.receive(data)
        self._pump()

    def receive_eof(self) -> None:
        """Note that nothing more will come; what has come is still answered, at its pace."""
        self._link.receive_eof()
        self._pump()

    def set_writable(self, writable: bool) -> None:
        """Read nothing more while the transport's buffer is full."""
        self._writable = writable
        if writable:
            self._pump()

    def check_alive(self) -> None:
        """End a connection that did not even answer a ping for a whole interval; to be called once an interval."""
        # While we hold the peer back or it holds us back, a missing pong says nothing; nor does it in a process that
        # was stopped, where timers are due before bytes are read.
        held = self._ended or self._pause is not None or not self._writable
        if held or (self._awaiting_pong and peek(self._transport)):
            self._awaiting_pong = False
        elif self._awaiting_pong:
            self._part("timeout")
        elif self._link.can_ping:
            self._awaiting_pong = True
            self._hub.fanout.tell(self._outbox, self._link.make_ping())

    def lose(self) -> None:
        """End the session, with the reason `lost`, unless it has ended."""
        self._end()
        self._hub.part(self._session, "lost")
        self._session.let_go()

    def close(self, code: int) -> None:
        """End the connection from our side, behind everything that was said before."""
        if not self._ended:
            self._end()
            self._hub.fanout.leave(self._outbox)
            self._hub.fanout.tell(self._outbox, self._link.goodbye(code))
            self._await_goodbye()

    def _session_ended(self, reason: Departure | None) -> None:
        self.close(TRY_AGAIN_LATER if reason is None else _CLOSE_CODES.get(reason, 1000))

    def _part(self, reason: Departure) -> None:
        """End the session, as the peer did or by breaking the protocol; it gets only what the protocol still owes."""
        if not self._ended:
            self._end()
            self._hub.fanout.tell(self._outbox, self._link.take_outgoing())
            self._hub.part(self._session, reason)
            self._await_goodbye()

    def _await_goodbye(self) -> None:
        """Hang up behind what was written last; a peer that was held back is read again."""
        self._hub.fanout.when_flushed(self._hang_up)
        self._yield()

    def _end(self) -> None:
        self._ended = True
        self._session.unsaid = ()  # Nothing may follow our goodbye.
        self._last_words = self.budget.renewed()
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _pump(self) -> None:
        """Take what the peer said, as long as it may speak, and for one turn."""
        if self._scheduled or self._transport.is_closing():
            return  # What came meanwhile waits for the turn that is coming, or is said to nobody.
        for _ in range(_TURN):
            if self._must_wait():
                self._transport.pause_reading()
                return
            if self._session.unsaid:
                self._tell_more()
                continue
            heard = self._link.hear()
            if heard is None:
                self._rest()
                return
            if self._ended:  # After our goodbye only the peer's counts.
                self._pay(self._last_words, _LAST_WORDS_COST)
            else:
                self._take(heard)
        # Nothing more is read meanwhile: a peer that is faster than its turns would fill the memory.
        self._transport.pause_reading()
        self._yield()

    def _rest(self) -> None:
        """Go on reading, as all that came has been carried out."""
        if self._unpaid >= _LEAST_PRICED and not self._ended:
            self._spend(0.0)
        if self._pause is None:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()
        if self.over:
            self._hub.fanout.when_flushed(self._hang_up)

    def _must_wait(self) -> bool:
        """Whether something else has to happen before the next request; it will then call `_pump`."""
        if self._pause is not None:
            return True
        if self._ended:
            return False
        if not self._writable:
            return True
        if self._session.busy >= _BUSY and not self._session.unsaid:
            self._session.on_progress = self._pump
            return True
        return False

    def _yield(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._take_turn)

    def _take_turn(self) -> None:
        self._scheduled = False
        self._pump()

    def _take(self, heard: Heard) -> None:
        told = self._outbox.told
        if isinstance(heard, str):
            request = self._dialect.read(heard)
            cost = request.cost
            self._session.ask(request)
        elif isinstance(heard, Over):
            self._take_end(heard)
            return
        elif isinstance(heard, Control):
            cost = _CONTROL_COST
            owed = self._link.take_outgoing()
            if owed:  # A pong owes nothing, and is most of what ten thousand silent connections say.
                self._hub.fanout.tell(self._outbox, owed)
        else:
            cost = heard.cost
            self._session.ask(heard)
        self._spend(cost + (self._outbox.told - told) / _ANSWER_BYTES)

    def _tell_more(self) -> None:
        """Write the next part of a long answer, at the price of its length."""
        told = self._outbox.told
        self._hub.tell_more(self._session)
        self._spend((self._outbox.told - told) / _ANSWER_BYTES)

    def _take_end(self, over: Over) -> None:
        if over.listening:
            self._session.submit(Request(Leave(over.reason)))
        else:
            self._part(over.reason)

    def _spend(self, cost: float) -> None:
        """Pay for something, and for the bytes that have come."""
        if self._unpaid:
            cost += self._unpaid / self._bytes_a_message
            self._unpaid = 0
        self._pay(self.budget, cost)

    def _pay(self, budget: TokenBucket, cost: float) -> None:
        seconds = budget.spend(cost)
        if seconds > 0 and self._pause is None:
            self._awaiting_pong = False
            self._pause = self._loop.call_later(seconds, self._unpause)

    def _unpause(self) -> None:
        self._pause = None
        self._pump()
