"""What everybody is to see, kept once and encoded once for each kind of listener."""

from besedka.chat import Stamp
from besedka.chat.events import Message
from besedka.dialects import Dialect, Shown
from besedka.server.voice import Frame, Voice

__all__ = ["NOTHING", "Batch", "Hidden"]

_EVENT_SIZE = 128
"""Bytes, about, of an event besides its text."""

Hidden = frozenset[str]
"""Authors whose events a listener's filter hides."""

NOTHING: Hidden = frozenset()

_Joined = tuple[bytes, list[int]]
"""The events behind each other, and where each begins; behind the last one, where they end."""


class Batch:
    """The events of one flush for everybody, and their encodings, each made once when it is first asked for.

    Listeners of one voice share one `bytes`, and so do those whose filters hide the same of what is in the batch: the
    author of every event that may be hidden stands beside it.
    """

    __slots__ = ("_filtered", "_hidden_at", "_joined", "_shared", "events", "size")

    def __init__(self) -> None:
        self.events: list[tuple[Shown, Stamp]] = []
        self.size = 0
        self._hidden_at: dict[str, list[int]] = {}
        """By author: the places of the events that a filter may hide."""
        self._shared: dict[tuple[Dialect, Frame], dict[int, bytes]] = {}
        self._joined: dict[Voice, _Joined] = {}
        self._filtered: dict[tuple[Voice, Hidden], _Joined] = {}

    def add(self, shown: Shown, stamp: Stamp, author: str | None = None) -> None:
        """Put an event behind the others; those do not get it who hide this author."""
        if author is not None:
            self._hidden_at.setdefault(author, []).append(len(self.events))
        self.events.append((shown, stamp))
        self.size += _EVENT_SIZE + (4 * len(shown.text) if type(shown) is Message else 0)

    def whole(self, voice: Voice, hidden: Hidden = NOTHING) -> bytes:
        """What all the events are in this voice, without those of the hidden authors."""
        joined = self._filter(voice, hidden) if hidden else self._joined.get(voice) or self._join(voice)
        return joined[0]

    def part(self, voice: Voice, hidden: Hidden, start: int, end: int) -> memoryview:
        """What the events from `start` up to `end` are, likewise."""
        joined = self._filter(voice, hidden) if hidden else self._joined.get(voice) or self._join(voice)
        offsets = joined[1]
        return memoryview(joined[0])[offsets[start] : offsets[end]]

    def _filter(self, voice: Voice, hidden: Hidden) -> _Joined:
        # Only the hidden who have said something in this batch make a difference.
        hidden = hidden.intersection(self._hidden_at)
        joined = self._joined.get(voice) or self._join(voice)
        if not hidden:
            return joined
        filtered = self._filtered.get((voice, hidden))
        if filtered is None:
            filtered = self._filtered[voice, hidden] = self._leave_out(joined, hidden)
        return filtered

    def _join(self, voice: Voice) -> _Joined:
        """Encode what no other voice has; voices that differ in nothing that shows in an event share its bytes."""
        shared = self._shared.setdefault((voice.dialect, voice.frame), {})
        language_matters = voice.dialect.language_matters
        parts, offsets, length = [], [0], 0
        for index, (shown, stamp) in enumerate(self.events):
            part = shared.get(index)
            if part is None:
                part = voice.encode(shown, stamp)
                if not language_matters(shown):
                    shared[index] = part
            parts.append(part)
            length += len(part)
            offsets.append(length)
        joined = self._joined[voice] = b"".join(parts), offsets
        return joined

    def _leave_out(self, joined: _Joined, hidden: Hidden) -> _Joined:
        """Take the events of the hidden authors from what a voice has: they become empty in their places."""
        everything, whole_offsets = memoryview(joined[0]), joined[1]
        gone = {place for author in hidden for place in self._hidden_at[author]}
        parts: list[memoryview] = []
        offsets, length = [0], 0
        for index in range(len(self.events)):
            if index not in gone:
                part = everything[whole_offsets[index] : whole_offsets[index + 1]]
                parts.append(part)
                length += len(part)
            offsets.append(length)
        return b"".join(parts), offsets
