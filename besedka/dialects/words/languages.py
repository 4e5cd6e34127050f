"""The languages that Besedka speaks with people: gettext catalogues beside this file.

Everything that people read passes through here, the command lines of the server and the client included.
Call `text` and `plural` with literals: `tools/catalogues.py` finds them. Where a literal stands in a table,
`N_` and `NN_` mark it.
"""

import gettext
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

__all__ = [
    "LANGUAGES",
    "NN_",
    "N_",
    "Language",
    "MissingCatalogueError",
    "UnknownLanguageError",
    "choose",
    "language",
    "locale_strings",
]

LANGUAGES = ("en", "ru")
"""Codes of the languages that there are catalogues for; the first one is the default."""

_LOCALE = files("besedka.dialects") / "locale"
"""May be inside an archive."""

_SEPARATOR = re.compile(r"[:,]")
_NO_LANGUAGE = ("c", "posix")


class UnknownLanguageError(LookupError):
    """Besedka does not speak this language."""


class MissingCatalogueError(RuntimeError):
    """The installation is broken: a catalogue is not where it belongs. Never answered by silent English."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a literal for the catalogues; it is translated where it is used."""
    return msgid


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - after N_
    """Mark a literal and its plural for the catalogues."""
    return one, many


class Language:
    """One language. Sentences come back with their placeholders (`{name}`) unfilled."""

    __slots__ = ("_catalogue", "code")

    def __init__(self, code: str, catalogue: gettext.NullTranslations) -> None:
        self.code = code
        self._catalogue = catalogue

    def text(self, msgid: str) -> str:
        """The sentence in this language."""
        return self._catalogue.gettext(msgid)

    def plural(self, one: str, many: str, n: int) -> str:
        """The sentence in the form that goes with `n`: 1 сообщение, 2 сообщения, 5 сообщений."""
        return self._catalogue.ngettext(one, many, n)


@cache
def _load(code: str) -> Language:
    path = _LOCALE / code / "LC_MESSAGES" / "besedka.mo"
    try:
        with path.open("rb") as file:
            return Language(code, gettext.GNUTranslations(file))
    except OSError as error:
        message = f"the catalogue of the language {code!r} is missing: {path}"
        raise MissingCatalogueError(message) from error


def language(code: str) -> Language:
    """The language with this code, loaded once. `UnknownLanguageError` for a code that is not in `LANGUAGES`."""
    if code not in LANGUAGES:
        raise UnknownLanguageError(code)
    return _load(code)


def locale_strings(environ: Mapping[str, str]) -> list[str]:
    """What the environment says of the user's language, the strongest first (POSIX, 8.2; gettext's `LANGUAGE`)."""
    names = ("LC_ALL", "LANGUAGE", "LC_MESSAGES", "LANG")
    return [environ[name] for name in names if environ.get(name)]


def choose(candidates: Iterable[str | None], default: str = LANGUAGES[0]) -> str:
    """The code of the first language among `candidates` that Besedka speaks; else `default`.

    A candidate is a code (`ru`), a locale (`ru_RU.UTF-8`), or a list of those (`ru:en`, `ru-RU,ru;q=0.9`).
    The locales `C` and `POSIX` are a decision too: for `default`.
    """
    for candidate in candidates:
        for wish in _SEPARATOR.split(candidate or ""):
            code = re.split(r"[_.\-@;]", wish.strip().lower(), maxsplit=1)[0]
            if code in LANGUAGES:
                return code
            if code in _NO_LANGUAGE:
                return default
    return default
