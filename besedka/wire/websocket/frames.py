"""One frame: its header, its mask, its bytes (RFC 6455, 5.2 and 5.3)."""

from enum import Enum, IntEnum
from functools import lru_cache
from struct import Struct
from typing import Final

from besedka.records import record
from besedka.wire import WireUsageError
from besedka.wire.websocket.close import Violation

__all__ = [
    "FIN_TEXT",
    "MAX_CONTROL_BYTES",
    "Frame",
    "Header",
    "Opcode",
    "apply_mask",
    "encode_frame",
    "encode_text",
    "read_header",
]

MAX_CONTROL_BYTES: Final = 125
"""RFC 6455, 5.5: "All control frames MUST have a payload length of 125 bytes or less"."""

FIN_TEXT: Final = 0x81
"""The first byte of a frame that is a whole text message."""

_MIDDLE_HEAD: Final = Struct(">BBH").pack
_INTEGER_LIMIT: Final = 768
"""Up to here one XOR of two big integers wins over four table look-ups, measured on 3.11 and 3.13."""


class Role(Enum):
    """Which end of the connection we are: it decides who masks."""

    SERVER = "server"
    CLIENT = "client"


class Opcode(IntEnum):
    """RFC 6455, 5.2; every other value is reserved. From 8 on they are control frames."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


_OPCODES: Final = {int(opcode): opcode for opcode in Opcode}


@record
class Header:
    """A frame's header: `size` is its own length in bytes with the mask, `length` that of the payload."""

    opcode: Opcode
    fin: bool
    size: int
    length: int


@record
class Frame:
    """A whole frame, unmasked."""

    opcode: Opcode
    fin: bool
    payload: bytes


def apply_mask(data: bytes | bytearray, mask: bytes | bytearray) -> bytes:
    """XOR the data with the four-byte mask, repeated; doing it twice gives the data back (RFC 6455, 5.3)."""
    length = len(data)
    if length > _INTEGER_LIMIT:
        return _mask_by_lanes(data, mask)
    repeated = (mask * ((length + 3) >> 2))[:length]
    return (int.from_bytes(data, "little") ^ int.from_bytes(repeated, "little")).to_bytes(length, "little")


def _mask_by_lanes(data: bytes | bytearray, mask: bytes | bytearray) -> bytes:
    """Each of the mask's bytes meets every fourth byte of the data, by one `translate` in C."""
    out = bytearray(data)
    for lane, key in enumerate(mask):
        out[lane::4] = out[lane::4].translate(_lane(key))
    return bytes(out)


@lru_cache(maxsize=256)
def _lane(key: int) -> bytes:
    return bytes(byte ^ key for byte in range(256))


def encode_frame(
    opcode: Opcode, payload: bytes | bytearray, *, fin: bool = True, mask: bytes | None = None
) -> bytes:
    """A frame with the shortest length encoding; masked when a mask of four bytes is given.

    Raises `WireUsageError` for a control frame that is too long or fragmented, and for a mask of another
    length.
    """
    length = len(payload)
    if opcode >= Opcode.CLOSE and (length > MAX_CONTROL_BYTES or not fin):
        raise WireUsageError("a control frame is whole and carries at most 125 bytes")
    if mask is not None and len(mask) != 4:
        raise WireUsageError("a mask has four bytes")
    first = opcode | (0x80 if fin else 0)
    masked = 0 if mask is None else 0x80
    if length <= 125:
        head = bytes((first, masked | length))
    elif length <= 0xFFFF:
        head = bytes((first, masked | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, masked | 127)) + length.to_bytes(8, "big")
    return head + payload if mask is None else head + mask + apply_mask(payload, mask)


def encode_text(text: str | bytes) -> bytes:
    """A server's text frame, to be encoded once and written to any number of open connections.

    `bytes` are taken as the UTF-8 that they must be, unchecked. Raises `UnicodeEncodeError` for a lone
    surrogate.
    """
    payload = text.encode() if isinstance(text, str) else text
    length = len(payload)
    if length <= 125:
        return bytes((FIN_TEXT, length)) + payload
    if length <= 0xFFFF:
        return _MIDDLE_HEAD(FIN_TEXT, 126, length) + payload
    return encode_frame(Opcode.TEXT, payload)


def read_header(buffer: bytes | bytearray, start: int, *, masked: bool) -> Header | Violation | None:
    """The header that begins at `start`; `None` until all of it is there.

    `masked` says what the peer has to do. A violation is reported as soon as the bytes that show it are
    there.
    """
    if len(buffer) - start < 2:
        return None
    first, second = buffer[start], buffer[start + 1]
    violation = _check_start(first, second, masked)
    if violation is not None:
        return violation
    length = second & 0x7F
    size = 2
    if length > 125:
        size = 4 if length == 126 else 10
        if len(buffer) - start < size:
            return None
        extended = int.from_bytes(buffer[start + 2 : start + size], "big")
        # RFC 6455, 5.2: "in all cases, the minimal number of bytes MUST be used to encode the length".
        if extended < (126 if length == 126 else 0x10000):
            return Violation(1002, "payload length is not minimal")
        # RFC 6455, 5.2: "(the most significant bit MUST be 0)".
        if extended >> 63:
            return Violation(1002, "payload length has its top bit set")
        length = extended
    if masked:
        size += 4
        if len(buffer) - start < size:
            return None
    return Header(_OPCODES[first & 0x0F], first > 0x7F, size, length)


def _check_start(first: int, second: int, masked: bool) -> Violation | None:
    """What the first two bytes alone can do wrong."""
    # RFC 6455, 5.2: reserved bits "MUST be 0 unless an extension is negotiated"; we negotiate none.
    if first & 0x70:
        return Violation(1002, "reserved bits are set")
    opcode = first & 0x0F
    # RFC 6455, 5.2: "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket
    # Connection_".
    if opcode not in _OPCODES:
        return Violation(1002, f"reserved opcode {opcode}")
    # RFC 6455, 5.1: the server closes on a frame that is not masked, the client on one that is.
    if (second > 0x7F) is not masked:
        return Violation(1002, "frame is not masked" if masked else "frame is masked")
    # RFC 6455, 5.5: control frames are at most 125 bytes long "and MUST NOT be fragmented".
    if opcode >= Opcode.CLOSE:
        if first < 0x80:
            return Violation(1002, "control frame is fragmented")
        if second & 0x7F > MAX_CONTROL_BYTES:
            return Violation(1002, "control frame is too long")
    return None
