"""The frame of a GRIB message, edition 2: enough to see that bytes are whole messages. Nothing is decoded. Pure.

A message begins with `GRIB`, two reserved octets, the discipline, the edition and its length in eight octets, and ends
with `7777` (WMO 306, volume I.2, FM 92, sections 0 and 8).
"""

from typing import Final

from besedka.weather.gfs.ranges import Request
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["check"]

_START: Final = b"GRIB"
_END: Final = b"7777"
_SHORTEST: Final = 20
"""Bytes of the first section and the last one."""


def check(data: bytes, request: Request) -> None:
    """Check that the answer to a request is whole messages that stand where the index says.

    Raises `MirrorError` (`corrupt`) when one of them does not begin or end where it should, or has another length.
    """
    first = request.span.start
    for each in request.messages:
        end = len(data) if each.end is None else each.end - first
        _check_one(data[each.start - first : end], each.start)


def _check_one(message: bytes, start: int) -> None:
    if len(message) < _SHORTEST or message[:4] != _START:
        raise MirrorError("corrupt", f"no GRIB at byte {start}")
    if message[7] != 2:
        raise MirrorError("corrupt", f"GRIB of edition {message[7]} at byte {start}")
    length = int.from_bytes(message[8:16], "big")
    if length != len(message) or message[-4:] != _END:
        raise MirrorError(
            "corrupt", f"GRIB of {length} bytes at byte {start}, where there are {len(message)}"
        )
