"""Splits long answers into parts, so that no single event is too long for a reader."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from besedka.chat.language.events import (
    Cancelled,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Pending,
    Recorded,
    ScheduledListed,
    SearchListed,
    User,
    UsersListed,
)
from besedka.dialects.commands.requests import Part, Shown

__all__ = ["PART_BYTES", "ROWS", "split"]

PART_BYTES = 1 << 15
"""Approximate bytes of one part (32 KiB). A row is never cut, so a part may be as long as one message. Chosen."""

_ROW_OVERHEAD_BYTES = 96
"""Approximate bytes of a row in addition to its text."""

R = TypeVar("R")


def split(shown: Shown) -> Sequence[Shown]:
    """Return the answer itself, or its parts in order; all but the last have `more` set."""
    name = ROWS.get(type(shown))
    if name is None:
        return (shown,)
    return _parts(shown, name, getattr(shown, name), _ROW_TEXTS[type(shown)])


def _parts(shown: Any, name: str, rows: Sequence[Any], text: Callable[[Any], str]) -> Sequence[Shown]:
    if sum(map(len, map(text, rows))) * 4 + len(rows) * _ROW_OVERHEAD_BYTES <= PART_BYTES:
        return (shown,)
    slices = list(_slices(rows, text))
    last = len(slices) - 1
    return [
        Part(replace(shown, **{name: part, "more": index < last}), begins=index == 0, total=len(rows))
        for index, part in enumerate(slices)
    ]


def _slices(rows: Iterable[R], text: Callable[[R], str]) -> Iterable[tuple[R, ...]]:
    begun: list[R] = []
    size = 0
    for row in rows:
        length = len(text(row).encode()) + _ROW_OVERHEAD_BYTES
        if begun and size + length > PART_BYTES:
            yield tuple(begun)
            begun, size = [], 0
        begun.append(row)
        size += length
    yield tuple(begun)


def _of_pending(row: Pending) -> str:
    return row.text


def _of_recorded(row: Recorded) -> str:
    return row.message.text


def _of_user(row: User | IgnoredUser) -> str:
    return row.name


_ROW_TEXTS: dict[type, Callable[[Any], str]] = {
    HistoryListed: _of_recorded,
    SearchListed: _of_recorded,
    ScheduledListed: _of_pending,
    Cancelled: _of_pending,
    UsersListed: _of_user,
    IgnoredListed: _of_user,
}
"""The part of a row whose length only the rules limit."""

ROWS: dict[type, str] = {
    HistoryListed: "messages",
    SearchListed: "messages",
    ScheduledListed: "messages",
    Cancelled: "messages",
    UsersListed: "users",
    IgnoredListed: "users",
}
"""The answers that have rows, and the field with the rows, in the event and in its JSON."""
