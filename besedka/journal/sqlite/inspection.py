"""Looking into a journal file, also while a server has it: checks, figures, entries as lines, a copy.

Every function but `export` reads one consistent state of the file, and none changes anything in it. All raise
`JournalError`, `OSError` and `sqlite3.Error`.
"""

import errno
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from besedka.chat import FIRST_RULES_VERSION, RULES_VERSION, Chat, Entry
from besedka.chat.language.commands import Failed
from besedka.chat.state.messages import OnMessage
from besedka.journal.errors import DamagedError, NotCopiedError
from besedka.journal.sqlite.archive.checking import Comparison
from besedka.journal.sqlite.archive.words import index_state
from besedka.journal.sqlite.file.connections import DAMAGE, connect, connect_read_only
from besedka.journal.sqlite.file.disk import create_file, explain, has_room, sync, sync_directory
from besedka.journal.sqlite.file.recognizing import check_header, check_names, siblings
from besedka.journal.sqlite.reading import read_entries, read_failures, read_snapshots
from besedka.records import record

__all__ = ["Check", "Stats", "back_up", "check", "export", "stats"]

_PORTION = 1000
"""Entries that `export` reads in one transaction."""

_PAGES_A_STEP = 256
"""Pages (of 4 KiB) that a copy writes at a time. A server's commit waits for as much at most."""


@record
class Check:
    """What is in a sound journal: its entries from `first` to `last`, and how many snapshots a replay has confirmed."""

    first: int
    last: int
    snapshots: int
    confirmed: int


@record
class Stats:
    """The figures of a journal. Times are those of the first and the last entry, None if there is none."""

    size: int
    entries: int
    sends: int
    begin: int | None
    end: int | None
    snapshots: tuple[int, ...]
    """The entries after which the snapshots were taken."""
    messages: int = 0
    """Public messages that are stored to be read and searched."""
    indexed: int = 0
    """How many of these are in the index of words; the others are searched without it."""


def check(path: Path) -> Check:
    """Check the whole file: its pages, the sequence and each checksum, and that replaying gives snapshots and messages.

    Raises `DamagedError` with the first place that is not as it should be.
    """
    with _reading(path) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedError(str(found))
        index_state(connection)
        return _replay(connection)


def stats(path: Path) -> Stats:
    """Return the figures of the file."""
    with _reading(path) as connection:
        entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        ends = [_row(connection, order) for order in ("ASC", "DESC")]
        kept = connection.execute("SELECT seq FROM snapshots ORDER BY seq").fetchall()
        messages, indexed = _count_messages(connection)
    (begin, before), (end, sends) = ends
    size = sum(file.stat().st_size for file in (path, path.with_name(path.name + "-wal")) if file.exists())
    return Stats(size, entries, sends - before, begin, end, tuple(row[0] for row in kept), messages, indexed)


def export(path: Path) -> Iterator[str]:
    """Yield each entry that is there at the start as one line of JSON, up to the first damaged one (`DamagedError`).

    No transaction is open between lines: a reader that pauses would keep the server's WAL growing. What retention
    deletes in the meantime is left out.
    """
    with _reading(path) as connection:
        seq, at, last = 0, 0, _last(connection)
        while seq < last:
            portion, damage = _read_portion(connection, max(seq, _first(connection) - 1), at)
            connection.execute("COMMIT")
            yield from (text for _, text in portion)
            if damage is not None:
                raise damage
            if not portion:
                return  # Everything was deleted meanwhile.
            seq, at = portion[-1][0].seq, portion[-1][0].at
            connection.execute("BEGIN")


def _read_portion(
    connection: sqlite3.Connection, seq: int, at: int
) -> tuple[list[tuple[Entry, str]], DamagedError | None]:
    """Return some of the entries after `seq` and their texts, up to the first damaged one."""
    portion: list[tuple[Entry, str]] = []
    try:
        portion.extend(islice(read_entries(connection, seq, at), _PORTION))
    except DamagedError as damage:
        return portion, damage
    return portion, None


def back_up(path: Path, copy: Path) -> None:
    """Copy the file as it is at this moment, with mode 0600; a copy that fails leaves nothing.

    Raises `FileExistsError`, with the path alone, if there is something already: SQLite would apply a log that lies
    beside the copy. Raises `NotCopiedError` if the copy cannot be written.
    """
    with ExitStack() as undo:
        with _reading(path) as connection, _writing(copy):
            for place in (copy, *siblings(copy)):
                if os.path.lexists(place):
                    raise FileExistsError(str(place))
            create_file(copy, replace=False)
            undo.callback(copy.unlink)
            _copy(connection, copy)
        undo.pop_all()


@contextmanager
def _writing(copy: Path) -> Iterator[None]:
    """Turn what the system and SQLite report into `NotCopiedError`, except that the source is damaged."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise NotCopiedError(error) from error
    except sqlite3.OperationalError as error:
        raise NotCopiedError(explain(error, copy)) from error


def _copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Replace the empty file by a copy that is whole and on the disk."""
    with tempfile.TemporaryDirectory(prefix=copy.name, dir=copy.parent) as folder:
        draft = Path(folder) / copy.name
        create_file(draft)
        with draft.open("r+b") as file, closing(connect(draft)) as target:
            target.execute("PRAGMA synchronous = OFF")
            pace = _Pace(file.fileno())
            connection.backup(target, pages=_PAGES_A_STEP, progress=pace.rest, sleep=0)
            target.close()
            sync(file.fileno())
        draft.replace(copy)
    sync_directory(copy.parent)


class _Pace:
    """Keeps a copy from filling the disk's queue, in which a server's commits would have to wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._began = time.monotonic()

    def rest(self, _status: int, _remaining: int, _total: int) -> None:
        """Called after each step: have it on the disk, then rest for as long as it took."""
        sync(self._descriptor)
        time.sleep(time.monotonic() - self._began)
        self._began = time.monotonic()


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for reading, in one transaction."""
    check_header(path)
    check_names(path)
    with _connected(path) as connection:
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # Opens the WAL.
            yield connection
        except sqlite3.OperationalError as error:
            raise explain(error, path) from error
        except DAMAGE as error:
            raise DamagedError(str(error)) from None


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to the file, also where nothing can be written. Raises `OSError` if somebody did so meanwhile."""
    before = _marks(path)
    if before[0] or (os.access(path.parent, os.W_OK) and has_room(path)):
        with closing(connect(path)) as connection:
            yield connection
        return
    with closing(connect_read_only(path)) as connection:
        yield connection
    if _marks(path) != before:
        raise OSError(errno.EBUSY, "written to while it was read")


def _marks(path: Path) -> tuple[int, int, int]:
    """Return what changes when somebody writes to a journal: the bytes of its log, its own, and its time."""
    log, found = siblings(path)[0], path.stat()
    return log.stat().st_size if log.exists() else 0, found.st_size, found.st_mtime_ns


def _row(connection: sqlite3.Connection, order: str) -> tuple[int | None, int]:
    """Return the time of the first or the last entry, and the `sends` before the first or up to the last."""
    found = connection.execute(f"SELECT seq, at, sends, entry FROM entries ORDER BY seq {order} LIMIT 1")  # noqa: S608
    row = found.fetchone()
    if row is None:
        return None, 0
    if tuple(map(type, row)) != (int, int, int, str):
        raise DamagedError(f"entry {row[0]}")
    _, at, sends, entry = row
    return at, sends - (order == "ASC" and '"type":"send"' in entry)


def _count_messages(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many messages there are, and how many of them are indexed. Their places have no gaps."""
    first, last = connection.execute("SELECT min(place), max(place) FROM messages").fetchone()
    if first is None:
        return 0, 0
    place, stale = index_state(connection)
    return last - first + 1, 0 if stale else max(0, min(place, last) - first + 1)


def _first(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT min(seq) FROM entries").fetchone()[0] or 0)


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(seq) FROM entries").fetchone()[0] or 0)


def _replay(connection: sqlite3.Connection) -> Check:
    """Read everything; apply the entries from the first state on that there is to apply them to."""
    snapshots = read_snapshots(connection)
    first = _first(connection)
    failures = read_failures(connection, 0)
    before = snapshots.get(first - 1)
    comparison = Comparison(connection, max(snapshots, default=0))
    restore = partial(_restore, failures=failures, on_message=comparison.deliver)
    chat = Chat(_ignore, failures, comparison.deliver) if first == 1 else restore(before)
    last, confirmed = 0, 0
    for entry, _ in read_entries(connection, first - 1):
        last = entry.seq
        if chat is not None and FIRST_RULES_VERSION <= entry.version <= RULES_VERSION:
            chat.apply(entry)
        else:
            chat = None  # Only the version that made it can apply it.
        comparison.check(entry, applied=chat is not None)
        if last in snapshots:
            confirmed += _confirm(chat, snapshots[last], last)
            chat = chat or restore(snapshots[last])
    comparison.finish()
    return Check(first, last, len(snapshots), confirmed)


def _restore(
    snapshot: Mapping[str, Any] | None, failures: frozenset[Failed], on_message: OnMessage
) -> Chat | None:
    return None if snapshot is None else Chat.restore(snapshot, _ignore, failures, on_message)


def _confirm(chat: Chat | None, snapshot: Mapping[str, Any], seq: int) -> bool:
    # Both are written by this version: an older one's snapshot does not have the fields that came later.
    if chat is not None and chat.snapshot() != Chat.restore(snapshot).snapshot():
        raise DamagedError(f"snapshot {seq}")
    return chat is not None


def _ignore(_failed: Failed, _error: Exception) -> None:
    """Do nothing: what fails here has failed, or will, where the chat runs."""
