"""Posters: each says something, waits until all who are in have it, and says the next at once (`--closed`)."""

import asyncio
from typing import Final

from besedka.load.checks.posts_in_flight import PostsInFlight
from besedka.load.scenario.marks import StreamId, public_stream
from besedka.load.traffic.senders import ActionSender
from besedka.load.traffic.user_pool import UserPool
from besedka.load.traffic.workload import Action

__all__ = ["Posters"]

_SECOND: Final = 1_000_000


class Posters:
    """Keeps one post of each poster in flight; `done` is set at the end of the duration.

    A poster goes on when all have its post; when it was refused, or nobody was left to wait for, with its answer; and
    after a lost connection when it is in again. Posts that are in flight at the end are timed, and do not count as
    delivered a second.
    """

    def __init__(self, pool: UserPool, speech: ActionSender, posts: PostsInFlight) -> None:
        self.done = asyncio.Event()
        self._pool, self._speech, self._posts = pool, speech, posts
        self._ended = True
        self._timer: asyncio.Handle | None = None

    def start(self) -> None:
        """Start at the pool's `tally.begin`."""
        wait = (self._pool.tally.begin - self._pool.now()) / _SECOND
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._begin)

    def stop(self) -> None:
        """Post nothing more."""
        if self._timer is not None:
            self._timer.cancel()
        self._ended = True
        self.done.set()

    def _begin(self) -> None:
        self._ended = False
        self._timer = asyncio.get_running_loop().call_later(self._pool.job.scenario.duration, self.stop)
        self._posts.on_end, self._posts.on_arrival = self._had, self._go_on
        self._pool.context.on_answer = self._answered
        self._pool.on_anew = self._forget
        for poster in range(self._pool.job.scenario.posters):
            self._post(poster)

    def _had(self, stream: StreamId, due: int, last: int) -> None:
        if last:
            self._pool.tally.times["all"].record(last - due)
            self._pool.tally.counts["to-all"] += not self._ended
        poster = stream // 2
        if last or not self._pool.users[poster].unanswered:
            self._post(poster)

    def _answered(self, user: int) -> None:
        stream, number = self._last_of(user)
        if self._pool.said.void.get(stream, [0])[-1] == number:
            self._posts.forget((stream, number))
        self._go_on(user)

    def _forget(self, user: int) -> None:
        self._posts.forget(self._last_of(user))

    def _go_on(self, user: int) -> None:
        """Let a user post who posts, waits for nothing and has no request under way."""
        waits = user >= self._pool.job.scenario.posters or self._last_of(user) in self._posts
        if not waits and not self._pool.users[user].unanswered:
            self._post(user)

    def _post(self, poster: int) -> None:
        user = self._pool.users.get(poster)
        if self._ended or user is None or not user.present:
            return
        stream, number = self._last_of(poster)
        mark, now = (stream, number + 1), self._pool.now()
        self._posts.begin(mark, now)
        if not self._speech.act(Action(0, poster, "send"), now):
            self._posts.forget(mark)

    def _last_of(self, user: int) -> tuple[StreamId, int]:
        stream = public_stream(user)
        return stream, self._pool.said.last.get(stream, 0)
