"""An archive, and an executor, whose jobs a test runs by hand."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from plain_messages import PlainMessages

from besedka.chat.state.messages import HistoryRow

__all__ = ["ByHand", "HandArchive"]


class HandArchive:
    """Keeps all messages. A job sees those that were recorded before it was asked for."""

    def __init__(self) -> None:
        self.rows: list[HistoryRow] = []
        self.jobs: deque[
            tuple[Callable[[Any], Any], PlainMessages, Callable[[Any], None], Callable[[Any], None]]
        ]
        self.jobs = deque()
        self.clients: list[str] = []
        """For whom each job was asked."""
        self.broken: Exception | None = None
        """What `read` raises."""

    def record(self, row: HistoryRow) -> None:
        self.rows.append(row)

    def read(
        self,
        job: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[Any], None],
        client: str = "",
    ) -> None:
        if self.broken is not None:
            raise self.broken
        self.clients.append(client)
        self.jobs.append((job, PlainMessages(self.rows), done, failed))

    def run(self, count: int = 1) -> None:
        for _ in range(count):
            job, messages, done, _ = self.jobs.popleft()
            done(job(messages))

    def fail(self, error: Exception | None = None) -> None:
        self.jobs.popleft()[3](error or OSError(5, "Input/output error"))


class ByHand(Executor):
    """Runs a job when it is told to."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self.over = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.jobs.append((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        assert not wait
        self.over = True

    def run(self) -> None:
        future, job = self.jobs.popleft()
        try:
            future.set_result(job())
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
