"""Grapheme clusters, and their width in terminal cells.

An approximation of Unicode's UAX #29 (extended grapheme clusters) and UAX #11 (East Asian width), based on the tables
in Python. Used only to draw and edit the input line and to break shown lines, so Python versions may differ.
"""

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["cells", "graphemes", "most_cells", "most_width", "next_boundary", "previous_boundary", "width"]

_ZWJ: Final = "\u200d"
_EMOJI_PRESENTATION: Final = "\ufe0f"


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """Return a character's role in a cluster: `extend`, `flag`, `L`, `V`, `T`, `LV`, `LVT`, `emoji` or `other`."""
    code = ord(char)
    if code < 0x300:
        return "emoji" if char in "©®" else "other"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F or code in (0x200C, 0x200D):
        return "extend"
    hangul = _hangul(code)
    if hangul:
        return hangul
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc"):
        return "extend"
    return "emoji" if category == "So" or code in (0x2194, 0x2195) else "other"


def _hangul(code: int) -> str:
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""


_HANGUL_JOINS: Final = {
    *(("L", right) for right in ("L", "V", "LV", "LVT")),
    *((left, right) for left in ("LV", "V") for right in ("V", "T")),
    ("LVT", "T"),
    ("T", "T"),
}


def graphemes(text: str) -> list[str]:
    """Split the text into clusters; joined, they give the text again."""
    if text.isascii():
        return list(text)
    clusters: list[str] = []
    start, flags = 0, 0
    for index in range(1, len(text)):
        flags = flags + 1 if _kind(text[index - 1]) == "flag" else 0
        if not _joins(text, index, flags):
            clusters.append(text[start:index])
            start = index
    clusters.append(text[start:])
    return clusters


def _joins(text: str, index: int, flags_before: int) -> bool:
    """Return whether there is no boundary before `index` (UAX #29, rules GB6 to GB13)."""
    before, after = text[index - 1], text[index]
    kind = _kind(after)
    if kind == "extend":
        return before not in "\n\t"
    if kind == "flag":
        return flags_before % 2 == 1
    if kind == "emoji":
        return before == _ZWJ
    return (_kind(before), kind) in _HANGUL_JOINS


def next_boundary(text: str, position: int) -> int:
    """Return the end of the cluster that contains `position`; at the end of the text, its length."""
    end = 0
    for cluster in graphemes(text):
        end += len(cluster)
        if end > position:
            return end
    return len(text)


def previous_boundary(text: str, position: int) -> int:
    """Return the beginning of the cluster before `position`, or 0."""
    start = 0
    for cluster in graphemes(text):
        if start + len(cluster) >= position:
            return start
        start += len(cluster)
    return start


@lru_cache(maxsize=4096)
def cells(grapheme: str) -> int:
    """Return the number of cells a terminal most likely gives to a cluster: 0, 1 or 2.

    Terminals disagree about joined emoji; the screen never relies on this figure to place the cursor.
    """
    first = grapheme[:1]
    if first < "\x7f":
        if first < " ":
            return 0
        return 2 if _EMOJI_PRESENTATION in grapheme else 1
    kind = _kind(first)
    if kind == "flag" or (_EMOJI_PRESENTATION in grapheme and kind != "extend"):
        return 2
    if unicodedata.category(first) in ("Mn", "Me", "Cf", "Cc") or kind in ("V", "T"):
        return 0
    return 2 if unicodedata.east_asian_width(first) in "WF" else 1


def width(text: str) -> int:
    """Return the cells of a text without line breaks."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(cells, graphemes(text)))


@lru_cache(maxsize=4096)
def most_cells(grapheme: str) -> int:
    """Return the maximum number of cells a cluster may take: on a terminal that joins nothing, or has newer tables.

    For callers that must not exceed the row and may leave a cell free.
    """
    return max(cells(grapheme), sum(map(_alone, grapheme)))


def _alone(char: str) -> int:
    """Return the cells of a character that is not joined to others.

    Where terminals disagree (unassigned, spacing marks, soft hyphens, Arabic number signs), the larger figure.
    """
    category = unicodedata.category(char)
    if category in ("Cn", "Co"):
        return 2
    visible_format = category == "Cf" and (char == "\u00ad" or "\u0600" <= char <= "\u08e2")
    return 1 if category == "Mc" or visible_format else cells(char)


def most_width(text: str) -> int:
    """Return the sum of `most_cells` for a text without line breaks."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(most_cells, graphemes(text)))
