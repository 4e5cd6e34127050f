"""A connection before it is known what it speaks: its first bytes, or its silence."""

import re
from asyncio import AbstractEventLoop
from collections.abc import Callable

from besedka.wire.sniff import DetectedProtocol, is_http_line, sniff

__all__ = ["ProtocolDetection", "greeting_delay"]

_GREETING_DELAY = 3.5
"""Seconds of silence, at least, after which somebody sits behind `nc` and waits for us to begin. A client that could
not measure the round trip repeats a lost handshake after three (RFC 6298, 5.7)."""

_LONGEST_DELAY = 15.0
"""Seconds after which that is so, whatever the round trip was measured to be."""

_LEAST_RTO_MARGIN = 0.2
_SENT_THREE_TIMES = 3
"""A lost packet is sent again after max(RTT + 200 ms, 3 RTT) (RFC 6298, 2, with Linux' own minimum), and after twice
that if it is lost again. So its third copy is under way for three times that, and hardly ever are all three lost."""

_SPARE = 180.0
"""Seconds that a browser's spare connection may stay silent. Chromium drops them after two minutes; what is still
there then is a person."""

_PATIENCE = 10.0
"""Seconds for a first line that has begun."""

_A_MOMENT = 0.1
"""Seconds in which bytes that are here or right behind these come to us, and that nobody notices who presses Enter."""

_IS_ENTER = re.compile(rb"(?:\r?\n|\r\0)*\r?").fullmatch


def greeting_delay(round_trip: float) -> float:
    """How many seconds of silence, with this round trip (in seconds), show that no handshake is on its way."""
    copies = _SENT_THREE_TIMES * max(round_trip + _LEAST_RTO_MARGIN, 3 * round_trip) + round_trip
    return min(max(_GREETING_DELAY, copies), _LONGEST_DELAY)


class ProtocolDetection:
    """Collects bytes until they tell what the peer speaks, or until it has been silent for so long that it is greeted.

    `settle` is called with the kind and those bytes; greeting somebody is settling for lines. When the peer goes
    without having told, `hang_up` is called instead. `is_spare` is asked when the silence is to be broken: whether the
    peer may be a browser that keeps a connection in reserve, and wants nothing yet. `round_trip` tells how far away it
    is, in seconds; `has_more`, whether bytes of it wait that have not been given to us: timers can be due before bytes
    are read, in a process that was stopped, say.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        *,
        is_spare: Callable[[], bool],
        round_trip: Callable[[], float],
        has_more: Callable[[], bool],
        settle: Callable[[DetectedProtocol, bytes], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._is_spare = is_spare
        self._round_trip = round_trip
        self._has_more = has_more
        self._settle = settle
        self._hang_up = hang_up
        self._begun = False
        self._data = b""
        self._since = loop.time()
        self._wait(_GREETING_DELAY, self._break_the_silence)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and settle when they tell what it speaks."""
        self._data += data
        kind = sniff(self._data)
        if kind is not DetectedProtocol.UNDECIDED:
            self._end(kind)
        elif _IS_ENTER(self._data):
            # Who presses Enter is no program that has yet to begin; but what begins so may be another protocol's, cut
            # into pieces (the PROXY protocol has two empty lines before its first NUL).
            self._begun = False
            self._timer.cancel()
            self._wait(_A_MOMENT, self._lose_patience)
        elif not self._begun:
            self._begun = True  # The patience with a line is not renewed byte by byte.
            self._timer.cancel()
            self._wait(_PATIENCE, self._lose_patience)

    def receive_eof(self) -> None:
        """Settle for lines when anything was sent that is not the beginning of HTTP, and hang up otherwise."""
        if self._data and not is_http_line(self._data):
            self._greet()
        else:
            self.lose()
            self._hang_up()

    def set_writable(self, writable: bool) -> None:
        """Change nothing: nothing has been written yet."""

    def lose(self) -> None:
        """Cancel the timer: nothing is settled any more."""
        self._timer.cancel()

    def _wait(self, seconds: float, act: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(seconds, act)

    def _break_the_silence(self) -> None:
        silent = self._loop.time() - self._since
        needed = _SPARE if self._is_spare() and silent < _SPARE else greeting_delay(self._round_trip())
        if silent < needed:
            self._wait(needed - silent, self._break_the_silence)
        elif self._has_more():
            self._wait(_A_MOMENT, self._break_the_silence)
        else:
            self._greet()

    def _lose_patience(self) -> None:
        if self._has_more():
            self._wait(_A_MOMENT, self._lose_patience)
        else:
            self._greet()

    def _greet(self) -> None:
        self._end(DetectedProtocol.LINES)

    def _end(self, kind: DetectedProtocol) -> None:
        self.lose()
        self._settle(kind, self._data)
