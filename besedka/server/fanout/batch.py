"""The events broadcast to everybody, stored once and encoded once per encoding."""

from bisect import bisect_left

from besedka.chat import Stamp
from besedka.chat.language.events import Message
from besedka.dialects import Dialect, Shown, Unfinished
from besedka.server.fanout.encoding import Encoding, Framing

__all__ = ["NOTHING", "Batch", "Hidden"]

_EVENT_SIZE = 128
"""Approximate bytes of an event besides its text."""

Hidden = frozenset[str]
"""Authors whose events a listener's filter hides."""

NOTHING: Hidden = frozenset()

_Joined = tuple[bytes, list[int]]
"""The concatenated events and the offset of each; the last offset is the end."""


class Batch:
    """The broadcast events of one flush, and their bytes in each encoding, computed once on first use.

    Listeners with the same encoding share one `bytes`, as do listeners whose filters hide the same events of
    the batch. For this, the author of every event that a filter may hide is stored.
    """

    __slots__ = ("_filtered", "_hidden_at", "_joined", "_shared", "events", "size")

    def __init__(self) -> None:
        self.events: list[tuple[Shown, Stamp]] = []
        self.size = 0
        self._hidden_at: dict[str, list[int]] = {}
        """Indexes of the events that a filter may hide, by author."""
        self._shared: dict[tuple[Dialect, Framing], dict[int, bytes]] = {}
        self._joined: dict[Encoding, _Joined] = {}
        self._filtered: dict[tuple[Encoding, Hidden], _Filtered] = {}

    def add(self, shown: Shown, stamp: Stamp, author: str | None = None) -> None:
        """Append an event; listeners who hide `author` do not get it."""
        if author is not None:
            self._hidden_at.setdefault(author, []).append(len(self.events))
        self.events.append((shown, stamp))
        event = shown.event if type(shown) is Unfinished else shown
        self.size += _EVENT_SIZE + (4 * len(event.text) if type(event) is Message else 0)

    def whole(self, encoding: Encoding, hidden: Hidden = NOTHING) -> bytes:
        """Return the bytes of all events in this encoding, except those by hidden authors."""
        if hidden:
            return self._filter(encoding, hidden).joined
        return (self._joined.get(encoding) or self._join(encoding))[0]

    def part(self, encoding: Encoding, hidden: Hidden, start: int, end: int) -> memoryview:
        """Return the bytes of the events from `start` up to `end`, except those by hidden authors."""
        if hidden:
            return self._filter(encoding, hidden).part(start, end)
        joined, offsets = self._joined.get(encoding) or self._join(encoding)
        return memoryview(joined)[offsets[start] : offsets[end]]

    def _filter(self, encoding: Encoding, hidden: Hidden) -> "_Filtered":
        # Only hidden authors with events in this batch make a difference.
        key = encoding, hidden.intersection(self._hidden_at)
        filtered = self._filtered.get(key)
        if filtered is None:
            gone = sorted(place for author in key[1] for place in self._hidden_at[author])
            joined, offsets = self._joined.get(encoding) or self._join(encoding)
            filtered = self._filtered[key] = _Filtered(joined, offsets, gone)
        return filtered

    def _join(self, encoding: Encoding) -> _Joined:
        """Encode the events; reuse the bytes of encodings that differ only in a language that does not matter."""
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
    """The joined bytes of an encoding without some events, copied in runs and not event by event."""

    __slots__ = ("_gone", "_missing", "_offsets", "joined")

    def __init__(self, joined: bytes, offsets: list[int], gone: list[int]) -> None:
        self._gone = gone
        self._offsets = offsets
        self._missing = [0]
        """Number of bytes removed before each removed event, and in total."""
        for place in gone:
            self._missing.append(self._missing[-1] + offsets[place + 1] - offsets[place])
        everything, begin, runs = memoryview(joined), 0, []
        for place in gone:
            runs.append(everything[begin : offsets[place]])
            begin = offsets[place + 1]
        self.joined = b"".join([*runs, everything[begin:]]) if gone else joined

    def part(self, start: int, end: int) -> memoryview:
        """Return the bytes of the events from `start` up to `end`, indexes of the whole batch."""
        return memoryview(self.joined)[self._offset(start) : self._offset(end)]

    def _offset(self, index: int) -> int:
        return self._offsets[index] - self._missing[bisect_left(self._gone, index)]
