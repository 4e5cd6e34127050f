"""What one process has counted and measured; those of all processes are merged."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from besedka.load.checks.delivery_check import DeliveryErrors
from besedka.load.checks.histogram import Histogram

__all__ = ["COUNTS", "TIMES", "Slot", "Tally", "slot_width"]

_MOST_SLOTS: Final = 600
_SECOND: Final = 1_000_000

COUNTS: Final = ("connected", "returned", "departures", "unsent", "unanswered")
"""Connections that were made, those of them of users who had left, and how often that was; actions that could not be
sent, and that got no answer."""

TIMES: Final = ("messages", "private", "delayed", "answers", "lateness", "entering")
"""From when a message was due to its arrival, at every receiver: all undelayed ones, of these the private ones, and
the delayed ones; until an action was answered; until it was sent; until a user was in."""


def slot_width(duration: float) -> int:
    """The length of a slot in microseconds: a second, or more when a long run would need too many."""
    return _SECOND * max(1, math.ceil(duration / _MOST_SLOTS))


class Slot:
    """A stretch of time: what was sent and delivered in it, and how long it had taken."""

    __slots__ = ("delivered", "messages", "sent")

    def __init__(self, sent: int = 0, delivered: int = 0, messages: Histogram | None = None) -> None:
        self.sent = sent
        self.delivered = delivered
        self.messages = messages or Histogram()

    def merge(self, other: "Slot") -> None:
        """Add what happened elsewhere in that time."""
        self.sent += other.sent
        self.delivered += other.delivered
        self.messages.merge(other.messages)


class Tally:
    """The figures of a run. All times are microseconds; `begin` is when the traffic began."""

    def __init__(self, width: int = _SECOND) -> None:
        self.width = width
        self.begin = 0
        self.counts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        """By the code of the refusal."""
        self.failed: Counter[str] = Counter()
        """Connections that could not be made, by reason."""
        self.dropped: Counter[str] = Counter()
        """Connections that the server ended, by close code."""
        self.errors = DeliveryErrors()
        self.times = {name: Histogram() for name in TIMES[1:]}
        self.slots: dict[int, Slot] = {}
        self.entered: tuple[int, int] | None = None
        """When the first and the last user came in, of those that did before the traffic."""
        self.last = 0
        """When the last message arrived."""
        self.busy = 0.0
        """The share of a core that the busiest generator process used while there was traffic."""

    def slot(self, now: int) -> Slot:
        """The slot of this moment; there is a bound to how many there are."""
        index = max(0, min(2 * _MOST_SLOTS, (now - self.begin) // self.width))
        found = self.slots.get(index)
        if found is None:
            found = self.slots[index] = Slot()
        return found

    def count_delivered(self, moments: Sequence[int], now: int) -> None:
        """Undelayed messages arrived now; `moments` is when they were due."""
        slot = self.slot(now)
        slot.delivered += len(moments)
        slot.messages.record_ages(moments, now)
        self.last = now

    def count_delayed(self, moments: Sequence[int], now: int) -> None:
        """Delayed messages arrived now."""
        self.slot(now).delivered += len(moments)
        self.times["delayed"].record_ages(moments, now)
        self.last = now

    def enter(self, due: int, now: int) -> None:
        """A user is in, who was due to come in then."""
        self.counts["connected"] += 1
        self.times["entering"].record(now - due)
        if not self.begin:
            self.entered = (self.entered[0] if self.entered else now, now)

    @property
    def messages(self) -> Histogram:
        """The times of all undelayed messages."""
        whole = Histogram()
        for slot in self.slots.values():
            whole.merge(slot.messages)
        return whole

    @property
    def delivered(self) -> int:
        """Messages received, of all receivers together."""
        return sum(slot.delivered for slot in self.slots.values())

    @property
    def sent(self) -> int:
        """Actions that were sent."""
        return sum(slot.sent for slot in self.slots.values())

    def merge(self, other: "Tally") -> None:
        """Add what another process has found."""
        for mine, theirs in zip(self.counters(), other.counters(), strict=True):
            mine.update(theirs)
        self.errors.merge(other.errors)
        for name, histogram in other.times.items():
            self.times[name].merge(histogram)
        for index, slot in other.slots.items():
            self.slots.setdefault(index, Slot()).merge(slot)
        if other.entered:
            first, last = self.entered or other.entered
            self.entered = min(first, other.entered[0]), max(last, other.entered[1])
        self.begin = self.begin or other.begin
        self.last = max(self.last, other.last)
        self.busy = max(self.busy, other.busy)

    def as_json(self) -> dict[str, Any]:
        """An object that `from_json` reads back; without the gaps that are not settled."""
        return {
            "width": self.width,
            "begin": self.begin,
            "last": self.last,
            "busy": self.busy,
            "entered": self.entered,
            "counters": [dict(counter) for counter in self.counters()],
            "errors": self.errors.as_json(),
            "times": {name: histogram.as_json() for name, histogram in self.times.items()},
            "slots": [
                [index, slot.sent, slot.delivered, slot.messages.as_json()]
                for index, slot in self.slots.items()
            ],
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Tally":
        """The tally that `as_json` wrote."""
        self = cls(fields["width"])
        self.begin, self.last, self.busy = fields["begin"], fields["last"], fields["busy"]
        self.entered = tuple(fields["entered"]) if fields["entered"] else None
        for counter, counts in zip(self.counters(), fields["counters"], strict=True):
            counter.update(counts)
        self.errors = DeliveryErrors.from_json(fields["errors"])
        self.times = {name: Histogram.from_json(value) for name, value in fields["times"].items()}
        for index, sent, delivered, messages in fields["slots"]:
            self.slots[index] = Slot(sent, delivered, Histogram.from_json(messages))
        return self

    def counters(self) -> tuple[Counter[str], ...]:
        """All that is counted by name."""
        return self.counts, self.refused, self.failed, self.dropped
