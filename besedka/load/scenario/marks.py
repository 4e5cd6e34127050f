"""Marks that make our messages recognizable: part of the text, which every dialect transmits unchanged.

    ~ab12m17.0.345.123456789~xxxxxxx…

This is: run `ab12`; a public message (`m`; `d` is a delayed one, `p` a private one); from user 17; to user 0 (used only
with `p`); number 345 of its stream; due 123456789 microseconds after the run's epoch.

A *stream* must arrive complete and in order: each sender's public messages, its delayed ones, and its private ones to
each recipient. Its messages are numbered from 1.
"""

import re
from typing import Final

__all__ = [
    "DELAYED",
    "PRIVATE",
    "PUBLIC",
    "StreamId",
    "pattern",
    "private_parties",
    "private_stream",
    "public_stream",
    "write_mark",
]

PUBLIC: Final = "m"
DELAYED: Final = "d"
PRIVATE: Final = "p"

StreamId = int
"""A stream's number: 0 and above for public streams (two for each sender), below 0 for private ones."""

_MAX_USERS: Final = 1 << 20


def public_stream(sender: int, *, delayed: bool = False) -> StreamId:
    """Return the stream of a sender's public messages."""
    return 2 * sender + (1 if delayed else 0)


def private_stream(sender: int, to: int) -> StreamId:
    """Return the stream of a sender's private messages to one user."""
    return -1 - (sender * _MAX_USERS + to)


def private_parties(stream: StreamId) -> tuple[int, int]:
    """Return the sender and recipient of a private stream."""
    return divmod(-1 - stream, _MAX_USERS)


def write_mark(run: str, kind: str, sender: int, to: int, number: int, due: int, length: int) -> str:
    """Return the text of a message, padded to `length` characters."""
    return f"~{run}{kind}{sender}.{to}.{number}.{due}~".ljust(length, "x")


def pattern(run: str) -> re.Pattern[bytes]:
    """Return a pattern for the marks of this run: kind, sender, recipient, number, due. All parts are bounded."""
    number = rb"\.(\d{1,9})"
    return re.compile(
        rb"~" + re.escape(run.encode()) + rb"([mdp])(\d{1,6})\.(\d{1,6})" + number + rb"\.(\d{1,15})~"
    )
