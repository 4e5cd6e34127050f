"""Flood budgets, and what becomes of them when their sessions end."""

from collections.abc import Callable

from besedka.chat.language.commands import LOOPBACK
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["Budgets"]

_BURST = 2.0
"""Seconds of the rate that a session may send at once."""
_REMEMBERED = 10_000
"""Networks."""
_REMEMBERED_EACH = 100
"""Budgets of one network."""


class Budgets:
    """A budget for each session; `rate` is messages a second.

    Leaving and coming back brings no fresh budget: each newcomer goes on with what one who left from its network has
    left. Not on loopback, where many people may sit behind one address.
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
        """Keep the budget of a session that has ended until it is full again."""
        if network == LOOPBACK or budget.is_full:
            return
        left = self._left.setdefault(network, [])
        left.append(budget)
        if len(left) > _REMEMBERED_EACH:
            left[:] = [budget for budget in left if not budget.is_full][-_REMEMBERED_EACH:]
        if len(self._left) > _REMEMBERED:
            self._left = {
                network: left
                for network, left in self._left.items()
                if not all(budget.is_full for budget in left)
            }
