"""The two framings of texts: WebSocket messages and bare lines. Without I/O: bytes in, what was heard out."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from besedka.chat.language.commands import Departure
from besedka.dialects import NOT_TEXT, Request, refuse
from besedka.records import record
from besedka.wire.lines import (
    EndOfLines,
    HttpRequestLine,
    LineNotUtf8,
    LineReader,
    LineTooLong,
    TextLine,
    encode_line,
    encode_telnet_line,
)
from besedka.wire.websocket import BinaryMessage, Closed, Role, TextMessage, WebSocket, encode_text

__all__ = ["CONTROL", "Control", "Heard", "LineLink", "Link", "Over", "WebSocketLink"]


class Control(Enum):
    """Something that is for the connection and not for the chat, such as a ping, or a command of telnet."""

    FRAME = "control frame"


CONTROL = Control.FRAME


@record
class Over:
    """The peer will say nothing more.

    `listening` tells whether it may still be spoken to.
    """

    reason: Departure
    listening: bool = False


Heard = str | Request | Control | Over
"""A text for the dialect, what was wrong instead of a text, a control frame, or the end."""


class Link(Protocol):
    """One connection's framing, without I/O."""

    can_ping: bool
    """Whether a ping can tell a silent peer from a dead one; lines leave that to TCP."""

    @property
    def has_more(self) -> bool:
        """Whether bytes have come that have not been heard."""

    def receive(self, data: bytes) -> None:
        """Store what the peer sent."""

    def receive_eof(self) -> None:
        """Note that the peer sends nothing more."""

    def hear(self) -> Heard | None:
        """Return the next thing that the peer said, or None."""

    def take_outgoing(self) -> bytes:
        """Return the bytes that the protocol itself owes the peer, such as a pong."""

    @property
    def frame(self) -> Callable[[str], bytes]:
        """What makes the bytes of one text for the peer; the same one for all who are alike."""

    def make_ping(self) -> bytes:
        """Return the bytes of a ping."""

    def goodbye(self, code: int) -> bytes:
        """Return the last bytes for the peer; what it says from here on is not heard."""

    @property
    def over(self) -> bool:
        """Whether both ends have said goodbye, so that we may hang up."""


class WebSocketLink:
    """One WebSocket message is one text."""

    can_ping = True
    frame = staticmethod(encode_text)

    def __init__(self, max_message_bytes: int) -> None:
        self._socket = WebSocket(Role.SERVER, max_message_bytes=max_message_bytes)
        self.receive = self._socket.receive
        self.receive_eof = self._socket.receive_eof
        self.take_outgoing = self._socket.take_outgoing

    def hear(self) -> Heard | None:
        """Return the next message, or what came instead."""
        event = self._socket.next_event()
        if type(event) is TextMessage:
            return event.text
        if event is None:
            return None
        if isinstance(event, BinaryMessage):
            return NOT_TEXT
        if isinstance(event, Closed):
            return Over(_departure(event))
        return CONTROL

    @property
    def has_more(self) -> bool:
        """Whether there is at least a part of a frame."""
        return self._socket.has_more

    def make_ping(self) -> bytes:
        """Return a ping frame, or nothing when the connection is closing."""
        return b"" if self._socket.close_sent else self._socket.send_ping()

    def goodbye(self, code: int) -> bytes:
        """Return a Close frame, or nothing when one was sent."""
        return b"" if self._socket.close_sent else self._socket.close(code)

    @property
    def over(self) -> bool:
        """Whether the closing handshake is done."""
        return self._socket.closed


def _departure(closed: Closed) -> Departure:
    if closed.clean:
        return "exit"
    return "lost" if closed.code == 1006 else "error"


class LineLink:
    """One line is one text; the end of the lines is an `exit` whose answers are still read (`nc -N`)."""

    can_ping = False

    def __init__(self, max_line_bytes: int) -> None:
        self._reader = LineReader(max_line_bytes)
        self.receive = self._reader.receive
        self.receive_eof = self._reader.receive_eof
        self.take_outgoing = self._reader.take_outgoing
        self.over = False

    @property
    def frame(self) -> Callable[[str], bytes]:
        """How texts become lines: as `nc` has them, or a telnet, if the peer has shown that it is one."""
        return encode_telnet_line if self._reader.commands else encode_line

    @property
    def has_more(self) -> bool:
        """Whether there is at least a part of a line."""
        return self._reader.has_more

    @property
    def commands(self) -> int:
        """How many runs of telnet's commands have come."""
        return self._reader.commands

    def hear(self) -> Heard | None:
        """Return the next line, or what came instead."""
        event = self._reader.next_event()
        if isinstance(event, TextLine):
            return event.text
        if isinstance(event, LineTooLong):
            return refuse("line-too-long", limit=event.limit)
        if isinstance(event, LineNotUtf8):
            return refuse("bad-encoding")
        if isinstance(event, EndOfLines):
            return Over("exit", listening=True)
        if isinstance(event, HttpRequestLine):
            self.over = True
            return Over("error")
        return CONTROL if self._reader.has_outgoing else None

    def make_ping(self) -> bytes:
        """Return nothing: lines have no ping."""
        return b""

    def goodbye(self, code: int) -> bytes:  # noqa: ARG002 - lines have no close codes
        """Return nothing: lines have no Close."""
        self.over = True
        return b""
