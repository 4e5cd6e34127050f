"""What passes between the decoder and its process: frames of four bytes of length (big-endian), a kind, and a body."""

from typing import BinaryIO

from besedka.weather.grib.header import LARGEST_FIELD, VALUE_BYTES

__all__ = ["FAILED", "FIELD", "LARGEST_FRAME", "MESSAGE", "NOT_OURS", "READY", "frame", "read_frame"]

MESSAGE = b"M"
"""To the process: one GRIB message."""

READY = b"R"
"""The process has loaded ecCodes; no body."""

FIELD = b"F"
"""The length of a header in four bytes, the header, the values."""

NOT_OURS = b"N"
"""A message that can be read, of a variable that is none of ours; no body."""

FAILED = b"E"
"""What is wrong, in UTF-8."""

LARGEST_FRAME = LARGEST_FIELD * VALUE_BYTES + 65_536
"""In bytes, of an answer."""


def frame(kind: bytes, *parts: bytes) -> bytes:
    """A frame of this kind."""
    return b"".join(((1 + sum(map(len, parts))).to_bytes(4, "big"), kind, *parts))


def read_frame(file: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame's kind and body; None at the end of the file, or where a frame is cut off by it."""
    length = file.read(4)
    content = file.read(int.from_bytes(length, "big"))
    if len(length) < 4 or not content or len(content) < int.from_bytes(length, "big"):
        return None
    return content[:1], content[1:]
