"""A snapshot as JSON text, written a little at a time.

A large one takes tenths of a second, and while another thread computes, the event loop hardly runs (Python's global
lock). Therefore it is written in many short steps, and the loop has its turn after each.
"""

from collections.abc import Iterator
from dataclasses import fields

from besedka.chat import Snapshot
from besedka.chat.snapshots.snapshot_rows import ANSWERS
from besedka.journal.quick_codec import QuickWriter

__all__ = ["SnapshotText"]

_ROWS = 50
"""Rows that are written at once."""

_STEP = 1 << 15
"""Characters after which a step ends; it takes about a millisecond."""

_write = QuickWriter({kind: name for name, kind in ANSWERS.items()})


class SnapshotText:
    """The text of `snapshot`: `json.dumps(write_snapshot(snapshot))`, without spaces."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._rest = _pieces(snapshot)
        self._written: list[str] = []

    def write_on(self) -> bool:
        """Write the next part of it; return whether that was the last one."""
        length = 0
        for piece in self._rest:
            self._written.append(piece)
            length += len(piece)
            if length >= _STEP:
                return False
        return True

    def whole(self) -> str:
        """Return the text, after its last part was written."""
        return "".join(self._written)


def _pieces(snapshot: Snapshot) -> Iterator[str]:
    begin = "{"
    for field in fields(snapshot):
        value = getattr(snapshot, field.name)
        yield f'{begin}"{field.name}":'
        yield from _rows(value) if type(value) is tuple else [_write[type(value)](value)]
        begin = ","
    yield "}"


def _rows(rows: tuple[object, ...]) -> Iterator[str]:
    yield "["
    for place in range(0, len(rows), _ROWS):
        some = [_write[type(row)](row) for row in rows[place : place + _ROWS]]
        yield ("," if place else "") + ",".join(some)
    yield "]"
