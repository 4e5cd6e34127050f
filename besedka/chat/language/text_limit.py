"""The length limit of messages: one count for the chat, which refuses a long one, and for clients, which do not
send it."""

from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean

__all__ = ["too_long"]


def too_long(text: str, limit: int) -> Refused | None:
    """Return the refusal of a text longer than `limit` characters (code points) after `clean`, or None."""
    # `clean` never lengthens a text, and every caller that keeps the text cleans it anyway.
    if len(text) <= limit:
        return None
    length = len(clean(text))
    return Refused("text-too-long", {"limit": limit, "length": length}) if length > limit else None
