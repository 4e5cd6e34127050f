"""What the name tables say of a single character.

The tables are read once, at import; a look-up is one bisection, and not even that for characters seen lately.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_
from typing import Literal, NamedTuple

from besedka.chat.names import _name_tables as tables

__all__ = ["EAST_ASIAN", "LATIN", "LOOKS_LIKE", "WHITE_SPACE", "Traits", "traits", "zero"]

CharacterKind = Literal["letter", "mark", "digit", "punctuation"]


class Traits(NamedTuple):
    """What the tables say of a range of characters that names may hold."""

    last: int
    """The end of the range of characters that share these traits."""
    kind: CharacterKind
    script: str
    """The script to call it by (Unicode's long name); "Common" goes with every other."""
    scripts: int
    """All scripts and writing systems it is used in, as a set of bits; all bits when "Common"."""


@lru_cache(maxsize=4096)  # a living chat uses a few hundred characters
def traits(character: str) -> Traits | None:
    """Return what the character is, or None when no name may hold it."""
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    found = _TRAITS[index] if index >= 0 else None
    if found is None or code > found.last:
        return None
    return None if found.script == "Common" and LOOKS_LIKE.get(code) == _END_OF_NAME else found


def zero(digit: str) -> int:
    """Return the code point of the zero of the digit's decimal system; only digits may be asked about."""
    return _ZEROS[bisect_right(_ZEROS, ord(digit)) - 1]


# UTS #39, 5.1: these scripts are parts of writing systems that use several.
_SYSTEMS = {
    "Han": ("Bopomofo-Han", "Japanese", "Korean"),
    "Hiragana": ("Japanese",),
    "Katakana": ("Japanese",),
    "Hangul": ("Korean",),
    "Bopomofo": ("Bopomofo-Han",),
}
_BITS: dict[str, int] = {}


def _bits(*names: str) -> int:
    """Return the set of these scripts and systems; a new name gets the next bit."""
    return reduce(or_, (_BITS.setdefault(name, 1 << len(_BITS)) for name in names))


def _script_set(key: str) -> int:
    """Return the augmented script set (UTS #39, 5.1) for a key of the tables."""
    return (
        -1
        if key == "Common"
        else _bits(*(n for name in key.split() for n in (name, *_SYSTEMS.get(name, ()))))
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for span in text.split():
        low, _, high = span.partition("-")
        yield int(low, 16), int(high or low, 16)


def _read(kind: CharacterKind, table: dict[str, str]) -> Iterator[tuple[int, Traits]]:
    for key, text in table.items():
        script, scripts = key.partition(" ")[0], _script_set(key)
        for low, high in _spans(text):
            yield low, Traits(high, kind, script, scripts)


def _read_looks(text: str) -> Iterator[tuple[int, str]]:
    for pair in text.split():
        source, _, target = pair.partition(">")
        yield int(source, 16), "".join(chr(int(code, 16)) for code in target.split("+"))


_END_OF_NAME = ":"
"""What stands behind a name wherever somebody speaks: a letter of no script that looks like it would imitate `bob`."""
LATIN = _bits("Latin")
EAST_ASIAN = _bits("Bopomofo-Han", "Japanese", "Korean")
"""The systems that also use Latin letters (UTS #39, 5.2, Highly Restrictive)."""
LOOKS_LIKE: dict[int, str] = dict(_read_looks(tables.CONFUSABLES))
"""For `str.translate`: each character's prototype (UTS #39, 4)."""
WHITE_SPACE = frozenset(
    chr(code) for low, high in _spans(tables.WHITE_SPACE) for code in range(low, high + 1)
)

_RANGES = sorted(
    [
        *_read("letter", tables.LETTERS),
        *_read("mark", tables.MARKS),
        *_read("digit", tables.DIGITS),
        *_read("punctuation", {"Common": "2d-2e 5f"}),
    ]
)
_STARTS = [low for low, _ in _RANGES]
_TRAITS = [its_traits for _, its_traits in _RANGES]
_ZEROS = [low for low, _ in _spans(tables.ZEROS)]
