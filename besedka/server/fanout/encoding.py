"""How events become bytes for one kind of listener."""

from collections.abc import Callable

from besedka.chat import Stamp
from besedka.dialects import Dialect, Ref, Shown

__all__ = ["Encoding", "Framing", "encoding"]

Framing = Callable[[str], bytes]
"""Wraps one text for the wire: a WebSocket frame, or a line."""


class Encoding:
    """A dialect, a language and a framing: all listeners of one encoding get the same bytes.

    There is one `Encoding` for each such triple (`encoding`), so encodings are compared by identity.
    """

    __slots__ = ("dialect", "frame", "language")

    def __init__(self, dialect: Dialect, language: str, frame: Framing) -> None:
        self.dialect = dialect
        self.language = language
        self.frame = frame

    def encode(self, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> bytes:
        """Return the bytes for one listener; empty when the dialect has nothing to say of it."""
        text = self.dialect.write(shown, stamp, self.language, ref)
        return self.frame(text) if text else b""

    def kin(self, language: str) -> "Encoding":
        """Return the same encoding in another language."""
        return encoding(self.dialect, language, self.frame)


_encodings: dict[tuple[str, str, Framing], Encoding] = {}


def encoding(dialect: Dialect, language: str, frame: Framing) -> Encoding:
    """Return the one encoding of this kind."""
    key = (dialect.name, language, frame)
    if key not in _encodings:
        _encodings[key] = Encoding(dialect, language, frame)
    return _encodings[key]
