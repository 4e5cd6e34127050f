"""Index files as wgrib2 writes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

__all__ = ["Described", "index_of"]

Described = tuple[Sequence[tuple[str, str, str]], bytes]
"""A message, after name, level and time of each of its fields."""


def index_of(run: datetime, messages: Iterable[Described]) -> bytes:
    """Return the index of a file that consists of these messages. Fields of one message have numbers such as `3.1`."""
    lines, offset = [], 0
    for number, (fields, message) in enumerate(messages, 1):
        for part, (name, level, time) in enumerate(fields, 1):
            shown = f"{number}.{part}" if len(fields) > 1 else f"{number}"
            lines.append(f"{shown}:{offset}:d={run:%Y%m%d%H}:{name}:{level}:{time}:\n")
        offset += len(message)
    return "".join(lines).encode()
