"""Ports for tests that have to know one before anybody is there."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["free_port", "taker"]


@contextmanager
def free_port() -> Iterator[int]:
    """A port at 127.0.0.1 where nobody listens.

    It is held meanwhile, so that the system gives it to nobody who asks for any; a program that asks for it by its
    number, and reuses addresses, as servers do, can have it.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def taker(port: int) -> Iterator[Callable[[], None]]:
    """What takes the port when it is called, although somebody has bound it who does not listen yet."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

        def take() -> None:
            other.bind(("127.0.0.1", port))
            other.listen()

        yield take
