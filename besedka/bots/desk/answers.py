"""What a handler returned, as messages that the chat accepts: clean, not empty, not too long, not too many."""

from collections.abc import Sequence
from typing import Final

from besedka.chat.language.text import clean, is_blank

__all__ = ["as_messages"]

_ELLIPSIS: Final = " …"
_LEAST: Final = 8
"""Characters that a message has at least, however short the chat wants its messages."""


def as_messages(answer: str | Sequence[str], prefix: str, max_text: int, most: int) -> list[str]:
    """Return the answer as at most `most` messages of at most `max_text` characters, each with the prefix.

    A long text is split at a line break, else between words, else anywhere. What is more than `most` messages is cut
    off, with an ellipsis. Blank texts, and blank parts of texts, are left out.
    """
    texts = [clean(text).strip() for text in ([answer] if isinstance(answer, str) else answer)]
    room = max(_LEAST, max_text - len(prefix)) if max_text > 0 else max(map(len, texts), default=_LEAST)
    parts = [part for text in texts for part in _split(text, room, most + 1) if not is_blank(part)]
    if len(parts) > most:
        last = parts[most - 1]
        parts = [*parts[: most - 1], last[: max(0, room - len(_ELLIPSIS))].rstrip() + _ELLIPSIS]
    return [prefix + part for part in parts]


def _split(text: str, room: int, most: int) -> list[str]:
    """Return the beginning of the text in at most `most` parts of at most `room` characters."""
    parts: list[str] = []
    while len(text) > room and len(parts) < most:
        end = _break(text, room)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*parts, text] if text and len(parts) < most else parts


def _break(text: str, room: int) -> int:
    """Return where to split: behind at most `room` characters, in the second half of them if possible."""
    for mark in ("\n", " "):
        end = text.rfind(mark, room // 2, room + 1)
        if end > 0:
            return end
    return room
