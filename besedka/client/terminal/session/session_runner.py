"""Runs a session to its end: by itself, by a normal exit, or by an abort."""

import asyncio

from besedka.client.client import Client
from besedka.client.errors import ConnectionLost, HandshakeRefused
from besedka.client.terminal.session.terminal_session import TerminalSession

__all__ = ["SessionRunner"]


class SessionRunner:
    """One run of a session: call `begin` first. `patience`: timeout in seconds for each step of leaving."""

    def __init__(self, session: TerminalSession, patience: float) -> None:
        self._session = session
        self._patience = patience
        self._running: asyncio.Task[None]
        self._goodbye: asyncio.Task[None] | None = None

    @property
    def ending(self) -> bool:
        """Whether `leave` was called."""
        return self._goodbye is not None

    def begin(self, chat: Client, wanted: str | None = None) -> None:
        """Start following the chat in the next loop iteration; `wanted` is the requested name."""
        self._running = asyncio.ensure_future(self._session.run(chat, wanted))

    async def end(self) -> ConnectionLost | HandshakeRefused | None:
        """Wait for the end. Return the error that ended the connection; None after a deliberate exit.

        Other exceptions are bugs of ours and are raised.
        """
        await asyncio.wait([self._running])
        error = None if self._running.cancelled() else self._running.exception()
        if error is None or isinstance(error, ConnectionLost | HandshakeRefused):
            return error
        raise error

    def leave(self) -> None:
        """Start leaving: send `exit` and wait for the farewell. A second call aborts the connection."""
        if self._goodbye is None:
            self._goodbye = asyncio.ensure_future(self._say_goodbye())
        else:
            self._stop()

    async def _say_goodbye(self) -> None:
        if await self._session.leave(self._patience):
            await asyncio.wait([self._running], timeout=self._patience)
        self._stop()

    def _stop(self) -> None:
        self._session.abort()
        self._running.cancel()
