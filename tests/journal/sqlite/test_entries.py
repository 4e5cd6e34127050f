"""Entries as rows: their numbers and times, and whether they are in a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_bench import NOON, begin

from besedka.chat import Origin
from besedka.chat.language.commands import Leave, Send
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.backlog import Waiting
from besedka.journal.sqlite.entries import Position, Row, are_stored, insert, number
from besedka.journal.sqlite.file.connections import connect

HIM = Origin("node", "s", 1)


def rows_after(seq: int, *texts: str) -> list[Row]:
    return number([(HIM, Send(text), 0) for text in texts], Position(seq), NOON)[1]


def test_numbers_go_on_without_a_gap_and_times_never_go_back() -> None:
    commands: list[Waiting] = [(HIM, Send("hi"), 0), (HIM, Leave("exit"), 2000), (HIM, Send("ho"), 1500)]
    entries, rows, end = number(commands, Position(7, 1000, 3), 900)
    assert [(entry.seq, entry.at, entry.command) for entry in entries] == [
        (8, 1000, Send("hi")),
        (9, 2000, Leave("exit")),
        (10, 2000, Send("ho")),
    ]
    assert [row[:3] for row in rows] == [(8, 1000, 4), (9, 2000, 4), (10, 2000, 5)]
    assert end == Position(10, 2000, 5)


def test_no_command_leaves_the_end_where_it_was() -> None:
    assert number([], Position(7, 1000, 3), 900) == ([], [], Position(7, 1000, 3))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """To a journal of four entries, the last of which say "a" and "b"."""
    path = tmp_path / "chat.db"
    begin(path).close()
    with closing(connect(path)) as connection:
        insert(connection, rows_after(2, "a", "b"))
        yield connection


@pytest.mark.parametrize(
    ("after", "texts", "stored"), [(2, "ab", True), (3, "b", True), (4, "c", False), (2, "", False)]
)
def test_rows_are_stored_if_they_stand_in_the_file(
    connection: sqlite3.Connection, after: int, texts: str, stored: bool
) -> None:
    assert are_stored(rows_after(after, *texts), connection) is stored


@pytest.mark.parametrize("texts", ["ax", "abc"])
def test_others_in_the_place_of_rows_are_damage(connection: sqlite3.Connection, texts: str) -> None:
    with pytest.raises(DamagedError, match="entry 3"):
        are_stored(rows_after(2, *texts), connection)
