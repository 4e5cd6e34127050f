"""The events that everybody gets, kept once, and encoded once for each encoding."""

from bisect import bisect_left

from besedka.chat import Stamp
from besedka.chat.language.events import Message
from besedka.dialects import Dialect, Shown
from besedka.server.fanout.encoding import Encoding, Framing

__all__ = ["NOTHING", "Batch", "Hidden"]

_EVENT_SIZE = 128
"""Bytes, about, of an event besides its text."""

Hidden = frozenset[str]
"""Authors whose events a listener's filter hides."""

NOTHING: Hidden = frozenset()

_Joined = tuple[bytes, list[int]]
"""The events behind each other, and where each begins; behind the last one, where they end."""


class Batch:
    """The events of one flush for everybody, and their bytes in each encoding, made once when they are first asked for.

    Listeners of one encoding share one `bytes`, and so do those whose filters hide the same of what is in the batch:
    the author of every event that may be hidden stands beside it.
    """

    __slots__ = ("_filtered", "_hidden_at", "_joined", "_shared", "events", "size")

    def __init__(self) -> None:
        self.events: list[tuple[Shown, Stamp]] = []
        self.size = 0
        self._hidden_at: dict[str, list[int]] = {}
        """By author: the places of the events that a filter may hide."""
        self._shared: dict[tuple[Dialect, Framing], dict[int, bytes]] = {}
        self._joined: dict[Encoding, _Joined] = {}
        self._filtered: dict[tuple[Encoding, Hidden], _Filtered] = {}

    def add(self, shown: Shown, stamp: Stamp, author: str | None = None) -> None:
        """Put an event behind the others; those do not get it who hide this author."""
        if author is not None:
            self._hidden_at.setdefault(author, []).append(len(self.events))
        self.events.append((shown, stamp))
        self.size += _EVENT_SIZE + (4 * len(shown.text) if type(shown) is Message else 0)

    def whole(self, encoding: Encoding, hidden: Hidden = NOTHING) -> bytes:
        """Return the bytes of all events in this encoding, without those of the hidden authors."""
        if hidden:
            return self._filter(encoding, hidden).joined
        return (self._joined.get(encoding) or self._join(encoding))[0]

    def part(self, encoding: Encoding, hidden: Hidden, start: int, end: int) -> memoryview:
        """Return the bytes of the events from `start` up to `end`, likewise."""
        if hidden:
            return self._filter(encoding, hidden).part(start, end)
        joined, offsets = self._joined.get(encoding) or self._join(encoding)
        return memoryview(joined)[offsets[start] : offsets[end]]

    def _filter(self, encoding: Encoding, hidden: Hidden) -> "_Filtered":
        # Only the hidden who have said something in this batch make a difference.
        key = encoding, hidden.intersection(self._hidden_at)
        filtered = self._filtered.get(key)
        if filtered is None:
            gone = sorted(place for author in key[1] for place in self._hidden_at[author])
            joined, offsets = self._joined.get(encoding) or self._join(encoding)
            filtered = self._filtered[key] = _Filtered(joined, offsets, gone)
        return filtered

    def _join(self, encoding: Encoding) -> _Joined:
        """Encode what no other encoding has; those that differ in nothing that shows in an event share its bytes."""
        shared = self._shared.setdefault((encoding.dialect, encoding.frame), {})
        language_matters = encoding.dialect.language_matters
        parts, offsets, length = [], [0], 0
        for index, (shown, stamp) in enumerate(self.events):
            part = shared.get(index)
            if part is None:
                part = encoding.encode(shown, stamp)
                if not language_matters(shown):
                    shared[index] = part
            parts.append(part)
            length += len(part)
            offsets.append(length)
        joined = self._joined[encoding] = b"".join(parts), offsets
        return joined


class _Filtered:
    """What an encoding has joined, without the events in some places: cut between them, not event by event."""

    __slots__ = ("_gone", "_missing", "_offsets", "joined")

    def __init__(self, joined: bytes, offsets: list[int], gone: list[int]) -> None:
        self._gone = gone
        self._offsets = offsets
        self._missing = [0]
        """How many bytes are gone, by how many of the places are before."""
        for place in gone:
            self._missing.append(self._missing[-1] + offsets[place + 1] - offsets[place])
        everything, begin, runs = memoryview(joined), 0, []
        for place in gone:
            runs.append(everything[begin : offsets[place]])
            begin = offsets[place + 1]
        self.joined = b"".join([*runs, everything[begin:]]) if gone else joined

    def part(self, start: int, end: int) -> memoryview:
        """Return the bytes of the events from `start` up to `end`, as the whole batch counts them."""
        return memoryview(self.joined)[self._offset(start) : self._offset(end)]

    def _offset(self, index: int) -> int:
        return self._offsets[index] - self._missing[bisect_left(self._gone, index)]
