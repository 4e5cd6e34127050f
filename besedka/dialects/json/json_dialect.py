"""The JSON dialect, for programs: the WebSocket subprotocol `besedka.v1.json`."""

from besedka.dialects.commands.requests import Request, Shown
from besedka.dialects.json.reader import read_json
from besedka.dialects.json.writer import JsonWriter, language_matters
from besedka.dialects.words.clock import LocalClock

__all__ = ["SUBPROTOCOL", "JsonDialect"]

SUBPROTOCOL = "besedka.v1.json"


class JsonDialect:
    """One object per message in both directions. `clock` provides the local times in the texts of refusals."""

    __slots__ = ("name", "write")

    subprotocol: str | None = SUBPROTOCOL

    def __init__(self, clock: LocalClock) -> None:
        self.name = "json"
        self.write = JsonWriter(clock).write
        """Returns the event as one object; never empty."""

    def read(self, text: str) -> Request:
        """Return the message's request. Never raises: invalid input is a `Refused` in the request."""
        return read_json(text)

    def language_matters(self, event: Shown) -> bool:
        """Return whether the text depends on the language. That of an event to everybody does not."""
        return language_matters(event)
