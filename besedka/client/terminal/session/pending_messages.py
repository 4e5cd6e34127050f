"""One's own delayed messages that are pending at the server, as known from the events."""

from collections.abc import Iterable
from typing import Final

from besedka.chat.language.events import Accepted, Cancelled, Message, NotSent, Recorded, ScheduledListed

__all__ = ["PendingMessages"]

_MAX_REMEMBERED: Final = 1000
"""Numbers remembered; by default the chat allows each user at most 100 pending messages."""
_MAX_SHOWN: Final = 10


class PendingMessages:
    """The numbers of the pending messages, at most the newest thousand."""

    def __init__(self) -> None:
        self._numbers: dict[int, None] = {}

    def follow(self, event: object) -> None:
        """Update from an event."""
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
        while len(self._numbers) > _MAX_REMEMBERED:
            del self._numbers[next(iter(self._numbers))]

    def take(self, heard: Iterable[Recorded]) -> str:
        """Return the pending numbers as text, and forget them: they belonged to a lost session.

        Numbers of messages in `heard` are left out. Empty if there are none.
        """
        self._forget(row.message.number for row in heard if row.message.delayed)
        numbers, self._numbers = tuple(self._numbers), {}
        more = ", …" if len(numbers) > _MAX_SHOWN else ""
        return ", ".join(f"#{number}" for number in numbers[:_MAX_SHOWN]) + more

    def _forget(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._numbers.pop(number, None)
