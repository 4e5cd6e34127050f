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
"""Maximum networks whose budgets are kept; those of the one that was the first to leave are discarded first."""
_MAX_BUDGETS_EACH = 100
"""Maximum budgets kept per network."""
_MAX_GIVEN = 10_000
"""Maximum budgets remembered of those that new sessions have taken over."""


class Budgets:
    """One budget per session; `rate` is messages per second.

    - Rejoining does not give a fresh budget: a new session takes over the remaining budget of a session that
      left from the same network. This does not apply to loopback, where many people may share one address.
    - A session that goes on over another connection goes on with its own budget, wherever it comes from, even if a new
      session has taken that over: both have it then.
    """

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self.pauses = 0
        """How often a session had to wait since it was too fast."""
        self._left: dict[str, dict[str, TokenBucket]] = {}
        """Budgets by network and session, in the order in which these left; on loopback, by session alone."""
        self._places: dict[str, str] = {}
        """Where in `_left` the budget of a session is."""
        self._given: dict[str, TokenBucket] = {}
        """What was left of budgets when new sessions took them over, by the sessions that had left them."""

    def give(self, network: str) -> TokenBucket:
        """Return the budget of a new session."""
        left = self._left.get(network)
        if left is None:
            return self._make()
        session = next(reversed(left))
        budget = self._remove(session)
        self._given[session] = budget.copy()
        if len(self._given) > _MAX_GIVEN:
            del self._given[next(iter(self._given))]
        return budget

    def restore(self, session: str) -> TokenBucket:
        """Return the budget of a session that goes on: its own, or a full one if that is not remembered."""
        if session in self._places:
            return self._remove(session)
        given = self._given.pop(session, None)
        return self._make() if given is None else given

    def take_back(self, network: str, session: str, budget: TokenBucket) -> None:
        """Keep the budget of a session without a connection until it is full again."""
        if budget.is_full:
            return
        place = self._places[session] = session if network == LOOPBACK else network
        left = self._left.setdefault(place, {})
        left[session] = budget
        if len(left) > _MAX_BUDGETS_EACH:
            full = [other for other, budget in left.items() if budget.is_full]
            for other in full or (next(iter(left)),):
                self._remove(other)
        if len(self._left) > _MAX_NETWORKS:
            for other in tuple(next(iter(self._left.values()))):
                self._remove(other)

    def _make(self) -> TokenBucket:
        return TokenBucket(self._rate, _BURST * self._rate, self._clock)

    def _remove(self, session: str) -> TokenBucket:
        place = self._places.pop(session)
        left = self._left[place]
        budget = left.pop(session)
        if not left:
            del self._left[place]
        return budget
