"""Detects mentions of a name in a text."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from besedka.chat.names.forms import fold_name

__all__ = ["mentions"]

_PUNCT: Final = ".-"
"""Characters allowed in names that may also be punctuation before or after a name."""


def mentions(text: str, name: str) -> list[tuple[int, int]]:
    """Return the positions where `name` occurs as a whole word, in any spelling that the server takes for that name.

    `bob` does not match in `bobby` or `bob-2`; a full stop after it is taken for the sentence's. In scripts that put no
    spaces between words, a name may begin and end at any letter.
    """
    wanted = fold_name(name)
    core = wanted.strip(_PUNCT)
    if not core:
        return []
    before, behind = len(wanted) - len(wanted.lstrip(_PUNCT)), len(wanted) - len(wanted.rstrip(_PUNCT))
    places = []
    for start, stop in _runs(text, max(len(_words(name)), 1)):
        word = text[start:stop]
        first, last = len(word) - len(word.lstrip(_PUNCT)), len(word.rstrip(_PUNCT))
        if first >= before and len(word) - last >= behind and fold_name(word[first:last]) == core:
            places.append((start + first - before, start + last + behind))
    return places


def _runs(text: str, count: int) -> list[tuple[int, int]]:
    """Return every run of `count` adjacent words with nothing between them."""
    found = []
    touching: list[tuple[int, int]] = []  # this word and those directly before it, without a gap
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
"""Marks and joiners belong to the character before them (UAX #29, WB4)."""
_UNSPACED_SCRIPTS: Final = {
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
"""First words of the Unicode names of letters in scripts that put no spaces between words."""


@lru_cache(maxsize=4096)
def _shape(char: str) -> str:
    """Map the character to the representative of its class in `_WORD`: one for all marks and joiners, and so on."""
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf"):
        return _MARK
    script = unicodedata.name(char, "").partition(" ")[0]
    return _LETTER if script in _UNSPACED_SCRIPTS else _KANA if script == "KATAKANA" else char
