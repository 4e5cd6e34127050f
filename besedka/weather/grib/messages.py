"""Cuts GRIB data into messages of one field each, by the lengths that the sections say (WMO 306, volume I.2).

A GRIB2 message may hold several fields, as NCEP keeps both components of the wind: its sections 2 to 7 repeat, and a
repetition inherits what it does not say. ecCodes reads such messages only from a file, with a state between calls; cut
apart here they are plain messages, and a length that lies is found before a C library sees it.
"""

from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

from besedka.weather.data.failures import CorruptDataError

__all__ = ["LARGEST_MESSAGE", "bitmap", "cut", "packed_values", "padded"]

LARGEST_MESSAGE = 64 * 1024 * 1024
"""In bytes: thirty times as much as a packed field of GFS at 0.25 degrees takes."""

_HEAD = 16
"""Bytes of section 0, edition 2. No message of edition 1 is shorter."""

_END = b"7777"
_NO_BITMAP, _SAME_BITMAP = 255, 254
_IEEE_VALUES = 4
"""The only data representation template, 5.4, without a reference value."""

_INHERITED = {3: "the grid", 4: "the product", 5: "the packing", 6: "the bitmap"}

Sections: TypeAlias = dict[int, bytes]


def cut(data: BinaryIO) -> Iterator[bytes]:
    """Messages with one field each, in their order, one read after another.

    Raises CorruptDataError where the data is no sequence of whole GRIB messages, edition 1 or 2; what was in front of
    that has been yielded by then.
    """
    at = 0
    head = data.read(_HEAD)
    is_empty = True
    while head:
        if padding := len(head) - len(
            head.lstrip(b"\0")
        ):  # ECMWF rounds files of edition 1 up to whole blocks
            head, at = head[padding:] + data.read(padding), at + padding
            continue
        edition, length = _measure(head, at)
        message = head + data.read(length - _HEAD)
        if len(message) < length:
            raise CorruptDataError(f"the message at byte {at} is cut off: {len(message)} bytes of {length}")
        if not message.endswith(_END):
            raise CorruptDataError(
                f"the message at byte {at} does not end where it says, after {length} bytes"
            )
        yield from [message] if edition == 1 else _fields(message, at)
        head, at, is_empty = data.read(_HEAD), at + length, False
    if is_empty:
        raise CorruptDataError("there is no message in the data")


def packed_values(message: bytes) -> bytes:
    """Section 7 of a GRIB2 message with one field, without its head."""
    return _one_section(message, 7)[5:]


def bitmap(message: bytes) -> tuple[int, bytes]:
    """The bitmap's indicator (code table 6.0) and its octets, of a GRIB2 message with one field."""
    section = _one_section(message, 6)
    return section[5], section[6:]


def padded(message: bytes, more: bytes) -> bytes:
    """The same GRIB2 message with `more` behind its packed values."""
    known = dict(_sections(message, 0))
    known[7] = (len(known[7]) + len(more)).to_bytes(4, "big") + known[7][4:] + more
    return _joined(message[:8], known)


def _one_section(message: bytes, wanted: int) -> bytes:
    return next(section for number, section in _sections(message, 0) if number == wanted)


def _measure(head: bytes, at: int) -> tuple[int, int]:
    """Edition and length in bytes, from section 0."""
    if len(head) < _HEAD or not head.startswith(b"GRIB"):
        raise CorruptDataError(f"no GRIB message begins at byte {at}: {head!r}")
    edition = head[7]
    if edition not in (1, 2):
        raise CorruptDataError(f"the message at byte {at} is GRIB of edition {edition}")
    length = int.from_bytes(head[4:7] if edition == 1 else head[8:16], "big")
    if not _HEAD + len(_END) <= length <= LARGEST_MESSAGE:
        raise CorruptDataError(f"the message at byte {at} says that it has {length} bytes")
    return edition, length


def _fields(message: bytes, at: int) -> Iterator[bytes]:
    known: Sections = {}
    found = False
    for number, section in _sections(message, at):
        known[number] = _bitmap(section, known, at) if number == 6 else section
        if number == 7:
            yield _assemble(message[:8], known, at)
            found = True
    if not found:
        raise CorruptDataError(f"the message at byte {at} holds no field")


def _sections(message: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    position, end = _HEAD, len(message) - len(_END)
    while position < end:
        length, number = int.from_bytes(message[position : position + 4], "big"), message[position + 4]
        if not 5 <= length <= end - position or not 1 <= number <= 7:
            raise CorruptDataError(
                f"the message at byte {at} has a section {number} of {length} bytes, {end - position} are left"
            )
        yield number, message[position : position + length]
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


def _has_no_number(packing: bytes) -> bool:
    """Whether the reference value, an IEEE number in octets 12 to 15, is infinite or none; ecCodes takes that for 0."""
    template, exponent = (
        int.from_bytes(packing[9:11], "big"),
        int.from_bytes(packing[11:13], "big") >> 7 & 0xFF,
    )
    return template != _IEEE_VALUES and exponent == 0xFF


def _assemble(head: bytes, known: Sections, at: int) -> bytes:
    if missing := [name for number, name in _INHERITED.items() if number not in known]:
        raise CorruptDataError(f"the message at byte {at} has a field without {', '.join(missing)}")
    if _has_no_number(known[5]):
        raise CorruptDataError(f"the message at byte {at} has a field whose reference value is no number")
    return _joined(head, known)


def _joined(head: bytes, known: Sections) -> bytes:
    body = b"".join(known[number] for number in sorted(known))
    return head + (_HEAD + len(body) + len(_END)).to_bytes(8, "big") + body + _END
