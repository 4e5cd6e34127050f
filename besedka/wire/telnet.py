"""Telnet's own bytes in a stream of lines: taken out, obeyed where they edit a line, answered where an answer is due.

A telnet client stays in its default mode, which is the one that we want (whole lines, local echo): every offer and
wish of another one is declined, as RFC 854 asks for and RFC 1143 shows to be free of loops. Beside that it waits for
answers of ours. The usual Unix client sends `IAC IP` and `IAC DO TIMING-MARK` at Ctrl-C, and shows nothing more until
the mark is answered (RFC 860).
"""

import re
from typing import Final

__all__ = ["ERASE_CHARACTER", "ERASE_LINE", "MAX_SUBNEGOTIATION", "TelnetFilter"]

#: A subnegotiation of more bytes ends there (a byte after IAC not counted): a client that never closes one
#: would not be heard again.
MAX_SUBNEGOTIATION: Final = 1024

#: What stands in the stream where a command erases: the characters that a terminal sends for the same (DEL, Ctrl-U).
ERASE_CHARACTER: Final = b"\x7f"
ERASE_LINE: Final = b"\x15"

# One pattern, so that a flood of commands costs little more than the same amount of text.
_COMMAND: Final = re.compile(
    rb"""
    \xff (?:
        (?P<byte> \xff)                                     # IAC IAC: the byte 255 itself
      | (?P<verb> [\xfb-\xfe]) (?P<option> .)               # WILL, WONT, DO, DONT and an option
      | \xfa (?: [^\xff] | \xff [^\xf0] ){0,%(max)d} \xff \xf0  # SB ... IAC SE
      | \xfa (?: [^\xff] | \xff [^\xf0] ){%(max)d}              # SB ... and no end in sight
      | (?P<command> [^\xfa-\xff])                          # any other command
      | (?P<begun> [\xfb-\xfe]? \Z | \xfa .* )              # what is not whole yet
    )
    """
    % {b"max": MAX_SUBNEGOTIATION},
    re.DOTALL | re.VERBOSE,
)

_IAC, _DONT, _DO, _WONT, _WILL = b"\xff", b"\xfe", b"\xfd", b"\xfc", b"\xfb"
_EOF: Final = b"\xec"
_TIMING_MARK: Final = b"\x06"

# RFC 854: EC and EL edit the line; IP (and BRK, and RFC 1184's ABORT) ends what is under way, which is that line.
_EDITS: Final = {
    b"\xf7": ERASE_CHARACTER,
    b"\xf8": ERASE_LINE,
    b"\xf4": ERASE_LINE,
    b"\xf3": ERASE_LINE,
    b"\xee": ERASE_LINE,
}

# RFC 854: AYT is answered by "visible (i.e., printable) evidence"; AO by a Data Mark, behind which output goes on.
_ANSWERS: Final = {b"\xf6": b"\r\n[yes]\r\n", b"\xf5": b"\xff\xf2"}

# To decline is all that the default mode needs: DO by WONT, WILL by DONT. WONT and DONT confirm what is so already.
_DECLINED: Final = {_DO: _WONT, _WILL: _DONT}


class TelnetFilter:
    """Removes telnet's commands from a stream, however it is cut; keeps at most one that is not whole yet.

    `take_outgoing` returns what they are answered with, at most as many bytes as the commands had, and a few for each
    "are you there". `seen` tells whether there was any command, `ended` whether the peer has ended its input by one.
    """

    __slots__ = ("_begun", "_outgoing", "ended", "seen")

    def __init__(self) -> None:
        self._begun = b""
        self._outgoing = bytearray()
        self.seen = False
        self.ended = False

    def strip(self, data: bytes) -> bytes:
        """The data without telnet's commands; a doubled 255 is the one byte 255 that it stands for.

        Where a command erases, `ERASE_CHARACTER` or `ERASE_LINE` stands instead. What follows the end of the input is
        dropped.
        """
        if self.ended:
            return b""
        if not self._begun and _IAC not in data:
            return data
        self.seen = True
        data = self._begun + data
        self._begun = b""
        parts: list[bytes] = []
        place = 0
        for match in _COMMAND.finditer(data):
            parts += (data[place : match.start()], self._obey(match))
            place = match.end()
            if match["command"] == _EOF:
                self.ended = True
                place = len(data)
                break
        return b"".join(parts) + data[place:]

    @property
    def owes(self) -> bool:
        """Whether an answer is due to the peer."""
        return bool(self._outgoing)

    def take_outgoing(self) -> bytes:
        """What is due to the peer since the last call; empty most of the time."""
        outgoing = bytes(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def _obey(self, match: re.Match[bytes]) -> bytes:
        """What stands for a command in the stream."""
        byte, verb, option, command, begun = match.group("byte", "verb", "option", "command", "begun")
        if begun is not None:
            self._begun = _IAC + begun
        elif verb is not None:
            self._negotiate(verb, option)
        elif command is not None:
            self._outgoing += _ANSWERS.get(command, b"")
            return _EDITS.get(command, b"")
        return byte or b""

    def _negotiate(self, verb: bytes, option: bytes) -> None:
        # RFC 860: "WILL TIMING-MARK" is the mark itself, at this place of our output.
        if option == _TIMING_MARK and verb == _DO:
            self._outgoing += _IAC + _WILL + _TIMING_MARK
        elif verb in _DECLINED:
            self._outgoing += _IAC + _DECLINED[verb] + option
