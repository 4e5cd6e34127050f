"""The name that a script asked for: it is not to speak under another one."""

import asyncio
from typing import Final
from unicodedata import normalize

from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean
from besedka.client.client import Client
from besedka.client.deadline import within
from besedka.client.errors import ConnectionLost
from besedka.dialects.words.languages import Language

__all__ = ["name_denied"]

_PATIENCE: Final = 2.0
"""Seconds; the reason comes right behind the welcome, in the same packet as a rule."""


async def name_denied(
    chat: Client, requested: str | None, words: Language, patience: float = _PATIENCE
) -> str | None:
    """What to say when the chat gave another name than the one wished for; None when all is well.

    The chat says why right behind its welcome; that is waited for at most `patience` seconds.
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
