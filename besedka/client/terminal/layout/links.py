"""Finds http and https addresses in user text, by the same rules as the page (besedka/web/state/log/pieces.js)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["links"]

_HOST, _SIGN, _MARK, _JOINER, _END = "\u00e9", "\u263a", "\u2014", "\u200d", " "
"""Representatives of classes of non-ASCII characters: allowed in hosts (`_HOST`); allowed only in paths (`_SIGN`;
punctuation, `_MARK`, and `_JOINER`, with which no address ends); allowed nowhere (`_END`)."""
_BEGIN: Final = re.compile(
    rf"(?<![0-9a-z_])https?://(?:(?=[0-9a-z{_HOST}])[0-9a-z._\-:@%{_HOST}]+|\[[0-9a-f:.]+\](?::[0-9]+)?)",
    re.IGNORECASE | re.ASCII,
)
_ASCII_ENDS: Final = frozenset('"<>\\`\x7f')
_TRAILING: Final = frozenset(".,:;!?'*([{" + _MARK + _JOINER)
_CLOSING: Final = {")": "(", "]": "[", "}": "{"}

_BLANK: Final = frozenset(
    "\ufffc\u034f\u115f\u1160\u17b4\u17b5\u2800\u303f\u3164\uffa0\U00013441\U00013442\U0001d159＜＞"
)
"""Characters that are, or may be, drawn as blanks whatever their category; and wide forms of address delimiters."""
_SELECTORS: Final = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TERMINAL: Final = re.compile(
    "["
    r"\u037e\u0387\u0589\u05c3\u060c\u061b\u061d-\u061f\u06d4\u0700-\u070a\u070c\u07f8-\u07f9"
    r"\u0830-\u0835\u0837-\u083e\u085e\u0964-\u0965\u0e5a-\u0e5b\u0f08\u0f0d-\u0f12\u104a-\u104b"
    r"\u1361-\u1368\u166e\u16eb-\u16ed\u1735-\u1736\u17d4-\u17d6\u17da\u1802-\u1805\u1808-\u1809"
    r"\u1944-\u1945\u1aa8-\u1aab\u1b4e-\u1b4f\u1b5a-\u1b5b\u1b5d-\u1b5f\u1b7d-\u1b7f\u1c3b-\u1c3f"
    r"\u1c7e-\u1c7f\u2024\u203c-\u203d\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e41\u2e4c\u2e4e-\u2e4f"
    r"\u2e53-\u2e54\u3001-\u3002\ua4fe-\ua4ff\ua60d-\ua60f\ua6f3-\ua6f7\ua876-\ua877\ua8ce-\ua8cf"
    r"\ua92f\ua9c7-\ua9c9\uaa5d-\uaa5f\uaadf\uaaf0-\uaaf1\uabeb\ufe12\ufe15-\ufe16\ufe50-\ufe52"
    r"\ufe54-\ufe57\uff01-\uff02\uff07\uff0c\uff0e\uff1a-\uff1b\uff1f\uff61\uff64\U0001039f\U000103d0"
    r"\U00010857\U0001091f\U00010a56-\U00010a57\U00010af0-\U00010af5\U00010b3a-\U00010b3f"
    r"\U00010b99-\U00010b9c\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047-\U0001104d"
    r"\U000110be-\U000110c1\U00011141-\U00011143\U000111c5-\U000111c6\U000111cd\U000111de-\U000111df"
    r"\U00011238-\U0001123c\U000112a9\U000113d4-\U000113d5\U0001144b-\U0001144d\U0001145a-\U0001145b"
    r"\U000115c2-\U000115c5\U000115c9-\U000115d7\U00011641-\U00011642\U0001173c-\U0001173e\U00011944"
    r"\U00011946\U00011a42-\U00011a43\U00011a9b-\U00011a9c\U00011aa1-\U00011aa2\U00011c41-\U00011c43"
    r"\U00011c71\U00011ef7-\U00011ef8\U00011f43-\U00011f44\U00012470-\U00012474\U00016a6e-\U00016a6f"
    r"\U00016af5\U00016b37-\U00016b39\U00016b44\U00016d6e-\U00016d6f\U00016e97-\U00016e98\U0001bc9f"
    r"\U0001da87-\U0001da8a"
    "]"
)
"""Unicode 16, PropList.txt: Terminal_Punctuation and Quotation_Mark, restricted to category Po."""


def links(text: str) -> list[tuple[int, int]]:
    """Return the positions of http and https addresses, in order.

    An address ends before white space and anything that looks like it, before quotes and brackets, and before
    punctuation that ends part of a sentence in any script. Most ASCII punctuation may occur inside; a bracket opened
    in the address is closed in it. Includes addresses that the page does not link, because terminals do.
    """
    shape = text if text.isascii() else "".join(map(_shape, text))
    found: list[tuple[int, int]] = []
    for match in _BEGIN.finditer(shape):
        if not found or match.start() >= found[-1][1]:
            found.append((match.start(), _end(shape, match.end())))
    return found


def _end(shape: str, end: int) -> int:
    """Return where an address ends whose host ends at `end`."""
    if shape[end : end + 1] in ("/", "?", "#"):
        end = _path_end(shape, end)
    while shape[end - 1] in _TRAILING:
        end -= 1
    return end


def _path_end(shape: str, start: int) -> int:
    opened = dict.fromkeys(_CLOSING.values(), 0)
    for end in range(start, len(shape)):
        char = shape[end]
        if char <= " " or char in _ASCII_ENDS:
            return end
        if char in opened:
            opened[char] += 1
        elif opening := _CLOSING.get(char):
            if not opened[opening]:
                return end
            opened[opening] -= 1
    return len(shape)


@lru_cache(maxsize=4096)
def _shape(char: str) -> str:
    category = unicodedata.category(char)
    if char <= "\x7f":
        return char
    if char in "\u200c\u200d":
        return _JOINER
    if _SELECTORS.match(char):
        return _SIGN
    if char in _BLANK or category[0] in "CZ" or category in ("Ps", "Pe", "Pi", "Pf") or _TERMINAL.match(char):
        return _END
    if category[0] in "LMN":
        return _HOST
    return _MARK if category[0] == "P" else _SIGN
