"""What everybody is to see, kept once and encoded once for each kind of listener."""

from besedka.chat import Stamp
from besedka.chat.events import Message
from besedka.dialects import Dialect, Shown
from besedka.server.voice import Frame, Voice

__all__ = ["Batch"]

_EVENT_SIZE = 128
"""Bytes, about, of an event besides its text."""


class Batch:
    """The events of one flush for everybody, and their encodings, each made once when it is first asked for."""

    __slots__ = ("_joined", "_shared", "events", "size")

    def __init__(self) -> None:
        self.events: list[tuple[Shown, Stamp]] = []
        self.size = 0
        self._shared: dict[tuple[Dialect, Frame], dict[int, bytes]] = {}
        self._joined: dict[Voice, tuple[bytes, list[int]]] = {}

    def add(self, shown: Shown, stamp: Stamp) -> None:
        """Put an event behind the others."""
        self.events.append((shown, stamp))
        self.size += _EVENT_SIZE + (4 * len(shown.text) if type(shown) is Message else 0)

    def whole(self, voice: Voice) -> bytes:
        """What all the events are in this voice."""
        return (self._joined.get(voice) or self._join(voice))[0]

    def part(self, voice: Voice, start: int, end: int) -> memoryview:
        """What the events from `start` up to `end` are in this voice."""
        joined, offsets = self._joined.get(voice) or self._join(voice)
        return memoryview(joined)[offsets[start] : offsets[end]]

    def _join(self, voice: Voice) -> tuple[bytes, list[int]]:
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
        self._joined[voice] = b"".join(parts), offsets
        return self._joined[voice]
