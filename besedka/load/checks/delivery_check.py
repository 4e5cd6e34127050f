"""Checks what a receiver heard against what it should have heard: lost, duplicated, reordered, misdirected messages.

For each stream (see `marks`) a receiver keeps the last number and the missing numbers before it. Rules:

- A user present from the beginning must hear every message, from number 1 on.
- A user who joins later is judged from the first message of a stream that it hears: only the server could tell whether
  an earlier one should still have reached it.
- A user who leaves is judged up to the last message that it heard; one who stays, up to the last message sent.
- A public message that a resumed session was told not to get (`gap`) is excused.
- A number that was refused, or whose sender was disconnected before the answer, may arrive but need not.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from besedka.load.scenario.marks import StreamId, private_parties

__all__ = ["DeliveryCheck", "DeliveryErrors", "SentStreams"]

_UNKNOWN: Final = -2  # never one less than a number
_MAX_MISSING: Final = 200
"""Ranges of missing numbers that a receiver remembers; beyond that, the oldest counts as lost."""

_MAX_GAPS: Final = 200_000
"""Ranges of missing numbers that a process remembers: as many as a thousand users miss of two hundred streams."""

Gap = tuple[StreamId, int, int, int, bool]
"""A stream, the first and the last missing number, the user who misses them, and whether it was away then."""


@dataclass
class SentStreams:
    """The last number of each stream, and the numbers that were never sent."""

    last: dict[StreamId, int] = field(default_factory=dict)
    void: dict[StreamId, list[int]] = field(default_factory=dict)

    def merge(self, other: "SentStreams") -> None:
        """Add the streams of another process. No stream belongs to two processes."""
        self.last |= other.last
        self.void |= other.void

    @cached_property
    def to_everybody(self) -> int:
        """The number of public messages that a user present all the time must have heard."""
        public = sum(number for stream, number in self.last.items() if stream >= 0)
        return public - sum(len(numbers) for stream, numbers in self.void.items() if stream >= 0)

    @cached_property
    def ends(self) -> dict[StreamId, int]:
        """The last number of each stream that must arrive: all later ones are void."""
        found = {}
        for stream, last in self.last.items():
            void = frozenset(self.void.get(stream, ()))
            found[stream] = next(number for number in range(last, -1, -1) if number not in void)
        return found

    @cached_property
    def _private(self) -> dict[int, list[StreamId]]:
        found: dict[int, list[StreamId]] = {}
        for stream in self.last:
            for user in private_parties(stream) if stream < 0 else ():
                found.setdefault(user, []).append(stream)
        return found

    def private_streams(self, user: int) -> Sequence[StreamId]:
        """Return the private streams to which a user is a party."""
        return self._private.get(user, ())

    def as_json(self) -> dict[str, Any]:
        """Return an object that `from_json` reads."""
        return {"last": list(self.last.items()), "void": list(self.void.items())}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "SentStreams":
        """Read an object written by `as_json`."""
        return cls(dict(fields["last"]), dict(fields["void"]))


@dataclass
class DeliveryErrors:
    """Errors counted over all receivers of a process. `lost` is complete after `settle`."""

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    misdirected: int = 0
    lost_away: int = 0
    """Those of the lost ones that a user misses since its connection was lost."""
    gaps: list[Gap] = field(default_factory=list)
    excused: Counter[int] = field(default_factory=Counter)
    """The messages that the server said a user would not get, by user."""

    def gap(self, stream: StreamId, first: int, last: int, user: int, *, away: bool = False) -> None:
        """Record numbers that a user never heard. Whether they were sent is known only at the end."""
        if len(self.gaps) < _MAX_GAPS:
            self.gaps.append((stream, first, last, user, away))
        else:
            self._lose(last - first + 1, away=away)

    def merge(self, other: "DeliveryErrors") -> None:
        """Add the counts of another process. Each process settles its own gaps."""
        self.lost += other.lost
        self.duplicated += other.duplicated
        self.reordered += other.reordered
        self.misdirected += other.misdirected
        self.lost_away += other.lost_away

    def as_json(self) -> list[int]:
        """Return the counts for `from_json`, without unsettled gaps."""
        return [self.lost, self.duplicated, self.reordered, self.misdirected, self.lost_away]

    @classmethod
    def from_json(cls, counts: Sequence[int]) -> "DeliveryErrors":
        """Read counts written by `as_json`."""
        lost, duplicated, reordered, misdirected, away = counts
        return cls(lost, duplicated, reordered, misdirected, away)

    def settle(self, said: SentStreams) -> None:
        """Count the missing numbers that were actually sent as lost. Call when `said` of all processes is known."""
        void = {stream: frozenset(numbers) for stream, numbers in said.void.items()}
        for stream, first, last, user, away in self.gaps:
            missing = last - first + 1 - sum(first <= number <= last for number in void.get(stream, ()))
            excused = min(missing, self.excused[user]) if stream >= 0 else 0
            self.excused[user] -= excused
            self._lose(missing - excused, away=away)
        self.gaps.clear()

    def _lose(self, count: int, *, away: bool) -> None:
        self.lost += count
        self.lost_away += count if away else 0


_Range = tuple[int, int, bool]
"""The first and the last missing number, and whether they are missing since a connection was lost."""


class DeliveryCheck:
    """The check for one receiver during one stay. `whole`: present before any message was sent."""

    __slots__ = (
        "_before",
        "_counted",
        "_errors",
        "_excused",
        "_floor",
        "_last",
        "_missing",
        "_private",
        "_private_before",
        "_ranges",
        "received",
        "user",
    )

    def __init__(self, user: int, errors: DeliveryErrors, *, senders: int, whole: bool) -> None:
        self.user = user
        self.received = 0
        """The number of distinct public messages."""
        self._errors = errors
        self._excused = 0
        self._counted = whole
        self._last = array("q", [0 if whole else _UNKNOWN]) * (2 * senders)
        self._private: dict[StreamId, int] = {}
        self._before: array[int] | None = None
        self._private_before: dict[StreamId, int] = {}
        self._missing: dict[StreamId, list[_Range]] = {}
        self._ranges = 0
        self._floor: dict[StreamId, int] = {}

    def count(self, marks: Sequence[tuple[StreamId, int]]) -> None:
        """Check public messages in order of arrival. This is most of the generator's work."""
        last = self._last
        self.received += len(marks)
        for stream, number in marks:
            if last[stream] + 1 == number:
                last[stream] = number
            else:
                last[stream] = self._out_of_order(stream, number, last[stream])

    def count_private(self, stream: StreamId, number: int) -> bool:
        """Check a private message; return False if it was not meant for this user."""
        if self.user not in private_parties(stream):
            self._errors.misdirected += 1
            return False
        last = self._private.get(stream, 0)
        self._private[stream] = number if last + 1 == number else self._out_of_order(stream, number, last)
        return True

    def excuse(self, public: int) -> None:
        """Do not expect so many of the public messages: the server has said that they are gone."""
        self._excused += public
        if public:
            self._errors.excused[self.user] += public

    def miss_from_here(self) -> None:
        """Note that the connection is lost: what is missing behind the last numbers is missing since then."""
        self._before = array("q", self._last)
        self._private_before = dict(self._private)

    def join_anew(self) -> None:
        """Note that the user goes on with another session: nothing of what was said meanwhile will follow."""
        self._counted = False

    def is_complete(self, said: SentStreams) -> bool:
        """Return whether everything expected seems to have arrived, so there is nothing to wait for."""
        if self._counted:
            return self.received + self._excused >= said.to_everybody and all(
                self._private.get(stream, 0) >= said.ends[stream]
                for stream in said.private_streams(self.user)
            )
        # A user who joined later, or anew, knows only the streams that it has heard.
        return all(
            self._last[stream] == _UNKNOWN or self._last[stream] >= end
            for stream, end in said.ends.items()
            if stream >= 0
        )

    def close(self, said: SentStreams | None = None) -> None:
        """End the stay. `said`: the messages sent, if the stay lasted to the end of the run."""
        for stream, last, final in self._ends(said) if said else ():
            if last != _UNKNOWN and last < final:
                self._miss(stream, last + 1, final)
        for stream, ranges in self._missing.items():
            self._report(stream, ranges)
        self._missing.clear()

    def _out_of_order(self, stream: StreamId, number: int, last: int) -> int:
        """Handle an unexpected number; return the new last number."""
        if last == _UNKNOWN:
            # Recorded as missing, to tell a message from before the floor from a duplicate.
            self._floor[stream] = number
            self._miss(stream, 1, number - 1)
            return number
        if number > last:
            self._miss(stream, last + 1, number - 1)
            return number
        if self._find(stream, number):
            self._errors.reordered += 1
        else:
            self._errors.duplicated += 1
            if stream >= 0:
                self.received -= 1
        return last

    def _miss(self, stream: StreamId, first: int, last: int) -> None:
        if first > last:
            return
        self._missing.setdefault(stream, []).append((first, last, self._was_away(stream, first)))
        self._ranges += 1
        if self._ranges > _MAX_MISSING:
            oldest = next(name for name, ranges in self._missing.items() if ranges)
            self._report(oldest, [self._missing[oldest].pop(0)])
            self._ranges -= 1

    def _was_away(self, stream: StreamId, first: int) -> bool:
        """Return whether this number is the first one after the connection was lost."""
        if self._before is None:
            return False
        before = self._before[stream] if stream >= 0 else self._private_before.get(stream, 0)
        return before + 1 == first

    def _find(self, stream: StreamId, number: int) -> bool:
        """Remove a number from the missing ones; return whether it was there."""
        ranges = self._missing.get(stream, [])
        for place, (first, last, away) in enumerate(ranges):
            if first <= number <= last:
                parts = [(a, b, away) for a, b in ((first, number - 1), (number + 1, last)) if a <= b]
                ranges[place : place + 1] = parts
                self._ranges += len(parts) - 1
                return True
        return False

    def _report(self, stream: StreamId, ranges: Iterable[_Range]) -> None:
        floor = self._floor.get(stream, 1)
        for first, last, away in ranges:
            if last >= floor:
                self._errors.gap(stream, max(first, floor), last, self.user, away=away)

    def _ends(self, said: SentStreams) -> Iterator[tuple[StreamId, int, int]]:
        """Yield each stream that concerns this user, with the last number heard and the last one sent."""
        for stream, final in said.last.items():
            if stream >= 0:
                yield stream, self._last[stream], final
        for stream in said.private_streams(self.user):
            yield stream, self._private.get(stream, 0), said.last[stream]
