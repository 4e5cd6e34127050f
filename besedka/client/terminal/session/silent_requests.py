"""Requests that the client makes by itself, whose answers are not shown."""

from besedka.dialects.json.client_codec import Received

__all__ = ["SilentRequests"]


class SilentRequests:
    """The `ref`s of the requests whose answers are to be swallowed."""

    def __init__(self) -> None:
        self._refs: set[int] = set()

    def add(self, ref: int) -> None:
        """Swallow the answer to request `ref`, if it arrives."""
        self._refs.add(ref)

    def clear(self) -> None:
        """Forget all requests. Call for a new session, which counts from the beginning."""
        self._refs.clear()

    def swallow(self, received: Received) -> bool:
        """Return whether the event is one of the answers, or a part of it."""
        if not isinstance(received.ref, int) or received.ref not in self._refs:
            return False
        if not getattr(received.event, "more", False):
            self._refs.remove(received.ref)
        return True
