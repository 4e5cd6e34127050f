"""How events become bytes for one kind of listener."""

from collections.abc import Callable

from besedka.chat import Stamp
from besedka.dialects import Dialect, Ref, Shown

__all__ = ["Frame", "Voice", "voice"]

Frame = Callable[[str], bytes]
"""Wraps one text for the wire: a WebSocket frame, or a line."""


class Voice:
    """A dialect, a language and a framing: all who are spoken to in one voice get the same bytes.

    There is one `Voice` for each such triple (`voice`), so voices are compared by identity.
    """

    __slots__ = ("dialect", "frame", "language")

    def __init__(self, dialect: Dialect, language: str, frame: Frame) -> None:
        self.dialect = dialect
        self.language = language
        self.frame = frame

    def encode(self, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> bytes:
        """Return the bytes for one listener; empty when the dialect has nothing to say of it."""
        text = self.dialect.write(shown, stamp, self.language, ref)
        return self.frame(text) if text else b""

    def kin(self, language: str) -> "Voice":
        """Return the same voice in another language."""
        return voice(self.dialect, language, self.frame)


_voices: dict[tuple[str, str, Frame], Voice] = {}


def voice(dialect: Dialect, language: str, frame: Frame) -> Voice:
    """Return the one voice of this kind."""
    key = (dialect.name, language, frame)
    if key not in _voices:
        _voices[key] = Voice(dialect, language, frame)
    return _voices[key]
