"""Where a journal is damaged, as text in the user's language."""

import re
from collections.abc import Mapping
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language

__all__ = ["damaged_place"]

_PLACES: Final[Mapping[str, str]] = {
    r"entry (?P<number>\d+)": N_("entry {number}"),
    r"snapshot (?P<number>\d+)": N_("snapshot {number}"),
    r"messages of entry (?P<number>\d+)": N_("messages of entry {number}"),
    r"message in place (?P<number>\d+)": N_("message in place {number}"),
    r"the index of words": N_("the index of words"),
    r"the version of the layout": N_("the version of the layout"),
    r"(?P<log>.+) without (?P<file>.+)": N_("{log} without {file}"),
}


def damaged_place(where: str, words: Language) -> str:
    """Return the place of a `DamagedError` as one line; what SQLite reports stays as it is."""
    place = clean(where, newline=False)
    for pattern, sentence in _PLACES.items():
        found = re.fullmatch(pattern, place)
        if found is not None:
            return words.text(sentence).format(**found.groupdict())
    return place
