"""Which silent connections may be a browser's spare ones: those from where one has just asked for a page."""

from collections.abc import Callable

__all__ = ["SpareConnections"]

_FRESH = 5.0
"""Seconds. A browser opens its spare connections beside those that it uses, within moments."""

_REMEMBERED = 10_000
"""Networks; more than so many within seconds are not worth the memory, since forgetting costs little."""


class SpareConnections:
    """Remembers for a few seconds which networks somebody has asked for a page from."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}  # the last one seen is the last one in it

    def see(self, network: str) -> None:
        """Note that a browser may have asked for something from this network."""
        self._seen.pop(network, None)
        self._seen[network] = self._clock()
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def are_at(self, network: str) -> bool:
        """Whether `see` was called for this network within the last seconds."""
        return self._clock() - self._seen.get(network, -_FRESH) < _FRESH
