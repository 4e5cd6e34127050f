"""Ways to feed a parser: whole, byte by byte, cut anywhere, and pull all that it has to say."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, Protocol

from hypothesis import strategies as st


class Puller(Protocol):
    """What every parser of the wire looks like."""

    def receive(self, data: bytes, /) -> None: ...

    def next_event(self) -> Any: ...


def pull(parser: Puller) -> list[Any]:
    events = []
    while (event := parser.next_event()) is not None:
        events.append(event)
    return events


def feed(parser: Puller, chunks: Iterable[bytes]) -> list[Any]:
    events = []
    for chunk in chunks:
        parser.receive(chunk)
        events += pull(parser)
    return events


def bytewise(data: bytes) -> Iterator[bytes]:
    return (data[place : place + 1] for place in range(len(data)))


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    """The data in pieces, cut at the places (taken modulo its length)."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


def every_way(new: Callable[[], Puller], data: bytes) -> list[Any]:
    """The events of the data fed whole, after checking that byte by byte gives the same ones."""
    whole = feed(new(), [data])
    assert feed(new(), bytewise(data)) == whole
    return whole


places = st.lists(st.integers(min_value=0, max_value=1 << 16), max_size=8)
