"""Where addresses stand in what people write: as the page finds them (besedka/web/state/prose.js)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["links"]

_BEGIN: Final = re.compile(r"\bhttps?://(?=[^\W_]|\[[0-9a-f:])", re.IGNORECASE)
_ASCII_ENDS: Final = frozenset('"<>\\`')
_INSIDE: Final = frozenset("\u00b7\u30fb\u200c\u200d")
"""Dots of Catalan and Japanese words, joiners of Persian and Indian ones."""
_BLANK: Final = frozenset("\u2800\u3164\u115f\u1160\uffa0\U0001d159＜＞")
_ENDS: Final = frozenset({"Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Zl", "Zp", "Cc", "Cf", "Cn", "Co", "Cs"})
_TRAILING: Final = ".,:;!?'*([{\u200c\u200d"
_OPENING: Final = {")": "(", "]": "[", "}": "{"}


def links(text: str) -> list[tuple[int, int]]:
    """The places of addresses of http and https, in order.

    They end before white space and what looks like it, before quotes, brackets and punctuation of every script; of
    what is ASCII most may stand inside, and a bracket that was opened in the address is closed in it.
    """
    found: list[tuple[int, int]] = []
    for match in _BEGIN.finditer(text):
        if not found or match.start() >= found[-1][1]:
            found.append((match.start(), _end(text, match.end())))
    return found


def _end(text: str, start: int) -> int:
    # The brackets of an IPv6 address open like all others.
    opened = dict.fromkeys(_OPENING.values(), 0)
    end = start
    while end < len(text) and not _stops(text[end]):
        opening = _OPENING.get(text[end])
        if opening and not opened[opening]:
            break
        if opening:
            opened[opening] -= 1
        elif text[end] in opened:
            opened[text[end]] += 1
        end += 1
    while text[end - 1] in _TRAILING and end > start:
        end -= 1
    return end


@lru_cache(maxsize=4096)
def _stops(char: str) -> bool:
    if char in _INSIDE:
        return False
    if char < "\x7f":
        return char <= " " or char in _ASCII_ENDS
    return char in _BLANK or unicodedata.category(char) in _ENDS
