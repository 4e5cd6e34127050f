"""The notice `Connecting…`, shown when connecting takes longer than a moment."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from besedka.client.terminal.options import ClientOptions
from besedka.dialects.words.languages import language

__all__ = ["NOTICE_DELAY", "announce", "while_waiting"]

NOTICE_DELAY: Final = 1.0
"""Seconds to wait for a connection before showing anything: a delay of up to a second does not interrupt people's
thoughts (J. Nielsen, Usability Engineering, 1993, chapter 5)."""

_ERASE: Final = "\r\x1b[K"
_STANDARD_ERROR: Final = 2

T = TypeVar("T")


async def while_waiting(
    work: Awaitable[T],
    show: Callable[[], Callable[[], None]],
    later: Callable[[float, Callable[[], None]], asyncio.TimerHandle] | None = None,
) -> T:
    """Return the result of `work`.

    If it takes longer than `NOTICE_DELAY`, call `show`, and at the end the function that `show` returned.
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
    """Show the notice on the terminal, if there is one. Return a function that removes it.

    In plain mode the notice is a line and stays. Scripts get no notice.
    """
    from besedka.client.terminal.modes import draws  # noqa: PLC0415 - imported only when needed

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
