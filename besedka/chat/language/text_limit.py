"""Whether a message is too long: one count, for the chat that refuses it and for clients that do not even send it."""

from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean

__all__ = ["too_long"]


def too_long(text: str, limit: int) -> Refused | None:
    """Return the refusal of a text of more than `limit` characters (code points) after `clean`, or None."""
    # Cleaning only ever makes it shorter, and whoever keeps the text cleans it anyway.
    if len(text) <= limit:
        return None
    length = len(clean(text))
    return Refused("text-too-long", {"limit": limit, "length": length}) if length > limit else None
