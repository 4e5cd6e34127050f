"""One's own delayed messages that wait at the server, as far as the events tell."""

from collections.abc import Iterable
from typing import Final

from besedka.chat.language.events import Accepted, Cancelled, Message, NotSent, Recorded, ScheduledListed

__all__ = ["PendingMessages"]

_MOST: Final = 1000
"""Numbers that are remembered; the chat lets nobody have more than 100 waiting, unless it is told to."""
_SHOWN: Final = 10


class PendingMessages:
    """Their numbers, the newest thousand at the most."""

    def __init__(self) -> None:
        self._numbers: dict[int, None] = {}

    def follow(self, event: object) -> None:
        """Learn what an event says about them."""
        match event:
            case Accepted(number=int(number), due=int()):
                self._numbers[number] = None
            case Cancelled(messages):
                self._forget(message.number for message in messages)
            case ScheduledListed(messages):
                self._numbers = {message.number: None for message in messages}
            case NotSent(message):
                self._forget([message.number])
            case Message(number, delayed=True):
                self._forget([number])
        while len(self._numbers) > _MOST:
            del self._numbers[next(iter(self._numbers))]

    def take(self, heard: Iterable[Recorded]) -> str:
        """Those that still wait, in words, and forget them: they were another session's.

        Not those among the messages that were `heard` of. Empty when there are none.
        """
        self._forget(row.message.number for row in heard if row.message.delayed)
        numbers, self._numbers = tuple(self._numbers), {}
        more = ", …" if len(numbers) > _SHOWN else ""
        return ", ".join(f"#{number}" for number in numbers[:_SHOWN]) + more

    def _forget(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._numbers.pop(number, None)
