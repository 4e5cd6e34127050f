"""Fan-out: one message in, a thousand out.

Where the speed comes from, in one place. What everybody is to see is kept as events, once, in the *batch*. The
flush encodes the batch once per encoding, joins it into one `bytes`, and gives each member a single `write`. There is
no task, no queue and no `await` per recipient.

A write costs the same microseconds whether it carries one message or forty, and a thousand members make a flush a
thousand writes. So a flush of little waits a turn of the event loop: whatever the other connections have sent
meanwhile comes along. It waits again as long as turns bring more, a few times at most; thus a storm of arrivals is
announced by the dozen. In an idle server there is nothing to wait for, and a turn takes no time; a batch that is large
enough goes at once, so that its readers work while the next one is made.

A very large room is written in portions, one a turn, so that reading and answering go on meanwhile. Who has not had
its portion is *behind*. Nobody notices: whatever else is said to it in the meantime is preceded by its portion, and
the next flush waits for the last portion of this one, collecting what comes.

A listener may have a *filter*: authors whose events it does not get. The stream is one all the same, or the order
across what is hidden and what is not would be lost. Who has no filter, or one that hides nothing in the batch, shares
one `bytes` with all of its encoding; filters that hide the same share one too, which is made from the first by leaving
out. Nobody else pays for it. A filter changes as an encoding does, at a cut.

Order is the journal's for everybody. Whoever gets something of its own in the middle of a turn (an answer, a
private message, the welcome) has its stream *cut* there: it is written the batch up to the cut, its own bytes, and
the batch from the cut on, spliced. The cuts are positions in the batch, so a cut costs its member two slices and
nobody else anything.

A reader that is slow stops nobody. What it has not read is its backlog; once `SlowReaders` calls it slow, the member
gets nothing more, and the hub is told, after the flush, so that its departure is an entry like any other.
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

__all__ = ["Fanout"]

_FULL_BATCH = 1 << 18
"""A batch of about so many bytes is flushed at once: it bounds what one turn of the loop can add to a backlog."""

_SMALL_BATCH = 1 << 14
"""Below about so many bytes, a write costs by its number more than by its length."""

_MOST_TURNS = 8
"""So many turns of the loop may a small batch wait for more."""

_PORTION = 1000
_PORTION_BYTES = 1 << 28
"""Members that are written to in one turn of the loop, and about how many bytes: the quick ones read meanwhile."""

_NOTHING = Batch()


class Fanout:
    """All outboxes of a server.

    `on_slow` is called, never from within a flush, with each outbox that must go. `bound` and `total_bound` are bytes
    (`SlowReaders`).
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
        """Those who get something else than the whole batch."""
        self._behind: dict[Outbox, None] = {}
        """Those who are still to get `_last`, whole."""
        self._last = _NOTHING
        self._filters = 0
        """How many members have a filter; as long as nobody has, nobody notes whose anything is."""
        self._portion = _PORTION
        self._scheduled = False
        self._waited = 0
        """For how many turns the batch has waited for more, and how many events it had last."""
        self._found = 0
        self._afterwards: list[Callable[[], None]] = []

    def enter(self, outbox: Outbox) -> None:
        """Make `outbox` a member: from here on, it gets what everybody gets."""
        self._members[outbox] = self._touched[outbox] = None
        if outbox.hidden:
            self._filters += 1
        outbox.start = len(self._batch.events)

    def leave(self, outbox: Outbox) -> None:
        """Make `outbox` no member any more: what everybody got before, it still gets.

        Idempotent.
        """
        if outbox.start is not None:
            self.tell(outbox, b"")
            outbox.start = None
            if outbox.hidden:
                self._filters -= 1
            del self._members[outbox]
            self._slow_readers.forget(outbox)

    def broadcast(self, shown: Shown, stamp: Stamp, author: str | None = None) -> None:
        """Say something to everybody, at this point of the order; with an `author`, to all who do not hide it."""
        self._batch.add(shown, stamp, author if self._filters else None)
        if self._batch.size > _FULL_BATCH:
            self.flush()
        elif not self._scheduled:
            self._schedule()

    def tell(self, outbox: Outbox, data: bytes) -> None:
        """Write `data` to one connection, at this point of the order."""
        if outbox.doomed and outbox.start is not None:
            return  # Behind a gap nothing may follow but the farewell.
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
        """From here on, this connection gets what it gets in another encoding."""
        self.tell(outbox, b"")
        outbox.encoding = encoding

    def change_filter(self, outbox: Outbox, hidden: Hidden) -> None:
        """From here on, this connection does not get what these authors say to everybody."""
        self.tell(outbox, b"")
        if outbox.start is not None:
            if outbox.hidden:
                self._filters -= 1
            if hidden:
                self._filters += 1
        outbox.hidden = hidden

    def when_flushed(self, act: Callable[[], None]) -> None:
        """Call `act` soon, behind everything that was said up to now."""
        if self._scheduled:
            self._afterwards.append(act)
        else:
            self._call_soon(act)

    def flush(self) -> None:
        """Write everything that was said: one `write` for each connection that there is something for."""
        for outbox in list(self._behind):
            self._catch_up(outbox)
        self._scheduled = False
        self._waited = self._found = 0
        batch, self._batch = self._batch, Batch()
        touched, self._touched = self._touched, {}
        for outbox in touched:
            self._write(outbox, _splice(outbox, batch))
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
        """Write the batch to those who had nothing of their own: here is where the time goes in a large room."""
        whole: dict[Encoding, bytes] = {}
        for outbox in outboxes:
            if outbox.hidden:
                self._write(outbox, self._last.whole(outbox.encoding, outbox.hidden))
                continue
            data = whole.get(outbox.encoding)
            if data is None:
                data = whole[outbox.encoding] = self._last.whole(outbox.encoding)
            self._write(outbox, data)
        if self._behind:
            self._call_soon(self._write_portion)
        else:
            self._last = _NOTHING

    def _write_portion(self) -> None:
        portion = list(islice(self._behind, self._portion))
        for outbox in portion:
            del self._behind[outbox]
        self._write_whole(portion)
        if self._slow_readers.is_over_total:
            self._slow_readers.disconnect_largest(self._members)

    def _catch_up(self, outbox: Outbox) -> None:
        del self._behind[outbox]
        self._write(outbox, self._last.whole(outbox.encoding, outbox.hidden))

    def _schedule(self) -> None:
        self._scheduled = True
        self._call_soon(self._flush_if_scheduled)

    def _flush_if_scheduled(self) -> None:
        # A full batch may have been flushed since, and then the next turn has scheduled its own.
        if not self._scheduled:
            return
        if self._batch.events and (self._behind or self._may_grow()):
            self._call_soon(self._flush_if_scheduled)
        else:
            self.flush()

    def _may_grow(self) -> bool:
        """Whether the batch is small, and the last turn has brought something."""
        found, self._found = self._found, len(self._batch.events)
        self._waited += 1
        return self._batch.size < _SMALL_BATCH and self._waited <= _MOST_TURNS and self._found > found

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
