"""The JSON dialect, for programs: the WebSocket subprotocol `besedka.v1.json`."""

from besedka.dialects.commands.requests import Request, Shown
from besedka.dialects.json.reader import read_json
from besedka.dialects.json.writer import JsonWriter, language_matters
from besedka.dialects.words.clock import LocalClock

__all__ = ["SUBPROTOCOL", "JsonDialect"]

SUBPROTOCOL = "besedka.v1.json"


class JsonDialect:
    """One object a message, both ways. `clock` tells the local times in the texts of refusals."""

    __slots__ = ("name", "write")

    subprotocol: str | None = SUBPROTOCOL

    def __init__(self, clock: LocalClock) -> None:
        self.name = "json"
        self.write = JsonWriter(clock).write
        """The event as one object; never empty."""

    def read(self, text: str) -> Request:
        """What the message asks for. Never raises: what is not understood is a `Refused` in the request."""
        return read_json(text)

    def language_matters(self, event: Shown) -> bool:
        """What is told to everybody is the same bytes for everybody."""
        return language_matters(event)
