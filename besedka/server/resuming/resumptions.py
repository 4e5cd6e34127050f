"""Sessions that go on over a newer connection: from the token to the first event on that connection."""

from asyncio import AbstractEventLoop
from collections.abc import Callable

from besedka.chat import Chat, Origin
from besedka.chat.language.commands import Command, Detach, Resume
from besedka.chat.language.events import Refused
from besedka.journal import Turns
from besedka.server.fanout.outbox import Outbox
from besedka.server.resuming.tokens import hash_of, life_of
from besedka.server.sessions.session import Ending, Session

__all__ = ["Arrival", "Resumptions"]

_TOGETHER = 32
"""Connections that come back in one turn of the loop, or in one transaction of the journal: after a restart all come at
once, and who talks waits for these alone. Chosen."""


class Arrival:
    """A connection that has shown the token of a session, until the journal has decided.

    `told` is called once: with the session, whose output to `outbox` has begun, or with the refusal. It is not called
    if the connection is `gone` by then.
    """

    __slots__ = ("gone", "network", "on_end", "outbox", "seen", "told")

    def __init__(
        self,
        outbox: Outbox,
        network: str,
        seen: int,
        on_end: Callable[[Ending | None], None],
        told: Callable[[Session | Refused], None],
    ) -> None:
        self.outbox = outbox
        self.network = network
        self.seen = seen
        self.on_end = on_end
        self.told = told
        self.gone = False


class Resumptions:
    """Keeps the order in which connections take over their sessions; the newest connection of a session counts.

    - `sessions` are those with a connection on this node, by identifier. A detached one is in the chat alone.
    - `append` passes a command to the journal; `make_session` makes a session for a connection.
    - After a connection has asked, no `Detach` is for an older connection, unless the newer one has failed.
    - Of many connections that ask together, each waits until those before it have been answered.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        chat: Chat,
        sessions: dict[str | None, Session],
        append: Callable[[Origin, Command], None],
        make_session: Callable[[str, Outbox, str, Callable[[Ending | None], None]], Session],
        *,
        node: str,
        life: str,
        durable: bool,
    ) -> None:
        self._loop = loop
        self._chat = chat
        self._sessions = sessions
        self._append = append
        self._make_session = make_session
        self._node = node
        self._life = life
        self._durable = durable
        self._arrivals: dict[str, list[Arrival]] = {}
        self._waiting: Turns[tuple[str, Arrival]] = Turns()
        """Those of the arrivals whose `Resume` is not appended yet. Sessions take turns: one that comes back again and
        again keeps no other waiting."""
        self._room = _TOGETHER
        self._taken: tuple[Arrival, Session] | None = None

    def find(self, token: str) -> str | Refused:
        """Return the session of this token, or why there is none. Takes the same time for every token."""
        session = self._chat.session_of(hash_of(token))
        if session is not None:
            return session
        is_foreign = life_of(token) != self._life and not self._durable
        return Refused("new-server" if is_foreign else "unknown-session")

    def resume(self, session_id: str, arrival: Arrival) -> None:
        """Ask the journal to let the session go on over this connection; `arrival.told` may be called at once."""
        self._arrivals.setdefault(session_id, []).append(arrival)
        self._waiting.put(session_id, (session_id, arrival))
        self._let_in()

    def stop(self) -> None:
        """Let nobody else come back: all connections are about to be closed."""
        self._waiting.clear()

    def _let_in(self) -> None:
        while self._waiting and self._room:
            self._room -= 1
            session_id, arrival = self._waiting.take()
            self._append(Origin(self._node, session_id), Resume(arrival.seen))

    def _make_room(self) -> None:
        self._room += 1
        self._let_in()

    def is_expected(self, session_id: str | None) -> bool:
        """Return whether a newer connection is about to take over this session."""
        return session_id in self._arrivals

    def take(self, session_id: str) -> Session | None:
        """Return the session for a `Resumed` that is being delivered, on its new connection; None if that is gone."""
        arrival = self._next(session_id)
        if arrival is None or arrival.gone:
            return None
        session = self._make_session(session_id, arrival.outbox, arrival.network, arrival.on_end)
        session.seen = arrival.seen
        self._taken = arrival, session
        return session

    def conclude(self, session_id: str | None, *, delivered: bool) -> None:
        """Tell the connection of a committed `Resume` how it ended; `delivered` if it has led to a `Resumed`."""
        if session_id is None:
            return
        taken, self._taken = self._taken, None
        if taken is not None:
            taken[0].told(taken[1])  # From here on, its connection tells when it ends.
            return
        if not delivered:
            here = self._chat.is_in(session_id)
            self._refuse(session_id, "internal-error" if here else "unknown-session")
        self._settle(session_id)

    def not_stored(self, session_id: str | None) -> None:
        """Refuse the connection of a `Resume` that the journal could not store."""
        if session_id is not None:
            self._refuse(session_id, "not-stored")
            self._settle(session_id)

    def _next(self, session_id: str) -> Arrival | None:
        waiting = self._arrivals.get(session_id)
        if not waiting:
            return None
        arrival = waiting.pop(0)
        if not waiting:
            del self._arrivals[session_id]
        self._loop.call_soon(self._make_room)  # A turn later: what others have said meanwhile comes first.
        return arrival

    def _refuse(self, session_id: str, code: str) -> None:
        arrival = self._next(session_id)
        if arrival is not None and not arrival.gone:
            arrival.told(Refused(code))

    def _settle(self, session_id: str) -> None:
        """Detach a session that has neither a connection nor the prospect of one."""
        if (
            session_id not in self._sessions
            and session_id not in self._arrivals
            and self._chat.is_in(session_id)
        ):
            self._append(Origin(self._node, session_id), Detach("lost"))
