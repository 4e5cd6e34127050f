"""Posts that are waited for until every user who was in has them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from besedka.load.scenario.marks import StreamId

__all__ = ["PostsInFlight"]

Mark = tuple[StreamId, int]


@dataclass(slots=True)
class _Post:
    due: int
    waited_for: set[int]
    last: int = 0


class PostsInFlight:
    """Who still waits for which post, for all users of one process.

    A post is waited for by those who were in when it was sent, its author among them. Who is gone is not waited for any
    more, also when it comes back. `on_end` is called with the author's stream when nobody is waited for, with when the
    post was due, and with when the last one had it: 0 if nobody had.
    """

    def __init__(self) -> None:
        self.on_end: Callable[[StreamId, int, int], None] = lambda *_: None
        self.on_arrival: Callable[[int], None] = lambda _: None
        """Called with the number of a user who is in, perhaps again."""
        self._here: set[int] = set()
        self._posts: dict[Mark, _Post] = {}

    def __contains__(self, mark: Mark) -> bool:
        """Whether somebody is waited for."""
        return mark in self._posts

    def begin(self, mark: Mark, due: int) -> None:
        """Wait for a post until all who are in have it."""
        self._posts[mark] = _Post(due, self._here.copy())

    def forget(self, mark: Mark) -> None:
        """Do not wait for a post that will not come."""
        self._posts.pop(mark, None)

    def came(self, user: int) -> None:
        """Note that a user is in."""
        self._here.add(user)
        self.on_arrival(user)

    def gone(self, user: int) -> None:
        """Note that a user has lost its connection, or left."""
        self._here.discard(user)
        for mark, post in list(self._posts.items()):
            if user in post.waited_for:
                post.waited_for.discard(user)
                self._end(mark, post)

    def heard(self, user: int, marks: Sequence[Mark], now: int) -> None:
        """Note that a user got messages, any number of times. It is most of what a post costs."""
        posts = self._posts
        for mark in marks:
            post = posts.get(mark)
            if post is not None:
                post.waited_for.discard(user)
                post.last = now
                if not post.waited_for:
                    self._end(mark, post)

    def _end(self, mark: Mark, post: _Post) -> None:
        if not post.waited_for:
            del self._posts[mark]
            self.on_end(mark[0], post.due, post.last)
