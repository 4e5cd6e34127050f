"""Whether a message is a question to the bot, and in which language it was asked."""

import re
from typing import Final

from besedka.chat.names.forms import fold_name

__all__ = ["ASKING", "LETTERS", "SEPARATORS", "addressed_to", "is_cyrillic"]

SEPARATORS: Final = ":,：，"
"""What stands between a name and what is said to that person. The last two are full-width."""

_ADDRESS: Final = re.compile(rf"(@?)\s*([^\s{SEPARATORS}@]+)(\s*[{SEPARATORS}]|)(.*)", re.DOTALL)
ASKING: Final = "?!"
"""What may stand behind a name that is said alone."""

_CYRILLIC: Final = re.compile("[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")
LETTERS: Final = re.compile(r"[^\W\d_]")


def addressed_to(name: str, text: str) -> str | None:
    """Return what a public message says to `name`; None if it is not addressed to that name.

    Addressed are `NAME: text`, `NAME, text`, `@NAME text` and the name alone, in any spelling that the server takes for
    the name. `NAME text` is not: it says something *about* what the name means (`weather is bad today`); nor is an
    address of the web such as `NAME://host`.
    """
    found = _ADDRESS.match(text.strip())
    if found is None:
        return None
    at, said, separator, rest = found.groups()
    alone = not separator and not rest.strip()
    if fold_name(said.rstrip(ASKING) if alone else said) != fold_name(name):
        return None
    if rest.startswith("//") or not (separator or alone or (at and rest[:1].isspace())):
        return None
    return rest.strip()


def is_cyrillic(text: str) -> bool:
    """Return whether the text has a Cyrillic letter."""
    return _CYRILLIC.search(text) is not None
