"""Telnet's own bytes in a stream of lines: taken out, obeyed where they edit a line, answered where an answer is due.

A telnet client stays in its default mode, which is the one that we want (whole lines, local echo): every offer of
another one, and every request for one, is declined, as RFC 854 asks for and RFC 1143 shows to be free of loops. Beside
that it waits for answers of ours. The usual Unix client sends `IAC IP` and `IAC DO TIMING-MARK` at Ctrl-C, and shows
nothing more until the mark is answered (RFC 860).

The byte that begins each command is no text of UTF-8, but a letter of many older encodings (the last one of the Russian
alphabet in Windows-1251). Whoever writes those is to be told so, and not to be quoted without that letter. So commands
are obeyed from where one stands at the beginning of a line, where telnets send theirs, or cannot be a letter; what no
telnet sends stays in the stream.
"""

import re
from typing import Final

__all__ = ["ERASE_CHARACTER", "ERASE_LINE", "MAX_SUBNEGOTIATION", "TelnetFilter"]

MAX_SUBNEGOTIATION: Final = 1024
"""Bytes after which a subnegotiation ends (a byte after IAC not counted): a client that never closes one would not be
heard again. Chosen; RFC 855 has no limit."""

ERASE_CHARACTER: Final = b"\x7f"
"""Stands in the stream where a command erases a character: what a terminal sends for it (DEL)."""

ERASE_LINE: Final = b"\x15"
"""Stands in the stream where a command erases the line: what a terminal sends for it (Ctrl-U)."""

# One pattern, and one match for a whole run of commands that are treated alike: a flood of them must not cost more than
# the same amount of text.
_COMMANDS: Final = re.compile(
    rb"""
      (?P<bytes> (?: \xff\xff )+ )                          # IAC IAC: the byte 255 itself
    | (?P<requests> (?: \xff [\xfb\xfd] . )+ )               # WILL, DO and an option
    | (?P<functions> (?: \xff [\xee\xf3-\xf8] )+ )              # ABORT, BRK, IP, AO, AYT, EC, EL
    | (?P<end> \xff\xec )                                  # EOF
    | (?: \xff (?:
          [\xed\xef-\xf2\xf9]                              # SUSP, EOR, SE, NOP, DM, GA
        | [\xfc\xfe] .                                     # WONT, DONT and an option
        | \xfa (?: [^\xff] | \xff [^\xf0] ){0,%(max)d} \xff \xf0  # SB ... IAC SE
        | \xfa (?: [^\xff] | \xff [^\xf0] ){%(max)d}              # SB ... and no end in sight
      ) )+
    | (?P<begun> \xff (?: [\xfb-\xfe]? \Z | \xfa .* ) )    # what is not whole yet
    """
    % {b"max": MAX_SUBNEGOTIATION},
    re.DOTALL | re.VERBOSE,
)

# Text of a peer that has not shown that it is a telnet, in one match: what no telnet sends in the middle of a line is
# letters of an older encoding. It ends before what is a command all the same (the options that there are have low
# numbers, and no letter is followed by such a character), what is not whole yet, and a line end that may have a command
# behind it.
_LETTERS: Final = re.compile(
    rb"""
    (?: [^\xff\n\0]+
      | [\n\0] (?= [^\xff] )
      | \xff (?: [\xec-\xfa\xff] | [\xfb-\xfe] [^\x00-\x1f] | (?= [\x00-\xeb] ) )
    )+
    """,
    re.VERBOSE,
)
_LINE_ENDS: Final = (b"\n", b"\0")

_IAC, _DONT, _DO, _WONT, _WILL = b"\xff", b"\xfe", b"\xfd", b"\xfc", b"\xfb"
_TIMING_MARK: Final = b"\x06"

# RFC 854: EC and EL edit the line; IP (and BRK, and RFC 1184's ABORT) ends what is under way, which is that line.
_EDITS: Final = bytes.maketrans(b"\xf7\xf8\xf4\xf3\xee", ERASE_CHARACTER + 4 * ERASE_LINE)
_AO, _AYT = b"\xf5", b"\xf6"
_SB: Final = 0xFA

# RFC 854: AYT is answered by "visible (i.e., printable) evidence"; AO by a Data Mark, behind which output goes on.
_ANSWERS: Final = {_AYT[0]: b"\r\n[yes]\r\n", _AO[0]: b"\xff\xf2"}

# To decline is all that the default mode needs: DO by WONT, WILL by DONT. WONT and DONT confirm what is so already.
_DECLINED: Final = {_DO[0]: _WONT, _WILL[0]: _DONT}

_MOST_ANSWERS: Final = 128
"""Answers to one run of commands. Chosen: no telnet has as many options."""


class TelnetFilter:
    """Removes telnet's commands from a stream, however it is cut; keeps at most one that is not whole yet.

    `take_outgoing` returns what they are answered with: a bounded amount for a run of any length. `commands` counts
    the runs of commands that there were, `ended` tells whether the peer has ended its input by one.
    """

    __slots__ = ("_at_line_start", "_begun", "_outgoing", "commands", "ended")

    def __init__(self) -> None:
        self._begun = b""
        self._outgoing = bytearray()
        self._at_line_start = True
        self.commands = 0
        self.ended = False

    def strip(self, data: bytes) -> bytes:
        """The data without telnet's commands; a doubled 255 is the one byte 255 that it stands for.

        Where a command erases, `ERASE_CHARACTER` or `ERASE_LINE` stands instead. What follows the end of the input is
        dropped.
        """
        if self.ended:
            return b""
        if not self._begun and _IAC not in data:
            self._see(data)
            return data
        data = self._begun + data
        self._begun = b""
        parts: list[bytes] = []
        place = 0
        while place < len(data) and not self.ended:
            if self.commands or (self._at_line_start and data[place] == _IAC[0]):
                part, place = self._take_commands(data, place)
            else:
                part, place = self._take_letters(data, place)
            parts.append(part)
        return b"".join(parts)

    def _take_letters(self, data: bytes, place: int) -> tuple[bytes, int]:
        """What stands here as long as nobody has shown that this is a telnet, and where it ends."""
        match = _LETTERS.match(data, place)
        if match is None and data[place] == _IAC[0]:
            return self._take_commands(data, place)
        text = match[0] if match else data[place : place + 1]
        self._see(text)
        return text, place + len(text)

    def _take_commands(self, data: bytes, place: int) -> tuple[bytes, int]:
        """What is left of the data from here up to behind the first commands, and where that is."""
        match = _COMMANDS.search(data, place) if self.commands else _COMMANDS.match(data, place)
        if match is None:  # No command of telnet: a letter at the beginning of a line, or nothing but text.
            text = data[place:] if self.commands else data[place : place + 1]
            self._see(text)
            return text, place + len(text)
        text, run = data[place : match.start()], match[0]
        if match.lastgroup == "begun":
            self._begun = run
            return text, len(data)
        self.commands += 1
        return text + self._obey(match.lastgroup, run), match.end()

    def finish(self) -> bytes:
        """The stream has ended: what had begun as a command and is none, unless the peer is a telnet."""
        begun, self._begun = self._begun, b""
        return b"" if self.commands else begun

    @property
    def has_outgoing(self) -> bool:
        """Whether an answer is due to the peer."""
        return bool(self._outgoing)

    def take_outgoing(self) -> bytes:
        """What is due to the peer since the last call; empty most of the time."""
        outgoing = bytes(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def _see(self, text: bytes) -> None:
        if text:
            self._at_line_start = text.endswith(_LINE_ENDS)

    def _obey(self, kind: str | None, run: bytes) -> bytes:
        """What stands for some commands in the stream."""
        if kind == "bytes":
            return run[::2]
        self.ended = kind == "end"
        if kind == "requests":
            self._decline(run)
        elif kind == "functions":
            functions = run[1::2]
            asked = functions.translate(None, b"\xee\xf3\xf4\xf7\xf8")
            for function in asked[:_MOST_ANSWERS]:
                self._outgoing += _ANSWERS[function]
            return functions.translate(_EDITS, _AO + _AYT)
        return b""

    def _decline(self, run: bytes) -> None:
        for place in range(0, min(len(run), 3 * _MOST_ANSWERS), 3):
            verb, option = run[place + 1], run[place + 2 : place + 3]
            # RFC 860: "WILL TIMING-MARK" is the mark itself, at this place of our output.
            marked = verb == _DO[0] and option == _TIMING_MARK
            self._outgoing += _IAC + (_WILL if marked else _DECLINED[verb]) + option
