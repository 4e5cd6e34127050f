"""Flood budgets, and what becomes of them when their sessions end."""

from collections.abc import Callable

from besedka.chat.commands import LOOPBACK
from besedka.server.flood import TokenBucket

__all__ = ["Budgets"]

_BURST = 2.0
"""Seconds of the rate that a session may send at once."""
_REMEMBERED = 10_000


class Budgets:
    """A budget for each session; `rate` is messages a second.

    Leaving and coming back brings no fresh budget: a newcomer goes on with what the last one to leave from its network
    has left. Not on loopback, where many people may sit behind one address.
    """

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: dict[str, TokenBucket] = {}

    def give(self, network: str) -> TokenBucket:
        """The budget of a new session."""
        return self._left.pop(network, None) or TokenBucket(self._rate, _BURST * self._rate, self._clock)

    def take_back(self, network: str, budget: TokenBucket) -> None:
        """A session has ended; its budget matters until it is full again."""
        if network == LOOPBACK or budget.is_full:
            return
        self._left[network] = budget
        if len(self._left) > _REMEMBERED:
            self._left = {network: budget for network, budget in self._left.items() if not budget.is_full}
