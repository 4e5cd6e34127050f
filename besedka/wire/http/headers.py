"""Header fields, ordered as they came, their names without case (RFC 9110, 5)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from besedka.wire import WireUsageError

__all__ = ["Headers", "encode_headers", "is_target", "is_token"]

# RFC 9110, 5.6.2: what names of fields, methods and subprotocols are made of.
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# RFC 9112, 3.2: ASCII without spaces; a fragment is never sent.
_TARGET: Final = re.compile(r"[\x21\x22\x24-\x7e]+")
# RFC 9110, 5.5: a value has no control characters but the tab.
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def is_token(text: str) -> bool:
    """Whether the text is a token of RFC 9110, 5.6.2."""
    return _TOKEN.fullmatch(text) is not None


def is_target(text: str) -> bool:
    """Whether the text can stand as the target in a request line."""
    return _TARGET.fullmatch(text) is not None


class Headers:
    """An ordered, immutable multi-map of header fields; names are compared without case."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple(items)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first field's value, or the default."""
        return next(self._values(name), default)

    def get_all(self, name: str) -> list[str]:
        """The values of all fields of that name, in order."""
        return list(self._values(name))

    def elements(self, name: str) -> list[str]:
        """The comma-separated, stripped elements of all fields of that name; empty ones do not count."""
        parts = (part.strip(" \t") for value in self._values(name) for part in value.split(","))
        return [part for part in parts if part]

    def tokens(self, name: str) -> list[str]:
        """`elements`, lowercased: for lists of tokens without case, such as those of Connection."""
        return [element.lower() for element in self.elements(name)]

    def items(self) -> tuple[tuple[str, str], ...]:
        """Names as they were written, and values."""
        return self._items

    def __contains__(self, name: str) -> bool:
        return next(self._values(name), None) is not None

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return self._items == other._items if isinstance(other, Headers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"Headers({list(self._items)!r})"

    def _values(self, name: str) -> Iterator[str]:
        wanted = name.lower()
        return (value for key, value in self._items if key.lower() == wanted)


def encode_headers(start_line: str, items: Iterable[tuple[str, str]]) -> bytes:
    """A message's head with the empty line that ends it.

    Raises `WireUsageError` for what would not be one line: nobody injects a header through a value of ours.
    """
    lines = [start_line]
    for name, value in items:
        if not is_token(name):
            raise WireUsageError(f"{name!r} cannot be the name of a header")
        lines.append(f"{name}: {value}")
    for line in lines:
        if not _VALUE.fullmatch(line):
            raise WireUsageError(f"{line!r} cannot stand in the head of an HTTP message")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
