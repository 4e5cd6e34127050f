"""Shows a session's events in order: what was said before it began, then everything as it happens."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from besedka.chat.language.events import HistoryListed, Recorded, Stamp, Welcome
from besedka.chat.language.questions import ShowHistory
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost
from besedka.client.reassembly import Reassembler
from besedka.client.terminal.session.catch_up import CatchUp, missed_since
from besedka.client.terminal.session.lines.typed_lines import TypedLines
from besedka.client.terminal.session.pending_messages import PendingMessages
from besedka.client.terminal.session.silent_requests import SilentRequests
from besedka.client.terminal.session.view import View
from besedka.dialects.json.client_codec import Received
from besedka.dialects.words.languages import N_

__all__ = ["Timeline"]

_NEVER: Final = Stamp(0, 0)
_MAX_ASKED: Final = 1000
"""Messages of the history that are asked for when a new session follows a lost one: the most that a server gives."""
_MAX_SHOWN: Final = 100
"""Messages shown of those; more would scroll by unread."""
_DELAYED: Final = {
    "unknown-session": N_("Your delayed messages can no longer be cancelled; they will be sent: {numbers}"),
    "new-server": N_("Your delayed messages were lost with the restart: {numbers}"),
}
_DELAYED_UNKNOWN: Final = N_(
    "Your delayed messages can no longer be cancelled; they will be sent if the server kept them: {numbers}"
)


class Timeline:
    """Events of all sessions, in order, once. `show` is called with each event that is to be shown.

    A session resumed by the library needs nothing of this: what was missed comes as events. For a new one the history
    is asked for; until it is shown, events are held back.
    """

    def __init__(
        self, view: View, lines: TypedLines, silent: SilentRequests, show: Callable[[Received], None]
    ) -> None:
        self._view, self._lines, self._silent = view, lines, silent
        self._shown = show
        self._chat: Client
        self._over = ""
        self._parts = Reassembler()
        self._pending = PendingMessages()
        self._last = _NEVER
        self._catch_up = CatchUp()

    def begin(self, chat: Client, over: str = "") -> None:
        """Begin a session; `over` is the `SessionOver.reason` of the one before it, empty if unknown."""
        self._chat, self._over = chat, over
        self._parts = Reassembler()
        self._silent.clear()

    def ask_for_the_history(self) -> None:
        """Show what was said before the session, above its events. Call before the first `take`."""
        first = self._last == _NEVER
        with suppress(ConnectionLost):
            self._catch_up.begin(self._chat.post_nowait(ShowHistory(None if first else _MAX_ASKED)))

    def interrupt(self) -> None:
        """Note that the connection is lost: a long answer that had begun will come again from its beginning."""
        self._parts = Reassembler()

    def take(self, received: Received, text: str) -> None:
        """Take the next event; `text` is its JSON."""
        if self._catch_up.is_answer(received):
            whole = self._parts.add(received, len(text))
            if whole is not None:
                self._catch_up.settle()
                self._fill_gap(whole.event)
                self.release()
                self._lines.offer()
        elif not self._catch_up.hold(received, text):
            self.release()
            self._lines.offer()
            self._show(received, text)

    def release(self, *, leaving: bool = False) -> None:
        """Show the events held back for the history. If it has not come, note the gap, unless the user is leaving."""
        unanswered, held = self._catch_up.end()
        if unanswered is not None:
            self._silent.add(unanswered)  # in case it still arrives
            if not leaving:
                self._note_gap()
        for received, text in held:
            self._show(received, text)

    def _show(self, received: Received, text: str) -> None:
        # An answer that took long is of an earlier moment; a restarted server may begin anew.
        if received.stamp.seq >= self._last.seq or isinstance(received.event, Welcome):
            self._last = received.stamp
        if self._silent.swallow(received):
            return
        self._view.show_json(text)
        whole = self._parts.add(received, len(text))
        if whole is not None:
            self._pending.follow(whole.event)
            self._shown(whole)

    def _fill_gap(self, event: object) -> None:
        """Show the messages missed before a new session, and give back the lines that are not among them."""
        if not isinstance(event, HistoryListed):
            self._note_gap()
            return
        # All events since the welcome are held, the welcome first.
        back = self._catch_up.first or Stamp(self._last.seq + 1, self._last.at)
        rows, gap = missed_since(self._last, back, event.messages, self._chat.welcome.limits.history)
        if gap and self._over != "new-server":
            self._note_gap()
        if rows:
            self._view.show_missed(rows[-_MAX_SHOWN:], max(len(rows) - _MAX_SHOWN, 0))
        for row in rows:
            self._lines.find(row.message)
        self._part_with_delayed(rows)

    def _note_gap(self) -> None:
        if self._last != _NEVER:  # on the first connection nothing is missed
            self._view.note(N_("You may have missed messages meanwhile."))

    def _part_with_delayed(self, rows: tuple[Recorded, ...]) -> None:
        """Note what becomes of the lost session's delayed messages."""
        numbers = self._pending.take(rows)
        if numbers:
            self._view.note(_DELAYED.get(self._over, _DELAYED_UNKNOWN), numbers=numbers)
