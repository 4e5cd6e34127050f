"""A participant of a chat: the library that the terminal client, bots and tools are made of."""

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
    Stamp,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, ShowHistory
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
"""Seconds for the closing handshake; Python's `websockets` waits for 10, with nobody at a terminal before it."""

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as the server explains it, in the session's language; `details` only when one was asked for.

    Who is muted may not give a command that `needs_voice`.
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
    """A session in a chat, made by `besedka.client.connect`.

    *Order.* Events are yielded in the server's order, which is the same for everybody; an answer stands where
    the server gave it. *Loss.* While the connection holds nothing is lost. When it breaks, what was under way
    in either direction is; a command whose answer did not come may or may not have been carried out.
    *Cancelling* a call stops the waiting, and not the command; its answer is then only found among the
    events. Calls may overlap: the server answers in the order in which they were made.

    *Nobody need iterate.* Before the first step of an iteration the newest events are kept (a megabyte of
    them) and older ones dropped; from then on nothing is dropped, and a reader that falls as far behind makes
    the client stop reading from the server, which may close with 1013 in the end. Commands go on working
    either way. One iteration at a time.
    """

    def __init__(self, link: ClientConnection, dispatcher: Dispatcher, welcome: Welcome) -> None:
        self._link = link
        self._welcome = welcome
        self._dispatcher = dispatcher
        self._refs = itertools.count(1)

    # -- what is known ----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """One's own name, as of the last event that arrived."""
        return self._dispatcher.name

    @property
    def welcome(self) -> Welcome:
        """How the session began: the name it got, who was there, the chat's limits."""
        return self._welcome

    @property
    def connected(self) -> bool:
        """Whether commands can be sent."""
        return self._link.open

    # -- the commands -----------------------------------------------------------------------------------------------

    async def send(self, text: str, to: str | None = None, delay: int | None = None) -> Accepted:
        """Say something: to everybody or (`to`) to one person, now or in `delay` seconds.

        The answer holds the message's number, and for a delayed one the time when it is due. As every
        command: raises `RefusedError` when the chat refuses (`text-too-long` is raised here by the welcome's limit,
        nothing is sent, and the connection stays), `ConnectionLost` when the connection ends before the answer (the
        message may or may not have been said), `UnexpectedAnswer` when a newer server's answer cannot be read.
        """
        return await self._ask(Send(text, to, delay), Accepted)

    async def rename(self, name: str) -> Accepted:
        """Take another name."""
        return await self._ask(Rename(name), Accepted)

    async def report(self, name: str) -> Accepted:
        """Complain about somebody."""
        return await self._ask(Report(name), Accepted)

    async def ignore(self, name: str) -> Accepted:
        """See no more messages of somebody; they do not learn of it."""
        return await self._ask(Ignore(name), Accepted)

    async def unignore(self, name: str) -> Accepted:
        """See somebody's messages again."""
        return await self._ask(Unignore(name), Accepted)

    async def ignored(self) -> tuple[IgnoredUser, ...]:
        """Whom one ignores, in the order in which one began to."""
        return (await self._ask(ListIgnored(), IgnoredListed)).users

    async def cancel(self, number: int | None = None, *, everything: bool = False) -> tuple[Pending, ...]:
        """Take back a delayed message: that one, all, or the last created; returns what was taken back."""
        return (await self._ask(Cancel(number, everything), Cancelled)).messages

    async def users(self) -> tuple[User, ...]:
        """Who is here, sorted by name."""
        return (await self._ask(ListUsers(), UsersListed)).users

    async def history(self) -> tuple[Recorded, ...]:
        """The last public messages, oldest first."""
        return (await self._ask(ShowHistory(), HistoryListed)).messages

    async def scheduled(self) -> tuple[Pending, ...]:
        """One's own delayed messages that have not gone yet."""
        return (await self._ask(ListScheduled(), ScheduledListed)).messages

    async def help(self, topic: str | None = None) -> tuple[CommandHelp, ...]:
        """The commands that the server knows, or everything about one."""
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
        """Send what a person typed, a whole command line; its answer, whatever that is (`Received.event`)."""
        ref = next(self._refs)
        return await self._answer(text, ref)

    def next_ref(self) -> int:
        """A number that no other request of this client has, for `post`."""
        return next(self._refs)

    async def post(self, what: Ask | str, ref: int | None = None) -> int:
        """Send a command, or the line that a person typed, and do not wait for its answer.

        The answer comes among the events; its `ref` is the number that is returned. Waits only while the
        operating system takes no more. Raises `ConnectionLost`, and `RefusedError` for what is too long.
        """
        ref = self.post_nowait(what, ref)
        await self.drain()
        return ref

    def post_nowait(self, what: Ask | str, ref: int | None = None) -> int:
        """As `post`, but without waiting for the operating system either: `drain` does, where much is sent."""
        ref = next(self._refs) if ref is None else ref
        self._send(what, ref)
        return ref

    async def drain(self) -> None:
        """Wait until the operating system takes more, or the connection has ended."""
        await self._link.drain()

    # -- the events -------------------------------------------------------------------------------------------------

    def __aiter__(self) -> AsyncIterator[Received]:
        """Every event that arrives, answers included.

        Ends after a farewell, or a close that either side began properly; raises `ConnectionLost` when the
        connection broke, after everything that had arrived was yielded.
        """
        return self._events()

    async def _events(self) -> AsyncIterator[Received]:
        async for received, _ in self.raw():
            yield received

    async def raw(self) -> AsyncIterator[tuple[Received, str]]:
        """As iterating, with the JSON text that each event came as."""
        while (item := await self._dispatcher.events.get()) is not None:
            yield item
        error = self._dispatcher.error
        if error is not None:
            raise error

    # -- the end ----------------------------------------------------------------------------------------------------

    async def exit(self, timeout: float = 5.0) -> Farewell | None:
        """Leave as `exit` does.

        The farewell, or None when it did not come within `timeout` seconds. Closes the connection.
        """
        try:
            return await within(timeout, self._ask(Leave("exit"), Farewell))
        except (ClientError, asyncio.TimeoutError):
            return None
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection properly, cut it off after 3 seconds. Never raises; may be called again."""
        await self._link.close(_CLOSE_TIMEOUT)

    def abort(self) -> None:
        """Cut the connection off at once."""
        self._link.abort("aborted")

    async def __aenter__(self) -> "Client":  # noqa: PYI034 - Python 3.10 has no Self
        """The client itself."""
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
        # Registered before anything is sent or waited for: the answer cannot come too early.
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
