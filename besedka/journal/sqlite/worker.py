"""An executor with one daemon thread: a disk that never answers does not keep the program from exiting."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["Worker"]

T = TypeVar("T")


class Worker(Executor):
    """Runs jobs one after the other in a thread of its own, which has this name."""

    def __init__(self, name: str = "journal") -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """Queue a job; the future has its result."""
        future: Future[T] = Future()

        def job() -> None:
            if future.set_running_or_notify_cancel():
                _carry_out(future, lambda: fn(*args, **kwargs))

        self._jobs.put(job)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - as in the base
        """End the thread after the queued jobs."""
        self._jobs.put(None)
        if wait:
            self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _carry_out(future: "Future[T]", job: Callable[[], T]) -> None:
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the future gets it
        future.set_exception(error)
    else:
        future.set_result(result)
