"""Is somebody called by name in a text?"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from besedka.chat.names.forms import fold_name

__all__ = ["mentions"]

_INNER: Final = ".-"
"""What names may hold, and sentences put before and behind them."""


def mentions(text: str, name: str) -> list[tuple[int, int]]:
    """The places in `text` where `name` stands as a whole word, written in any way that the server takes for it.

    `bob` is not in `bobby` nor in `bob-2`; a full stop behind it is a sentence's. Where words are written without
    blanks between them, a name may begin and end at any letter.
    """
    wanted = fold_name(name)
    core = wanted.strip(_INNER)
    if not core:
        return []
    before, behind = len(wanted) - len(wanted.lstrip(_INNER)), len(wanted) - len(wanted.rstrip(_INNER))
    places = []
    for start, stop in _runs(text, max(len(_words(name)), 1)):
        word = text[start:stop]
        first, last = len(word) - len(word.lstrip(_INNER)), len(word.rstrip(_INNER))
        if first >= before and len(word) - last >= behind and fold_name(word[first:last]) == core:
            places.append((start + first - before, start + last + behind))
    return places


def _runs(text: str, count: int) -> list[tuple[int, int]]:
    """Every so many words that follow each other with nothing between them."""
    found = []
    touching: list[tuple[int, int]] = []  # the words right before this one, and it, without a gap
    for word in _words(text):
        if touching and touching[-1][1] != word[0]:
            touching.clear()
        touching.append(word)
        if len(touching) >= count:
            found.append((touching[-count][0], word[1]))
    return found


def _words(text: str) -> list[tuple[int, int]]:
    shape = text if text.isascii() else "".join(map(_shape, text))
    return [match.span() for match in _WORD.finditer(shape)]


_MARK, _LETTER, _KANA = "\u0300", "\u4e00", "\u30a2"
_WORD: Final = re.compile(
    rf"{_LETTER}{_MARK}*|{_KANA}[{_KANA}{_MARK}]*|(?![{_LETTER}{_KANA}])[\w.\-](?:(?![{_LETTER}{_KANA}])[\w.\-{_MARK}])*"
)
"""Marks and joiners belong to what they stand behind (UAX #29, WB4)."""
_NO_BLANKS: Final = {
    "CJK",
    "HIRAGANA",
    "BOPOMOFO",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
    "TAI",
    "NEW",
}
"""The first words of the titles that Unicode gives to the letters of scripts without blanks between words."""


@lru_cache(maxsize=4096)
def _shape(char: str) -> str:
    """The character as `_WORD` tells it from others: all marks and joiners as one, and so on."""
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf"):
        return _MARK
    script = unicodedata.name(char, "").partition(" ")[0]
    return _LETTER if script in _NO_BLANKS else _KANA if script == "KATAKANA" else char
