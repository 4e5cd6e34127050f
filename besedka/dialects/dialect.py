"""The dialect interface, and the three dialects that the server supports."""

from typing import Protocol

from besedka.chat.language.events import Stamp
from besedka.dialects.commands.requests import Ref, Request, Shown
from besedka.dialects.json.json_dialect import SUBPROTOCOL, JsonDialect
from besedka.dialects.plain.plain_dialect import PlainDialect
from besedka.dialects.words.clock import LocalClock

__all__ = ["JSON", "PLAIN", "PLAIN_LINES", "SUBPROTOCOLS", "Dialect", "by_subprotocol"]


class Dialect(Protocol):
    """Reads requests from text and writes events as text. Stateless: one object serves every session."""

    name: str
    """For logs, and for telling encodings apart."""

    subprotocol: str | None
    """The WebSocket subprotocol that selects it; None for the default."""

    def read(self, text: str) -> Request:
        """Return the client message's request. Never raises: invalid input is a `Refused` in a request."""

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        """Return the event in the language with this code; empty if there is nothing to show.

        The same arguments give the same text, so it can be encoded once and sent to many. Pass `ref` with
        answers only.
        """

    def language_matters(self, event: Shown) -> bool:
        """Return whether `write` depends on the language; if not, one text serves all sessions."""


PLAIN: Dialect = PlainDialect("plain", newline=True, clock=LocalClock())
"""For people, over WebSocket: a message may have several lines."""

PLAIN_LINES: PlainDialect = PlainDialect("lines", newline=False, clock=LocalClock())
"""For people, over bare lines (`nc`, telnet). It writes the same text as `PLAIN`."""

JSON: Dialect = JsonDialect(LocalClock())
"""For programs."""

SUBPROTOCOLS = (SUBPROTOCOL,)
"""The subprotocols that a WebSocket handshake can select."""


def by_subprotocol(subprotocol: str | None) -> Dialect:
    """Return the dialect of a negotiated subprotocol. Raises `KeyError` if it is not in `SUBPROTOCOLS`."""
    if subprotocol is None:
        return PLAIN
    return {SUBPROTOCOL: JSON}[subprotocol]
