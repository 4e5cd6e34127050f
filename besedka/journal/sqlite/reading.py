"""Reading what a journal file has kept: the newest good snapshot, and all entries after it."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from besedka.chat import RULES_VERSION, Entry, SnapshotError, read_snapshot
from besedka.chat.language.commands import Failed, NodeStarted
from besedka.journal.codec import CodecError, read_entry
from besedka.journal.errors import DamagedError, OtherVersionError
from besedka.journal.journal import Opening
from besedka.journal.sqlite.schema import checksum
from besedka.records import record

__all__ = [
    "Position",
    "read_entries",
    "read_failures",
    "read_opening",
    "read_position",
    "read_snapshots",
]

_FAILED = '%"type":"failed"%'
"""Matches entries that hold `Failed`, and hardly any other: within a text, quotation marks are escaped."""


@record
class Position:
    """The end of the journal: the last entry's number and time, and the `sends` count up to it."""

    seq: int = 0
    at: int = 0
    sends: int = 0


def read_position(connection: sqlite3.Connection) -> Position:
    """Return the end of the journal. Retention may have deleted every entry that a snapshot covers."""
    row = connection.execute("SELECT seq, at, sends FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    seq, at, sends = row or (0, 0, 0)
    kept = connection.execute("SELECT seq, at FROM snapshots ORDER BY seq DESC LIMIT 1").fetchone()
    if kept is not None and kept[0] > seq:
        seq, at = kept
    return Position(seq, at, sends)


def read_opening(connection: sqlite3.Connection, skipped: Callable[[int, str], None]) -> Opening:
    """Return the newest good snapshot and the entries after it, which are read as they are consumed.

    `skipped` is called for each bad snapshot, with its number and the reason. Consuming the entries raises
    `DamagedError` for a gap or an entry that is not what was written, and `OtherVersionError`.
    """
    snapshot, seq = _choose_snapshot(connection, skipped)
    first = connection.execute("SELECT min(seq) FROM entries").fetchone()[0]
    end = read_position(connection).seq
    if end > seq and (first is None or first > seq + 1):
        raise DamagedError(f"entry {seq + 1}")
    return Opening(snapshot, _read_tail(connection, seq, end), read_failures(connection, seq))


def read_failures(connection: sqlite3.Connection, seq: int) -> frozenset[Failed]:
    """Return the failures that are recorded after entry `seq`."""
    rows = connection.execute(
        "SELECT seq, entry, checksum FROM entries WHERE seq > ? AND entry LIKE ? ORDER BY seq", (seq, _FAILED)
    )
    return frozenset(entry.command for entry in map(_decode, rows) if isinstance(entry.command, Failed))


def read_entries(connection: sqlite3.Connection, seq: int) -> Iterator[tuple[Entry, str]]:
    """Yield each entry after `seq` with its text. Raises `DamagedError` for a gap, and for one that is not sound."""
    at = 0
    for row in _read_rows(connection, seq):
        seq += 1
        if row[0] != seq:
            raise DamagedError(f"entry {seq}")
        entry = _decode(row)
        if entry.at < at or (seq == 1 and not _has_rules(entry)):
            raise DamagedError(f"entry {seq}")
        at = entry.at
        yield entry, row[1]


def read_snapshots(connection: sqlite3.Connection) -> dict[int, Mapping[str, Any]]:
    """Return the snapshots by their entries. Raises `DamagedError` for one that is not sound."""
    found: dict[int, Mapping[str, Any]] = {}
    for seq, text, check in connection.execute("SELECT seq, snapshot, checksum FROM snapshots").fetchall():
        try:
            found[seq] = _decode_snapshot(seq, text, check)
        except (SnapshotError, ValueError):  # noqa: PERF203 - there are two
            raise DamagedError(f"snapshot {seq}") from None
    return found


def _choose_snapshot(
    connection: sqlite3.Connection, skipped: Callable[[int, str], None]
) -> tuple[Mapping[str, Any] | None, int]:
    rows = connection.execute("SELECT seq, snapshot, checksum FROM snapshots ORDER BY seq DESC")
    for seq, text, check in rows.fetchall():
        try:
            return _decode_snapshot(seq, text, check), seq
        except (SnapshotError, ValueError) as error:  # noqa: PERF203 - there are two
            skipped(seq, str(error))
    return None, 0


def _decode_snapshot(seq: int, text: str, check: int) -> Mapping[str, Any]:
    if checksum(text) != check:
        raise SnapshotError("its checksum is wrong")
    snapshot: dict[str, Any] = json.loads(text)
    _, last = read_snapshot(snapshot)
    if last.seq != seq:
        raise SnapshotError("it is of another entry")
    return snapshot


def _read_tail(connection: sqlite3.Connection, seq: int, end: int) -> Iterator[Entry]:
    for entry, _ in read_entries(connection, seq):
        seq = entry.seq
        if entry.version != RULES_VERSION:
            raise OtherVersionError(f"entry {seq}")
        yield entry
    if seq != end:
        raise DamagedError(f"entry {seq + 1}")


def _has_rules(entry: Entry) -> bool:
    return isinstance(entry.command, NodeStarted) and entry.command.rules is not None


def _read_rows(connection: sqlite3.Connection, seq: int) -> Iterator[tuple[int, str, int]]:
    try:
        yield from connection.execute(
            "SELECT seq, entry, checksum FROM entries WHERE seq > ? ORDER BY seq", (seq,)
        )
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from None


def _decode(row: tuple[int, str, int]) -> Entry:
    seq, text, check = row
    where = f"entry {seq}"
    try:
        entry = read_entry(text) if checksum(text) == check else None
    except (CodecError, UnicodeEncodeError):
        raise DamagedError(where) from None
    if entry is None or entry.seq != seq:
        raise DamagedError(where)
    return entry
