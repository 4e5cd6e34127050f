"""What a session is shown by. All calls come from the event loop, in the order of the events."""

from typing import Protocol

from besedka.chat.language.events import Recorded
from besedka.client.terminal.session.in_flight import SentLine
from besedka.dialects.json.client_codec import Received

__all__ = ["View"]


class View(Protocol):
    """Whatever shows a session to somebody."""

    def show_json(self, text: str) -> None:
        """An event as it came, in JSON; a long answer comes in several."""

    def show_event(self, received: Received) -> None:
        """An event; a long answer is one, however it came."""

    def show_missed(self, rows: tuple[Recorded, ...]) -> None:
        """Public messages that were said before, or while the connection was away."""

    def note(self, sentence: str, **values: object) -> None:
        """Something to tell about the connection: a sentence of the catalogues (an msgid), and its values."""

    def connected(self) -> None:
        """The chat can be spoken to."""

    def away(self, seconds: int) -> None:
        """The chat cannot be spoken to; the next try is in so many seconds, or (0) under way."""

    def show_sending(self, late: bool) -> None:
        """Whether a typed line has waited for its answer for longer than a moment."""

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        """These typed lines will get no answer any more. They are not sent again unless the user does it."""

    def was_said(self, line: str, number: int) -> None:
        """One of those was carried out after all: it said the message of this number."""

    async def ready(self) -> None:
        """Return when more can be shown: until then no more is read from the server."""
