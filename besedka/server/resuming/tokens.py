"""The secrets by which sessions are resumed. Only their hashes are kept, and none is ever written to a log."""

import secrets
from collections.abc import Callable
from hashlib import sha256

from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["WrongTokens", "hash_of", "issue", "life_of"]

_SECRET_BYTES = 16
"""128 bits: they cannot be guessed."""

_RATE = 1.0
_BURST = 5.0
"""Wrong tokens from one network that are refused at once, and per second after that. Chosen."""

_MAX_DELAY = 30.0
"""Seconds that a refusal waits at most: honest clients whose session has ended may share the address. Chosen."""

_MAX_NETWORKS = 10_000
"""Networks whose wrong tokens are counted; the one counted first is forgotten first. Chosen."""


def issue(life: str) -> str:
    """Return a new token of this run of the server: the run, a dot, and the secret."""
    return f"{life}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def life_of(token: str) -> str:
    """Return the run of the server that issued the token, as it says itself."""
    return token.rpartition(".")[0]


def hash_of(token: str) -> str:
    """Return the SHA-256 of the token in hexadecimal digits."""
    return sha256(token.encode()).hexdigest()


class WrongTokens:
    """Counts wrong tokens per network, loopback included. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[str, TokenBucket] = {}

    def count(self, network: str) -> float:
        """Count a wrong token; return for how many seconds its refusal has to wait."""
        bucket = self._buckets.get(network)
        if bucket is None:
            if len(self._buckets) >= _MAX_NETWORKS:
                del self._buckets[next(iter(self._buckets))]
            bucket = self._buckets[network] = TokenBucket(_RATE, _BURST, self._clock)
        delay = bucket.spend(0.0)
        return delay if delay >= _MAX_DELAY else bucket.spend(1.0)
