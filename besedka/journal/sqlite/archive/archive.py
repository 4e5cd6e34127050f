"""The archive of a journal in a SQLite file: takes messages to be stored, and has them read in a thread of its own."""

import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from besedka.chat.state.messages import HistoryRow, Messages
from besedka.journal.sqlite.archive.messages import StoredMessages
from besedka.journal.sqlite.archive.pace import Pace
from besedka.journal.sqlite.file.connections import ClosedError, PausedError
from besedka.journal.sqlite.store import Store
from besedka.journal.sqlite.worker import Worker
from besedka.journal.turns import Turns

__all__ = ["SqliteArchive"]

_WORTHWHILE = 64
"""Messages that are stored in a transaction of their own, for which nobody waits; fewer wait. Chosen."""

_MANY = 512
"""Messages that are stored with the next commit, in a room so busy that the former comes too late. Chosen."""

_BUSY_PAUSE = 1.0
"""Seconds from a transaction, or a batch in between, to the next batch of words to be indexed. Chosen: a batch takes
some 30 ms, so that nobody notices."""

_IDLE_PAUSE = 0.03
"""Seconds between two batches when nothing is stored meanwhile."""

T = TypeVar("T")


class SqliteArchive:
    """The messages in the file of `store`. Its methods are called in the loop's thread.

    `add_upkeep` queues a job for the journal's thread. `clock` returns seconds and never goes back. `make_executor`
    makes what runs the reading jobs, one at a time; it is called for the first of them. Fewer messages than
    `worthwhile` wait for more, or for a snapshot; `many` are stored with the next commit.
    """

    def __init__(
        self,
        store: Store,
        loop: AbstractEventLoop,
        add_upkeep: Callable[[Callable[[], object]], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        make_executor: Callable[[], Executor] = lambda: Worker("archive"),
        worthwhile: int = _WORTHWHILE,
        many: int = _MANY,
    ) -> None:
        self._store = store
        self._loop = loop
        self._add_upkeep = add_upkeep
        self._clock = clock
        self._make_executor = make_executor
        self._worthwhile = worthwhile
        self._many = many
        self._executor: Executor | None = None
        self._reading: Turns[Callable[[], None]] = Turns()
        """Reading jobs that have not begun; the executor has a task for each."""
        self._waiting: list[HistoryRow] = []
        """Messages of which it is not certain that they are stored."""
        self._last = 0
        """The entry of the newest message."""
        self._stored = 0
        """All messages of the entries up to this one were stored when the journal was opened."""
        self._timer: TimerHandle | None = None
        self._busy = False
        """Whether messages were stored, or came that are worth it, since the last batch began."""
        self._closed = False

    def open(self) -> None:
        """Look what is stored. Called once, after the file has been opened."""
        self._stored = self._last = self._store.newest_message
        if self._store.words_are_behind:
            self._plan(_BUSY_PAUSE)

    def record(self, row: HistoryRow) -> None:
        """Take a message that the chat has just delivered; ignore it if it is stored already."""
        if row.seq > self._stored:
            self._waiting.append(row)
            self._last = row.seq
            if len(self._waiting) >= self._worthwhile:
                self.index_soon()

    def waiting(self) -> tuple[HistoryRow, ...]:
        """Return the messages that a snapshot must store with it, between two entries: those of whole ones."""
        return tuple(self._waiting)

    def pressing(self) -> tuple[HistoryRow, ...]:
        """Return the messages that the next commit should store: all that wait if they are many, or none."""
        return self.waiting() if len(self._waiting) >= self._many else ()

    def note_stored(self, messages: Sequence[HistoryRow]) -> None:
        """Forget the first waiting messages, up to the last of these, which are certainly stored; have them indexed."""
        if messages:
            self._forget(messages)
            self.index_soon()

    def index_soon(self) -> None:
        """Have messages stored if enough wait, and a batch of them indexed, at most one a second."""
        self._busy = True
        self._plan(_BUSY_PAUSE)

    def read(
        self,
        job: Callable[[Messages], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        client: str = "",
    ) -> None:
        """Run `job` with all messages recorded so far, in another thread (`Archive.read`)."""
        if self._closed:
            return
        if self._executor is None:
            self._executor = self._make_executor()
        others = partial(self._reading.beside, client)
        look = partial(self._look, self._last, tuple(self._waiting), others, job)

        def run() -> None:
            answer: Callable[[], None]
            try:
                answer = partial(done, look())
            except ClosedError:
                return
            except Exception as error:  # noqa: BLE001 - whoever asked gets it
                answer = partial(failed, error)
            self._call(partial(self._answer, answer))

        self._reading.put(client, run)
        self._executor.submit(self._read_next)

    def close(self) -> None:
        """End the thread; nothing is answered or indexed any more."""
        self._closed = True
        self._store.connections.end_reading()
        if self._timer is not None:
            self._timer.cancel()
        if self._executor is not None:
            self._executor.shutdown(wait=False)

    # In the reading thread.

    def _read_next(self) -> None:
        self._reading.take()()

    def _look(
        self,
        last: int,
        waiting: tuple[HistoryRow, ...],
        others: Callable[[], int],
        job: Callable[[Messages], T],
    ) -> T:
        while True:
            with suppress(PausedError), self._store.connections.reading() as connection:
                begin = partial(Pace, self._clock, self._store.connections.check_pause, others)
                indexed = self._store.words.available
                return job(StoredMessages(connection, last, waiting, begin, indexed=indexed))

    def _call(self, callback: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # The loop is closed: nobody waits.
            self._loop.call_soon_threadsafe(callback)

    def _answer(self, answer: Callable[[], None]) -> None:
        if not self._closed:
            answer()

    # Indexing.

    def _plan(self, pause: float) -> None:
        if self._timer is None and not self._closed:
            self._timer = self._loop.call_later(pause, self._end_pause, pause)

    def _end_pause(self, pause: float) -> None:
        self._timer = None
        if self._busy and pause == _IDLE_PAUSE:
            self._plan(_BUSY_PAUSE - pause)
            return
        self._busy = False
        messages = self.waiting() if len(self._waiting) >= self._worthwhile else ()
        self._add_upkeep(partial(self._index, messages))

    def _index(self, messages: Sequence[HistoryRow]) -> None:
        """Store these, and index a batch, in the journal's thread; if there was any, go on later."""
        if self._store.index(messages):
            self._call(partial(self._go_on, messages))

    def _go_on(self, messages: Sequence[HistoryRow]) -> None:
        self._forget(messages)
        self._plan(_BUSY_PAUSE if self._busy else _IDLE_PAUSE)

    def _forget(self, messages: Sequence[HistoryRow]) -> None:
        """Forget the waiting messages up to the last of these. A commit may have stored some of them meanwhile."""
        last = messages[-1].seq if messages else 0
        self._waiting = [row for row in self._waiting if row.seq > last]
