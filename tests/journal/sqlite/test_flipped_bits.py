"""A disk that gives back other bits than it was given: the journal is refused, or is what it was."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_bench import reopen
from sqlite_lives import again, damage, started
from sqlite_messages import look, nobody, numbers

from besedka.chat import Entry, Stamp
from besedka.chat.language.matching import terms
from besedka.journal.errors import DamagedError, JournalError
from besedka.journal.sqlite.file.connections import Connections, connect
from besedka.journal.sqlite.inspection import check, stats

STEP = 61
"""Every so many bytes one is changed; 1 for a longer look."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1).keep().say(2, 3).keep().say(*range(4, 40)).bench.close()
    return path


def opened(path: Path) -> tuple[list[Entry], Stamp]:
    """The last entries, and the end of the journal as the next entry would follow it."""
    bench = reopen(path)
    try:
        return bench.tail[-30:], Stamp(bench.journal._last.seq, bench.journal._last.at)
    finally:
        bench.close()


def opened_if_sound(path: Path) -> tuple[list[Entry], Stamp] | None:
    try:
        return opened(path)
    except JournalError:
        return None


def damaged(path: Path) -> Iterator[Path]:
    copy, content = path.with_name("copy.db"), path.read_bytes()
    for place in range(0, len(content), STEP):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        copy.write_bytes(changed)
        yield copy


def test_a_flipped_bit_is_noticed_or_does_not_matter(path: Path) -> None:
    was, found = opened(path), [opened_if_sound(copy) for copy in damaged(path)]
    assert {str(result) for result in found} == {str(was), "None"}


def test_a_check_of_flipped_bits_ends_with_an_answer(path: Path) -> None:
    for copy in damaged(path):
        # SQLite says so as well if a table or a column has lost its name.
        with contextlib.suppress(JournalError, sqlite3.OperationalError):
            assert check(copy).last == 41


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET at = 'x' WHERE seq = 1",
        "UPDATE entries SET at = x'00' WHERE seq = 41",
        "UPDATE entries SET sends = 'x' WHERE seq = 41",
        "UPDATE entries SET sends = 0.5 WHERE seq = 1",
        "UPDATE entries SET entry = x'00' WHERE seq = 1",
    ],
)
def test_the_figures_of_a_damaged_entry_are_none(path: Path, statement: str) -> None:
    damage(path, statement)
    with pytest.raises(DamagedError, match=f"entry {statement.rsplit(maxsplit=1)[-1]}$"):
        stats(path)


def test_the_figures_of_flipped_bits_end_with_an_answer(path: Path) -> None:
    for copy in damaged(path):
        with contextlib.suppress(JournalError, sqlite3.OperationalError):
            assert stats(copy).end


def looked(path: Path) -> str:
    """What a reader of the messages gets: all of them, or an error that has a name."""
    pool = Connections(path, connect)
    try:
        with pool.reading() as connection:
            stored = look(connection)
            found = stored.search(terms("hi"), 99, nobody).rows
            return f"{numbers(stored.before(None, 99, nobody))} {len(found)}"
    except (sqlite3.Error, JournalError, UnicodeDecodeError) as error:
        return type(error).__name__


def test_a_look_at_messages_with_flipped_bits_ends_with_an_answer(path: Path) -> None:
    again(path).keep().bench.close()
    sound = looked(path)
    assert sound == f"{list(range(3, 42))} 39"
    found = Counter(looked(copy) for copy in damaged(path))
    assert found[sound] > len(found)
