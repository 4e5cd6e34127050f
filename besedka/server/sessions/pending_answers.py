"""Bounds the memory of long answers that their readers fetch slowly, or never."""

from collections.abc import Callable

from besedka.dialects import PART_BYTES
from besedka.server.fanout.outbox import Outbox
from besedka.server.sessions.session import Session

__all__ = ["PendingAnswers"]


class PendingAnswers:
    """The sessions with pending parts of an answer. No outbox contains these, so its bounds do not count them.

    When all of them together exceed `bound` (bytes, about), `on_slow` is called with those that have the most, until
    they do not. It must disconnect them.
    """

    def __init__(self, on_slow: Callable[[Outbox], None], bound: int) -> None:
        self._on_slow = on_slow
        self._parts_limit = bound // PART_BYTES
        self._sessions: list[Session] = []

    def add(self, session: Session) -> None:
        """Note that an answer to this session is pending."""
        self._sessions = [other for other in self._sessions if other.unsaid and other is not session]
        self._sessions.append(session)
        parts = sum(len(other.unsaid) for other in self._sessions)
        if parts > self._parts_limit:
            self._disconnect_largest(parts - self._parts_limit)

    def _disconnect_largest(self, excess: int) -> None:
        for session in sorted(self._sessions, key=lambda session: -len(session.unsaid)):
            if excess <= 0:
                return
            excess -= len(session.unsaid)
            if session.outbox is not None:
                self._on_slow(session.outbox)
