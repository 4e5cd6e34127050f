"""A journal of many messages, made quickly: `python -m benchmarks.journal_file MESSAGES PATH`.

It is what a server would have written: entries with what fifty people say in turn, the table of messages, the index of
words (left out with `--no-index`), and a snapshot of the end.

The words are made up, twenty thousand of them; the n-th is about n times as rare as the first, as in a language. The
first ones are `ba`, `be`, `bi`; `RARE` is in five messages.
"""

import argparse
import logging
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate, islice, product
from pathlib import Path

from benchmarks.option_values import between
from besedka.chat import Chat, Entry, Origin, Rules
from besedka.chat.language.commands import Join, NodeStarted, Send
from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.journal.codec import write_entry
from besedka.journal.errors import JournalError
from besedka.journal.snapshot_text import SnapshotText
from besedka.journal.sqlite.entries import Row
from besedka.journal.sqlite.file.schema import checksum
from besedka.journal.sqlite.file.transactions import Outcome
from besedka.journal.sqlite.store import Store
from besedka.server.process.log import Log

__all__ = ["RARE", "NotMadeError", "entries", "main", "make", "said", "to_row", "vocabulary"]

RARE = "zyzzyva"
"""A word that is in five messages of any number."""

_PEOPLE = 50
_BEGIN = 1_700_000_000_000
_MS_A_MESSAGE = 10
_BATCH = 4000
_WORDS = 20_000
_WORDS_A_MESSAGE = 8
_TEXT = "I shall be a quarter of an hour late; begin without me."

Text = Callable[[int], str]
"""Returns the text of the message in the entry of this number."""


class NotMadeError(Exception):
    """The file cannot be written."""


def main(argv: list[str]) -> int:
    """Make a file; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journal_file", description=__doc__)
    parser.add_argument("messages", type=between(1, 100_000_000))
    parser.add_argument("path", type=Path)
    parser.add_argument("--no-index", action="store_true", help="leave the words to be indexed by a server")
    options = parser.parse_args(argv)
    length, text = options.messages + 1 + _PEOPLE, vocabulary(options.messages)
    try:
        make(options.path, length, text, index=not options.no_index)
    except (NotMadeError, JournalError, OSError, sqlite3.Error) as error:
        print(f"{options.path} cannot be made: {error}", file=sys.stderr)
        return 1
    return 0


def make(
    path: Path, length: int, text: Text | None = None, *, snapshot: bool = True, index: bool = True
) -> None:
    """Make a journal with so many entries. Raises `NotMadeError`."""
    store = Store(path, Log(logging.getLogger("benchmarks.journal")))
    store.open()
    chat = Chat()
    source = entries(length, text)
    while batch := list(islice(source, _BATCH)):
        messages = [_recorded(entry, entry.command) for entry in batch if isinstance(entry.command, Send)]
        if store.write([to_row(entry) for entry in batch], messages) is not Outcome.STORED:
            raise NotMadeError(store.error)
        if snapshot:
            for entry in batch:
                chat.apply(entry)
        if store.wal_is_large:
            store.checkpoint()
    if snapshot:
        _keep(store, chat)
    while index and store.index():
        store.checkpoint()
    store.close()


def _keep(store: Store, chat: Chat) -> None:
    text = SnapshotText(chat.take_snapshot())
    while not text.write_on():
        pass
    if not store.keep(text.snapshot.last, text.whole()):
        raise NotMadeError(store.error)


def entries(length: int, text: Text | None = None) -> Iterator[Entry]:
    """Yield so many entries: a start, some people, and what they say in turn."""
    yield Entry(1, _BEGIN, Origin("node"), NodeStarted("life", Rules()))
    people = range(2, 2 + _PEOPLE)
    yield from (Entry(seq, _BEGIN, _who(seq, 0), Join("loopback", f"person{seq}")) for seq in people)
    yield from (said(seq, text) for seq in range(2 + _PEOPLE, length + 1))


def said(seq: int, text: Text | None = None) -> Entry:
    """Return an entry with a message."""
    content = f"{seq}: {_TEXT}" if text is None else text(seq)
    return Entry(seq, _BEGIN + seq * _MS_A_MESSAGE, _who(2 + seq % _PEOPLE, seq), Send(content))


def to_row(entry: Entry) -> Row:
    """Return what is stored of an entry."""
    text = write_entry(entry)
    return entry.seq, entry.at, entry.seq, text, checksum(text, entry.seq)


def vocabulary(messages: int) -> Text:
    """Return texts of made-up words, always the same ones."""
    chance = random.Random(1)  # noqa: S311 - no secret
    syllables = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
    words = ["".join(parts) for size in (1, 2, 3) for parts in product(syllables, repeat=size)][:_WORDS]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    rarely = max(1, messages // 5)

    def text(seq: int) -> str:
        said = " ".join(chance.choices(words, cum_weights=weights, k=_WORDS_A_MESSAGE))
        return said if seq % rarely else f"{said} {RARE}"

    return text


def _recorded(entry: Entry, command: Send) -> HistoryRow:
    session = entry.origin.session or ""
    name = f"person{session.removeprefix('life.')}"
    message = Message(entry.seq, name, command.text)
    return HistoryRow(entry.seq, entry.at, message, session, name, "loopback")


def _who(person: int, request: int) -> Origin:
    return Origin("node", f"life.{person}", request)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
