"""At most so many requests a minute."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from besedka.weather.gfs.trouble import MirrorError

__all__ = ["Pace"]

_MINUTE: Final = 60.0


class Pace:
    """Spaces the requests to one server: no period of a minute has more of them than the server allows."""

    def __init__(
        self,
        a_minute: int | None,
        *,
        patience: float = 20.0,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._last: deque[float] | None = deque(maxlen=a_minute) if a_minute else None
        self._patience = patience
        self._clock = clock
        self._sleep = sleep

    async def turn(self) -> None:
        """Wait until a request may be sent. Raises `MirrorError` (`busy`) at once when that takes over `patience` s."""
        if self._last is None:
            return
        now = self._clock()
        due = max(now, self._last[0] + _MINUTE) if len(self._last) == self._last.maxlen else now
        if due - now > self._patience:
            raise MirrorError("busy", f"{self._last.maxlen} requests a minute", due - now)
        self._last.append(due)
        if due > now:
            await self._sleep(due - now)
