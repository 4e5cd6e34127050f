"""Telnet commands in a stream of lines: removal, translation of line editing, and required replies.

A telnet client remains in its default mode, which is the desired one (whole lines, local echo): every offer
of another mode and every request for one is declined, as RFC 854 requires and RFC 1143 shows to be loop-free.
Some commands wait for a reply. The usual Unix client sends `IAC IP` and `IAC DO TIMING-MARK` at Ctrl-C, and
displays nothing more until the mark is answered (RFC 860).

The byte that begins each command never occurs in UTF-8, but it is a letter in many older encodings (the last letter of
the Russian alphabet in Windows-1251). Text in such an encoding must be reported as an encoding error, and not be
accepted without that letter. Commands are therefore recognized only after one occurs at the beginning of a line, where
telnet clients send theirs, or cannot be a letter. Sequences that no telnet client sends remain in the stream.
"""

import re
from typing import Final

__all__ = ["ERASE_CHARACTER", "ERASE_LINE", "MAX_SUBNEGOTIATION", "TelnetFilter"]

MAX_SUBNEGOTIATION: Final = 1024
"""Bytes after which a subnegotiation ends (a byte after IAC is not counted): otherwise all later input from a
client that never closes one would be lost. Chosen; RFC 855 has no limit."""

ERASE_CHARACTER: Final = b"\x7f"
"""Replaces a command that erases a character: the character that a terminal sends for it (DEL)."""

ERASE_LINE: Final = b"\x15"
"""Replaces a command that erases the line: the character that a terminal sends for it (Ctrl-U)."""

# A single match covers a whole run of commands with the same handling: a flood of commands must not cost more
# than the same amount of text.
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

# Text from a peer that is not known to be a telnet client, in one match. Sequences that no telnet client
# sends in the middle of a line are letters of an older encoding. The match ends before an unambiguous command
# (assigned options have low numbers, and no letter is followed by such a character), an incomplete command,
# and a line end that a command may follow.
_LETTERS: Final = re.compile(
    rb"""
    (?: [^\xff\n\0]+
      | [\n\0] (?: (?= [^\xff] ) | \xff (?= [\x00-\xeb] ) )
      | \xff (?: [\xec-\xfa\xff] | [\xfb-\xfe] [^\x00-\x1f] | (?= [\x00-\xeb] ) )
    )+
    """,
    re.VERBOSE,
)
_LINE_ENDS: Final = (b"\n", b"\0")

_IAC, _DONT, _DO, _WONT, _WILL = b"\xff", b"\xfe", b"\xfd", b"\xfc", b"\xfb"
_TIMING_MARK: Final = b"\x06"

# RFC 854: EC and EL edit the line; IP (as well as BRK, and RFC 1184's ABORT) cancels input in progress, here the line.
_EDITS: Final = bytes.maketrans(b"\xf7\xf8\xf4\xf3\xee", ERASE_CHARACTER + 4 * ERASE_LINE)
_AO, _AYT = b"\xf5", b"\xf6"
_SB: Final = 0xFA

# RFC 854: the reply to AYT is "visible (i.e., printable) evidence"; to AO, a Data Mark, after which output continues.
_ANSWERS: Final = {_AYT[0]: b"\r\n[yes]\r\n", _AO[0]: b"\xff\xf2"}

# In the default mode every option is declined: DO with WONT, WILL with DONT. WONT and DONT confirm the current state.
_DECLINED: Final = {_DO[0]: _WONT, _WILL[0]: _DONT}

_MAX_REPLIES: Final = 128
"""Maximum replies to one run of commands. Chosen: no telnet client has that many options."""


class TelnetFilter:
    """Removes telnet commands from a stream, however it is split; buffers at most one incomplete command.

    `take_outgoing` returns the replies: a bounded amount for a run of any length. `commands` is the number of
    runs of commands received, and `ended` is true after a command that ended the input.
    """

    __slots__ = ("_at_line_start", "_begun", "_outgoing", "commands", "ended")

    def __init__(self) -> None:
        self._begun = b""
        self._outgoing = bytearray()
        self._at_line_start = True
        self.commands = 0
        self.ended = False

    def strip(self, data: bytes) -> bytes:
        """Return the data without telnet commands; a doubled byte 255 becomes a single one.

        A command that erases is replaced by `ERASE_CHARACTER` or `ERASE_LINE`. Data after the end of input is
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
        """Return the text at `place` while the peer is not known to be a telnet client, and the index of its end."""
        match = _LETTERS.match(data, place)
        if match is None and data[place] == _IAC[0]:
            return self._take_commands(data, place)
        text = match[0] if match else data[place : place + 1]
        self._see(text)
        return text, place + len(text)

    def _take_commands(self, data: bytes, place: int) -> tuple[bytes, int]:
        """Return the data from `place` through the first run of commands, with the commands processed, and its end."""
        match = _COMMANDS.search(data, place) if self.commands else _COMMANDS.match(data, place)
        if match is None:  # Not a telnet command: a letter at the beginning of a line, or plain text.
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
        """End the stream; return an incomplete command as text, or nothing if the peer is a telnet client."""
        begun, self._begun = self._begun, b""
        return b"" if self.commands else begun

    @property
    def has_outgoing(self) -> bool:
        """Whether a reply to the peer is pending."""
        return bool(self._outgoing)

    def take_outgoing(self) -> bytes:
        """Return the replies queued since the last call; usually empty."""
        outgoing = bytes(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def _see(self, text: bytes) -> None:
        if text:
            self._at_line_start = text.endswith(_LINE_ENDS)

    def _obey(self, kind: str | None, run: bytes) -> bytes:
        """Process a run of commands; return the bytes that replace it in the stream."""
        if kind == "bytes":
            return run[::2]
        self.ended = kind == "end"
        if kind == "requests":
            self._decline(run)
        elif kind == "functions":
            functions = run[1::2]
            asked = functions.translate(None, b"\xee\xf3\xf4\xf7\xf8")
            for function in asked[:_MAX_REPLIES]:
                self._outgoing += _ANSWERS[function]
            return functions.translate(_EDITS, _AO + _AYT)
        return b""

    def _decline(self, run: bytes) -> None:
        for place in range(0, min(len(run), 3 * _MAX_REPLIES), 3):
            verb, option = run[place + 1], run[place + 2 : place + 3]
            # RFC 860: "WILL TIMING-MARK" is the mark itself, at this point of the output.
            marked = verb == _DO[0] and option == _TIMING_MARK
            self._outgoing += _IAC + (_WILL if marked else _DECLINED[verb]) + option
