"""Connections by lines before they enter the chat: who is greeted has not entered.

In the chat is who says something that only somebody would say who wants to be: an empty line (Enter), or a line that
is a command. Whatever else knocks at a port (a probe of another protocol, a health check, a port scanner) gets a line
that says what this is, does not come in, is announced to nobody, and is let go after a few tries.
"""

from asyncio import Transport
from collections.abc import Callable

from besedka.chat.language.events import Refused
from besedka.dialects import PLAIN_LINES, Request, refuse
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.sessions.framing import LineLink, Over
from besedka.wire.sniff import is_request_line

__all__ = ["Greeting"]

_TRIES = 3
"""Lines that are no command, the last of which ends the connection."""

_MOST = 1 << 13
"""Bytes that may come, besides one message of the greatest length, before somebody has entered."""

_SLICE = 1 << 12
"""Bytes that are looked at in one go: what follows them may be in the chat already, or too much."""

_MOST_COMMANDS = 256
"""Runs of telnet's commands. No telnet has so many to say, and each takes its microsecond."""

_STAY = 600.0
"""Seconds in which somebody comes in or goes. (OpenSSH waits two minutes for a login, Ergo one for a registration; but
here somebody may be reading what to do.)"""

_BLANK = " \t\r\ufeff"
_BAD_ENCODING = refuse("bad-encoding")

_NO_TEXT = "bytes that are no text"
_NO_CHAT = "no line of a chat"
"""Why there is no chat, for the log."""


class Greeting:
    """Reads lines until one of them is somebody's who wants to come in.

    `enter` is then called, with what the line asks for and with the bytes that came behind it. A greeting is
    written before anything else. `hang_up` is called when there will be no chat.
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
        self._left = registry.config.longest_event + _MOST
        self._rest = b""
        self._tries = _TRIES
        self._greeted = False
        self._over = False
        self._timer = registry.loop.call_later(_STAY, self._turn_away)

    def receive(self, data: bytes) -> None:
        """Read the lines in the peer's bytes; `data` is empty when it has only been silent."""
        while not self._over:
            now, self._rest = data[:_SLICE], data[_SLICE:]
            self._left -= len(now)
            self._link.receive(now)
            self._read()
            if not self._over and (self._left < 0 or self._link.commands > _MOST_COMMANDS):
                self._turn_away("too many bytes, and no command")
            data = self._rest
            if not data:
                break

    def receive_eof(self) -> None:
        """Read what was sent last, which may still be a line."""
        self._link.receive_eof()
        self._read()

    def set_writable(self, writable: bool) -> None:
        """Change nothing: what is written is bounded by what may come."""

    def lose(self) -> None:
        """Cancel the timer, and read nothing more."""
        self._over = True
        self._timer.cancel()

    def _read(self) -> None:
        """Take the lines that have come in one go.

        An empty line behind one that is no command is then the end of another protocol's request, and no Enter.
        """
        wrong = False
        while not self._over and (heard := self._link.hear()) is not None:
            self._write(self._link.take_outgoing())
            if isinstance(heard, Over):
                self._turn_away(None if heard.listening else "another protocol")
            elif isinstance(heard, Request):
                self._refuse(heard, _NO_TEXT if heard == _BAD_ENCODING else _NO_CHAT)
            elif not isinstance(heard, str):
                continue  # A command of telnet, which has been answered.
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
        """Say what was wrong; it was the last try when that makes it known that this is no chat."""
        self._greet()
        self._tries -= 1
        if isinstance(request.ask, Refused):
            self._say(PLAIN_LINES.write(request.ask, self._registry.hub.now(), self._language))
        if final or not self._tries:
            self._say(PLAIN_LINES.dismiss(self._registry.hub.now(), self._language))
            self._turn_away(final or _NO_CHAT)

    def _greet(self) -> None:
        """Say what this is, and how to come in."""
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
        """Hang up without a chat; `why` is for the log, and None when the peer went by itself."""
        self.lose()
        if why is not None:
            self._registry.log.info("refused", why=why)
        self._hang_up()
