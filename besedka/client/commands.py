"""The commands and questions of the chat as methods that return their answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final, TypeVar

from besedka.chat.language.commands import Cancel, Ignore, Rename, Report, Send, Unignore
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Pending,
    Recorded,
    Refused,
    ScheduledListed,
    SearchListed,
    User,
    UsersListed,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.client.errors import RefusedError, UnexpectedAnswer
from besedka.dialects.commands.requests import Ask, Help, HelpShown, LanguageSet, UseLanguage
from besedka.dialects.json.client_codec import Received
from besedka.dialects.json.schema import FLAG, TEXT, Schema, always, optional, required, rows

__all__ = ["CommandHelp", "Commands"]

_MAX_TYPE: Final = 64

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


class Commands(ABC):
    """Asks and returns the answers; the subclass makes the requests."""

    @abstractmethod
    async def _request(self, what: Ask | str) -> Received:
        """Make a request, and return its whole answer."""

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
        received = await self._request(Help(topic))
        expect(received, HelpShown)
        found: tuple[CommandHelp, ...] | None = _HELP.read(received.fields.get("commands"), received.stamp)
        if found is None:
            raise UnexpectedAnswer("help", received.fields)
        return found

    async def language(self, code: str) -> LanguageSet:
        """Switch the session's language: `en` or `ru`."""
        return await self._ask(UseLanguage(code), LanguageSet)

    async def _ask(self, ask: Ask, kind: type[A]) -> A:
        return expect(await self._request(ask), kind)


def expect(received: Received, kind: type[A]) -> A:
    """Return the event of an answer.

    Raises `RefusedError` for a refusal and `UnexpectedAnswer` for an event of any other type.
    """
    event = received.event
    if isinstance(event, Refused):
        raise RefusedError(event.code, event.params, str(received.fields.get("text", "")))
    if not isinstance(event, kind):
        raise UnexpectedAnswer(str(received.fields.get("type", ""))[:_MAX_TYPE], received.fields)
    return event
