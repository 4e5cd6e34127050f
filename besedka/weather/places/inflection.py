"""Russian names in the prepositional case: `в Суздале`, `в Нижнем Новгороде`."""

import re
from collections.abc import Iterator
from itertools import islice, product

__all__ = ["nominatives"]

_ENDINGS = {
    "ах": ("ы", "и", "а"),
    "ях": ("и",),
    "их": ("ие",),
    "ых": ("ые",),
    "ом": ("ий", "ый", "ой", "ое"),
    "ем": ("ий", "ее"),
    "ой": ("ая",),
    "ле": ("ел",),  # Орле, Орёл
    "це": ("ец",),
    "е": ("", "а", "о", "ь", "я", "й"),
    "и": ("ь", "я"),
}
"""Endings of the prepositional case, and those of the nominative that they may stand for."""

_WORD = re.compile("([ -])")
_MAX = 200
"""Candidates at most; a name of three words has fewer."""


def nominatives(name: str) -> Iterator[str]:
    """Yield what the name may be in the nominative, most words unchanged first, at most 200; some are no names."""
    parts = _WORD.split(name.casefold())
    for chosen in islice(product(*map(_nominatives, parts)), _MAX):
        yield "".join(chosen)


def _nominatives(word: str) -> tuple[str, ...]:
    """Return the word as it is, and with the endings for which its own may stand."""
    stems = (
        (word.removesuffix(ending), endings) for ending, endings in _ENDINGS.items() if word.endswith(ending)
    )
    return (word, *(stem + ending for stem, endings in stems if len(stem) > 1 for ending in endings))
