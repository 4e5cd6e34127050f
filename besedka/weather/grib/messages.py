"""Cuts GRIB data into messages of one field each, by the lengths that the sections say (WMO 306, volume I.2).

A GRIB2 message may hold several fields, as NCEP keeps both components of the wind: its sections 2 to 7 repeat, and a
repetition inherits what it does not say. ecCodes reads such messages only from a file, with a state between calls; cut
apart here they are plain messages, and a length that lies is found before a C library sees it.
"""

from collections.abc import Iterator
from typing import TypeAlias

from besedka.weather.data.failures import CorruptDataError

__all__ = ["LARGEST_MESSAGE", "cut"]

LARGEST_MESSAGE = 64 * 1024 * 1024
"""In bytes: thirty times as much as a packed field of GFS at 0.25 degrees takes."""

_END = b"7777"
_NO_BITMAP, _SAME_BITMAP = 255, 254
_INHERITED = {3: "the grid", 4: "the product", 5: "the packing", 6: "the bitmap"}

Sections: TypeAlias = dict[int, bytes]


def cut(data: memoryview) -> Iterator[bytes]:
    """Messages with one field each, in their order.

    Raises CorruptDataError where the data is no sequence of whole GRIB messages, edition 1 or 2; what was in front of
    that has been yielded by then.
    """
    if not data:
        raise CorruptDataError("there is no data")
    at = 0
    while at < len(data):
        edition, length = _measure(data[at : at + 16], at)
        if length > len(data) - at:
            raise CorruptDataError(f"the message at byte {at} is cut off: {len(data) - at} bytes of {length}")
        if bytes(data[at + length - 4 : at + length]) != _END:
            raise CorruptDataError(
                f"the message at byte {at} does not end where it says, after {length} bytes"
            )
        message = data[at : at + length]
        if edition == 1:
            yield bytes(message)
        else:
            yield from _fields(message, at)
        at += length


def _measure(head: memoryview, at: int) -> tuple[int, int]:
    """Edition and length in bytes, from section 0."""
    if len(head) < 16 or bytes(head[:4]) != b"GRIB":
        raise CorruptDataError(f"no GRIB message begins at byte {at}: {bytes(head)!r}")
    edition = head[7]
    if edition == 1:
        length, least = int.from_bytes(head[4:7], "big"), 8 + 4
    elif edition == 2:
        length, least = int.from_bytes(head[8:16], "big"), 16 + 4
    else:
        raise CorruptDataError(f"the message at byte {at} is GRIB of edition {edition}")
    if not least <= length <= LARGEST_MESSAGE:
        raise CorruptDataError(f"the message at byte {at} says that it has {length} bytes")
    return edition, length


def _fields(message: memoryview, at: int) -> Iterator[bytes]:
    known: Sections = {}
    found = False
    for number, section in _sections(message, at):
        known[number] = _bitmap(section, known, at) if number == 6 else section
        if number == 7:
            yield _assemble(message[:8], known, at)
            found = True
    if not found:
        raise CorruptDataError(f"the message at byte {at} holds no field")


def _sections(message: memoryview, at: int) -> Iterator[tuple[int, bytes]]:
    position, end = 16, len(message) - len(_END)
    while position < end:
        length, number = int.from_bytes(message[position : position + 4], "big"), message[position + 4]
        if not 5 <= length <= end - position or not 1 <= number <= 7:
            raise CorruptDataError(
                f"the message at byte {at} has a section {number} of {length} bytes, {end - position} are left"
            )
        yield number, bytes(message[position : position + length])
        position += length


def _bitmap(section: bytes, known: Sections, at: int) -> bytes:
    """The bitmap itself where the section says that it is that of the field before."""
    if len(section) < 6:
        raise CorruptDataError(f"the message at byte {at} has a section 6 of {len(section)} bytes")
    if section[5] != _SAME_BITMAP:
        return section
    if 6 not in known or known[6][5] == _NO_BITMAP:
        raise CorruptDataError(f"the message at byte {at} refers to a bitmap that is not there")
    return known[6]


def _assemble(head: memoryview, known: Sections, at: int) -> bytes:
    if missing := [name for number, name in _INHERITED.items() if number not in known]:
        raise CorruptDataError(f"the message at byte {at} has a field without {', '.join(missing)}")
    body = b"".join(known[number] for number in sorted(known))
    return bytes(head) + (16 + len(body) + len(_END)).to_bytes(8, "big") + body + _END
