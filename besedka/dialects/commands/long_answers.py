"""Long answers in parts: no single event is longer than a reader takes at once."""

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
    User,
    UsersListed,
)
from besedka.dialects.commands.requests import Part, Shown

__all__ = ["ROWS", "split"]

_ENOUGH = 1 << 15
"""Bytes, about, of one part (32 KiB). A row is never cut, so a part may be as long as one message. Chosen."""

_ROW = 96
"""Bytes, about, of a row besides its text."""

R = TypeVar("R")


def split(shown: Shown) -> Sequence[Shown]:
    """The answer itself, or the parts that it is to be told in, in order: all but the last of them have `more`."""
    name = ROWS.get(type(shown))
    if name is None:
        return (shown,)
    return _parts(shown, name, getattr(shown, name), _TEXTS[type(shown)])


def _parts(shown: Any, name: str, rows: Sequence[Any], text: Callable[[Any], str]) -> Sequence[Shown]:
    if sum(map(len, map(text, rows))) * 4 + len(rows) * _ROW <= _ENOUGH:
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
        length = len(text(row).encode()) + _ROW
        if begun and size + length > _ENOUGH:
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


_TEXTS: dict[type, Callable[[Any], str]] = {
    HistoryListed: _of_recorded,
    ScheduledListed: _of_pending,
    Cancelled: _of_pending,
    UsersListed: _of_user,
    IgnoredListed: _of_user,
}
"""What of a row has no bound but the rules'."""

ROWS: dict[type, str] = {
    HistoryListed: "messages",
    ScheduledListed: "messages",
    Cancelled: "messages",
    UsersListed: "users",
    IgnoredListed: "users",
}
"""The answers that have rows: in which field, of the event and of its JSON."""
