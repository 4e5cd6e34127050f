"""The public messages of a journal as a table: paged, and searched by the chat's own rule (`chat.language.matching`).

FTS5, where SQLite has it, only finds candidates; `matches` decides. So the answers are the same without it, and slower.
FTS5's tokenizers know other words than ours do, therefore it is given tokens in ASCII, which it takes as they are:

- `w` and the hexadecimal UTF-8 of a word of a script with spaces; that of its beginning is a prefix of it.
- `c` and that of a single character of any other kind, except white space.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from besedka.chat.language.events import Message
from besedka.chat.language.matching import BEGINS, matches, searchable, word_or_character
from besedka.chat.state.history import HistoryRow

__all__ = ["Archive", "has_fts5"]

_TABLE = """
CREATE TABLE messages (
    place INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, number INTEGER NOT NULL UNIQUE,
    author TEXT NOT NULL, text TEXT NOT NULL, delayed INTEGER NOT NULL, bot INTEGER NOT NULL, late INTEGER NOT NULL,
    session TEXT NOT NULL, fold TEXT NOT NULL, network TEXT NOT NULL
);
CREATE INDEX messages_by_seq ON messages (seq);
"""

_INDEX = """
CREATE VIRTUAL TABLE words USING fts5(tokens, content = '', detail = none, tokenize = 'ascii');
"""

_END = 2**62
"""Behind every place."""

_COLUMNS = "seq, at, number, author, text, delayed, bot, late, session, fold, network"


def has_fts5(connection: sqlite3.Connection) -> bool:
    """Return whether this SQLite has FTS5."""
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options


class Archive:
    """The messages in the file of `connection`. Its methods block; call `append` within a transaction.

    `indexed` says whether the words are indexed by FTS5.
    """

    def __init__(self, connection: sqlite3.Connection, *, indexed: bool) -> None:
        self._connection = connection
        self._indexed = indexed

    def create(self) -> None:
        """Create the tables."""
        self._connection.executescript(_TABLE + (_INDEX if self._indexed else ""))

    def append(self, rows: Sequence[HistoryRow]) -> None:
        """Add messages in the order of their delivery."""
        for row in rows:
            message = row.message
            values = (row.seq, row.at, message.number, message.author, message.text)
            marks = (message.delayed, message.bot, message.late)
            place = self._connection.execute(
                f"INSERT INTO messages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant
                (*values, *marks, row.session, row.fold, row.network),
            ).lastrowid
            if self._indexed:
                tokens = " ".join(_tokens(searchable(message.text)))
                self._connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (place, tokens))

    def before(self, number: int | None, count: int, hidden: Collection[str] = ()) -> list[HistoryRow]:
        """Return the last `count` messages before the one of this number, or of all, oldest first.

        A number that is not a message's stands where its entry does. Messages of `hidden` sessions do not exist.
        """
        place = None if number is None else self._place(number, hidden) or self._place_of_entry(number)
        return list(islice(self._back_from(place, hidden), count))[::-1]

    def around(self, number: int, count: int, hidden: Collection[str] = ()) -> list[HistoryRow] | None:
        """Return `count` messages, that of this number in their middle, oldest first; None if there is none.

        Near an end, more of them are from the other side.
        """
        place = self._place(number, hidden)
        if place is None:
            return None
        later = list(islice(self._on_from(place, hidden), count))
        earlier = list(islice(self._back_from(place, hidden), count))[::-1]
        end = min(len(later), max((count + 1) // 2, count - len(earlier)))
        return [*earlier[max(0, len(earlier) + end - count) :], *later[:end]]

    def search(self, wanted: tuple[str, ...], limit: int, hidden: Collection[str] = ()) -> list[HistoryRow]:
        """Return the newest `limit` messages that contain all of the terms, newest first."""
        found = (row for row in self._candidates(wanted) if row.session not in hidden)
        return list(islice((row for row in found if matches(searchable(row.message.text), wanted)), limit))

    def _candidates(self, wanted: tuple[str, ...]) -> Iterator[HistoryRow]:
        query = " AND ".join(dict.fromkeys(map(_prefix, _needed(wanted))))
        if not self._indexed or not query:
            return self._back_from(None, ())
        return self._read(
            f"SELECT {_COLUMNS} FROM words JOIN messages ON place = words.rowid WHERE words MATCH ? "  # noqa: S608
            "ORDER BY words.rowid DESC",
            query,
        )

    def _back_from(self, place: int | None, hidden: Collection[str]) -> Iterator[HistoryRow]:
        rows = self._read(
            f"SELECT {_COLUMNS} FROM messages WHERE place < ? ORDER BY place DESC",  # noqa: S608
            _END if place is None else place,
        )
        return (row for row in rows if row.session not in hidden)

    def _on_from(self, place: int, hidden: Collection[str]) -> Iterator[HistoryRow]:
        rows = self._read(f"SELECT {_COLUMNS} FROM messages WHERE place >= ? ORDER BY place", place)  # noqa: S608
        return (row for row in rows if row.session not in hidden)

    def _read(self, query: str, value: object) -> Iterator[HistoryRow]:
        return map(_row, self._connection.execute(query, (value,)))

    def _place(self, number: int, hidden: Collection[str]) -> int | None:
        query = "SELECT place, session FROM messages WHERE number = ?"
        place, session = self._connection.execute(query, (number,)).fetchone() or (None, "")
        return None if session in hidden else place

    def _place_of_entry(self, number: int) -> int | None:
        query = "SELECT min(place) FROM messages WHERE seq > ?"
        place: int | None = self._connection.execute(query, (number,)).fetchone()[0]
        return place


def _row(values: tuple[int, int, int, str, str, int, int, int, str, str, str]) -> HistoryRow:
    seq, at, number, author, text, delayed, bot, late, session, fold, network = values
    message = Message(number, author, text, None, bool(delayed), bool(bot), bool(late))
    return HistoryRow(seq, at, message, session, fold, network)


def _tokens(text: str) -> Iterator[str]:
    """Return the tokens of a searchable text."""
    for part in word_or_character(text):
        kind = "w" if part.startswith(BEGINS) else "c"
        yield kind + part.removeprefix(BEGINS).encode("utf-8", "surrogatepass").hex()


def _needed(wanted: tuple[str, ...]) -> Iterator[str]:
    """Return tokens, or beginnings of tokens, that every text with these terms has."""
    return (token for term in wanted for token in _tokens(term))


def _prefix(token: str) -> str:
    return f"{token}*" if token.startswith("w") else token
