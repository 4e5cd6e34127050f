"""A queue in which nobody's many items keep others waiting."""

from collections import deque
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Turns"]

T = TypeVar("T")


class Turns(Generic[T]):
    """Items of several clients. One of each client is taken in turn, and those of one client in their order.

    Any thread may call each method.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._clients: dict[str, deque[T]] = {}
        """Those that have any, in the order of their turns."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def beside(self, client: str) -> int:
        """Return how many have a claim beside this client's item just taken: its other items, and the other clients."""
        with self._lock:
            own = self._clients.get(client, ())
            return len(own) + len(self._clients) - bool(own)

    def put(self, client: str, item: T) -> None:
        """Add an item of this client."""
        with self._lock:
            self._clients.setdefault(client, deque()).append(item)
            self._count += 1

    def take(self) -> T:
        """Remove and return the next item. There must be one."""
        with self._lock:
            client = next(iter(self._clients))
            items = self._clients.pop(client)
            item = items.popleft()
            if items:
                self._clients[client] = items
            self._count -= 1
            return item

    def clear(self) -> None:
        """Remove all items."""
        with self._lock:
            self._clients.clear()
            self._count = 0
