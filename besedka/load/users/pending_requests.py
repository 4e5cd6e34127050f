"""The unanswered requests of one user, and the matching of answers to requests."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally
from besedka.load.scenario.marks import StreamId

__all__ = ["PendingRequest", "PendingRequests"]


class PendingRequest(NamedTuple):
    """An unanswered request: when it was due, and which message it sent."""

    due: int
    stream: StreamId | None = None
    number: int = 0
    sign: bytes = b""
    """What a plain line must contain to be the answer, if other users get that line too."""


class PendingRequests:
    """Requests in the order in which they were sent, which is the order of their answers (docs/protocol.md).

    Answer times are recorded in `tally`, numbers of messages that were not sent in `said`. `on_answer` is called after
    each answer. Times are microseconds of the run's clock.
    """

    def __init__(self, tally: Tally, said: SentStreams, on_answer: Callable[[], None]) -> None:
        self._tally, self._said = tally, said
        self._on_answer = on_answer
        self._waiting: deque[PendingRequest] = deque()
        self._texts: deque[str] = deque()

    def __len__(self) -> int:
        """The number of unanswered requests."""
        return len(self._waiting)

    @property
    def texts(self) -> list[str]:
        """The unanswered requests as they were sent, to be sent again over another connection."""
        return list(self._texts)

    def add(self, request: PendingRequest, text: str) -> None:
        """Note that a request was sent as this text."""
        self._waiting.append(request)
        self._texts.append(text)

    def answer(self, refusal: str | None, now: int) -> None:
        """Match an answer with the oldest request, if there is one. `refusal` is the code of a refusal, or None."""
        if refusal is not None:
            self._tally.refused[refusal] += 1
        if self._waiting:
            request = self._waiting.popleft()
            self._texts.popleft()
            if refusal is not None:
                self._void(request)
            self._done(request, now)

    def answer_by_notice(self, words: bytes, now: int) -> None:
        """Take a plain line that others get too as the answer if it contains the oldest request's `sign`."""
        if self._waiting and self._waiting[0].sign and self._waiting[0].sign in words:
            self.answer(None, now)

    def answer_by_message(self, stream: StreamId, number: int, now: int) -> None:
        """Take one's own message as the answer: in the plain dialect it is the only one."""
        for place, request in enumerate(self._waiting):
            if (request.stream, request.number) == (stream, number):
                del self._waiting[place], self._texts[place]
                self._done(request, now)
                return

    def give_up(self) -> None:
        """Give up all requests: no answer will come. They may or may not have been carried out."""
        self._tally.counts["unanswered"] += len(self._waiting)
        for request in self._waiting:
            self._void(request)
        self._waiting.clear()
        self._texts.clear()

    def _done(self, request: PendingRequest, now: int) -> None:
        self._tally.times["answers"].record(now - request.due)
        self._on_answer()

    def _void(self, request: PendingRequest) -> None:
        if request.stream is not None:
            self._said.void.setdefault(request.stream, []).append(request.number)
