"""What a server has received, sent and refused since it started.

Counted for metrics alone. What happens for every recipient is never counted one by one: deliveries are the members
times the events of a flush, and bytes are the length of what all share times those who share it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from operator import itemgetter

from besedka.chat import Entry, Stamp
from besedka.chat.language.commands import Detach, Leave
from besedka.chat.language.events import Accepted, Refused
from besedka.dialects import Shown, Unfinished

__all__ = ["Counts"]

_SHOWN = itemgetter(0)


class Counts:
    """Whole numbers that never decrease."""

    def __init__(self) -> None:
        self.received_bytes = 0
        self.sent_bytes = 0
        self.requests: Counter[type] = Counter()
        """Commands that became entries, whatever the chat then answered, and questions, by type."""
        self.refusals: Counter[str] = Counter()
        """By code."""
        self.departures: Counter[str] = Counter()
        """Connections of people in the chat that have ended, by reason."""
        self.journal_appends = 0
        self._broadcasts: Counter[type] = Counter()
        self._told: Counter[type] = Counter()
        self._accepted = 0
        self._broadcast_deliveries = 0

    @property
    def deliveries(self) -> int:
        """Events times those they were written to."""
        return self._broadcast_deliveries + self._told.total() + self._accepted

    @property
    def events(self) -> Counter[type]:
        """Events by type, each once, however many it was written to."""
        events = self._broadcasts + self._told
        if self._accepted:
            events[Accepted] += self._accepted
        return events

    def count_accepted(self) -> None:
        """Count the most frequent answer."""
        self._accepted += 1

    def count_told(self, shown: Shown) -> None:
        """Count an event that one connection alone is told."""
        if type(shown) is Unfinished:
            shown = shown.event
        self._told[type(shown)] += 1
        if type(shown) is Refused:
            self.refusals[shown.code] += 1

    def count_question(self, question: object) -> None:
        """Count a request that is not a command. What could not be read is none; its answer is a refusal."""
        if type(question) is not Refused:
            self.requests[type(question)] += 1

    def count_flush(self, events: Iterable[tuple[Shown, Stamp]], deliveries: int) -> None:
        """Count the events of one flush, and to how many members they go altogether."""
        kinds = Counter(map(type, map(_SHOWN, events)))
        if Unfinished in kinds:
            inner = (shown.event if isinstance(shown, Unfinished) else shown for shown, _ in events)
            kinds = Counter(map(type, inner))
        self._broadcasts.update(kinds)
        self._broadcast_deliveries += deliveries

    def count_commits(self, commit: Callable[[Entry], None]) -> Callable[[Entry], None]:
        """Return `commit` with the entries counted, and by type those that somebody has asked for."""
        requests = self.requests

        def count(entry: Entry) -> None:
            self.journal_appends += 1
            if isinstance(entry.command, (Detach, Leave)):
                self.departures[entry.command.reason] += 1
            if entry.origin.request is not None:
                requests[type(entry.command)] += 1
            commit(entry)

        return count
