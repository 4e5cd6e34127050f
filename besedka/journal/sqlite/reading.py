"""Reading what a journal file has kept: the newest good snapshot, and all entries after it."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from besedka.chat import FIRST_RULES_VERSION, RULES_VERSION, Entry, SnapshotError, Stamp, read_snapshot
from besedka.chat.language.commands import Failed, NodeStarted
from besedka.journal.codec import CodecError, read_entry
from besedka.journal.errors import DamagedError, OtherVersionError
from besedka.journal.journal import Opening
from besedka.journal.sqlite.entries import Position
from besedka.journal.sqlite.file.connections import DAMAGE
from besedka.journal.sqlite.file.schema import checksum

__all__ = [
    "read_entries",
    "read_failures",
    "read_opening",
    "read_snapshots",
]

_FAILED = '"type":"failed"'
"""Contained in entries that hold `Failed`, and hardly any other: within a text, quotation marks are escaped."""

_SELECT = "SELECT seq, at, sends, entry, checksum FROM entries"

_TYPES = (int, int, int, str, int)
"""The types of a sound row's columns."""

_StoredRow = tuple[Any, Any, Any, Any, Any]
"""The columns of a row of `entries`, as they are found."""


def read_opening(
    connection: sqlite3.Connection, skipped: Callable[[int, str], None]
) -> tuple[Opening, Position]:
    """Return the newest good snapshot and the entries after it, which are read as they are consumed, and the end.

    `skipped` is called for each bad snapshot, with its number and the reason. Raises `DamagedError`, and so does
    consuming the entries, for a gap or an entry that is not what was written. Consuming also raises
    `OtherVersionError`.
    """
    snapshot, after = _choose_snapshot(connection, skipped)
    first, last = connection.execute("SELECT min(seq), max(seq) FROM entries").fetchone()
    newest = connection.execute("SELECT max(seq) FROM snapshots").fetchone()[0] or 0
    if last is not None and last < newest:
        raise DamagedError(f"entry {last + 1}")
    if max(last or 0, newest) > after.seq and (first is None or first > after.seq + 1):
        raise DamagedError(f"entry {after.seq + 1}")
    end = Position(after.seq, after.at) if last is None else _read_end(connection, last, after)
    return Opening(
        snapshot, _read_tail(connection, after, end.seq), read_failures(connection, after.seq)
    ), end


def _read_end(connection: sqlite3.Connection, last: int, after: Stamp) -> Position:
    """Return the position of the last entry. It is checked here if it is none of those that a start reads."""
    row = connection.execute(f"{_SELECT} WHERE seq = ?", (last,)).fetchone()
    if row is None:
        raise DamagedError(f"entry {last}")
    if last <= after.seq:
        _decode(row)
    return Position(*row[:3])


def read_failures(connection: sqlite3.Connection, seq: int) -> frozenset[Failed]:
    """Return the failures that are recorded after entry `seq`."""
    rows = connection.execute(f"{_SELECT} WHERE seq > ? AND instr(entry, ?) ORDER BY seq", (seq, _FAILED))
    return frozenset(entry.command for entry in map(_decode, rows) if isinstance(entry.command, Failed))


def read_entries(connection: sqlite3.Connection, seq: int, at: int = 0) -> Iterator[tuple[Entry, str]]:
    """Yield each entry after `seq`, none earlier than `at`, with its text.

    Raises `DamagedError` for a gap, and for an entry that is not sound.
    """
    try:
        for row in connection.execute(f"{_SELECT} WHERE seq > ? ORDER BY seq", (seq,)):
            seq += 1
            if row[0] != seq:
                raise DamagedError(f"entry {seq}")
            entry = _decode(row)
            if entry.at < at or (seq == 1 and not _has_rules(entry)):
                raise DamagedError(f"entry {seq}")
            at = entry.at
            yield entry, row[3]
    except DAMAGE as error:
        raise DamagedError(str(error)) from None


def read_snapshots(connection: sqlite3.Connection) -> dict[int, Mapping[str, Any]]:
    """Return the snapshots by their entries. Raises `DamagedError` for one that is not sound."""
    found: dict[int, Mapping[str, Any]] = {}
    for seq, text, check in connection.execute("SELECT seq, snapshot, checksum FROM snapshots").fetchall():
        try:
            found[seq], _ = _decode_snapshot(seq, text, check)
        except (SnapshotError, ValueError):  # noqa: PERF203 - there are two
            raise DamagedError(f"snapshot {seq}") from None
    return found


def _choose_snapshot(
    connection: sqlite3.Connection, skipped: Callable[[int, str], None]
) -> tuple[Mapping[str, Any] | None, Stamp]:
    rows = connection.execute("SELECT seq, snapshot, checksum FROM snapshots ORDER BY seq DESC")
    for seq, text, check in rows.fetchall():
        try:
            return _decode_snapshot(seq, text, check)
        except (SnapshotError, ValueError) as error:  # noqa: PERF203 - there are two
            skipped(seq, str(error))
    return None, Stamp(0, 0)


def _decode_snapshot(seq: int, text: object, check: int) -> tuple[Mapping[str, Any], Stamp]:
    if type(text) is not str or checksum(text) != check:
        raise SnapshotError("its checksum is wrong")
    try:
        snapshot: dict[str, Any] = json.loads(text)
    except RecursionError:
        raise SnapshotError("it is nested too deeply") from None
    _, last = read_snapshot(snapshot)
    if last.seq != seq:
        raise SnapshotError("it is of another entry")
    return snapshot, last


def _read_tail(connection: sqlite3.Connection, after: Stamp, end: int) -> Iterator[Entry]:
    seq = after.seq
    for entry, _ in read_entries(connection, seq, after.at):
        seq = entry.seq
        if not FIRST_RULES_VERSION <= entry.version <= RULES_VERSION:
            raise OtherVersionError(f"entry {seq}")
        yield entry
    if seq != end:
        raise DamagedError(f"entry {seq + 1}")


def _has_rules(entry: Entry) -> bool:
    return isinstance(entry.command, NodeStarted) and entry.command.rules is not None


def _decode(row: _StoredRow) -> Entry:
    seq, at, sends, text, check = row
    # A flipped bit can change the type of a value as well.
    if tuple(map(type, row)) != _TYPES:
        raise DamagedError(f"entry {seq}")
    try:
        entry = read_entry(text) if checksum(text, sends) == check else None
    except (CodecError, UnicodeEncodeError):
        entry = None
    if entry is None or entry.seq != seq or entry.at != at:
        raise DamagedError(f"entry {seq}")
    return entry
