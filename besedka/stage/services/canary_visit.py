"""One visit of the canary."""

import asyncio
import ssl
import time
from typing import Final

from besedka.chat.language.events import Message
from besedka.client import (
    Address,
    Client,
    ClientError,
    ConnectionLost,
    HandshakeRefused,
    RefusedError,
    ServerUnreachable,
    connect,
)
from besedka.deadline import within
from besedka.stage.run_folder import CanaryVisit

__all__ = ["LIMIT", "Visitor"]

LIMIT: Final = 5.0
"""Seconds for a whole visit. It is what somebody waits before he tries again, or goes."""


class Visitor:
    """Visits a chat, each visit at most for `limit` seconds."""

    def __init__(self, address: Address, tls: ssl.SSLContext | None, limit: float) -> None:
        self._address = address
        self._tls = tls
        self._limit = limit

    async def visit(self, name: str) -> CanaryVisit:
        """Join under this name, send a message, see it, and leave; return how that went.

        `failed` is empty, or

        - `network`, `timeout`, `closed`, `no-http`, `no-tls` or `tls`: it could not join (`ServerUnreachable`);
        - `HTTP 502` with the status, or `handshake`: it was not let in;
        - `lost`: the connection was lost inside;
        - the code of a refusal;
        - `timeout` also when anything later took too long: what was not reached says where;
        - `no-farewell`: everything was reached, but its leaving was not answered.
        """
        steps = CanaryVisit(at=time.time(), joined=None, sent=None, seen=None, failed="")
        try:
            await within(self._limit, self._steps(name, steps))
        except (ClientError, asyncio.TimeoutError) as error:
            steps["failed"] = _reason(error)
        if not steps["failed"] and steps["seen"] is None:
            steps["failed"] = "lost"
        return steps

    async def _steps(self, name: str, steps: CanaryVisit) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        # Its session ends with its connection: one that was cut is not kept in the room for the time of the grace.
        chat = await connect(self._address, name=name, tls=self._tls, timeout=self._limit, resume=False)
        try:
            steps["joined"] = round(clock() - began, 6)
            text = f"{name}: is anybody here?"
            seen = asyncio.ensure_future(_see(chat, text))
            try:
                await chat.send(text)
                steps["sent"] = round(clock() - began, 6)
                if await seen:
                    steps["seen"] = round(clock() - began, 6)
            finally:
                seen.cancel()
                await asyncio.gather(seen, return_exceptions=True)
            if steps["seen"] is not None and await chat.exit(self._limit) is None:
                steps["failed"] = "no-farewell"
        finally:
            chat.abort()


async def _see(chat: Client, text: str) -> bool:
    """Return whether the message came, before the end of the session."""
    async for received in chat:
        event = received.event
        if isinstance(event, Message) and event.text == text:
            return True
    return False


def _reason(error: ClientError | asyncio.TimeoutError) -> str:
    if isinstance(error, ServerUnreachable | RefusedError):
        return error.code
    if isinstance(error, HandshakeRefused):
        return f"HTTP {error.status}" if error.status else "handshake"
    if isinstance(error, ConnectionLost):
        return "lost"
    return "timeout" if isinstance(error, asyncio.TimeoutError) else "unexpected-answer"
