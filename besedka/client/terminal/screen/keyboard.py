"""Reads keys from a terminal as they are pressed."""

import asyncio
import os
from collections.abc import Callable
from typing import Final

from besedka.client.terminal.screen.console import Console
from besedka.descriptors import FailureKind, failure_kind

__all__ = ["Keyboard"]

_ESCAPE_TIMEOUT: Final = 0.05
"""Seconds after which an incomplete sequence is a key: the Escape key sends the byte with which others begin.

ncurses waits one second (ESCDELAY), tmux used to wait half a second; today a whole sequence arrives in one packet."""
_CHUNK: Final = 65_536


class Keyboard:
    """Reads the terminal descriptor `fd` for a console, from `listen` to `close`.

    `on_lost` is called when reading fails for good: with None if the terminal is gone, with an error if it exists but
    cannot be read. Create inside a running event loop.
    """

    def __init__(self, fd: int, console: Console, on_lost: Callable[[OSError | None], None]) -> None:
        self.fd = fd
        self._loop = asyncio.get_running_loop()
        self._console = console
        self._on_lost = on_lost
        self._escape: asyncio.TimerHandle | None = None

    def listen(self) -> None:
        """Start reading."""
        self._loop.add_reader(self.fd, self._read)

    def close(self) -> None:
        """Stop reading; the descriptor stays open. May be called again."""
        self._loop.remove_reader(self.fd)
        if self._escape is not None:
            self._escape.cancel()

    def _read(self) -> None:
        try:
            data = os.read(self.fd, _CHUNK)
        except OSError as error:
            found = failure_kind(error, self.fd)
            if found is not FailureKind.AGAIN:
                self._on_lost(None if found is FailureKind.GONE else error)
            return
        if data:
            self._receive(data)
        else:
            self._on_lost(None)

    def _receive(self, data: bytes) -> None:
        if self._escape is not None:
            self._escape.cancel()
        self._console.receive(data)
        if self._console.pending:
            self._escape = self._loop.call_later(_ESCAPE_TIMEOUT, self._console.timeout)
