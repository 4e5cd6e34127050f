"""Close codes and the payload of a Close frame (RFC 6455, 5.5.1 and 7.4)."""

from typing import Final

from besedka.records import record
from besedka.wire import WireUsageError

__all__ = [
    "CLOSE_CODES",
    "MAX_REASON_BYTES",
    "CloseCode",
    "Violation",
    "encode_close",
    "is_wire_code",
    "parse_close",
]

MAX_REASON_BYTES: Final = 123
"""A control frame carries 125 bytes (RFC 6455, 5.5), and the code takes two of them."""


@record
class Violation:
    """What a peer did against the protocol: a value, since nothing that arrives makes the wire raise.

    `code` is the close code to fail the connection with (RFC 6455, 7.1.7), `reason` a short sentence in English.
    """

    code: int
    reason: str


@record
class CloseCode:
    """One row of the IANA registry of close codes; `on_wire` says whether a Close frame may carry it."""

    code: int
    meaning: str
    on_wire: bool


CLOSE_CODES: Final[dict[int, CloseCode]] = {
    row.code: row
    for row in (
        CloseCode(1000, "normal closure", on_wire=True),
        CloseCode(1001, "going away", on_wire=True),
        CloseCode(1002, "protocol error", on_wire=True),
        CloseCode(1003, "unsupported data", on_wire=True),
        CloseCode(1004, "reserved", on_wire=False),
        CloseCode(1005, "no status received", on_wire=False),
        CloseCode(1006, "abnormal closure", on_wire=False),
        CloseCode(1007, "invalid frame payload data", on_wire=True),
        CloseCode(1008, "policy violation", on_wire=True),
        CloseCode(1009, "message too big", on_wire=True),
        CloseCode(1010, "mandatory extension", on_wire=True),
        CloseCode(1011, "internal error", on_wire=True),
        CloseCode(1012, "service restart", on_wire=True),
        CloseCode(1013, "try again later", on_wire=True),
        CloseCode(1014, "bad gateway", on_wire=True),
        CloseCode(1015, "TLS handshake", on_wire=False),
    )
}
"""What the IANA registry "WebSocket Close Code Number" has below 3000 (RFC 6455, 7.4.1 and 11.7)."""


def is_wire_code(code: int) -> bool:
    """Whether a Close frame may carry the code, in either direction.

    RFC 6455, 7.4.2: 1000-2999 are the protocol's, of which only the registered ones are allowed; 3000-3999
    belong to libraries and 4000-4999 to applications; everything else was never given a meaning.
    """
    row = CLOSE_CODES.get(code)
    return row.on_wire if row else 3000 <= code <= 4999


def encode_close(code: int | None, reason: str = "") -> bytes:
    """The payload of a Close frame; `None` makes the empty one (the peer will see 1005).

    A reason of over 123 bytes is cut at a character boundary, and lone surrogates become "?". Raises
    `WireUsageError` for a code that must not travel, and for a reason without a code.
    """
    if code is None:
        if reason:
            raise WireUsageError("a close reason needs a close code before it")
        return b""
    if not is_wire_code(code):
        raise WireUsageError(f"close code {code} must not be sent")
    raw = reason[:MAX_REASON_BYTES].encode("utf-8", "replace")[:MAX_REASON_BYTES]
    # The cut may have left the first bytes of a character; "ignore" drops exactly those.
    return code.to_bytes(2, "big") + raw.decode("utf-8", "ignore").encode()


def parse_close(payload: bytes) -> tuple[int, str] | Violation:
    """Code and reason of a received Close frame; an empty payload means 1005 (RFC 6455, 7.1.5)."""
    if not payload:
        return 1005, ""
    # RFC 6455, 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
    # integer".
    if len(payload) == 1:
        return Violation(1002, "close payload of one byte")
    code = int.from_bytes(payload[:2], "big")
    if not is_wire_code(code):
        return Violation(1002, f"close code {code} must not be sent")
    try:
        return code, payload[2:].decode()
    except UnicodeDecodeError:
        return Violation(1007, "close reason is not UTF-8")
