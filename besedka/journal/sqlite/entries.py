"""Entries as rows of their table: made of commands, inserted, and looked for."""

import sqlite3
from collections.abc import Iterable, Sequence

from besedka.chat.language.commands import Send
from besedka.chat.language.entry import Entry
from besedka.journal.codec import write_entry
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.backlog import Waiting
from besedka.journal.sqlite.file.inserting import insert_rows
from besedka.journal.sqlite.file.schema import checksum
from besedka.records import record

__all__ = ["Position", "Row", "are_stored", "insert", "number"]

Row = tuple[int, int, int, str, int]
"""A row of `entries`: seq, at, sends, entry, checksum."""


@record
class Position:
    """The end of the journal: the last entry's number and time, and the `sends` count up to it."""

    seq: int = 0
    at: int = 0
    sends: int = 0


def number(commands: Iterable[Waiting], last: Position, now: int) -> tuple[list[Entry], list[Row], Position]:
    """Give the commands the numbers and times that follow `last`; return the entries, their rows, and the new end."""
    entries: list[Entry] = []
    rows: list[Row] = []
    seq, at, sends = last.seq, max(last.at, now), last.sends
    for origin, command, not_before in commands:
        seq, at = seq + 1, max(at, not_before)
        sends += type(command) is Send
        entry = Entry(seq, at, origin, command)
        text = write_entry(entry)
        entries.append(entry)
        rows.append((seq, at, sends, text, checksum(text, sends)))
    return entries, rows, Position(seq, at, sends)


def insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert the entries."""
    insert_rows(connection, "INSERT INTO entries VALUES", "(?, ?, ?, ?, ?)", rows)


def are_stored(rows: Sequence[Row], connection: sqlite3.Connection) -> bool:
    """Return whether the rows are in the file. Raises `DamagedError` if others are in their place."""
    if not rows:
        return False
    first, last = rows[0][0], rows[-1][0]
    query = "SELECT seq, entry FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq"
    found = connection.execute(query, (first, last)).fetchall()
    if found and found != [(row[0], row[3]) for row in rows]:
        raise DamagedError(f"entry {first}")
    return bool(found)
