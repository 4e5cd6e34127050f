"""What remains of a simulated user's session while its connections come and go."""

from typing import Final

from besedka.chat.language.commands import Seen
from besedka.dialects.commands.requests import JoinChat, ResumeSession
from besedka.dialects.json.client_codec import encode_request
from besedka.load.checks.delivery_check import DeliveryCheck
from besedka.load.scenario.marks import StreamId
from besedka.load.users.blackout import Blackout
from besedka.load.users.frame_reader import JOIN_REF, Chunk, PrivateMessage, Resumed
from besedka.load.users.pending_requests import PendingRequest, PendingRequests

__all__ = ["MAX_WAITING", "Stay"]

MAX_WAITING: Final = 64
"""Requests that wait for a connection. The server keeps as many answers for requests that are repeated."""


class Stay:
    """One session: the check of what it hears, its unanswered requests, its token and its position.

    With `resumes` it asks for a session that outlives its connections; `token` is empty until it has one. It lost its
    connection at `lost_at` (0: it has one), and had the last one back at `back_at`, after an `outage`. Times are
    microseconds, moments those of the run's clock. With `--reconnect` there is a `blackout` while one is under way.

    `abandoned` are the attempts to resume without an answer. Each of them may arrive late and replace a newer
    connection (docs/protocol.md, "Who is right").
    """

    __slots__ = (
        "_begun",
        "_last_number",
        "_repeated",
        "_told",
        "abandoned",
        "back_at",
        "blackout",
        "check",
        "lost_at",
        "numbered",
        "outage",
        "requests",
        "seq",
        "token",
    )

    def __init__(self, check: DeliveryCheck, requests: PendingRequests, *, resumes: bool) -> None:
        self.check = check
        self.requests = requests
        self.numbered = resumes
        self.token = ""
        self.seq = 0
        self.lost_at = self.back_at = self.outage = self.abandoned = 0
        self.blackout: Blackout | None = None
        self._last_number = self._told = 0
        self._begun: list[tuple[int, StreamId, int]] = []
        self._repeated: set[tuple[StreamId, int]] = set()

    @property
    def opening(self) -> str | None:
        """The first message of its next connection; None if the server needs none."""
        if self.token:
            self._told = self.seq
            return encode_request(ResumeSession(self.token, self.seq))
        return encode_request(JoinChat(), JOIN_REF) if self.numbered else None

    def number(self, text: str) -> str:
        """Return the request with its number, if the session numbers them."""
        if not self.numbered:
            return text
        self._last_number += 1
        return f'{text[:-1]},"request":{self._last_number}}}'

    def wait(self, text: str, request: PendingRequest) -> bool:
        """Keep a request until there is a connection; return False if too many wait already."""
        if len(self.requests) >= MAX_WAITING:
            return False
        self.requests.add(request, self.number(text))
        return True

    def lose(self, now: int, *, final: bool) -> bool:
        """Note that the connection is lost; return whether there may be another one for the same session.

        `final`: the server has told this connection not to come back. That is no matter if the newer connection was an
        abandoned one of our own.
        """
        if final and self.abandoned:
            self.abandoned -= 1
            final = False
        if final or not self.token:
            return False
        self.lost_at = self.lost_at or now
        return True

    def black_out(self) -> bool:
        """Begin a blackout at the loss of the connection; return False if one is under way."""
        if self.blackout is not None:
            self.blackout.lose()
            return False
        self.blackout = Blackout(self.lost_at)
        self.check.miss_from_here()
        return True

    def begin_anew(self) -> None:
        """Give up the session and what it was asked, for one that begins with the next connection."""
        self.token, self.seq, self.numbered = "", 0, True
        self._last_number = self._told = self.abandoned = 0
        self._begun.clear()
        self._repeated.clear()
        self.requests.give_up()
        self.check.join_anew()

    def came_in(self, event: Resumed | None, now: int) -> None:
        """Note that the session has a connection: again, if there is an `event`, or one was lost before."""
        if event is None and not self.lost_at:
            return
        self.back_at, self.outage, self.lost_at = now, now - self.lost_at, 0
        if self.blackout is not None:
            self.blackout.come_back(0 if event is None else event.missed - event.gap)
        if event is not None:
            self._expect(event)

    def _expect(self, event: Resumed) -> None:
        self.check.excuse(event.gap)
        self._repeated = {(stream, number) for _, stream, number in self._begun}
        self._begun.clear()

    def sift(self, chunk: Chunk) -> Chunk:
        """Move the position by what has come, and return what counts of it.

        What came before the connection was cut in the middle of an entry, and is repeated, does not count; nor does the
        time of what was due while there was no connection.
        """
        self.seq = max(self.seq, chunk.seq)
        if chunk.begun or self._begun:
            self._begun = [mark for mark in (*self._begun, *chunk.begun) if mark[0] > self.seq]
        if not self.back_at or not (chunk.marks or chunk.specials):
            return chunk
        return self._after_return(chunk)

    def confirmation(self) -> str | None:
        """Return the message that tells the server the position; None if there is nothing to tell."""
        if not self.token or self.seq <= self._told:
            return None
        self._told = self.seq
        return encode_request(Seen(self.seq))

    def _after_return(self, chunk: Chunk) -> Chunk:
        moments = [due for due in chunk.moments if due >= self.back_at]
        if moments and not self._repeated and len(moments) == len(chunk.moments):
            self.back_at = 0  # Everything that was missed has come: the rest is timed as ever.
        marks = [mark for mark in chunk.marks if mark not in self._repeated]
        specials = [
            event
            for event in chunk.specials
            if not (isinstance(event, PrivateMessage) and (event.stream, event.number) in self._repeated)
        ]
        self._repeated -= set(chunk.marks)
        delayed = [due for due in chunk.delayed if due >= self.back_at]
        return Chunk(chunk.used, chunk.frames, marks, moments, delayed, specials)
