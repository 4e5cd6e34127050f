"""Lives of one journal in a file, each with its chat, as a server has both."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_bench import Bench, begin, reopen
from sqlite_messages import nobody

from besedka.chat.failures import reraise
from besedka.chat.language.matching import terms
from besedka.chat.state.messages import HistoryRow, Messages
from besedka.journal import Opening, open_chat
from besedka.journal.sqlite.retention import Retention

__all__ = ["Life", "again", "damage", "rows", "started"]


class Life:
    """A bench with its chat, as the server has both: each public message is recorded when the chat delivers it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        opening = Opening(bench.opening.snapshot, bench.tail, bench.opening.failures)
        self.chat = open_chat(opening, reraise, bench.journal.archive.record)
        self.answers: list[Any] = []
        bench.on_commit = self.chat.apply

    def history(self) -> list[HistoryRow]:
        """The messages in memory."""
        return list(self.chat.history)

    def say(self, *requests: int, text: str = "hi") -> "Life":
        self.bench.say(*requests, text=text)
        return self

    def ask(self, job: Callable[[Messages], Any]) -> None:
        """Ask for a look at all messages; the answer is added to `answers`."""
        self.bench.journal.archive.read(job, self.answers.append, self.answers.append)

    def look(
        self, job: Callable[[Messages], Any] = lambda messages: messages.before(None, 99, nobody)
    ) -> Any:
        """Return what the job returns, or raise its error; all messages if it is not given."""
        self.answers.clear()
        self.ask(job)
        self.bench.reader.run()
        self.bench.loop.run()
        (answer,) = self.answers
        if isinstance(answer, Exception):
            raise answer
        return answer

    def search(self, typed: str) -> list[int]:
        """Return the numbers of the messages that are found, newest first."""
        return [
            row.message.number for row in self.look(lambda all_: all_.search(terms(typed), 99, nobody)).rows
        ]

    def index(self) -> "Life":
        """Let the time pass until everything is indexed that can be."""
        for _ in range(5):
            self.bench.loop.advance(1)
            self.bench.work()
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
