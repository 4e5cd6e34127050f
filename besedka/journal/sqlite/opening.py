"""Assembles a journal in a file."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from besedka.journal.journal import Commit, NotStored
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.backlog import Backlog
from besedka.journal.sqlite.journal import SqliteJournal
from besedka.journal.sqlite.retention import Retention
from besedka.journal.sqlite.store import Store
from besedka.journal.sqlite.worker import Worker

__all__ = ["make_sqlite_journal"]


def make_sqlite_journal(
    path: str,
    clock: Callable[[], int],
    commit: Commit,
    not_stored: NotStored,
    log: JournalLog,
    retention: tuple[int | None, int | None],
    on_stored: Callable[[float], None] | None = None,
) -> SqliteJournal:
    """Return the journal in the file at `path`, with a thread of its own, for the running event loop.

    `retention` is in days and in messages; None keeps everything. `on_stored` is called after each transaction with the
    seconds that its oldest command has waited for it.
    """
    return SqliteJournal(
        # Resolved: SQLite names the files beside a link after the file that it leads to.
        Store(Path(os.path.realpath(path)), log),
        clock,
        commit,
        not_stored,
        loop=asyncio.get_running_loop(),
        executor=Worker(),
        log=log,
        retention=Retention(*retention),
        backlog=Backlog(on_stored=on_stored),
    )
