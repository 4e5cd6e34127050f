"""Runs a session to its end, which comes by itself, politely, or at once."""

import asyncio

from besedka.client.client import Client
from besedka.client.errors import ConnectionLost, HandshakeRefused
from besedka.client.terminal.session.terminal_session import TerminalSession

__all__ = ["SessionRunner"]


class SessionRunner:
    """One run of a session: call `begin` first. `patience`: the seconds that each step of a farewell may take."""

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
        """Follow the chat from the loop's next turn on; `wanted` is the name that was asked for."""
        self._running = asyncio.ensure_future(self._session.run(chat, wanted))

    async def end(self) -> ConnectionLost | HandshakeRefused | None:
        """What the connection died of, once it did; None when somebody wanted to leave.

        An error that is a fault of ours is raised.
        """
        await asyncio.wait([self._running])
        error = None if self._running.cancelled() else self._running.exception()
        if error is None or isinstance(error, ConnectionLost | HandshakeRefused):
            return error
        raise error

    def leave(self) -> None:
        """Begin to leave: say `exit`, and wait for the farewell. Called again, cut the connection at once."""
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
