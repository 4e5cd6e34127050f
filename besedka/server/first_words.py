"""A connection before it is known what it speaks: its first bytes, or its silence."""

import re
from asyncio import AbstractEventLoop
from collections.abc import Callable

from besedka.wire.sniff import Kind, is_http_line, sniff

__all__ = ["FirstWords"]

_GREETING_DELAY = 0.5
"""Seconds of silence after which somebody sits behind `nc` and waits for us to begin."""

_SPARE = 180.0
"""Seconds that a browser's spare connection may stay silent. Chromium drops them after two minutes; what is still
there then is a person."""

_PATIENCE = 10.0
"""Seconds for a first line that has begun."""

# RFC 854: IAC, a command, and for some of them an option. A telnet that introduces itself has not said anything yet.
_SAYS_NOTHING = re.compile(rb"(?:[\r\n\0]|\xff[\xfb-\xfe].|\xff[\xf0-\xf9])*", re.DOTALL).fullmatch


class FirstWords:
    """Collects bytes until they tell what the peer speaks, or until it has been silent for so long that it is greeted.

    `settle` is called with the kind and those bytes; greeting somebody is settling for lines. When the peer goes
    without having told, `hang_up` is called instead. `is_spare` is asked after the first silence: whether the peer may
    be a browser that keeps a connection in reserve, and wants nothing yet.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        *,
        is_spare: Callable[[], bool],
        settle: Callable[[Kind, bytes], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._is_spare = is_spare
        self._settle = settle
        self._hang_up = hang_up
        self._begun = False
        self._spare = False
        self._data = b""
        self._timer = loop.call_later(_GREETING_DELAY, self._break_the_silence)

    def receive(self, data: bytes) -> None:
        """Bytes came."""
        self._data += data
        kind = sniff(self._data)
        if kind is not Kind.UNDECIDED:
            self._end(kind)
        elif not self._begun and not _SAYS_NOTHING(self._data):
            self._begun = True  # The patience with a line is not renewed byte by byte.
            self._wait(_PATIENCE, self._greet)
        elif self._spare and not self._begun:
            # A browser says nothing at all on a spare connection: a person has pressed Enter, or it is a telnet.
            self._spare = False
            self._wait(_GREETING_DELAY, self._greet)

    def receive_eof(self) -> None:
        """The peer sends nothing more; what it sent was lines, if anything, with no end to the last of them."""
        if self._data and not is_http_line(self._data):
            self._greet()
        else:
            self.lose()
            self._hang_up()

    def set_writable(self, writable: bool) -> None:
        """Nothing has been written that could matter."""

    def lose(self) -> None:
        """It does not matter any more."""
        self._timer.cancel()

    def _wait(self, seconds: float, act: Callable[[], None]) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_later(seconds, act)

    def _break_the_silence(self) -> None:
        if not self._data and self._is_spare():
            self._spare = True
            self._wait(_SPARE, self._greet)
        else:
            self._greet()

    def _greet(self) -> None:
        self._end(Kind.LINES)

    def _end(self, kind: Kind) -> None:
        self.lose()
        self._settle(kind, self._data)
