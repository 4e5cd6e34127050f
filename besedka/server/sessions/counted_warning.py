"""Warnings of which there may be thousands at a time."""

from asyncio import AbstractEventLoop

from besedka.server.process.log import Log

__all__ = ["CountedWarning"]

_INTERVAL = 1.0
"""Minimum seconds between two lines."""


class CountedWarning:
    """A warning `event`, logged at most once a second, with its number since the last line in the field `counted`."""

    def __init__(self, loop: AbstractEventLoop, log: Log, event: str, counted: str) -> None:
        self._time = loop.time
        self._log = log
        self._event = event
        self._counted = counted
        self._since = 0
        self._told_at = -_INTERVAL

    def warn(self, **fields: object) -> None:
        """Count it, and log it with these fields unless the last line is too recent."""
        self._since += 1
        if self._time() - self._told_at >= _INTERVAL:
            self._log.warning(self._event, **{self._counted: self._since}, **fields)
            self._told_at, self._since = self._time(), 0
