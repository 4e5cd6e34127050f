"""Flood budgets, including those of ended sessions, and what is charged besides requests."""

from collections.abc import Callable

from besedka.chat.language.commands import LOOPBACK
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["ANSWER_BYTES", "CONTROL_COST", "DISCARDED_COST", "JOIN_COST", "Budgets"]

CONTROL_COST = 0.1
"""Cost of a ping, in messages: it is answered, and nobody else is notified."""

DISCARDED_COST = 0.002
"""Cost, in messages, of an item discarded after the local close while waiting for the peer's. Discarding
takes two microseconds. There may be many items (everything that a throttled peer had sent), but a peer that
keeps sending must not be free."""

JOIN_COST = 2.0
"""Cost of a join, in messages: everybody is notified of it, and later of the departure."""

ANSWER_BYTES = 8192
"""Bytes of answers that cost as much as one message."""

_BURST = 2.0
"""Burst of a session, in seconds of its rate."""
_MAX_NETWORKS = 10_000
"""Networks whose budgets are kept before full ones are discarded."""
_MAX_BUDGETS_EACH = 100
"""Maximum budgets kept per network."""


class Budgets:
    """One budget per session; `rate` is messages per second.

    Rejoining does not give a fresh budget: a new session takes over the remaining budget of a session that
    left from the same network. This does not apply to loopback, where many people may share one address.
    """

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: dict[str, list[TokenBucket]] = {}

    def give(self, network: str) -> TokenBucket:
        """Return the budget of a new session."""
        left = self._left.get(network)
        if not left:
            return TokenBucket(self._rate, _BURST * self._rate, self._clock)
        budget = left.pop()
        if not left:
            del self._left[network]
        return budget

    def take_back(self, network: str, budget: TokenBucket) -> None:
        """Keep the budget of an ended session until it is full again."""
        if network == LOOPBACK or budget.is_full:
            return
        left = self._left.setdefault(network, [])
        left.append(budget)
        if len(left) > _MAX_BUDGETS_EACH:
            left[:] = [budget for budget in left if not budget.is_full][-_MAX_BUDGETS_EACH:]
        if len(self._left) > _MAX_NETWORKS:
            self._left = {
                network: left
                for network, left in self._left.items()
                if not all(budget.is_full for budget in left)
            }
