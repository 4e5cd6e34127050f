"""A session of the terminal client: connection, loss, reconnection, and what was missed meanwhile."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from besedka.chat.language.commands import Leave, Rename
from besedka.chat.language.events import Farewell, HistoryListed, Message, Recorded, Stamp, Welcome
from besedka.chat.language.questions import ShowHistory
from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost
from besedka.client.reassembly import Reassembler
from besedka.client.terminal.session.catch_up import CatchUp, missed_since
from besedka.client.terminal.session.in_flight import InFlightLines, SentLine
from besedka.client.terminal.session.pending_messages import PendingMessages
from besedka.client.terminal.session.reconnecting import reconnect
from besedka.client.terminal.session.unanswered_lines import UnansweredLines
from besedka.client.terminal.session.view import View
from besedka.client.wanted_name import WantedName
from besedka.dialects.json.client_codec import Received
from besedka.dialects.typed.line import read_line
from besedka.dialects.words.languages import N_

__all__ = ["TerminalSession", "is_exit"]

_NEVER: Final = Stamp(0, 0)


class TerminalSession:
    """Supplies a view with events, over any number of connections.

    `again` makes a new connection under the given name. With `backoff` None a lost connection ends the session.
    """

    def __init__(
        self,
        view: View,
        again: Callable[[str], Awaitable[Client]],
        backoff: Backoff | None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        self._view = view
        self._again = again
        self._backoff = backoff
        self._chat: Client | None = None
        self._lines = InFlightLines(view.show_sending, later)
        self._lost = UnansweredLines()
        self._wanted_name = WantedName("")
        self._parts = Reassembler()
        self._unasked: set[int] = set()
        self._returned = self._is_free = False
        self._pending = PendingMessages()
        self._last = _NEVER
        self._catch_up = CatchUp()
        self._leaving = False
        self._goodbye = False

    @property
    def waiting(self) -> int:
        """The number of typed lines without an answer yet."""
        return len(self._lines)

    @property
    def connected(self) -> bool:
        """Whether a line can be sent."""
        return self._chat is not None and self._chat.connected

    # -- for the user interface -------------------------------------------------------------------------------------

    @property
    def max_text(self) -> int:
        """The server's limit of characters in a message; 0 while there is no connection."""
        return 0 if self._chat is None else self._chat.welcome.limits.max_text

    def say(self, line: str, number: int | None = None) -> bool:
        """Send a typed line; return False if there is no connection.

        Also returns False for a lost line while it is unknown whether the line was carried out after all. `number` is
        its line number in the input. Raises `RefusedError` for a line that is too long.
        """
        chat = self._chat
        if chat is None or not chat.connected or (self._catch_up.awaited and line in self._lost):
            return False
        self._lines.add(chat.post_nowait(line), SentLine(line, number))
        self._lost.sent_again(line)
        return True

    async def drain(self) -> None:
        """Wait until more can be sent."""
        if self._chat is not None:
            await self._chat.drain()

    def typed(self, received: Received) -> str | None:
        """Return the line that an event answers, once; None if it answers none."""
        line = self._lines.answered(received.ref) if isinstance(received.ref, int) else None
        return None if line is None else line.text

    async def leave(self, timeout: float = 2.0) -> bool:
        """Send `exit` and wait up to `timeout` seconds for the farewell; `run` then returns.

        Return False if there was no connection.
        """
        self._leaving = True
        chat = self._chat
        if chat is not None:
            await chat.exit(timeout)
        return chat is not None

    def abort(self) -> None:
        """Abort the connection without a farewell; `run` then returns."""
        self._leaving = True
        if self._chat is not None:
            self._chat.abort()

    # -- events -----------------------------------------------------------------------------------------------------

    async def run(self, chat: Client, wanted: str | None = None) -> None:
        """Show everything until the user or the server ends the session.

        `wanted` is the name that the user asked for. While one has another name, it is requested again as soon as it
        is free. Raises `ConnectionLost` when the connection was lost and there is no `backoff`, `HandshakeRefused` when
        the server is back but refuses us.
        """
        self._wanted_name = WantedName(wanted or chat.name)
        if self._backoff is not None:  # a script wants only new events
            await self._ask_for_the_history(chat)
        while True:
            lost = await self._follow(chat)
            self._give_up_lines(chat.name)
            if self._leaving or self._goodbye:
                return
            if self._backoff is None:
                raise lost
            chat = await self._return(self._backoff)

    async def _follow(self, chat: Client) -> ConnectionLost:
        """Follow one connection to its end; return why it ended."""
        self._chat = chat
        self._parts = Reassembler()
        self._unasked.clear()
        self._is_free = False
        self._view.connected()
        lost = ConnectionLost("the server has closed the connection", 1001)
        try:
            async for received, text in chat.raw():
                await self._view.ready()
                self._take(received, text)
                if self._is_free:
                    await self._ask_for_the_name(chat)
        except ConnectionLost as error:
            lost = error
        except BaseException:
            # Cancelled, or a bug: no closing handshake, which a second cancellation might interrupt.
            chat.abort()
            raise
        self._release()
        self._chat = None
        await chat.close()
        return lost

    def _take(self, received: Received, text: str) -> None:
        if self._catch_up.is_answer(received):
            whole = self._parts.add(received, len(text))
            if whole is not None:
                self._catch_up.settle()
                self._fill_gap(whole.event)
                self._release()
        elif not self._catch_up.hold(received, text):
            self._release()
            self._show(received, text)

    def _show(self, received: Received, text: str) -> None:
        # An answer that took long is of an earlier moment; a restarted server may begin anew.
        if received.stamp.seq >= self._last.seq or isinstance(received.event, Welcome):
            self._last = received.stamp
        if isinstance(received.ref, int) and received.ref in self._unasked:
            if not getattr(received.event, "more", False):
                self._unasked.remove(received.ref)
            return
        self._view.show_json(text)
        whole = self._parts.add(received, len(text))
        if whole is None:
            return
        event = whole.event
        self._pending.follow(event)
        if isinstance(event, Farewell) and event.reason == "exit":
            self._goodbye = True
        if self._is_still_taken(whole):
            sentence = N_(
                "“{name}” is taken, perhaps by your lost connection. You get it back as soon as it is free."
            )
            self._view.note(sentence, name=self._wanted_name.wanted)
        else:
            self._view.show_event(whole)
        if isinstance(event, Message):
            self._find_lost(event)
        if self._wanted_name.follow(event, answer=whole.ref is not None):
            self._is_free = True

    def _release(self) -> None:
        """Show the events held back for the history."""
        unanswered, held = self._catch_up.end()
        if unanswered is not None:
            self._unasked.add(unanswered)  # in case it still arrives
            self._note_gap()
        for received, text in held:
            self._show(received, text)

    def _give_up_lines(self, name: str) -> None:
        given_up = self._lines.give_up()
        lines = tuple(line for line in given_up if self._backoff is None or not is_exit(line.text))
        # An unanswered `exit` only lacks its farewell: the user has left.
        if lines != given_up:
            self._leaving = True
        self._lost.lose((line.text for line in lines), name)
        if lines:
            self._view.unanswered(lines)

    def _find_lost(self, message: Message) -> None:
        """Note that a line lost with its answer was carried out after all, so it need not be sent again."""
        line = self._lost.find(message)
        if line is not None:
            self._view.was_said(line, message.number)

    # -- one's name -------------------------------------------------------------------------------------------------

    def _is_still_taken(self, received: Received) -> bool:
        """Return whether this is the refusal of the name after a reconnection, which no typed line caused."""
        refused = self._returned and received.ref is None and self._wanted_name.explains(received.event)
        if refused:
            self._returned = False
        return refused

    async def _ask_for_the_name(self, chat: Client) -> None:
        """Request the name silently: the answer is not shown; after a refusal we keep waiting."""
        self._is_free = False
        ref = chat.next_ref()
        self._unasked.add(ref)
        with suppress(ConnectionLost):
            await chat.post(Rename(self._wanted_name.wanted), ref)

    # -- coming back ------------------------------------------------------------------------------------------------

    async def _return(self, backoff: Backoff) -> Client:
        chat = await reconnect(lambda: self._again(self._wanted_name.wanted), backoff, self._view)
        self._returned = True
        await self._ask_for_the_history(chat)
        return chat

    async def _ask_for_the_history(self, chat: Client) -> None:
        ref = chat.next_ref()
        self._catch_up.begin(ref)
        try:
            await chat.post(ShowHistory(), ref)
        except ConnectionLost:
            self._catch_up.settle()

    def _fill_gap(self, event: object) -> None:
        chat = self._chat
        if not isinstance(event, HistoryListed) or chat is None:
            self._note_gap()
            return
        # All events since the welcome are held, the welcome first.
        back = self._catch_up.first or Stamp(self._last.seq + 1, self._last.at)
        rows, gap = missed_since(self._last, back, event.messages, chat.welcome.limits.history)
        if gap:
            self._note_gap()
        if rows:
            self._view.show_missed(rows)
        for row in rows:
            self._find_lost(row.message)
        self._part_with_delayed(rows)

    def _note_gap(self) -> None:
        """Note a gap, unless this is the first connection or the user is leaving."""
        if self._last != _NEVER and not self._leaving:
            self._view.note(N_("You may have missed messages meanwhile."))

    def _part_with_delayed(self, rows: tuple[Recorded, ...]) -> None:
        """Note that the lost session's delayed messages can no longer be cancelled or listed."""
        numbers = self._pending.take(rows)
        if numbers:
            sentence = N_(
                "Your delayed messages can no longer be cancelled; they will be sent if the "
                "server kept them: {numbers}"
            )
            self._view.note(sentence, numbers=numbers)


def is_exit(line: str) -> bool:
    """Return whether a typed line means `exit`, as the server would parse it."""
    return read_line(line, newline=True).ask == Leave("exit")
