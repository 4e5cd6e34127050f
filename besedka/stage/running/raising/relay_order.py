"""An order to a relay, in force as long as the connection is open on which it was given (`stage.services.relay`)."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from besedka.deadline import within

__all__ = ["RelayOrder"]

_ANSWER: Final = 5.0
"""Seconds for a relay to answer."""

_STEP: Final = 0.02
_PASS: Final = {"do": "pass"}
_FAILURES: Final = (OSError, ValueError, asyncio.TimeoutError)


class RelayOrder:
    """What one fault asks of the relay whose control socket is `control`, beside what others ask of it."""

    def __init__(self, control: Path, order: Mapping[str, Any]) -> None:
        self._control = control
        self._order = order
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def give(self) -> None:
        """Give the order, and wait until it is in force. Raises `OSError`, `ValueError` or `asyncio.TimeoutError`."""
        await within(_ANSWER, self._open())
        try:
            await self._say(self._order)
        except BaseException:
            self._close()
            raise

    async def keep(self) -> None:
        """Give the order again each time that the relay was started anew, and has forgotten it. Ends if cancelled."""
        while True:
            with suppress(OSError):
                if self._streams is not None:
                    await self._streams[0].read()
            self._close()
            with suppress(*_FAILURES):
                await self.give()
            await asyncio.sleep(_STEP)

    async def take_back(self) -> None:
        """Take the order back, if it is in force, and wait until it is no more."""
        with suppress(*_FAILURES):
            await self._say(_PASS)
        self._close()

    async def _open(self) -> None:
        self._streams = await asyncio.open_unix_connection(self._control)

    async def _say(self, order: Mapping[str, Any]) -> None:
        if self._streams is None:
            return
        reader, writer = self._streams
        writer.write(json.dumps(order).encode() + b"\n")
        if not await within(_ANSWER, reader.readline()):
            raise OSError

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
