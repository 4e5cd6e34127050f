"""Counts and timings of one process, to be merged over all processes."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from besedka.load.checks.delivery_check import DeliveryErrors
from besedka.load.checks.histogram import Histogram

__all__ = ["COUNTS", "TIMES", "Slot", "Tally", "slot_width"]

_MAX_SLOTS: Final = 600
"""Slots of the planned duration; twice as many are kept, for a run that lasts longer."""
_SECOND: Final = 1_000_000

COUNTS: Final = (
    "connected",
    "returned",
    "departures",
    "reconnected",
    "rejoined",
    "gap",
    "unsent",
    "unanswered",
    "to-all",
    "blackouts",
    "never-back",
)
"""What is counted:

- connected: connections made;
- returned: those of them by users who had left before;
- departures: users leaving;
- reconnected: sessions that went on over another connection after they had lost theirs;
- rejoined: users that began another session, as theirs was over;
- gap: public messages that the server said a session had missed for good;
- unsent: actions that could not be sent;
- unanswered: actions without an answer;
- to-all: posts that all had while there was traffic;
- blackouts: losses of connections, those within a blackout apart;
- never-back: blackouts that had not ended when the run did.
"""

TIMES: Final = (
    "messages",
    "private",
    "delayed",
    "answers",
    "lateness",
    "entering",
    "reconnecting",
    "all",
    "blackout",
)
"""What is timed, each from the moment it was due. "messages" is kept slot by slot, the others in `Tally.times`:

- messages: to the arrival of an undelayed message, at every receiver;
- private: the same of private messages alone;
- delayed: the same of delayed messages;
- answers: to the answer to an action;
- lateness: to the sending of an action;
- entering: until the user is in the chat;
- reconnecting: from the loss of a connection until the session goes on. What was due meanwhile is not timed;
- all: of a post, until everybody who was in has it;
- blackout: from the loss of a connection until the user is in again and has what it missed.
"""


def slot_width(duration: float) -> int:
    """The length of a slot in microseconds: a second, or more when a long run would need too many."""
    return _SECOND * max(1, math.ceil(duration / _MAX_SLOTS))


class Slot:
    """Counts and latencies of one interval: messages, blackouts that began (`losses`), and those that ended."""

    __slots__ = ("blackouts", "delivered", "losses", "messages", "sent")

    def __init__(self) -> None:
        self.sent = self.delivered = self.losses = 0
        self.messages = Histogram()
        self.blackouts = Histogram()

    def merge(self, other: "Slot") -> None:
        """Add another process's slot of the same interval."""
        self.sent += other.sent
        self.delivered += other.delivered
        self.losses += other.losses
        self.messages.merge(other.messages)
        self.blackouts.merge(other.blackouts)

    def as_json(self) -> list[Any]:
        """A list that `from_json` reads back."""
        return [
            self.sent,
            self.delivered,
            self.losses,
            self.messages.as_json(),
            self.blackouts.as_json(),
        ]

    @classmethod
    def from_json(cls, fields: Sequence[Any]) -> "Slot":
        """The slot that `as_json` wrote."""
        self = cls()
        self.sent, self.delivered, self.losses, messages, blackouts = fields
        self.messages, self.blackouts = Histogram.from_json(messages), Histogram.from_json(blackouts)
        return self


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
        """First and last time at which a user came in, before the traffic began."""
        self.last = 0
        """When the last message arrived."""
        self.busy = 0.0
        """The share of a core that the busiest generator process used while there was traffic."""

    def slot(self, now: int) -> Slot:
        """The slot of the time `now`. The first and the last slot take what is before and behind them."""
        index = max(0, min(2 * _MAX_SLOTS, (now - self.begin) // self.width))
        found = self.slots.get(index)
        if found is None:
            found = self.slots[index] = Slot()
        return found

    def count_delivered(self, moments: Sequence[int], now: int) -> None:
        """Record that undelayed messages arrived at `now`; `moments` are the times at which they were due."""
        slot = self.slot(now)
        slot.delivered += len(moments)
        slot.messages.record_ages(moments, now)
        self.last = now

    def count_missed(self, count: int, now: int) -> None:
        """Record that so many messages arrived at `now` that were due while there was no connection."""
        self.slot(now).delivered += count
        self.last = now

    def count_delayed(self, moments: Sequence[int], now: int) -> None:
        """Record that delayed messages arrived at `now`; `moments` are the times at which they were due."""
        self.slot(now).delivered += len(moments)
        self.times["delayed"].record_ages(moments, now)
        self.last = now

    def count_loss(self, now: int) -> None:
        """Record that a blackout began at `now`."""
        self.counts["blackouts"] += 1
        self.slot(now).losses += 1

    def count_return(self, lasted: int, now: int) -> None:
        """Record that a blackout ended at `now`."""
        self.times["blackout"].record(lasted)
        self.slot(now).blackouts.record(lasted)

    def enter(self, due: int, now: int) -> None:
        """Record that a user who was due at `due` came in at `now`."""
        self.counts["connected"] += 1
        self.times["entering"].record(now - due)
        if not self.begin:
            self.entered = (self.entered[0] if self.entered else now, now)

    @property
    def messages(self) -> Histogram:
        """The latencies of all undelayed messages, merged anew on each access."""
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
        """Add the figures of another process, whose slots must have the same width."""
        if other.width != self.width:
            raise ValueError(f"slots of {other.width} µs cannot be added to slots of {self.width} µs")
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
        """An object that `from_json` reads back, without the open gaps of `errors`."""
        return {
            "width": self.width,
            "begin": self.begin,
            "last": self.last,
            "busy": self.busy,
            "entered": self.entered,
            "counters": [dict(counter) for counter in self.counters()],
            "errors": self.errors.as_json(),
            "times": {name: histogram.as_json() for name, histogram in self.times.items()},
            "slots": [[index, slot.as_json()] for index, slot in self.slots.items()],
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
        self.slots = {index: Slot.from_json(slot) for index, slot in fields["slots"]}
        return self

    def counters(self) -> tuple[Counter[str], ...]:
        """All counters, in a fixed order."""
        return self.counts, self.refused, self.failed, self.dropped
