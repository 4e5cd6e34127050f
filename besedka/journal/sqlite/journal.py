"""The journal in a SQLite file: group commit, one transaction at a time, off the event loop's thread.

Everything that waited while the last transaction was being synced goes with the next one. Entries get their numbers and
times when their transaction begins, so that what could not be stored leaves no gap.

Troubles:

- *Failed*: the transaction is certainly absent. Its commands are refused, and so are all requests of sessions for a
  second; then the next one tries again. The server's own commands wait.
- *Unknown*: the commit failed in a way that may have stored it (see `file.transactions`). Its commands stay unanswered
  while the truth is sought, once a second; meanwhile requests are refused.
- *Slow*: a job that takes longer than five seconds. What waits is refused, and so are requests until it is back.

Each is logged when it begins and when it ends.
"""

import asyncio
import sqlite3
from asyncio import AbstractEventLoop, TimerHandle
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

from besedka.chat import Snapshot
from besedka.chat.language.commands import Command
from besedka.chat.language.entry import Entry, Origin
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import UnusableError
from besedka.journal.journal import Commit, NotStored, Opening
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.archive.archive import SqliteArchive
from besedka.journal.sqlite.backlog import Backlog, Waiting
from besedka.journal.sqlite.entries import Position, number
from besedka.journal.sqlite.file.transactions import Outcome
from besedka.journal.sqlite.jobs import Finish, Jobs
from besedka.journal.sqlite.keeping import Keeping
from besedka.journal.sqlite.retention import Retention
from besedka.journal.sqlite.store import Store
from besedka.journal.sqlite.trouble import Trouble

__all__ = ["SqliteJournal"]

_RETRY = 1.0
"""Seconds before another attempt after a failure."""

_MAX_TURNS = 8
"""Turns of the loop that an idle journal waits while further commands come. What is committed together is also written
to everybody together."""

_AHEAD = 60_000
"""Milliseconds by which the last entry may be later than the clock without a warning. Chosen."""


class SqliteJournal:
    """A journal that keeps its entries in `store`.

    `clock` returns milliseconds, UTC. Jobs run in `executor`, which must run one at a time; it is shut down by `close`.
    """

    durable = True

    def __init__(
        self,
        store: Store,
        clock: Callable[[], int],
        commit: Commit,
        not_stored: NotStored,
        *,
        loop: AbstractEventLoop,
        executor: Executor,
        log: JournalLog,
        retention: Retention,
        backlog: Backlog | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._commit = commit
        self._not_stored = not_stored
        self._loop = loop
        self._jobs = Jobs(loop, executor, self._begin_slow, self._end_slow)
        self._log = log
        self._backlog = Backlog() if backlog is None else backlog
        self._last = Position()
        self._upkeep: deque[Callable[[], object]] = deque()
        """Jobs other than commits; they alternate with commits, so that neither waits for long."""
        self.archive = SqliteArchive(store, loop, self._add_upkeep)
        self._keeping = Keeping(store, retention, clock, self._upkeep)
        self._scheduled = False
        self._upkept = False
        """Whether the last job was upkeep."""
        self._last_size = 0
        """Commands in the last transaction."""
        self._trouble = Trouble(log)
        self._timer: TimerHandle | None = None
        """Runs until the next attempt; nothing begins before."""
        self._committed: deque[Entry] = deque()
        self._idle = asyncio.Event()
        self._idle.set()

    def open(self) -> Opening:
        """Lock and read the file. Raises `JournalError`, and so does reading the entries.

        What the system reports becomes an `UnusableError`.
        """
        try:
            opening, self._last = self._store.open()
            self.archive.open()
        except (OSError, sqlite3.Error) as error:
            raise UnusableError(error) from error
        ahead = self._last.at - self._clock()
        if ahead > _AHEAD:
            self._log.warning("journal-clock", ahead_seconds=ahead // 1000)
        return opening

    def abandon(self) -> None:
        """Close the file as it is, and end the thread."""
        self.archive.close()
        self._store.close()
        self._jobs.end()

    def now(self) -> int:
        """Return the time that an entry appended now would get (milliseconds, UTC)."""
        return max(self._last.at, self._clock())

    def append(self, origin: Origin, command: Command, *, not_before: int = 0) -> None:
        """Append `command`; it is committed by a transaction that begins soon."""
        if origin.request is not None and (self._trouble.refusing or self._backlog.full):
            self._not_stored(origin, command)
            return
        self._backlog.put((origin, command, not_before))
        self._schedule()

    def keep(self, snapshot: Snapshot) -> None:
        """Write the snapshot between transactions, and store it; then delete what need not be kept any longer.

        It replaces an earlier snapshot that is not stored yet.
        """
        self._keeping.keep(snapshot, self.archive.waiting())
        self.archive.index_soon()
        self._schedule()

    def _add_upkeep(self, job: Callable[[], object]) -> None:
        self._upkeep.append(job)
        self._schedule()

    async def settle(self) -> None:
        """Wait until everything that was appended is committed or refused, and what `keep` was given is stored."""
        await self._idle.wait()

    async def close(self) -> None:
        """Settle everything, then close the file."""
        await self.settle()
        self.archive.close()
        await self._jobs.close(self._store.close)

    # Jobs.

    def _schedule(self) -> None:
        self._idle.clear()
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._begin_scheduled, 0, 0)

    def _begin_scheduled(self, found: int, turns: int) -> None:
        """Begin the next job, but wait a turn of the loop while more commands keep coming.

        A command that comes alone, like the last one, is not kept waiting.
        """
        waiting = len(self._backlog)
        if not self._jobs.running and waiting > found and self._last_size > 1 and turns < _MAX_TURNS:
            self._loop.call_soon(self._begin_scheduled, waiting, turns + 1)
            return
        self._scheduled = False
        self._go_on()

    def _go_on(self) -> None:
        """Begin the next job: a transaction, or upkeep if one is due and the last job was a transaction."""
        if self._jobs.running or self._timer is not None:
            return
        if self._upkeep and (not self._upkept or not self._backlog):
            self._upkept = True
            self._jobs.run(self._upkeep.popleft(), self._finish_upkeep)
        elif self._backlog:
            self._upkept = False
            self._begin(self._backlog.take())
        elif not self._committed:
            self._idle.set()

    def _begin(self, batch: list[Waiting]) -> None:
        entries, rows, last = number(batch, self._last, self._clock())
        self._last_size = len(batch)
        messages = self.archive.pressing()
        write = partial(self._store.write, rows, messages)
        self._jobs.run(write, partial(self._finish, entries, messages, last))

    def _finish(
        self, entries: list[Entry], messages: Sequence[HistoryRow], last: Position, done: "Future[Outcome]"
    ) -> None:
        """Begin the next job, then commit or refuse the entries of the last one."""
        error = done.exception() or self._store.error
        outcome = Outcome.UNKNOWN if done.exception() else done.result()
        if outcome is Outcome.UNKNOWN:
            self._begin_trouble("unknown", error)
            finish = partial(self._finish, entries, messages, last)
            self._timer = self._loop.call_later(_RETRY, self._seek, finish)
        elif outcome is Outcome.ABSENT:
            self._begin_trouble("failed", error)
            self._timer = self._loop.call_later(_RETRY, self._try_again)
            for entry in entries:
                self._not_stored(entry.origin, entry.command)
        else:
            self._trouble.end()
            self._last = last
            self._backlog.note_stored()
            self.archive.note_stored(messages)
            if self._store.wal_is_large:
                self._upkeep.append(self._store.checkpoint)
            self._committed.extend(entries)
            self._go_on()
            self._deliver()

    def _deliver(self) -> None:
        """Pass on committed entries, in order. One that raises stops none that follows."""
        try:
            while self._committed:
                self._commit(self._committed.popleft())
        finally:
            if self._committed:
                self._loop.call_soon(self._deliver)
            else:
                self._go_on()

    def _finish_upkeep(self, done: "Future[Any]") -> None:
        error = done.exception()
        if error is not None:
            self._log.warning("journal-upkeep", why=str(error))
        self._go_on()

    # Troubles.

    def _seek(self, finish: Finish) -> None:
        self._timer = None
        self._jobs.run(self._store.settle, finish)

    def _try_again(self) -> None:
        self._timer = None
        self._trouble.refusing = False
        self._go_on()

    def _begin_slow(self) -> None:
        # While the outcome is unknown, requests are refused already.
        if self._trouble.kind != "unknown":
            self._begin_trouble("slow")

    def _end_slow(self) -> None:
        if self._trouble.kind == "slow":
            self._trouble.end()

    def _begin_trouble(self, kind: str, error: BaseException | None = None) -> None:
        self._trouble.begin(kind, error)
        for origin, command, _ in self._backlog.take_requests():
            self._not_stored(origin, command)
