"""Telnet's own bytes, taken out of a stream of lines (RFC 854 and 855). They are never answered.

Without answers a telnet client stays in its default mode, which is the one that we want: whole lines, local echo.
"""

import re
from typing import Final

__all__ = ["MAX_SUBNEGOTIATION", "TelnetFilter"]

#: A subnegotiation of more bytes ends there (a byte after IAC not counted): a client that never closes one
#: would not be heard again.
MAX_SUBNEGOTIATION: Final = 1024

# One pattern and one `split` in C, as a flood of commands must not cost more than the same amount of text.
_COMMAND: Final = re.compile(
    rb"""
    \xff (?:
        (\xff)                                              # IAC IAC: the byte 255 itself
      | [\xfb-\xfe] .                                       # WILL, WONT, DO, DONT and an option
      | \xfa (?: [^\xff] | \xff [^\xf0] ){0,%(max)d} \xff \xf0  # SB ... IAC SE
      | \xfa (?: [^\xff] | \xff [^\xf0] ){%(max)d}              # SB ... and no end in sight
      | [^\xfa-\xff]                                        # any other command
      | ( [\xfb-\xfe]? \Z | \xfa .* )                       # what is not whole yet
    )
    """
    % {b"max": MAX_SUBNEGOTIATION},
    re.DOTALL | re.VERBOSE,
)


class TelnetFilter:
    """Removes telnet's commands from a stream, however it is cut; keeps at most one that is not whole yet."""

    __slots__ = ("_begun",)

    def __init__(self) -> None:
        self._begun = b""

    def strip(self, data: bytes) -> bytes:
        """The data without telnet's commands; a doubled 255 is the one byte 255 that it stands for."""
        if not self._begun and b"\xff" not in data:
            return data
        # Between the texts stand, for each command, the two groups of the pattern.
        parts: list[bytes | None] = _COMMAND.split(self._begun + data)
        self._begun = b""
        begun = parts[-2] if len(parts) > 1 else None
        if begun is not None:
            self._begun = b"\xff" + begun
            parts[-2] = None
        return b"".join(part for part in parts if part)
