"""How long a snapshot of a full chat stops the event loop of the server."""

import asyncio
import gc
import time
from collections.abc import Iterator
from pathlib import Path

from besedka.chat import Chat, Entry, Origin, Rules
from besedka.chat.language.commands import Command, Ignore, Join, Leave, NodeStarted, Send
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.opening import make_sqlite_journal
from besedka.server.process.event_loop import collect_garbage_rarely

__all__ = ["full_chat", "measure_pauses"]

_PEOPLE = 1000
_DEPARTED = 10_000
_MESSAGES = 1000
_PENDING = 3000
_BEGIN = 1_700_000_000_000
_HOUR = 3600


def full_chat() -> Chat:
    """Return a chat of a thousand people, of whom each ignores one, with all that it keeps."""
    chat = Chat()
    for seq, (origin, command) in enumerate(_commands(), 1):
        chat.apply(Entry(seq, _BEGIN + seq, origin, command))
    return chat


def _commands() -> Iterator[tuple[Origin, Command]]:
    yield Origin("node"), NodeStarted("life", Rules(history_kept=_MESSAGES))
    for number in range(_DEPARTED):
        yield _who(-number, 0), Join(f"10.{number >> 8}.{number & 255}.0", f"gone{number}")
        yield _who(-number, 1), Leave("exit")
    for number in range(1, _PEOPLE + 1):
        yield _who(number, 0), Join(f"192.168.{number >> 8}.{number & 255}", f"person{number}")
    for number in range(1, _PEOPLE):
        yield _who(number, 1), Ignore(f"person{number + 1}")
    for number in range(_MESSAGES):
        yield _who(1 + number % _PEOPLE, 2 + number), Send(f"{number}: I shall be a quarter of an hour late.")
    for number in range(_PENDING):
        request = 2 + _MESSAGES + number
        yield _who(1 + number % _PEOPLE, request), Send(f"{number}: It is time.", None, _HOUR)


def _who(person: int, request: int) -> Origin:
    return Origin("node", f"life.{person}", request)


def measure_pauses(path: Path, chat: Chat, log: JournalLog) -> tuple[float, float]:
    """Take a snapshot of `chat` and store it in a new journal, in a loop with the server's settings.

    Returns the milliseconds that taking it lasts, and the longest pause of the loop after that, until it is stored.
    """
    thresholds = gc.get_threshold()
    collect_garbage_rarely()
    try:
        return asyncio.run(_store(path, chat, log))
    finally:
        gc.set_threshold(*thresholds)


async def _store(path: Path, chat: Chat, log: JournalLog) -> tuple[float, float]:
    journal = make_sqlite_journal(
        str(path), lambda: _BEGIN, lambda _: None, lambda *_: None, log, (None, None)
    )
    list(journal.open().tail)
    began = time.perf_counter()
    snapshot = chat.take_snapshot()
    taken = time.perf_counter() - began
    journal.keep(snapshot)
    stored = asyncio.ensure_future(journal.settle())
    longest, turn = 0.0, time.perf_counter()
    while not stored.done():
        await asyncio.sleep(0)
        longest, turn = max(longest, time.perf_counter() - turn), time.perf_counter()
    await journal.close()
    return taken * 1000, longest * 1000
