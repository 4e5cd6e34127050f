"""A chat session: the library on which the terminal client, bots and tools are built."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from besedka.chat.language.commands import Leave
from besedka.chat.language.events import Farewell, Welcome
from besedka.client.commands import CommandHelp, Commands
from besedka.client.errors import ClientError, Unanswered
from besedka.client.session.inbox import Inbox
from besedka.client.session.saved_session import SavedSession
from besedka.client.session.session import Session
from besedka.deadline import within
from besedka.dialects.commands.requests import Ask
from besedka.dialects.json.client_codec import Received

__all__ = ["Client", "CommandHelp"]

_CLOSE_TIMEOUT: Final = 3.0
"""Seconds for the closing handshake. Python's `websockets` waits 10, but here a person waits at the terminal."""


class Client(Commands):
    """A session in a chat, created by `besedka.client.connect`.

    The session outlives its connections if the server grants that (`resumable`). A lost connection is replaced by
    another one, again and again; the calls and the iteration go on over it.

    - *Order.* Events are yielded in the server's order, which is the same for all clients; an answer has its place
      in that order. After a resume, `Resumed` comes first, then what was missed, then what happens.
    - *Once.* Each event is yielded once, each command carried out once and answered once, however often the
      connection is lost. `Resumed` says how much was missed, and how much of that does not follow.
    - *Loss.* In a session that is not `resumable`, and when it is `over`, what was in transit in either direction is
      lost; a command without an answer may or may not have been carried out (`unanswered`).
    - *Requests without a connection* wait for one: up to a thousand.
    - *Cancellation.* Cancelling a call cancels the wait, not the command; the answer then appears only among the
      events.
    - *Concurrency.* Calls may overlap; the server answers them in the order in which they were made.
    - *Iteration is optional.* Before the first iteration step, the newest events are kept (about a megabyte) and
      older ones dropped. After it nothing is dropped: when a reader falls that far behind, the client stops reading
      from the server, which may eventually close with 1013. Commands keep working either way. One iteration at a time.
    - *Seen* is what was yielded: the server is told soon after. The author of a private message that was not yielded
      is told in the end that it was not delivered.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inbox: Inbox = session.inbox
        self._refs = itertools.count(1)

    # -- state ------------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """One's own name, as of the last event received."""
        return self._inbox.name

    @property
    def welcome(self) -> Welcome:
        """The start of the session: the name, the users present, the chat's limits; after a resume, as of then."""
        return self._inbox.welcome

    @property
    def connected(self) -> bool:
        """Whether there is a connection over which commands are sent at once."""
        return self._session.connected

    @property
    def resumable(self) -> bool:
        """Whether the session outlives its connection: the server has granted that, and it is not over."""
        return self._session.resumable

    @property
    def over(self) -> bool:
        """Whether the session is over for good: nothing can be sent any more."""
        return self._session.over

    @property
    def unanswered(self) -> tuple[Unanswered, ...]:
        """The requests without an answer, in the order in which they were made."""
        return self._session.outgoing.unanswered

    # -- requests ---------------------------------------------------------------------------------------------------

    async def line(self, text: str) -> Received:
        """Send a whole command line as a person typed it. Return its answer, of any type (`Received.event`)."""
        return await self._request(text)

    def next_ref(self) -> int:
        """Return a number that no other request of this client uses, for `post`."""
        return next(self._refs)

    async def post(self, what: Ask | str, ref: int | None = None) -> int:
        """Send a command, or a typed line, without waiting for its answer.

        The answer arrives among the events, with the returned number as its `ref`. Waits until it is written. Raises
        `ConnectionLost`, and `RefusedError` for a message that is too long.
        """
        ref = self.post_nowait(what, ref)
        await self.drain()
        return ref

    def post_nowait(self, what: Ask | str, ref: int | None = None) -> int:
        """Like `post`, but without waiting: neither for a connection nor for room. Call `drain` when sending much."""
        ref = next(self._refs) if ref is None else ref
        self._session.post(what, ref)
        return ref

    async def drain(self) -> None:
        """Wait until everything is written and the transport's buffer has room, or the session is over."""
        await self._session.outgoing.drain()

    def wake(self) -> None:
        """Tell that the network, the screen or this process may be back.

        Without a connection, one is tried at once. An existing connection is pinged, and given up 5 seconds later if
        the server does not answer.
        """
        self._session.wake()

    # -- the events -------------------------------------------------------------------------------------------------

    def __aiter__(self) -> AsyncIterator[Received]:
        """Iterate over all events received, answers included.

        In between come events of the library's own about the connection (`LocalEvent`): `Disconnected` behind
        everything that was received before, and `Reconnecting` until there is a `Resumed`.

        Ends after a farewell or `close`. When the session is over for any other reason, raises `SessionOver`, after
        everything received before has been yielded. If it was never `resumable`: ends after a clean close by either
        side, otherwise raises `ConnectionLost`.
        """
        return self._events()

    async def _events(self) -> AsyncIterator[Received]:
        async for received, _ in self.raw():
            yield received

    async def raw(self) -> AsyncIterator[tuple[Received, str]]:
        """Like iteration, but with the JSON text of each event; that of a `LocalEvent` is empty."""
        while (item := await self._inbox.events.get()) is not None:
            self._session.confirmation.given(item[0])
            yield item
        if self._session.error is not None:
            raise self._session.error

    # -- the end ----------------------------------------------------------------------------------------------------

    async def exit(self, timeout: float = 5.0) -> Farewell | None:
        """Leave the chat as the `exit` command does, and close the connection.

        Return the farewell, or None if it did not arrive within `timeout` seconds.
        """
        try:
            return await within(timeout, self._ask(Leave("exit"), Farewell))
        except (ClientError, asyncio.TimeoutError):
            return None
        finally:
            await self.close()

    async def close(self) -> None:
        """Leave the chat, and perform the closing handshake; abort after 3 seconds each.

        Never raises; may be called again. A session without a connection is given up; it leaves when its grace ends.
        """
        session = self._session
        if session.resumable and session.connected and not session.outgoing.is_leaving:
            with suppress(ClientError, asyncio.TimeoutError):
                await within(_CLOSE_TIMEOUT, self._ask(Leave("exit"), Farewell))
        await session.close(_CLOSE_TIMEOUT)

    async def detach(self) -> SavedSession | None:
        """Close the connection without leaving; return what `connect` needs to go on with the session.

        Return None, and leave, if the session does not outlive its connection. Requests without an answer are given up.
        """
        saved = self._session.save()
        await self.close()
        return saved

    def abort(self) -> None:
        """Cut the connection at once, for good. A session that could be resumed leaves when its grace ends."""
        self._session.abort()

    async def __aenter__(self) -> "Client":  # noqa: PYI034 - Python 3.10 has no Self
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection."""
        await self.close()

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _request(self, what: Ask | str) -> Received:
        ref = next(self._refs)
        # Registered before the request is sent, so the answer cannot arrive unnoticed.
        with self._inbox.awaiting(ref) as answer:
            self._session.post(what, ref)
            await self._session.outgoing.drain()
            return await answer
