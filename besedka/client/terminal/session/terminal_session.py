"""A session of the terminal client: connection, loss, return, and what was missed meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from math import ceil

from besedka.chat.language.events import Farewell, Message, Resumed, Stamp
from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost, ConnectionReplaced, HandshakeRefused, SessionOver
from besedka.client.local_events import Disconnected, LocalEvent, Reconnecting
from besedka.client.terminal.session.absence import Absence
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.lines.typed_lines import TypedLines
from besedka.client.terminal.session.name_request import NameRequest
from besedka.client.terminal.session.reconnecting import Reconnection
from besedka.client.terminal.session.roster import Roster
from besedka.client.terminal.session.silent_requests import SilentRequests
from besedka.client.terminal.session.timeline import Timeline
from besedka.client.terminal.session.view import View
from besedka.dialects.commands.requests import Replaced, SessionGranted
from besedka.dialects.json.client_codec import Received

__all__ = ["TerminalSession"]


class TerminalSession:
    """Supplies a view with events, over any number of connections and, if need be, of sessions at the server.

    The client library brings a session back over new connections. Once it is over, `again` begins a new one under the
    given name; with `backoff` None that ends the run. `now` returns milliseconds since the epoch.
    """

    def __init__(
        self,
        view: View,
        again: Callable[[str], Awaitable[Client]],
        backoff: Backoff | None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        later = later or asyncio.get_running_loop().call_later
        self.roster = Roster()
        self._view, self._again = view, again
        self._reconnection = None if backoff is None else Reconnection(backoff, view)
        self._chat: Client | None = None
        self._absence = Absence(view.notices, later, now)
        self._lines = TypedLines(view, later)
        self._silent = SilentRequests()
        self._name = NameRequest(view, self._silent, "")
        self._timeline = Timeline(view, self._lines, self._silent, self._show)
        self._leaving = False

    # -- for the user interface -------------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """The number of typed lines without an answer yet."""
        return len(self._lines)

    @property
    def connected(self) -> bool:
        """Whether a line goes out at once."""
        return self._chat is not None and self._chat.connected

    @property
    def max_text(self) -> int:
        """The server's limit of characters in a message; 0 while there is no session."""
        return 0 if self._chat is None else self._chat.welcome.limits.max_text

    def say(self, line: str, number: int | None = None) -> bool:
        """Send a typed line, or keep it to be sent as soon as the connection is back.

        Return False if the line was not taken: the session is over, or too many lines wait. `number` is its line number
        in the input. Raises `RefusedError` for a line that is too long.
        """
        chat = self._chat
        if chat is None or not (chat.connected or chat.resumable):
            return False
        try:
            ref = chat.post_nowait(line)
        except ConnectionLost:
            return False
        self._lines.sent(ref, SentLine(line, number))
        if not chat.connected:
            self.hurry()
        return True

    async def drain(self) -> None:
        """Wait until more can be sent."""
        if self._chat is not None:
            await self._chat.drain()

    def typed(self, received: Received) -> str | None:
        """Return the line that an event answers, once; None if it answers none."""
        line = self._lines.answered(received.ref) if isinstance(received.ref, int) else None
        return None if line is None else line.text

    def hurry(self) -> None:
        """The user waits: tell of a loss at once, if there is one, and try at once."""
        self._absence.tell()
        self.wake()

    def wake(self) -> None:
        """Try at once: network, machine or process may be back. Also checks a connection that seems to be there."""
        if self._chat is not None:
            self._chat.wake()
        if self._reconnection is not None:
            self._reconnection.wake()

    async def leave(self, timeout: float = 2.0) -> bool:
        """Send `exit` and wait up to `timeout` seconds for the farewell; `run` then returns.

        Return False if there was no session. A user does not wait for a connection that is lost; a script does.
        """
        self._leaving = True
        chat = self._chat
        if chat is None:
            return False
        if chat.connected or self._reconnection is None:
            await chat.exit(timeout)
        else:
            chat.abort()
        return True

    def abort(self) -> None:
        """Abort the connection without a farewell; `run` then returns."""
        self._leaving = True
        if self._chat is not None:
            self._chat.abort()

    # -- sessions ---------------------------------------------------------------------------------------------------

    async def run(self, chat: Client, wanted: str | None = None) -> None:
        """Show everything until the user or the server ends the session.

        `wanted` is the name that the user asked for. While one has another name, it is requested again as soon as it
        is free. Raises `ConnectionLost` when the session is over and there is no `backoff`, or when it went on over
        another connection (`ConnectionReplaced`); `HandshakeRefused` when the server refuses us permanently.
        """
        self._name = NameRequest(self._view, self._silent, wanted or chat.name)
        self._timeline.begin(chat)
        try:
            if self._reconnection is not None:  # a script wants only new events
                self._timeline.ask_for_the_history()
            while True:
                lost = await self._follow(chat)
                if self._leaving:
                    return
                chat = await self._begin_again(lost)
        finally:
            self._lines.offer()

    async def _follow(self, chat: Client) -> ConnectionLost:
        """Follow one session to its end; return why it ended."""
        self._chat = chat
        self._view.connected()
        lost = ConnectionLost("the server has closed the connection", 1001)
        try:
            async for received, text in chat.raw():
                await self._view.ready()
                self._take(received, text)
                self._name.ask(chat)
        except ConnectionLost as error:
            lost = error
        except BaseException:
            # Cancelled, or a bug: no closing handshake, which a second cancellation might interrupt.
            chat.abort()
            raise
        self._timeline.release(leaving=self._leaving)
        self._chat = None
        unwritten = {request.ref for request in chat.unanswered if not request.written}
        # An `exit` without an answer only lacks its farewell: the user has left.
        self._leaving |= self._lines.end_session(chat.name, unwritten)
        await chat.close()
        return lost

    async def _begin_again(self, lost: ConnectionLost) -> Client:
        """Begin a new session in place of one that is over; raise the error if that must not, or cannot be."""
        if isinstance(lost.__cause__, HandshakeRefused):
            raise lost.__cause__
        if self._reconnection is None or isinstance(lost, ConnectionReplaced):
            raise lost
        self._absence.begin(told=True)
        is_over = isinstance(lost, SessionOver)
        chat = await self._reconnection.run(lambda: self._again(self._name.wanted), at_once=is_over)
        reason = lost.reason if isinstance(lost, SessionOver) else ""
        self._view.notices.new_session(reason, self._absence.end(), self.roster.ignored)
        self._name.begin_again()
        self._timeline.begin(chat, reason)
        self._timeline.ask_for_the_history()
        return chat

    # -- events -----------------------------------------------------------------------------------------------------

    def _take(self, received: Received, text: str) -> None:
        event = received.event
        if isinstance(event, LocalEvent):
            self._follow_connection(event)
        elif isinstance(event, Resumed):
            self._return(event, received.stamp, text)
        elif isinstance(event, Replaced):
            self._view.show_json(text)  # the error that follows says it
        elif not isinstance(event, SessionGranted):
            self._timeline.take(received, text)

    def _follow_connection(self, event: LocalEvent) -> None:
        if isinstance(event, Disconnected):
            self._timeline.interrupt()
            self._absence.begin(event.since)
            self._view.away(0)
        elif isinstance(event, Reconnecting):
            self._view.away(ceil(event.delay))

    def _return(self, event: Resumed, stamp: Stamp, text: str) -> None:
        """Show that the session goes on; what was missed follows as events."""
        self._view.connected()
        self._view.show_json(text)
        changes = self.roster.changes(event.state)
        self._view.notices.returned(event, stamp, self._absence.end(), changes)
        self.roster.follow(event)
        self._name.follow_return(event)

    def _show(self, received: Received) -> None:
        event = received.event
        self.roster.follow(event)
        if isinstance(event, Farewell) and event.reason == "exit":
            self._leaving = True
        if not self._name.explain(received):
            self._view.show_event(received)
        if isinstance(event, Message):
            self._lines.find(event)
        self._name.follow(received)
