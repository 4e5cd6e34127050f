"""The layout of a journal file.

- `entries`: each entry as the codec writes it, its time, and `sends`, which counts the `send` commands up to it from
  some earlier row, so that retention by count is a binary search. The CRC-32 is that of the entry, begun with `sends`.
- `snapshots`: the last two, as JSON with a CRC-32, each after the entry `seq`.
- `settled`: counts the times that the outcome of a commit was made certain (`transactions`).
- `messages`: the public messages that the entries delivered (`archive.table`). All those of the entries up to the
  newest snapshot are there; later ones may still be missing, and a replay of the entries after it gives them.
- `words` and the tables that FTS5 makes for it, from the first indexed message on: the index of words
  (`archive.words`). `indexing` says which messages it covers.

`application_id` and `user_version` of the file are ours.
"""

from zlib import crc32

__all__ = ["APPLICATION_ID", "LAYOUT", "MESSAGES", "TABLES", "checksum"]

APPLICATION_ID = 0x42736564
""""Bsed"."""
LAYOUT = 1
"""The version of the layout."""

_MAX_CRC = 0xFFFFFFFF

MESSAGES = """
CREATE TABLE messages (
    place INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, number INTEGER NOT NULL,
    author TEXT NOT NULL, text TEXT NOT NULL, delayed INTEGER NOT NULL, bot INTEGER NOT NULL, late INTEGER NOT NULL,
    session TEXT NOT NULL, fold TEXT NOT NULL, network TEXT NOT NULL
);
CREATE INDEX delayed_messages ON messages (number) WHERE number <> seq;
CREATE TABLE indexing (only INTEGER PRIMARY KEY CHECK (only = 1), place INTEGER NOT NULL, stale INTEGER NOT NULL);
INSERT INTO indexing VALUES (1, 0, 0);
"""
"""Makes the tables of public messages."""

TABLES = f"""
BEGIN;
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, sends INTEGER NOT NULL,
    entry TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, snapshot TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE settled (only INTEGER PRIMARY KEY CHECK (only = 1), times INTEGER NOT NULL);
INSERT INTO settled VALUES (1, 0);
{MESSAGES}
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {LAYOUT};
COMMIT;
PRAGMA journal_mode = WAL;
"""  # noqa: S608 - constant


def checksum(text: str, begin: int = 0) -> int:
    """Return the CRC-32 of an ASCII text, which begins with the lower 32 bits of a number."""
    return crc32(text.encode("ascii"), begin & _MAX_CRC)
