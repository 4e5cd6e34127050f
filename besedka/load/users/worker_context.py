"""What all simulated users of a process share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from besedka.load.checks.delivery_check import DeliveryCheck, SentStreams
from besedka.load.checks.posts_in_flight import PostsInFlight
from besedka.load.checks.tally import Tally
from besedka.load.users.frame_reader import Chunk, FrameReader
from besedka.load.users.pending_requests import PendingRequests
from besedka.load.users.stay import Stay

if TYPE_CHECKING:
    from besedka.load.users.simulated_user import SimulatedUser

__all__ = ["WorkerContext"]

_READ_BUFFER_BYTES: Final = 1 << 18


@dataclass
class WorkerContext:
    """State shared by all users of a process. `now` is the run's clock, in microseconds."""

    reader: FrameReader
    tally: Tally
    said: SentStreams
    senders: int
    plain: bool
    now: Callable[[], int]
    on_answer: Callable[[int], None] = lambda _: None
    """Called with the number of a user who got an answer."""
    on_lost: Callable[["SimulatedUser", int], None] = lambda *_: None
    """Called with a user whose session goes on if it gets another connection, and the close code of the lost one."""
    on_back: Callable[["SimulatedUser"], None] = lambda _: None
    """Called with a user that is in again, on its new connection: whatever it is asked goes there from now on."""
    reconnects: bool = False
    """Whether users whose session is over begin another one, and their blackouts are timed."""
    posts: PostsInFlight | None = None
    """The posts that are waited for until all have them."""

    def __post_init__(self) -> None:
        # One buffer for all users: asyncio delivers what it has read before it reads anything else.
        self.buffer = memoryview(bytearray(_READ_BUFFER_BYTES))

    def hear_in_blackout(self, stay: Stay, chunk: Chunk, now: int) -> None:
        """Count what came towards the end of a blackout, and record it when it is over."""
        if stay.blackout is None:
            return
        stay.blackout.hear(len(chunk.marks) + chunk.foreign)
        if stay.blackout.over:
            self.tally.count_return(now - stay.blackout.since, now)
            stay.blackout = None

    def new_stay(self, index: int, *, whole: bool) -> Stay:
        """Return a session that has not begun; `whole`: before any message was sent."""
        check = DeliveryCheck(index, self.tally.errors, senders=self.senders, whole=whole)
        requests = PendingRequests(self.tally, self.said, lambda: self.on_answer(index))
        return Stay(check, requests, resumes=not self.plain)
