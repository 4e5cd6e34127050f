"""Where a journal is damaged, as text in the user's language."""

import re
from collections.abc import Mapping
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language

__all__ = ["damaged_place"]

_PLACE: Final = re.compile(r"(entry|snapshot) (\d+)")
_PLACES: Final[Mapping[str, str]] = {"entry": N_("entry {number}"), "snapshot": N_("snapshot {number}")}


def damaged_place(where: str, words: Language) -> str:
    """Return the place of a `DamagedError` as one line; what SQLite reports stays as it is."""
    found = _PLACE.fullmatch(where)
    if found is None:
        return clean(where, newline=False)
    return words.text(_PLACES[found[1]]).format(number=found[2])
