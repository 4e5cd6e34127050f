"""Line connections before they enter the chat: a greeted connection has not entered yet.

A connection enters the chat with input that only a person who wants to chat would send: an empty line
(Enter), or a line that is a command. Any other client (a probe of another protocol, a health check, a port
scanner) gets a line that describes the service, does not enter, is not announced to anybody, and is
disconnected after a few tries.
"""

from asyncio import Transport
from collections.abc import Callable

from besedka.chat.language.events import Refused
from besedka.dialects import PLAIN_LINES, Request, refuse
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.sessions.framing import LineLink, Over
from besedka.wire.sniff import is_request_line

__all__ = ["Greeting"]

_MAX_TRIES = 3
"""Lines that are not a command after which the connection is closed."""

_MAX_BYTES = 1 << 13
"""Bytes accepted before the chat is entered, in addition to one message of maximum length."""

_SLICE = 1 << 12
"""Bytes processed at a time: the ones after them may already belong to the chat, or exceed the limit."""

_MAX_TELNET_RUNS = 256
"""Maximum runs of telnet commands. No telnet client sends that many, and each takes about a microsecond."""

_ENTRY_TIMEOUT = 600.0
"""Seconds to enter the chat before the connection is closed. (OpenSSH waits two minutes for a login, Ergo one
for a registration; here a person may still be reading the instructions.)"""

_BLANK = " \t\r\ufeff"
_BAD_ENCODING = refuse("bad-encoding")

_NO_TEXT = "bytes that are no text"
_NO_CHAT = "no line of a chat"
"""Reasons given in the log."""


class Greeting:
    """Reads lines until one of them enters the chat.

    `enter` is then called with the line's request (None for an empty line) and the bytes received after it. A
    greeting is written before anything else. `hang_up` is called if the chat is not entered.
    """

    def __init__(
        self,
        registry: ConnectionRegistry,
        transport: Transport,
        link: LineLink,
        enter: Callable[[Request | None, bytes], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._transport = transport
        self._link = link
        self._enter = enter
        self._hang_up = hang_up
        self._left = registry.config.longest_event + _MAX_BYTES
        self._rest = b""
        self._tries = _MAX_TRIES
        self._greeted = False
        self._over = False
        self._timer = registry.loop.call_later(_ENTRY_TIMEOUT, self._turn_away)

    def receive(self, data: bytes) -> None:
        """Read the lines in the peer's bytes; `data` is empty if the peer was only silent."""
        while not self._over:
            now, self._rest = data[:_SLICE], data[_SLICE:]
            self._left -= len(now)
            self._link.receive(now)
            self._read()
            if not self._over and (self._left < 0 or self._link.commands > _MAX_TELNET_RUNS):
                self._turn_away("too many bytes, and no command")
            data = self._rest
            if not data:
                break

    def receive_eof(self) -> None:
        """Read the last bytes, which may still be a line."""
        self._link.receive_eof()
        self._read()

    def set_writable(self, writable: bool) -> None:
        """Do nothing: output is bounded by the limit on input."""

    def lose(self) -> None:
        """Cancel the timer and stop reading."""
        self._over = True
        self._timer.cancel()

    def _read(self) -> None:
        """Process the lines that were received together.

        Among these, an empty line after a line that is not a command is the end of another protocol's
        request, not Enter.
        """
        wrong = False
        while not self._over and (heard := self._link.hear()) is not None:
            self._write(self._link.take_outgoing())
            if isinstance(heard, Over):
                self._turn_away(None if heard.listening else "another protocol")
            elif isinstance(heard, Request):
                self._refuse(heard, _NO_TEXT if heard == _BAD_ENCODING else _NO_CHAT)
            elif not isinstance(heard, str):
                continue  # A telnet command, already answered.
            elif "\0" in heard:
                self._turn_away(_NO_TEXT)
            elif heard.strip(_BLANK):
                wrong = True
                self._take(heard)
            elif not wrong:
                self._come_in(None)
        if not self._over:
            self._write(self._link.take_outgoing())
            self._greet()

    def _take(self, line: str) -> None:
        request = PLAIN_LINES.read(line)
        if isinstance(request.ask, Refused):
            self._refuse(request, _NO_CHAT if is_request_line(line) else None)
        else:
            self._come_in(request)

    def _come_in(self, request: Request | None) -> None:
        self.lose()
        self._enter(request, self._rest)

    def _refuse(self, request: Request, final: str | None) -> None:
        """Report the error. Disconnect if tries are used up, or if `final` names the reason why this is not a chat."""
        self._greet()
        self._tries -= 1
        if isinstance(request.ask, Refused):
            self._registry.counts.refusals[request.ask.code] += 1
            self._say(PLAIN_LINES.write(request.ask, self._registry.hub.now(), self._language))
        if final or not self._tries:
            self._say(PLAIN_LINES.dismiss(self._registry.hub.now(), self._language))
            self._turn_away(final or _NO_CHAT)

    def _greet(self) -> None:
        """Describe the service and how to enter, once."""
        if not self._greeted:
            self._greeted = True
            self._say(PLAIN_LINES.greet(self._registry.hub.now(), self._language))

    @property
    def _language(self) -> str:
        return self._registry.config.language

    def _say(self, text: str) -> None:
        self._write(self._link.frame(text))

    def _write(self, data: bytes) -> None:
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def _turn_away(self, why: str | None = None) -> None:
        """Disconnect without entering the chat; `why` is logged, and None if the peer disconnected by itself."""
        self.lose()
        if why is not None:
            self._registry.log.info("refused", why=why)
        self._hang_up()
