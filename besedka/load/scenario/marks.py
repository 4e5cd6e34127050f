"""What makes a message of ours recognisable: a mark in its text, that every dialect carries unchanged.

    ~ab12m17.0.345.123456789~xxxxxxx…

That is: of the run `ab12`, a message to everybody (`m`; `d` is a delayed one, `p` a private one), from user 17, for
user 0 (who matters for `p` only), number 345 of its stream, due 123456789 microseconds after the run began.

A *stream* is what has to arrive complete and in order: each sender's messages to everybody, its delayed ones, and its
private ones to each recipient. Its messages are numbered from 1.
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
"""A stream's number: 0 and above for what everybody gets (two for each sender), below 0 for private ones."""

_MOST_USERS: Final = 1 << 20


def public_stream(sender: int, *, delayed: bool = False) -> StreamId:
    """The stream of what a sender says to everybody."""
    return 2 * sender + (1 if delayed else 0)


def private_stream(sender: int, to: int) -> StreamId:
    """The stream of what a sender says to one user."""
    return -1 - (sender * _MOST_USERS + to)


def private_parties(stream: StreamId) -> tuple[int, int]:
    """Sender and recipient of a private stream."""
    return divmod(-1 - stream, _MOST_USERS)


def write_mark(run: str, kind: str, sender: int, to: int, number: int, due: int, length: int) -> str:
    """The text of a message, filled up to `length` characters."""
    return f"~{run}{kind}{sender}.{to}.{number}.{due}~".ljust(length, "x")


def pattern(run: str) -> re.Pattern[bytes]:
    """Finds a mark of this run: kind, sender, recipient, number, due. Bounded, whatever the server sends."""
    number = rb"\.(\d{1,9})"
    return re.compile(
        rb"~" + re.escape(run.encode()) + rb"([mdp])(\d{1,6})\.(\d{1,6})" + number + rb"\.(\d{1,15})~"
    )
