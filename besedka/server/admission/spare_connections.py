"""Detection of browsers' spare (preconnected) connections: silent ones from a network that just requested a page."""

from collections.abc import Callable

__all__ = ["SpareConnections"]

_MAX_AGE = 5.0
"""Seconds for which a request is remembered. A browser opens spare connections within moments of the ones it uses."""

_MAX_NETWORKS = 10_000
"""Maximum networks remembered; more within seconds are not worth the memory, since forgetting one costs little."""


class SpareConnections:
    """Remembers for a few seconds which networks have requested a page."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}  # in order of the last request

    def see(self, network: str) -> None:
        """Note a request from this network that may be a browser's."""
        self._seen.pop(network, None)
        self._seen[network] = self._clock()
        if len(self._seen) > _MAX_NETWORKS:
            del self._seen[next(iter(self._seen))]

    def are_at(self, network: str) -> bool:
        """Return whether `see` was called for this network in the last `_MAX_AGE` seconds."""
        return self._clock() - self._seen.get(network, -_MAX_AGE) < _MAX_AGE
