"""Where browsers have just been seen."""

from collections.abc import Callable

__all__ = ["Browsers"]

_FRESH = 5.0
"""Seconds. A browser opens its spare connections beside those that it uses, within moments."""

_REMEMBERED = 10_000
"""Networks; more than so many within seconds are not worth the memory, since forgetting costs little."""


class Browsers:
    """Remembers for a few seconds which networks somebody has asked for a page from."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}  # the last one seen is the last one in it

    def see(self, network: str) -> None:
        """A request has come that a browser may have made."""
        self._seen.pop(network, None)
        self._seen[network] = self._clock()
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def are_at(self, network: str) -> bool:
        """Whether one was seen there just now."""
        return self._clock() - self._seen.get(network, -_FRESH) < _FRESH
