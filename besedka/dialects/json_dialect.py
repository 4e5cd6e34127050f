"""The JSON dialect, for programs: the WebSocket subprotocol `besedka.v1.json`."""

from besedka.chat.events import Stamp
from besedka.dialects.clock import LocalClock
from besedka.dialects.json_reader import read_json
from besedka.dialects.json_writer import JsonWriter, language_matters
from besedka.dialects.requests import Ref, Request, Shown

__all__ = ["SUBPROTOCOL", "JsonDialect"]

SUBPROTOCOL = "besedka.v1.json"


class JsonDialect:
    """One object a message, both ways. `clock` tells the local times in the texts of refusals."""

    __slots__ = ("_writer", "name")

    subprotocol: str | None = SUBPROTOCOL

    def __init__(self, clock: LocalClock) -> None:
        self.name = "json"
        self._writer = JsonWriter(clock)

    def read(self, text: str) -> Request:
        """What the message asks for."""
        return read_json(text)

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        """The event as one object; never empty."""
        return self._writer.write(event, stamp, language, ref)

    def language_matters(self, event: Shown) -> bool:
        """What is told to everybody is the same bytes for everybody."""
        return language_matters(event)
