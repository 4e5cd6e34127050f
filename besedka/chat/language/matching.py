"""Which messages a search finds: one rule for the memory and for every index.

What is searched for is words, never a query syntax: there are no operators, quotes or wildcards.

- Words are compared folded, as names are, and without invisible characters; `ё` is `е`.
- A word is found at the beginning of a word of the text: `дом` finds `домой`, and not `садом`.
- In scripts that are written without spaces, a word is found anywhere: `茶` finds `日本茶`.
- Punctuation only separates words. A piece between spaces that is nothing else, such as `:)` or an emoji, is found
  anywhere, as typed.
- A text is found if it contains every word, in any order.

The tables are fixed, so that every Python finds the same. Letters that are not in them count as punctuation.
"""

import re
from collections.abc import Mapping
from unicodedata import combining

from besedka.chat.language.text import without_invisible
from besedka.chat.names import _name_tables as tables
from besedka.chat.names.forms import fold_name

__all__ = ["BEGINS", "matches", "searchable", "terms", "word_or_character"]

_UNSPACED = {
    "Ahom", "Balinese", "Bopomofo", "Han", "Hiragana", "Javanese", "Katakana",
    "Khitan_Small_Script", "Khmer", "Lao", "Myanmar", "New_Tai_Lue", "Nushu", "Tai_Le",
    "Tai_Tham", "Tai_Viet", "Tangut", "Thai", "Tibetan", "Yi",
}  # fmt: skip
"""Scripts without spaces between words (UAX #14: the classes ID, SA, AK), and Tibetan, which separates syllables."""

_PLAIN = re.compile("[\t\n -~А-яЁё]*").fullmatch
"""Matches texts whose fold is their lower case: nearly all that are ASCII or Russian."""


_LAST_BASIC = 0xFFFF


def _characters(*sets: Mapping[str, str], unspaced: bool, basic: bool = False) -> str:
    """Return the content of a character class: the characters of scripts without spaces, or all others.

    `basic` leaves out those beyond U+FFFF.
    """
    spans = [
        [int(code, 16) for code in span.split("-")]
        for table in sets
        for scripts, text in table.items()
        if unspaced is not _UNSPACED.isdisjoint(scripts.split())
        for span in text.split()
    ]
    return "".join("-".join(map(chr, span)) for span in spans if not basic or span[-1] <= _LAST_BASIC)


def _beginning(*, basic: bool) -> re.Pattern[str]:
    """Return what matches the empty string before each word of a script with spaces."""
    letters = _characters(tables.LETTERS, tables.DIGITS, unspaced=False, basic=basic)
    marks = _characters(tables.MARKS, unspaced=False, basic=basic)
    return re.compile(f"(?<![{letters}{marks}])(?=[{letters}])")


_LETTERS = _characters(tables.LETTERS, tables.DIGITS, unspaced=False)
_MARKS = _characters(tables.MARKS, unspaced=False)
_UNSPACED_WORD = _characters(tables.LETTERS, tables.MARKS, tables.DIGITS, unspaced=True)

BEGINS = "\x01"
"""Precedes each word of a script with spaces in a searchable text. No message contains it."""

_BEGINNING = _beginning(basic=False)
_BASIC_BEGINNING = _beginning(basic=True)
"""The same for texts without characters beyond U+FFFF, several times as fast."""

_is_basic = re.compile("[\0-\uffff]*").fullmatch
_PLAIN_BEGINNING = re.compile("(?<![0-9a-zа-я])(?=[0-9a-zа-я])")
_TERM = re.compile(f"{BEGINS}[{_LETTERS}{_MARKS}]+|[{_UNSPACED_WORD}][{_UNSPACED_WORD}{_MARKS}]*")
_INDEXED = re.compile(f"{BEGINS}[{_LETTERS}{_MARKS}]+|[^\\s{BEGINS}{_LETTERS}{_MARKS}]")
_MAX_MARKS = 30
"""Marks in a row that are looked at (UAX #15, Stream-Safe Text Format): to sort n of them takes n² steps."""
_STACKED = re.compile(f"[^\\w\0-\x7f]{{{_MAX_MARKS + 1},}}")
"""Matches what may be so many marks; none of them is a letter to any Python."""
_UNSEEN_MARKS = "\u0f73\u0f75\u0f81"
"""Characters that are decomposed to two marks each."""
_YO = re.compile(f"ё[{_MARKS}]*|е[{_MARKS}]+")


def searchable(text: str) -> str:
    """Return the form of a message in which `matches` looks for terms."""
    if _PLAIN(text):
        return _PLAIN_BEGINNING.sub(BEGINS, text.lower().replace("ё", "е"))
    folded = _fold(text.replace(BEGINS, ""))
    return (_BASIC_BEGINNING if _is_basic(folded) else _BEGINNING).sub(BEGINS, folded)


def terms(typed: str) -> tuple[str, ...]:
    """Return what `matches` looks for, without duplicates; nothing if nothing visible was typed."""
    return tuple(dict.fromkeys(term for piece in searchable(typed).split() for term in _terms(piece)))


def matches(text: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a text, as `searchable` returns it, contains all of the terms."""
    return all(term in text for term in wanted)


def word_or_character(text: str) -> list[str]:
    """Return what an index needs of a searchable text, or of a term, so that a text has all that its terms have.

    These are the words of scripts with spaces, each after `BEGINS`, of which a term has the beginning; and single
    characters of any other kind, except white space.
    """
    return _INDEXED.findall(text)


def _fold(text: str) -> str:
    # Two letters that are folded to marks.
    text = without_invisible(text).replace("\uff9e", "\u3099").replace("\uff9f", "\u309a")
    folded, found = _YO.subn(_without_diaeresis, fold_name(_STACKED.sub(_with_fewer_marks, text)))
    # Without its diaeresis, a letter may combine with the mark that follows.
    return fold_name(folded) if found else folded


def _with_fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if combining(character) or character in _UNSEEN_MARKS else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _without_diaeresis(letter: re.Match[str]) -> str:
    return "е" + letter[0][1:].replace("\u0308", "")


def _terms(piece: str) -> list[str]:
    return _TERM.findall(piece) or [piece]
