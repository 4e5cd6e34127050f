"""A field as a file: a prefix of fixed size, its header as JSON, its values. One value is read by a seek.

A memory map would be as fast, but a file that another process truncates then kills the reader, and on Windows it could
not be replaced.
"""

import math
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from struct import Struct, unpack

from besedka.records import record
from besedka.weather.grib.grid import Grid
from besedka.weather.grib.header import LARGEST_FIELD, VALUE_BYTES, Field, Header, read_header, write_header

__all__ = ["FieldReader", "KnownField", "encode"]

_PREFIX = Struct("<8sIIQ")
"""Magic, length of the header, CRC-32 of header and values, length of the values."""

_MAGIC = b"besfld\x00\x01"
_LARGEST_HEADER = 65_536
_KNOWN = 4096
"""Files whose check is remembered; some 500 bytes each."""

_READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without blocking, since to open a named pipe would wait for somebody who writes to it."""


@record
class KnownField:
    """A file that has been checked."""

    signature: tuple[int, int, int]
    """Number, size and time of the file. Another one is another file, to be checked anew."""

    header: Header
    source: str
    """Who delivered it."""

    offset: int
    """Where the values begin, in bytes."""


def encode(field: Field, source: str) -> tuple[bytes, ...]:
    """The parts of the file, in their order."""
    header = write_header(field.header, source=source)
    checksum = zlib.crc32(field.values, zlib.crc32(header))
    return _PREFIX.pack(_MAGIC, len(header), checksum, len(field.values)), header, field.values


class FieldReader:
    """Reads field files. One that is damaged is as one that is not there.

    A file is read and checked as a whole when it is first seen, or seen to have changed; later readings take one value.
    """

    def __init__(self) -> None:
        self._known: dict[str, KnownField] = {}

    def look(self, path: str) -> KnownField | None:
        """What the file is; None where it is not there, is damaged, or cannot be read."""
        with self._opened(path) as (known, _):
            return known

    def value(self, path: str, locate: Callable[[Grid], int | None]) -> float | None:
        """The value at the index that `locate` finds on the field's grid; None where either is not there."""
        with self._opened(path) as (known, file):
            index = None if known is None else locate(known.header.grid)
            if known is None or index is None:
                return None
            return _value(file, known.offset + index * VALUE_BYTES)

    @contextmanager
    def _opened(self, path: str) -> Iterator[tuple[KnownField | None, int]]:
        try:
            file = os.open(path, _READ_ONLY)
        except OSError:
            self._known.pop(path, None)
            yield None, -1
            return
        try:
            yield self._look(path, file), file
        finally:
            os.close(file)

    def _look(self, path: str, file: int) -> KnownField | None:
        state = os.fstat(file)
        signature = (state.st_ino, state.st_size, state.st_mtime_ns)
        known = self._known.get(path)
        if known is not None and known.signature == signature:
            return known
        self._known.pop(path, None)
        checked = _check(file, signature)
        if checked is not None:
            while len(self._known) >= _KNOWN:
                self._known.pop(next(iter(self._known)), None)
            self._known[path] = checked
        return checked


def _check(file: int, signature: tuple[int, int, int]) -> KnownField | None:
    try:
        prefix = os.read(file, _PREFIX.size)
        if len(prefix) < _PREFIX.size:
            return None
        magic, header_length, checksum, length = _PREFIX.unpack(prefix)
        offset = _PREFIX.size + header_length
        is_sane = header_length <= _LARGEST_HEADER and length <= LARGEST_FIELD * VALUE_BYTES
        if magic != _MAGIC or not is_sane or signature[1] != offset + length:
            return None
        content = _read(file, header_length + length)
        if zlib.crc32(content) != checksum:
            return None
        header, more = read_header(content[:header_length])
    except (OSError, ValueError):
        return None
    if header.grid.points * VALUE_BYTES != length:
        return None
    return KnownField(signature, header, more.get("source", ""), offset)


def _read(file: int, length: int) -> bytes:
    """That many bytes, fewer at the end of the file."""
    parts = []
    while length and (part := os.read(file, length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _value(file: int, offset: int) -> float | None:
    try:
        os.lseek(file, offset, os.SEEK_SET)
        (value,) = unpack("<f", _read(file, VALUE_BYTES).ljust(VALUE_BYTES, b"\xff"))  # beyond the end: NaN
    except OSError:
        return None
    return None if math.isnan(value) else float(value)
