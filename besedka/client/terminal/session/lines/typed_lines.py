"""The lines that the user sent: what became of each, or what is not known of it."""

from collections.abc import Callable, Container
from typing import Final

from besedka.chat.language.commands import Leave
from besedka.chat.language.events import Message
from besedka.client.terminal.session.lines.in_flight import InFlightLines, SentLine
from besedka.client.terminal.session.lines.unanswered_lines import UnansweredLines
from besedka.client.terminal.session.view import View
from besedka.dialects.typed.line import read_line

__all__ = ["TypedLines", "is_exit"]

_EXIT: Final = Leave("exit")


class TypedLines:
    """Each line is answered, or its session ends first. Such lines are held until `offer` gives them to the view.

    Between the two, `find` removes those that were carried out after all, so that nothing delivered is offered.
    `later(seconds, call)` schedules a call.
    """

    def __init__(self, view: View, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._view = view
        self._in_flight = InFlightLines(view.show_sending, later)
        self._ended = UnansweredLines()
        self._held: list[SentLine] = []

    def __len__(self) -> int:
        """The number of lines without an answer yet."""
        return len(self._in_flight)

    def sent(self, ref: int, line: SentLine) -> None:
        """Note that a line was given to the client library as request `ref`."""
        self._in_flight.add(ref, line)
        self._ended.sent_again(line.text)

    def answered(self, ref: int) -> SentLine | None:
        """Return the line that this answers, once; None if there is none."""
        return self._in_flight.answered(ref)

    def end_session(self, author: str, unwritten: Container[int]) -> bool:
        """Hold the lines that will get no answer; return whether one was an `exit` that only lacks its farewell.

        `unwritten`: the requests that were never handed to a connection.
        """
        lines = self._in_flight.give_up(unwritten)
        exits = [line for line in lines if line.written and is_exit(line.text)]
        lines = tuple(line for line in lines if line not in exits)
        self._ended.lose((line for line in lines if line.written), author)
        self._held += lines
        return bool(exits)

    def offer(self) -> None:
        """Give the held lines to the view."""
        held, self._held = tuple(self._held), []
        if held:
            self._view.unanswered(held)

    def find(self, message: Message) -> None:
        """Note a message: it may be that of a line whose session ended, which then need not be sent again."""
        line = self._ended.find(message)
        if line is None:
            return
        if line in self._held:
            self._held.remove(line)
        else:
            self._view.was_said(line.text, message.number)


def is_exit(line: str) -> bool:
    """Return whether a typed line means `exit`, as the server would parse it."""
    return read_line(line, newline=True).ask == _EXIT
