"""The index of words: FTS5, where SQLite has it, finds candidates; `chat.language.matching` decides.

So the answers are the same without it, and slower. FTS5's tokenizers know other words than ours do, therefore it is
given tokens in ASCII, which it takes as they are:

- `w` and the hexadecimal UTF-8 of a word of a script with spaces; that of its beginning is a prefix of it.
- `c` and that of a single character of any other kind, except white space.

`indexing` says up to which place the messages are indexed. They are in the order of their places, in batches, after
they were stored. The index keeps no texts, so an entry of it can be deleted only with the tokens that it was made from.
Where a message had to be deleted without FTS5, or the index was found to be damaged, `stale` is set: the index is not
used, and made anew once FTS5 is there and can open it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Any

from besedka.chat.language.matching import BEGINS, searchable, word_or_character
from besedka.journal.errors import DamagedError
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.archive.table import portion
from besedka.journal.sqlite.file.inserting import insert_rows

__all__ = ["Words", "has_fts5", "index_state", "is_damage", "query_of"]

_INDEX = """
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(tokens, content = '', detail = none, tokenize = 'ascii')
"""

_BATCH = 1000
"""Messages that are indexed in one transaction; fewer if they are long (`table.portion`)."""

_ADD = "INSERT INTO words (rowid, tokens) VALUES"
_DELETE = "INSERT INTO words (words, rowid, tokens) VALUES"

_MAX_WORDS = 3
_MAX_CHARACTERS = 8
"""What a query asks for at most; the longest words, as they are the rarest."""
_SHORT = 3
"""Characters; a shorter beginning is that of so many words that it is left out if there is a longer one."""

_DAMAGE = ("no such", "vtable", "SQL logic error", "invalid fts5")
"""Beginnings of operational errors that are not the disk's."""

Text = tuple[Any, ...]
"""A message's place and text; in a damaged file, that may be of another type."""


def has_fts5() -> bool:
    """Return whether this SQLite has FTS5."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(tokens)")
        except sqlite3.OperationalError:
            return False
        return True


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Return whether the error is that of a damaged index, which another attempt would have as well."""
    return not isinstance(error, sqlite3.OperationalError) or str(error).startswith(_DAMAGE)


class Words:
    """Keeps the index up to date. Its methods are called within a transaction, except `mend` and `are_behind`."""

    def __init__(self, log: JournalLog, *, available: bool | None = None) -> None:
        self._log = log
        self.available = has_fts5() if available is None else available
        """Whether the index can be used."""
        self._damaged = False
        if not self.available:
            log.warning("journal-search", why="SQLite has no FTS5")

    def mend(self, connection: sqlite3.Connection) -> None:
        """If the state of the index is damaged, have the index made anew. Called before anything else."""
        try:
            index_state(connection)
        except DamagedError as error:
            self._log.warning("journal-search", why=f"{error.where} is damaged")
            connection.execute("DELETE FROM indexing")
            connection.execute("INSERT INTO indexing SELECT 1, coalesce(max(place), 0), 1 FROM messages")

    def are_behind(self, connection: sqlite3.Connection) -> bool:
        """Return whether there is something to index."""
        place, stale = index_state(connection)
        if self._damaged:
            return not stale
        newest = connection.execute("SELECT max(place) FROM messages").fetchone()[0] or 0
        return self.available and (bool(stale) or newest > place)

    def index(self, connection: sqlite3.Connection) -> None:
        """Index the next batch of messages. If the index is damaged, have the next start make it anew."""
        if self._damaged:
            connection.execute("UPDATE indexing SET stale = 1")
            return
        try:
            self._index(connection)
        except sqlite3.DatabaseError as error:
            self._give_up_if_damaged(error)
            raise

    def _index(self, connection: sqlite3.Connection) -> None:
        place, stale = index_state(connection)
        if stale or not place:
            connection.execute(_INDEX)
        if stale:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
            connection.execute("UPDATE indexing SET place = 0, stale = 0")
            place = 0
        query = "SELECT place, text FROM messages WHERE place > ? ORDER BY place LIMIT ?"
        with closing(connection.execute(query, (place, _BATCH))) as found:
            texts = portion(found, _BATCH)
        if texts:
            _insert(connection, _ADD, "(?, ?)", texts)
            connection.execute("UPDATE indexing SET place = ?", (texts[-1][0],))

    def forget(self, connection: sqlite3.Connection, texts: Sequence[Text]) -> None:
        """Delete the entries of messages that are being deleted, or remember that this was not possible."""
        place, stale = index_state(connection)
        known = [text for text in texts if text[0] <= place]
        if stale or not known:
            return
        if not self.available:
            connection.execute("UPDATE indexing SET stale = 1")
            return
        try:
            _insert(connection, _DELETE, "('delete', ?, ?)", known)
        except sqlite3.DatabaseError as error:
            self._give_up_if_damaged(error)
            raise

    def _give_up_if_damaged(self, error: sqlite3.DatabaseError) -> None:
        if is_damage(error):
            self.available, self._damaged = False, True
            self._log.warning("journal-search", why=str(error))


def query_of(wanted: Sequence[str]) -> str:
    """Return what FTS5 has to match for messages that may contain all of the terms; empty if that is no help."""
    parts = dict.fromkeys(chain.from_iterable(map(word_or_character, wanted)))
    words = sorted((part for part in parts if part.startswith(BEGINS)), key=len, reverse=True)
    long = [word for word in words if len(word) > _SHORT] or words[:1]
    characters = [part for part in parts if not part.startswith(BEGINS)]
    tokens = [*(f"{_token(word)}*" for word in long[:_MAX_WORDS]), *map(_token, characters[:_MAX_CHARACTERS])]
    return " AND ".join(tokens)


def index_state(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return up to which place the messages are indexed, and whether the index is stale.

    Raises `DamagedError` for a state that was never written: with a place behind the last message, later ones would be
    taken for indexed.
    """
    rows = connection.execute("SELECT place, stale FROM indexing").fetchall()
    newest = connection.execute("SELECT max(place) FROM messages").fetchone()[0]
    if len(rows) == 1 and tuple(map(type, rows[0])) == (int, int):
        place, stale = rows[0]
        if 0 <= place <= (place if newest is None else newest):
            return place, stale
    raise DamagedError("the index of words")


def _insert(connection: sqlite3.Connection, statement: str, places: str, texts: Sequence[Text]) -> None:
    rows = ((place, " ".join(_tokens(text))) for place, text in texts)
    insert_rows(connection, statement, places, rows)


def _tokens(text: object) -> Iterator[str]:
    """Yield the tokens of a message; none for a damaged one, which a search reports."""
    return map(_token, word_or_character(searchable(text))) if isinstance(text, str) else iter(())


def _token(part: str) -> str:
    kind = "w" if part.startswith(BEGINS) else "c"
    return kind + part.removeprefix(BEGINS).encode("utf-8", "surrogatepass").hex()
