"""A chat session: the library on which the terminal client, bots and tools are built."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, TypeVar

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Send, Unignore
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Pending,
    Recorded,
    Refused,
    ScheduledListed,
    SearchListed,
    Stamp,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.client.client_connection import ClientConnection
from besedka.client.deadline import within
from besedka.client.dispatcher import Dispatcher
from besedka.client.errors import ClientError, ConnectionLost, RefusedError, UnexpectedAnswer
from besedka.client.request_encoding import encode
from besedka.dialects.commands.requests import Ask, Help, HelpShown, LanguageSet, UseLanguage
from besedka.dialects.json.client_codec import Received
from besedka.dialects.json.schema import FLAG, TEXT, Schema, always, optional, required, rows
from besedka.dialects.plain.refusal_lines import explain
from besedka.dialects.words.clock import LocalClock

__all__ = ["Client", "CommandHelp"]

_CLOSE_TIMEOUT: Final = 3.0
"""Seconds for the closing handshake. Python's `websockets` waits 10, but here a person waits at the terminal."""

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as the server describes it, in the session's language; `details` only when one command was asked for.

    A muted user may not use a command with `needs_voice`.
    """

    name: str
    syntax: str
    summary: str
    details: str = ""
    needs_voice: bool = False


_HELP: Final = rows(
    Schema(
        CommandHelp,
        required("name", TEXT),
        always("syntax", TEXT, default=""),
        always("summary", TEXT, default=""),
        always("details", TEXT, default=""),
        optional("needs_voice", FLAG, default=False),
    )
)


class Client:
    """A session in a chat, created by `besedka.client.connect`.

    - *Order.* Events are yielded in the server's order, which is the same for all clients; an answer has its place
      in that order.
    - *Loss.* Nothing is lost while the connection holds. When it breaks, whatever was in transit in either direction
      is lost; a command without an answer may or may not have been carried out.
    - *Cancellation.* Cancelling a call cancels the wait, not the command; the answer then appears only among the
      events.
    - *Concurrency.* Calls may overlap; the server answers them in the order in which they were made.
    - *Iteration is optional.* Before the first iteration step, the newest events are kept (about a megabyte) and
      older ones dropped. After it nothing is dropped: when a reader falls that far behind, the client stops reading
      from the server, which may eventually close with 1013. Commands keep working either way. One iteration at a time.
    """

    def __init__(self, link: ClientConnection, dispatcher: Dispatcher, welcome: Welcome) -> None:
        self._link = link
        self._welcome = welcome
        self._dispatcher = dispatcher
        self._refs = itertools.count(1)

    # -- state ------------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """One's own name, as of the last event received."""
        return self._dispatcher.name

    @property
    def welcome(self) -> Welcome:
        """The start of the session: the assigned name, the users present, the chat's limits."""
        return self._welcome

    @property
    def connected(self) -> bool:
        """Whether commands can be sent."""
        return self._link.open

    # -- the commands -----------------------------------------------------------------------------------------------

    async def send(self, text: str, to: str | None = None, delay: int | None = None) -> Accepted:
        """Send a message: to everyone, or privately to the user `to`; now, or in `delay` seconds.

        The answer holds the message's number and, for a delayed message, the time when it is due.

        Raises, as every command does:

        - `RefusedError` when the chat refuses. For a text over the limit given in the welcome, `text-too-long` is
          raised locally: nothing is sent and the connection stays open;
        - `ConnectionLost` when the connection ends before the answer (the message may or may not have been sent);
        - `UnexpectedAnswer` when the answer of a newer server cannot be read.
        """
        return await self._ask(Send(text, to, delay), Accepted)

    async def rename(self, name: str) -> Accepted:
        """Change one's name."""
        return await self._ask(Rename(name), Accepted)

    async def report(self, name: str) -> Accepted:
        """Report a user."""
        return await self._ask(Report(name), Accepted)

    async def ignore(self, name: str) -> Accepted:
        """Hide a user's messages from oneself; the user is not told."""
        return await self._ask(Ignore(name), Accepted)

    async def unignore(self, name: str) -> Accepted:
        """Show a user's messages again."""
        return await self._ask(Unignore(name), Accepted)

    async def ignored(self) -> tuple[IgnoredUser, ...]:
        """Return the ignored users, in the order in which they were ignored."""
        return (await self._ask(ListIgnored(), IgnoredListed)).users

    async def cancel(self, number: int | None = None, *, everything: bool = False) -> tuple[Pending, ...]:
        """Cancel a delayed message: number `number`, all of them, or the last one created. Return those canceled."""
        return (await self._ask(Cancel(number, everything), Cancelled)).messages

    async def users(self) -> tuple[User, ...]:
        """Return the users present, sorted by name."""
        return (await self._ask(ListUsers(), UsersListed)).users

    async def history(
        self, count: int | None = None, *, before: int | None = None, around: int | None = None
    ) -> tuple[Recorded, ...]:
        """Return the last `count` public messages, those before message `before`, or around `around`; oldest first."""
        return (await self._ask(ShowHistory(count, before, around), HistoryListed)).messages

    async def search(self, text: str) -> tuple[Recorded, ...]:
        """Return the newest public messages that contain all words of `text`, newest first."""
        return (await self._ask(Search(text), SearchListed)).messages

    async def scheduled(self) -> tuple[Pending, ...]:
        """Return one's own delayed messages that have not been sent yet."""
        return (await self._ask(ListScheduled(), ScheduledListed)).messages

    async def help(self, topic: str | None = None) -> tuple[CommandHelp, ...]:
        """Return all commands that the server knows, or the full description of one."""
        ref = next(self._refs)
        received = await self._answer(Help(topic), ref)
        self._dispatcher.expect(received, HelpShown)
        found: tuple[CommandHelp, ...] | None = _HELP.read(received.fields.get("commands"), received.stamp)
        if found is None:
            raise UnexpectedAnswer("help", received.fields)
        return found

    async def language(self, code: str) -> LanguageSet:
        """Switch the session's language: `en` or `ru`."""
        return await self._ask(UseLanguage(code), LanguageSet)

    async def line(self, text: str) -> Received:
        """Send a whole command line as a person typed it. Return its answer, of any type (`Received.event`)."""
        ref = next(self._refs)
        return await self._answer(text, ref)

    def next_ref(self) -> int:
        """Return a number that no other request of this client uses, for `post`."""
        return next(self._refs)

    async def post(self, what: Ask | str, ref: int | None = None) -> int:
        """Send a command, or a typed line, without waiting for its answer.

        The answer arrives among the events, with the returned number as its `ref`. Waits only while the transport's
        buffer is full. Raises `ConnectionLost`, and `RefusedError` for a message that is too long.
        """
        ref = self.post_nowait(what, ref)
        await self.drain()
        return ref

    def post_nowait(self, what: Ask | str, ref: int | None = None) -> int:
        """Like `post`, but without waiting for the transport's buffer. Call `drain` when sending much."""
        ref = next(self._refs) if ref is None else ref
        self._send(what, ref)
        return ref

    async def drain(self) -> None:
        """Wait until the transport's buffer has room, or the connection has ended."""
        await self._link.drain()

    # -- the events -------------------------------------------------------------------------------------------------

    def __aiter__(self) -> AsyncIterator[Received]:
        """Iterate over all events received, answers included.

        Ends after a farewell or a clean close by either side. Raises `ConnectionLost` when the connection broke, after
        everything received before has been yielded.
        """
        return self._events()

    async def _events(self) -> AsyncIterator[Received]:
        async for received, _ in self.raw():
            yield received

    async def raw(self) -> AsyncIterator[tuple[Received, str]]:
        """Like iteration, but with the JSON text of each event."""
        while (item := await self._dispatcher.events.get()) is not None:
            yield item
        error = self._dispatcher.error
        if error is not None:
            raise error

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
        """Perform the closing handshake; abort after 3 seconds. Never raises; may be called again."""
        await self._link.close(_CLOSE_TIMEOUT)

    def abort(self) -> None:
        """Abort the connection at once."""
        self._link.abort("aborted")

    async def __aenter__(self) -> "Client":  # noqa: PYI034 - Python 3.10 has no Self
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection."""
        await self.close()

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _ask(self, ask: Ask, kind: type[A]) -> A:
        ref = next(self._refs)
        received = await self._answer(ask, ref)
        return self._dispatcher.expect(received, kind)

    async def _answer(self, what: Ask | str, ref: int) -> Received:
        # Registered before the request is sent, so the answer cannot arrive unnoticed.
        with self._dispatcher.awaiting(ref) as answer:
            self._send(what, ref)
            await self._link.drain()
            return await answer

    def _send(self, what: Ask | str, ref: int) -> None:
        if not self._link.open:
            raise self._dispatcher.error or ConnectionLost("the connection is closed", 1000)
        message = encode(what, ref, self._welcome.limits.max_text)
        if isinstance(message, Refused):
            why = explain(message, Stamp(0, 0), self._dispatcher.language, LocalClock())
            raise RefusedError(message.code, message.params, why)
        self._link.send(message)
