"""Lives of one journal in a file, each with its chat, as a server has both."""

import sqlite3
from pathlib import Path

from sqlite_bench import Bench, begin, reopen, replay

from besedka.chat import Chat, Entry
from besedka.chat.state.history import HistoryRow
from besedka.journal.sqlite.retention import Retention

__all__ = ["Life", "again", "damage", "rows", "started"]


class Life:
    """A bench with its chat, as the server has both: each public message is recorded when the chat delivers it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.chat: Chat = replay(bench.opening, [])
        bench.on_commit = self.apply
        for entry in bench.tail:
            self.apply(entry)

    def apply(self, entry: Entry) -> None:
        self.chat.apply(entry)
        for row in self.history():
            if row.seq == entry.seq:
                self.bench.journal.archive.record(row)

    def history(self) -> list[HistoryRow]:
        state = self.chat._state
        return [] if state is None else list(state.lobby.history)

    def say(self, *requests: int) -> "Life":
        self.bench.say(*requests)
        return self

    def keep(self) -> "Life":
        self.bench.journal.keep(self.chat.take_snapshot())
        self.bench.loop.run()
        self.bench.work()
        return self


def again(path: Path, retention: Retention | None = None) -> Life:
    return Life(reopen(path, retention=retention))


def started(path: Path) -> None:
    begin(path).close()


def rows(path: Path, statement: str) -> list[int]:
    connection = sqlite3.connect(path)
    found = [row[0] for row in connection.execute(statement)]
    connection.close()
    return found


def damage(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
