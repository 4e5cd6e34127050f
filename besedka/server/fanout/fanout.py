"""Fan-out: one message in, a thousand out.

This is the performance-critical part. Broadcast events are stored once, in the *batch*. A flush encodes the
batch once per encoding, joins it into one `bytes`, and gives each member a single `write`. There is no task,
no queue and no `await` per recipient.

A write takes the same microseconds for one message or forty, and with a thousand members a flush is a
thousand writes. A small batch therefore waits one turn of the event loop to include whatever the other
connections have sent meanwhile. It waits again as long as turns add events, at most `_MAX_TURNS` times, so a
storm of arrivals is announced by the dozen. On an idle server there is nothing to wait for, and a turn takes
no time. A large batch is flushed at once, so that its readers work while the next one is made.

A very large room is written in portions, one per turn, so that reading and answering continue meanwhile. A member that
has not received its portion yet is *behind*. This is not observable: anything else written to it is preceded by its
portion, and the next flush waits for the last portion of this one while its batch collects events.

A listener may have a *filter*: authors whose events it does not get. It still has a single stream, otherwise
the order between filterable and other events would be lost. Members without a filter, or whose filter hides
nothing in the batch, share one `bytes` per encoding. Members whose filters hide the same events share
another, which is made from the first by removing these events. Filters cost other members nothing. A filter
changes like an encoding, at a cut.

The order is the journal's, for everybody. A member that gets something of its own in the middle of a turn (an
answer, a private message, the welcome) has its stream *cut* at that point: it is written the batch up to the
cut, its own bytes, and the batch from the cut on, spliced. Cuts are indexes into the batch, so a cut costs
its member two slices and nobody else anything.

A slow reader blocks nobody. Its unread bytes are its backlog. Once `SlowReaders` marks the member slow, nothing more
is written to it, and the hub is told after the flush, so that its departure is an entry like any other.
"""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from itertools import islice

from besedka.chat import Stamp
from besedka.dialects import Shown
from besedka.server.fanout.batch import Batch, Hidden
from besedka.server.fanout.encoding import Encoding
from besedka.server.fanout.outbox import Outbox
from besedka.server.fanout.slow_readers import SlowReaders
from besedka.server.process.counts import Counts

__all__ = ["Fanout"]

_FULL_BATCH = 1 << 18
"""Approximate batch size in bytes that is flushed at once. This bounds what one turn of the loop can add to a
backlog."""

_SMALL_BATCH = 1 << 14
"""Approximate batch size in bytes below which the number of writes costs more than their length."""

_MAX_TURNS = 8
"""Maximum turns of the loop that a small batch waits for more events."""

_PORTION = 1000
_PORTION_BYTES = 1 << 28
"""Maximum members, and approximate bytes, written in one turn of the loop; fast members read meanwhile."""

_NOTHING = Batch()


class Fanout:
    """All outboxes of a server.

    `on_slow` is called, never from within a flush, with each outbox that must be disconnected. `bound` and
    `total_bound` are in bytes (see `SlowReaders`).
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        on_slow: Callable[[Outbox], None],
        *,
        bound: int,
        total_bound: int,
    ) -> None:
        self._call_soon = loop.call_soon
        self._slow_readers = SlowReaders(loop, on_slow, bound=bound, total_bound=total_bound)
        self._batch = Batch()
        self._members: dict[Outbox, None] = {}
        self._touched: dict[Outbox, None] = {}
        """Outboxes that get something other than the whole batch."""
        self._behind: dict[Outbox, None] = {}
        """Members that have yet to get all of `_last`."""
        self._last = _NOTHING
        self._filters = 0
        """Number of members with a filter; while it is 0, authors are not stored in the batch."""
        self._portion = _PORTION
        self._scheduled = False
        self._waited = 0
        """Turns that the batch has waited; `_found` is its number of events at the last turn."""
        self._found = 0
        self._afterwards: list[Callable[[], None]] = []
        self.dropped = 0
        """Number of members that were too slow so far."""
        self.counts: Counts | None = None
        """Where metrics are counted, once and if they are."""
        self._unheard = 0
        """Events of the batch that members do not get since they came later, less those that former members get."""

    @property
    def backlog(self) -> int:
        """Bytes that wait for all members, now."""
        return sum(outbox.transport.get_write_buffer_size() for outbox in self._members if outbox.backlog)

    def enter(self, outbox: Outbox) -> None:
        """Make `outbox` a member: from this point on, it gets broadcasts."""
        self._members[outbox] = self._touched[outbox] = None
        if outbox.hidden:
            self._filters += 1
        outbox.start = len(self._batch.events)
        self._unheard += outbox.start

    def leave(self, outbox: Outbox) -> None:
        """Remove `outbox` from the members; earlier broadcasts are still written to it.

        Idempotent.
        """
        if outbox.start is not None:
            self.tell(outbox, b"")
            outbox.start = None
            self._unheard -= len(self._batch.events)
            if outbox.hidden:
                self._filters -= 1
            del self._members[outbox]
            self._slow_readers.forget(outbox)

    def drop(self, outbox: Outbox) -> None:
        """Remove a member that is too slow, and count it."""
        self.dropped += 1
        self.leave(outbox)

    def broadcast(self, shown: Shown, stamp: Stamp, author: str | None = None) -> None:
        """Send an event to all members at this point of the order, except to those who hide its `author`."""
        self._batch.add(shown, stamp, author if self._filters else None)
        if self._batch.size > _FULL_BATCH:
            self.flush()
        elif not self._scheduled:
            self._schedule()

    def tell(self, outbox: Outbox, data: bytes) -> None:
        """Write `data` to one connection, at this point of the order."""
        if outbox.doomed and outbox.start is not None:
            return  # After a gap, only the farewell may follow.
        if self._behind and outbox in self._behind:
            self._catch_up(outbox)
        start, end, length = outbox.start, len(self._batch.events), len(data)
        if start is None:
            start = end
        else:
            outbox.start = end
        outbox.cuts.append((outbox.encoding, outbox.hidden, start, end, data))
        outbox.owed += length
        outbox.told += length
        self._touched[outbox] = None
        if outbox.owed > _FULL_BATCH:
            self.flush()
        elif not self._scheduled:
            self._schedule()

    def change_encoding(self, outbox: Outbox, encoding: Encoding) -> None:
        """Change the encoding of `outbox` at this point of the order."""
        self.tell(outbox, b"")
        outbox.encoding = encoding

    def change_filter(self, outbox: Outbox, hidden: Hidden) -> None:
        """Hide broadcasts by these authors from `outbox` at this point of the order."""
        self.tell(outbox, b"")
        if outbox.start is not None:
            if outbox.hidden:
                self._filters -= 1
            if hidden:
                self._filters += 1
        outbox.hidden = hidden

    def when_flushed(self, act: Callable[[], None]) -> None:
        """Call `act` soon, after everything up to now was written."""
        if self._scheduled:
            self._afterwards.append(act)
        else:
            self._call_soon(act)

    def flush(self) -> None:
        """Write everything pending, with one `write` per connection."""
        for outbox in list(self._behind):
            self._catch_up(outbox)
        self._scheduled = False
        self._waited = self._found = 0
        batch, self._batch = self._batch, Batch()
        touched, self._touched = self._touched, {}
        if self.counts is not None:
            self.counts.count_flush(batch.events, len(self._members) * len(batch.events) - self._unheard)
        self._unheard = own = 0
        for outbox in touched:
            data = _splice(outbox, batch)
            own += len(data)
            self._write(outbox, data)
        if self.counts is not None:
            self.counts.sent_bytes += own
        if batch.events:
            self._last = batch
            others = [outbox for outbox in self._members if outbox not in touched]
            self._portion = max(1, min(_PORTION, _PORTION_BYTES // batch.size))
            self._behind = dict.fromkeys(others[self._portion :])
            self._write_whole(others[: self._portion])
        if self._slow_readers.is_over_total:
            self._slow_readers.disconnect_largest(self._members)
        afterwards, self._afterwards = self._afterwards, []
        for act in afterwards:
            self._call_soon(act)

    def _write_whole(self, outboxes: list[Outbox]) -> None:
        """Write the batch to members without data of their own. In a large room, most time is spent here."""
        whole: dict[Encoding, bytes] = {}
        for outbox in outboxes:
            if outbox.hidden:
                self._write(outbox, self._last.whole(outbox.encoding, outbox.hidden))
                continue
            data = whole.get(outbox.encoding)
            if data is None:
                data = whole[outbox.encoding] = self._last.whole(outbox.encoding)
            self._write(outbox, data)
        if self.counts is not None:
            self.counts.sent_bytes += self._length_of_whole(outboxes, whole)
        if self._behind:
            self._call_soon(self._write_portion)
        else:
            self._last = _NOTHING

    def _length_of_whole(self, outboxes: list[Outbox], whole: dict[Encoding, bytes]) -> int:
        """Return how many bytes of the batch these members were given, not looking at each where all get the same."""
        if len(whole) == 1 and not self._filters:
            return len(outboxes) * len(next(iter(whole.values())))
        return sum(len(self._last.whole(outbox.encoding, outbox.hidden)) for outbox in outboxes)

    def _write_portion(self) -> None:
        portion = list(islice(self._behind, self._portion))
        for outbox in portion:
            del self._behind[outbox]
        self._write_whole(portion)
        if self._slow_readers.is_over_total:
            self._slow_readers.disconnect_largest(self._members)

    def _catch_up(self, outbox: Outbox) -> None:
        del self._behind[outbox]
        data = self._last.whole(outbox.encoding, outbox.hidden)
        self._write(outbox, data)
        if self.counts is not None:
            self.counts.sent_bytes += len(data)

    def _schedule(self) -> None:
        self._scheduled = True
        self._call_soon(self._flush_if_scheduled)

    def _flush_if_scheduled(self) -> None:
        # A full batch may have been flushed meanwhile; then the next batch schedules its own call.
        if not self._scheduled:
            return
        if self._batch.events and (self._behind or self._may_grow()):
            self._call_soon(self._flush_if_scheduled)
        else:
            self.flush()

    def _may_grow(self) -> bool:
        """Return whether the batch is small and the last turn added events."""
        found, self._found = self._found, len(self._batch.events)
        self._waited += 1
        return self._batch.size < _SMALL_BATCH and self._waited <= _MAX_TURNS and self._found > found

    def _write(self, outbox: Outbox, data: bytes | memoryview) -> None:
        transport = outbox.transport
        if not data or transport.is_closing() or (outbox.doomed and outbox.start is not None):
            return
        transport.write(data)
        backlog = transport.get_write_buffer_size()
        if (backlog or outbox.backlog) and outbox.start is not None:
            self._slow_readers.record_write(outbox, backlog, len(data))


def _splice(outbox: Outbox, batch: Batch) -> bytes:
    pieces: list[bytes | memoryview] = []
    for encoding, hidden, start, end, data in outbox.cuts:
        if start < end:
            pieces.append(batch.part(encoding, hidden, start, end))
        pieces.append(data)
    outbox.cuts = []
    outbox.owed = 0
    if outbox.start is not None:
        if outbox.start < len(batch.events):
            pieces.append(batch.part(outbox.encoding, outbox.hidden, outbox.start, len(batch.events)))
        outbox.start = 0
    return b"".join(pieces)
