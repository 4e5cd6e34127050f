"""Detects the protocol of a new connection from its first bytes, or greets it after a silence.

The states: *silent* (no byte yet: the timer is `_check_silence`), *only Enter* (line ends alone: a short grace period),
*line begun* (the rest of the first line has a timeout), *settled* (`settle` or `hang_up` has been called).
"""

import re
from asyncio import AbstractEventLoop
from collections.abc import Callable

from besedka.wire.sniff import DetectedProtocol, is_http_line, sniff

__all__ = ["ProtocolDetection", "greeting_delay"]

_MIN_GREETING_DELAY = 3.5
"""Minimum silence in seconds before the server greets first (a person at `nc`). After a lost SYN, TCP uses an RTO of at
least 3 seconds for the first data of the connection (RFC 6298, 5.7)."""

_MAX_GREETING_DELAY = 15.0
"""Upper limit of that delay in seconds, whatever the round trip time."""

_RTO_MARGIN = 0.2
_COPIES = 3
"""The retransmission timeout is max(RTT + 200 ms, 3 RTT) (RFC 6298, 2, with the minimum of Linux), then twice that. So
a third copy of a lost packet arrives within 3 timeouts and one RTT, and it is rare that all three are lost."""

_SPARE_TIMEOUT = 180.0
"""Seconds that a browser's spare connection may stay silent. Chromium drops its own after two minutes, so one that is
still open belongs to a person."""

_FIRST_LINE_TIMEOUT = 10.0
"""Seconds to complete a first line that has begun."""

_GRACE = 0.1
"""Seconds for bytes that are already on their way; too short to be noticed by a person who presses Enter."""

_IS_ENTER = re.compile(rb"(?:\r?\n|\r\0)*\r?").fullmatch


def greeting_delay(round_trip: float) -> float:
    """Seconds of silence after which no handshake is on its way, for a round trip time in seconds."""
    copies = _COPIES * max(round_trip + _RTO_MARGIN, 3 * round_trip) + round_trip
    return min(max(_MIN_GREETING_DELAY, copies), _MAX_GREETING_DELAY)


class ProtocolDetection:
    """Collects the first bytes of a connection and calls one of two callbacks, once:

    - `settle(protocol, data)` when the protocol is known. After a long silence it is taken for lines, and greeted.
    - `hang_up()` when the peer has closed its side and sent nothing that is a line.

    What it asks:

    - `is_spare()`: may the peer be a browser that keeps a connection in reserve? It is not greeted then.
    - `round_trip()`: the round trip time in seconds.
    - `has_more()`: are there bytes that the operating system has and that have not been passed to `receive`? In a
      process that was stopped, timers are due before bytes are read.
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
        self._connected_at = loop.time()
        self._wait(_MIN_GREETING_DELAY, self._check_silence)

    def receive(self, data: bytes) -> None:
        """Add the peer's bytes, and settle when they tell what it speaks."""
        self._data += data
        kind = sniff(self._data)
        if kind is not DetectedProtocol.UNDECIDED:
            self._end(kind)
        elif _IS_ENTER(self._data):
            # Line ends alone come from a person who presses Enter. But another protocol may begin with them, too (the
            # PROXY protocol has two empty lines before its first NUL), so the rest of it gets a moment.
            self._timer.cancel()
            self._wait(_GRACE, self._time_out)
        elif not self._begun:
            self._begun = True  # The timeout is for the whole line, and not restarted by each byte.
            self._timer.cancel()
            self._wait(_FIRST_LINE_TIMEOUT, self._time_out)

    def receive_eof(self) -> None:
        """Settle for lines when anything was sent that is not the beginning of HTTP, and hang up otherwise."""
        if self._data and not is_http_line(self._data):
            self._greet()
        else:
            self.lose()
            self._hang_up()

    def set_writable(self, writable: bool) -> None:
        """Do nothing: this stage writes nothing."""

    def lose(self) -> None:
        """Cancel the timer. Neither callback is called after this."""
        self._timer.cancel()

    def _wait(self, seconds: float, act: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(seconds, act)

    def _check_silence(self) -> None:
        silent = self._loop.time() - self._connected_at
        # A spare connection that is silent for longer than browsers keep one counts as a person.
        is_spare = self._is_spare() and silent < _SPARE_TIMEOUT
        needed = _SPARE_TIMEOUT if is_spare else greeting_delay(self._round_trip())
        if silent < needed:
            self._wait(needed - silent, self._check_silence)
        elif self._has_more():
            self._wait(_GRACE, self._check_silence)
        else:
            self._greet()

    def _time_out(self) -> None:
        if self._has_more():
            self._wait(_GRACE, self._time_out)
        else:
            self._greet()

    def _greet(self) -> None:
        self._end(DetectedProtocol.LINES)

    def _end(self, kind: DetectedProtocol) -> None:
        self.lose()
        self._settle(kind, self._data)
