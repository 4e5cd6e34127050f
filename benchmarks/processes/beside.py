"""Something that goes on in a thread of its own while something else is measured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

__all__ = ["beside"]


@contextmanager
def beside(act: Callable[[Event], None]) -> Iterator[None]:
    """Run `act` in a thread of its own; at the end, set the event that it was given, and wait for it."""
    over = Event()
    thread = Thread(target=act, args=(over,))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
