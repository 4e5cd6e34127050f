"""Is somebody called by name in a text?"""

import re
from functools import lru_cache

__all__ = ["mentions"]


@lru_cache(maxsize=16)
def _pattern(name: str) -> re.Pattern[str]:
    # Not part of a longer name, made of word characters, dots and dashes; a full stop behind it is a sentence's.
    folded = re.escape(name.casefold())
    return re.compile(rf"(?<![\w\-]){folded}(?![\w]|[.\-]\w)")


def mentions(text: str, name: str) -> list[tuple[int, int]]:
    """The places in `text` where `name` stands as a whole word, whatever its case.

    `bob` is not in `bobby` nor in `bob-2`.
    """
    if not name:
        return []
    folded = text.casefold()
    if len(folded) != len(text):
        # Casefolding moved the places (ß becomes ss): fold one character by one, keeping those that would grow.
        folded = "".join(char.casefold() if len(char.casefold()) == 1 else char for char in text)
    return [match.span() for match in _pattern(name).finditer(folded)]
