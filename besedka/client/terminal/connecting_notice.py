"""`Connecting…`, for who waits at the terminal for longer than a moment."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from besedka.client.terminal.options import ClientOptions
from besedka.dialects.words.languages import language

__all__ = ["NOTICE_DELAY", "announce", "while_waiting"]

NOTICE_DELAY: Final = 1.0
"""Seconds without a connection that are not worth a word: up to a second, people's thoughts are not interrupted
(J. Nielsen, Usability Engineering, 1993, chapter 5)."""

_ERASE: Final = "\r\x1b[K"
_STANDARD_ERROR: Final = 2

T = TypeVar("T")


async def while_waiting(
    work: Awaitable[T],
    show: Callable[[], Callable[[], None]],
    later: Callable[[float, Callable[[], None]], asyncio.TimerHandle] | None = None,
) -> T:
    """What `work` gives.

    When that takes longer than `NOTICE_DELAY`, `show` is called, and what it returns once that is over.
    """
    later = later or asyncio.get_running_loop().call_later
    ends: list[Callable[[], None]] = []
    timer = later(NOTICE_DELAY, lambda: ends.append(show()))
    try:
        return await work
    finally:
        timer.cancel()
        for end in ends:
            end()


def announce(options: ClientOptions) -> Callable[[], None]:
    """Say it on the terminal that we were started on, if any; returns what takes it away.

    Where nothing is drawn again it is a line, and stays. A script is told nothing.
    """
    from besedka.client.terminal.modes import draws  # noqa: PLC0415 - only when it is needed

    sentence = language(options.code).text("Connecting…")
    if draws(options, os.environ):
        _write(1, sentence)
        return lambda: _write(1, _ERASE)
    if os.isatty(0) and os.isatty(_STANDARD_ERROR):
        _write(_STANDARD_ERROR, sentence + "\n")
    return lambda: None


def _write(fd: int, text: str) -> None:
    with contextlib.suppress(OSError):
        os.write(fd, text.encode())
