"""Looks at the messages of a journal that stop in their middle, and looks of another process."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlite_lives import Life
from sqlite_messages import nobody, numbers

from besedka.chat.state.messages import Messages

__all__ = ["Looking", "everything", "seen_alone", "when_paused"]

_ALONE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
try:
    print(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
except sqlite3.OperationalError as error:
    print(error)
"""


def everything(messages: Messages) -> list[int] | None:
    return numbers(messages.before(None, 99, nobody))


def seen_alone(path: Path) -> str:
    """What another process sees that wants to be the only one."""
    command = [sys.executable, "-c", _ALONE, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class Looking:
    """A look in a thread, which waits in its middle until it is told to go on."""

    def __init__(self, life: Life) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.looks = 0
        self.answers: list[Any] = []
        self._thread = ThreadPoolExecutor(1)
        archive = life.bench.journal.archive
        archive._executor = self._thread
        archive.read(self._job, self.answers.append, self.answers.append)
        assert self.inside.wait(60)

    def _job(self, messages: Messages) -> list[int] | None:
        self.looks += 1
        self.inside.set()
        assert self.go_on.wait(60)
        return everything(messages)

    def end(self, life: Life) -> None:
        self.go_on.set()
        self._thread.shutdown()
        life.bench.journal.archive._executor = life.bench.reader
        life.bench.loop.run()


def when_paused(life: Life, act: Callable[[], object]) -> threading.Thread:
    """Act as soon as somebody wants to be alone with the file."""
    paused = threading.Event()
    pool = life.bench.store.connections

    def wait() -> None:
        while not pool._paused:
            paused.wait(0.001)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread
