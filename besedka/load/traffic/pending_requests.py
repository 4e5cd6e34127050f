"""The requests of one user that have no answer yet, and how an answer finds its request."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally
from besedka.load.scenario.marks import StreamId

__all__ = ["PendingRequest", "PendingRequests"]


class PendingRequest(NamedTuple):
    """A request that waits for its answer: when it was due, and which message it was."""

    due: int
    stream: StreamId | None = None
    number: int = 0
    sign: bytes = b""
    """What the answer has to hold when it is a plain line that others get as well."""


class PendingRequests:
    """Requests in the order in which they were sent, which is that of their answers (docs/protocol.md).

    The times of answers go into the `tally`, numbers of messages that were never said into `said`. `on_answer` is
    called after each answer. Times are microseconds of the run's clock.
    """

    def __init__(self, tally: Tally, said: SentStreams, on_answer: Callable[[], None]) -> None:
        self._tally, self._said = tally, said
        self._on_answer = on_answer
        self._waiting: deque[PendingRequest] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def add(self, request: PendingRequest) -> None:
        """A request is on its way."""
        self._waiting.append(request)

    def answer(self, refusal: str | None, now: int) -> None:
        """An answer came: to the oldest request, if any waits. `refusal` is its code when it was refused."""
        if refusal is not None:
            self._tally.refused[refusal] += 1
        if self._waiting:
            request = self._waiting.popleft()
            if refusal is not None:
                self._void(request)
            self._done(request, now)

    def answer_by_notice(self, words: bytes, now: int) -> None:
        """A plain line came that others get as well: it answers the oldest request, when it holds that one's sign."""
        if self._waiting and self._waiting[0].sign and self._waiting[0].sign in words:
            self.answer(None, now)

    def answer_by_message(self, stream: StreamId, number: int, now: int) -> None:
        """A message of one's own came back: in plain lines it has no other answer than itself."""
        for request in self._waiting:
            if (request.stream, request.number) == (stream, number):
                self._waiting.remove(request)
                self._done(request, now)
                return

    def give_up(self) -> None:
        """No answer will come any more: what was asked may or may not have been done."""
        self._tally.counts["unanswered"] += len(self._waiting)
        for request in self._waiting:
            self._void(request)
        self._waiting.clear()

    def _done(self, request: PendingRequest, now: int) -> None:
        self._tally.times["answers"].record(now - request.due)
        self._on_answer()

    def _void(self, request: PendingRequest) -> None:
        if request.stream is not None:
            self._said.void.setdefault(request.stream, []).append(request.number)
