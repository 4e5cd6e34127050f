"""Names folded to keys, so that spellings of one name compare equal."""

import re
import unicodedata

__all__ = ["fold", "without_digraphs"]

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ə": "e"}
)
"""Latin letters that Unicode does not decompose."""

_IGNORED = re.compile(r"[^\w\n]|_")
_UMLAUT = re.compile("(?<=[aou])e")


def fold(text: str) -> str:
    """Return the key of a name: letters and digits only, without case and diacritics; `ё` is `е`, `й` is `и`.

    Spaces, hyphens, apostrophes and other punctuation are removed. Line breaks are kept, so a column of names is
    folded in one call. Compatibility forms are equal to the plain ones (NFKD). The function is idempotent.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _IGNORED.sub("", decomposed.translate(_LETTERS))


def without_digraphs(key: str) -> str:
    """Return the key with `ae`, `oe`, `ue` as `a`, `o`, `u`: `muenchen` is `munchen`, the key of München."""
    return _UMLAUT.sub("", key)
