"""Encodes requests. One too long for the server is not sent: it would be refused, or cost the connection."""

from dataclasses import replace
from typing import Final

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean
from besedka.chat.language.text_limit import too_long
from besedka.dialects.commands.requests import Ask, ClientRef
from besedka.dialects.json.client_codec import encode_request, encode_typed_line
from besedka.dialects.typed.line import read_line

__all__ = ["encode"]

_BYTES_PER_CHARACTER: Final = 12
_ENVELOPE_BYTES: Final = 4096
"""Every server of this protocol accepts a message of at least this many bytes plus `_BYTES_PER_CHARACTER` for each
character of its limit (docs/protocol.md, "Close codes"). It closes the connection only far above that."""


def encode(what: Ask | str, ref: ClientRef, limit: int, number: int | None = None) -> str | Refused:
    """Return the message that requests `what`, a command or (as a `str`) a typed line, under this request number.

    Return the refusal `text-too-long` instead for a text of more than `limit` characters, counted as the server counts
    them, and for anything else so long that the server need not accept it. A `limit` of zero or less means no limit.
    Raises `UnicodeEncodeError` for a lone surrogate, `TypeError` for what the library asks by itself or cannot ask.
    """
    message = _written(what, ref, number)
    if limit <= 0:
        return message
    refused = _refused(what, limit)
    if refused is not None:
        return refused
    if _travels(message, limit):
        return message
    # Characters that the server would remove need not be sent.
    message = _written(_cleaned(what), ref, number)
    if _travels(message, limit):
        return message
    return Refused(
        "text-too-long", {"limit": limit, "length": len(what if isinstance(what, str) else message)}
    )


def _refused(what: Ask | str, limit: int) -> Refused | None:
    ask = read_line(what, newline=True).ask if isinstance(what, str) else what
    return too_long(ask.text, limit) if isinstance(ask, Send) else None


def _written(what: Ask | str, ref: ClientRef, number: int | None) -> str:
    return (
        encode_typed_line(what, ref, number) if isinstance(what, str) else encode_request(what, ref, number)
    )


def _cleaned(what: Ask | str) -> Ask | str:
    if isinstance(what, str):
        return clean(what)
    return replace(what, text=clean(what.text)) if isinstance(what, Send) else what


def _travels(message: str, limit: int) -> bool:
    return len(message.encode()) <= limit * _BYTES_PER_CHARACTER + _ENVELOPE_BYTES
