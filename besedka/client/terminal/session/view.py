"""The interface that shows a session. All calls come from the event loop, in the order of the events."""

from collections.abc import Sequence
from typing import Protocol

from besedka.chat.language.events import Recorded, Resumed, Stamp
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.roster import Changes
from besedka.dialects.json.client_codec import Received

__all__ = ["Notices", "View"]


class Notices(Protocol):
    """Tells the user of the connection."""

    def lost(self, seconds: int | None = None) -> None:
        """The connection has been lost for a moment. The session goes on when it is back.

        With `seconds` it does not: the first attempt to begin a new one is made after them.
        """

    def returned(self, resumed: Resumed, stamp: Stamp, away: int, changes: Changes) -> None:
        """The session goes on after `away` milliseconds; what was missed follows as events, of before `stamp`.

        `changes`: the names that came and went meanwhile.
        """

    def new_session(self, reason: str, away: int, ignored: Sequence[str]) -> None:
        """A new session follows one that is over for `reason` (`SessionOver.reason`; empty if unknown).

        `away`: milliseconds since the loss. `ignored`: whom the user ignored in the former session.
        """


class View(Protocol):
    """Shows a session to the user."""

    @property
    def notices(self) -> Notices:
        """What is told of the connection, beside `away`."""

    def show_json(self, text: str) -> None:
        """Show an event as received, in JSON; a long answer comes as several."""

    def show_event(self, received: Received) -> None:
        """Show an event; a long answer is reassembled into one."""

    def show_missed(self, rows: tuple[Recorded, ...], left_out: int) -> None:
        """Show public messages sent before the session. `left_out` counts earlier ones that are known as well."""

    def note(self, sentence: str, **values: object) -> None:
        """Show a note about the connection: an msgid of the catalogues and its values."""

    def connected(self) -> None:
        """The chat is connected."""

    def away(self, seconds: int) -> None:
        """The chat is not connected; the next attempt is in `seconds`, or (0) in progress."""

    def show_sending(self, late: bool) -> None:
        """`late`: whether a typed line has waited for its answer for longer than a moment."""

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        """These typed lines will get no answer. They are not sent, or sent again, unless the user does so."""

    def was_said(self, line: str, number: int) -> None:
        """One of those lines was carried out after all, as the message of this number."""

    async def ready(self) -> None:
        """Return when more can be shown; until then nothing more is read from the server."""
