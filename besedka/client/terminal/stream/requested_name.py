"""Checks that a script got the name it asked for: it must not speak under another one."""

import asyncio
from typing import Final
from unicodedata import normalize

from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost
from besedka.deadline import within
from besedka.dialects.words.languages import Language

__all__ = ["name_denied"]

_REASON_TIMEOUT: Final = 2.0
"""Seconds; the reason follows the welcome directly, usually in the same packet."""


async def name_denied(
    chat: Client, requested: str | None, words: Language, patience: float = _REASON_TIMEOUT
) -> str | None:
    """Return an error message if the chat assigned a name other than the requested one; None otherwise.

    The chat sends the reason directly after its welcome; wait for it at most `patience` seconds.
    """
    if requested is None or normalize("NFC", requested) == chat.name:
        return None
    try:
        why = await within(patience, _reason(chat))
    except asyncio.TimeoutError:
        why = ""
    sentence = words.text(
        "The name “{name}” is not available, and a script must not speak under another one. {why}"
    )
    return clean(sentence.format(name=requested, why=why).rstrip(), newline=False)


async def _reason(chat: Client) -> str:
    try:
        async for received in chat:
            if isinstance(received.event, Refused):
                return str(received.fields.get("text", ""))
    except ConnectionLost:
        pass
    return ""
