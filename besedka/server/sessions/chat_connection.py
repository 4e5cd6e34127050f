"""A connection that is in the chat: its input, rate limit and closing."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

from besedka.chat.language.commands import Departure, Leave
from besedka.dialects import Dialect, Request
from besedka.server.fanout.encoding import encoding
from besedka.server.fanout.outbox import Outbox
from besedka.server.net.socket_state import peek
from besedka.server.sessions.budgets import ANSWER_BYTES, CONTROL_COST, DISCARDED_COST, JOIN_COST, Budgets
from besedka.server.sessions.framing import Control, Heard, Link, Over
from besedka.server.sessions.hub import Hub
from besedka.server.sessions.session import Ending, Session
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["GOING_AWAY", "REPLACED", "TRY_AGAIN_LATER", "ChatConnection"]

GOING_AWAY = 1001
"""RFC 6455, 7.4.1: the close code of a server that stops."""

TRY_AGAIN_LATER = 1013
"""IANA's registry of close codes: the server is overloaded, try again later."""

REPLACED = 4001
"""The close code (RFC 6455, 7.4.2: private use) of a connection whose session goes on over a newer one."""

_CLOSE_CODES = {"exit": 1000, "slow": TRY_AGAIN_LATER, "replaced": REPLACED}
_REQUESTS_A_TURN = 64
"""Maximum requests of one connection per turn of the event loop."""

_MAX_PENDING = 64
"""Maximum unanswered requests of one session."""

_MIN_CHARGED_BYTES = 4096
"""Received bytes below which a session is not charged until they contain a complete item."""


class ChatConnection:
    """Pulls requests from the link, no faster than the session's budget allows, and passes them to the hub.

    - If a peer is too fast, nothing is lost or refused: the rest stays buffered as bytes, and the transport
      is not read meanwhile.
    - Costs that depend on length are charged by length: `bytes_a_message` received bytes cost as much as one
      message, whether or not they form a request.
    - `hang_up` is called when all output was given to the transport, and again if the peer's own close
      arrives after that.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        transport: Transport,
        hub: Hub,
        budgets: Budgets,
        network: str,
        link: Link,
        hang_up: Callable[[], None],
        *,
        bytes_a_message: int = _MIN_CHARGED_BYTES,
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._hub = hub
        self._budgets = budgets
        self._network = network
        self._link = link
        self._hang_up = hang_up
        self._bytes_a_message = bytes_a_message
        self._unpaid = 0
        """Received bytes that were not charged yet."""
        self._pause: TimerHandle | None = None
        self._scheduled = False
        self._writable = True
        self._ended = False
        self._awaiting_pong = False

    @property
    def over(self) -> bool:
        """Whether no more input from the peer is expected."""
        return self._ended and self._link.over

    def start(
        self,
        session_id: str,
        dialect: Dialect,
        language: str,
        *,
        name: str | None,
        numbered: bool = False,
        bot: bool = False,
        token: str | None = None,
    ) -> None:
        """Open a session for the connection and request to join. Called once, before anything else."""
        outbox = self.open(session_id, dialect, language)
        ended: list[Ending | None] = []  # During the join, if the journal refuses at once.
        session = self._hub.join(
            session_id, outbox, self._network, name, ended.append, numbered=numbered, bot=bot, token=token
        )
        session.on_end = self.session_ended
        self.go_on(session, self._budgets.give(self._network))
        for reason in ended:
            self.session_ended(reason)

    def open(self, session_id: str, dialect: Dialect, language: str) -> Outbox:
        """Return the output of the connection, for a session that is to go on over it."""
        self._dialect = dialect
        self._outbox = Outbox(session_id, self._transport, encoding(dialect, language, self._link.frame))
        return self._outbox

    def go_on(self, session: Session, budget: TokenBucket | None = None) -> None:
        """Serve a session whose output has begun, with the budget that it had. Called once, after `open`."""
        self._budget = budget or self._budgets.restore(session.id)
        self._session = session
        self._session.on_unsaid = self._yield
        self._spend(JOIN_COST + self._outbox.told / ANSWER_BYTES)

    def ask(self, request: Request) -> None:
        """Submit a request made before the connection entered the chat; without effect if it was refused entry."""
        if not self._ended:
            self._take(request)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and process as many requests as the budget allows."""
        self._awaiting_pong = False
        self._unpaid += len(data)
        self._link.receive(data)
        self._pump()

    def receive_eof(self) -> None:
        """Note the peer's EOF; buffered input is still answered, at the permitted rate."""
        self._link.receive_eof()
        self._pump()

    def set_writable(self, writable: bool) -> None:
        """Stop reading while the transport's buffer is full."""
        self._writable = writable
        if writable:
            self._pump()

    def check_alive(self) -> None:
        """End a connection that did not answer a ping for a whole interval. Call once per interval."""
        # A missing pong means nothing while reading or writing is throttled, or after the process was
        # suspended, when timers fire before bytes are read.
        held = self._ended or self._pause is not None or not self._writable
        if held or (self._awaiting_pong and peek(self._transport)):
            self._awaiting_pong = False
        elif self._awaiting_pong:
            self._part("timeout")
        elif self._link.can_ping:
            self._awaiting_pong = True
            self._hub.fanout.tell(self._outbox, self._link.make_ping())

    def lose(self, reason: Departure = "lost") -> None:
        """Detach the session, or end it, with this reason, unless it has already ended."""
        self._end()
        self._hub.part(self._session, reason)
        self._session.let_go()

    def close(self, code: int) -> None:
        """Close the connection from the server's side, after all earlier output."""
        if not self._ended:
            self._end()
            self._hub.fanout.leave(self._outbox)
            self._hub.fanout.tell(self._outbox, self._link.goodbye(code))
            # A journal may still commit or refuse what the session has asked for.
            self._session.outbox = None
            self._await_goodbye()

    def session_ended(self, reason: Ending | None) -> None:
        """Close the connection: its session has ended, or goes on over another one, or could not join (None)."""
        self.close(TRY_AGAIN_LATER if reason is None else _CLOSE_CODES.get(reason, 1000))

    def _part(self, reason: Departure) -> None:
        """End the session after the peer left or violated the protocol; send only what the protocol requires."""
        if not self._ended:
            self._end()
            self._hub.fanout.tell(self._outbox, self._link.take_outgoing())
            self._hub.part(self._session, reason)
            self._await_goodbye()

    def _await_goodbye(self) -> None:
        """Disconnect after the last output, and resume reading from a throttled peer."""
        self._hub.fanout.when_flushed(self._hang_up)
        self._yield()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._last_words = self._budget.renewed()
            self._budgets.take_back(self._network, self._session.id, self._budget)
        self._session.forget_answers()  # Nothing may follow the local close.
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _pump(self) -> None:
        """Process input while the budget allows, for one turn."""
        if self._scheduled or self._transport.is_closing():
            return  # The input waits for the scheduled turn, or is not needed any longer.
        for _ in range(_REQUESTS_A_TURN):
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
            if self._ended:  # After the local close, only the peer's close matters.
                self._pay(self._last_words, DISCARDED_COST)
            else:
                self._take(heard)
        # Reading is paused meanwhile: a peer that is faster than its turns would fill the memory.
        self._transport.pause_reading()
        self._yield()

    def _rest(self) -> None:
        """Resume reading after all input was processed."""
        if self._unpaid >= _MIN_CHARGED_BYTES and not self._ended:
            self._spend(0.0)
        if self._pause is None:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()
        if self.over:
            self._hub.fanout.when_flushed(self._hang_up)

    def _must_wait(self) -> bool:
        """Return whether the next request has to wait for something else, which will then call `_pump`."""
        if self._pause is not None:
            return True
        if self._ended:
            return False
        if not self._writable:
            return True
        if self._session.busy >= _MAX_PENDING and not self._session.unsaid:
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
            cost = CONTROL_COST
            owed = self._link.take_outgoing()
            if owed:  # A pong needs no reply, and most input of ten thousand silent connections is pongs.
                self._hub.fanout.tell(self._outbox, owed)
        else:
            cost = heard.cost
            self._session.ask(heard)
        self._spend(cost + (self._outbox.told - told) / ANSWER_BYTES)

    def _tell_more(self) -> None:
        """Write the next part of a long answer, charged by its length."""
        told = self._outbox.told
        self._hub.tell_more(self._session)
        self._spend((self._outbox.told - told) / ANSWER_BYTES)

    def _take_end(self, over: Over) -> None:
        if over.listening:
            self._session.submit(Request(Leave(over.reason)))
        else:
            self._part(over.reason)

    def _spend(self, cost: float) -> None:
        """Charge `cost` and the received bytes to the budget."""
        if self._unpaid:
            cost += self._unpaid / self._bytes_a_message
            self._unpaid = 0
        self._pay(self._budget, cost)

    def _pay(self, budget: TokenBucket, cost: float) -> None:
        seconds = budget.spend(cost)
        if seconds > 0 and self._pause is None:
            self._awaiting_pong = False
            self._budgets.pauses += 1
            self._pause = self._loop.call_later(seconds, self._unpause)

    def _unpause(self) -> None:
        self._pause = None
        self._pump()
