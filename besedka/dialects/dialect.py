"""What a dialect is, and the three that the server speaks."""

from typing import Protocol

from besedka.chat.language.events import Stamp
from besedka.dialects.commands.requests import Ref, Request, Shown
from besedka.dialects.json.json_dialect import SUBPROTOCOL, JsonDialect
from besedka.dialects.plain.plain_dialect import PlainDialect
from besedka.dialects.words.clock import LocalClock

__all__ = ["JSON", "PLAIN", "PLAIN_LINES", "SUBPROTOCOLS", "Dialect", "by_subprotocol"]


class Dialect(Protocol):
    """A way to write requests and events as text. Stateless: one object serves every session."""

    name: str
    """For logs, and for keeping encodings apart."""

    subprotocol: str | None
    """The WebSocket subprotocol that chooses it; None for the one that needs no choice."""

    def read(self, text: str) -> Request:
        """What a message of the client asks for. Never raises: what is not understood is a `Refused` in a request."""

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        """The event, in the language with this code; empty when there is nothing to say.

        The same arguments give the same text, so it can be encoded once and sent to many. Pass `ref` with answers only.
        """

    def language_matters(self, event: Shown) -> bool:
        """Whether `write` gives different texts for different languages; else one text serves all sessions."""


PLAIN: Dialect = PlainDialect("plain", newline=True, clock=LocalClock())
"""For people, by WebSocket: a message may have several lines."""

PLAIN_LINES: PlainDialect = PlainDialect("lines", newline=False, clock=LocalClock())
"""For people, by bare lines (`nc`, telnet). It writes what `PLAIN` writes."""

JSON: Dialect = JsonDialect(LocalClock())
"""For programs."""

SUBPROTOCOLS = (SUBPROTOCOL,)
"""What a WebSocket handshake can choose."""


def by_subprotocol(subprotocol: str | None) -> Dialect:
    """The dialect that a handshake has agreed on; `KeyError` for one that is not in `SUBPROTOCOLS`."""
    if subprotocol is None:
        return PLAIN
    return {SUBPROTOCOL: JSON}[subprotocol]
