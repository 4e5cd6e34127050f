"""The languages of user-visible text: gettext catalogues in `besedka/dialects/locale`.

All user-visible text passes through here, including the command lines of the server and the client. Call
`text` and `plural` with literals, so that `tools/catalogues.py` finds them. In tables, mark literals with
`N_` and `NN_`.
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
"""Codes of the languages with catalogues; the first one is the default."""

_LOCALE = files("besedka.dialects") / "locale"
"""The catalogues' directory. May be inside an archive."""

_SEPARATOR = re.compile(r"[:,]")
_DEFAULT_LOCALES = ("c", "posix")


class UnknownLanguageError(LookupError):
    """There is no catalogue for this language."""


class MissingCatalogueError(RuntimeError):
    """The installation is broken: a catalogue is missing. There is no silent fallback to English."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a literal for the catalogues; it is translated where it is used."""
    return msgid


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - after N_
    """Mark a literal and its plural for the catalogues."""
    return one, many


class Language:
    """One language. Sentences are returned with their placeholders (`{name}`) unfilled."""

    __slots__ = ("_catalogue", "code")

    def __init__(self, code: str, catalogue: gettext.NullTranslations) -> None:
        self.code = code
        self._catalogue = catalogue

    def text(self, msgid: str) -> str:
        """Return the sentence in this language."""
        return self._catalogue.gettext(msgid)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the sentence in the plural form for `n`: 1 сообщение, 2 сообщения, 5 сообщений."""
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
    """Return the language with this code, loaded once. Raises `UnknownLanguageError` if it is not in `LANGUAGES`."""
    if code not in LANGUAGES:
        raise UnknownLanguageError(code)
    return _load(code)


def locale_strings(environ: Mapping[str, str]) -> list[str]:
    """Return the user's languages from the environment, highest priority first (POSIX, 8.2; gettext's `LANGUAGE`)."""
    names = ("LC_ALL", "LANGUAGE", "LC_MESSAGES", "LANG")
    return [environ[name] for name in names if environ.get(name)]


def choose(candidates: Iterable[str | None], default: str = LANGUAGES[0]) -> str:
    """Return the code of the first supported language among `candidates`; else `default`.

    A candidate is a code (`ru`), a locale (`ru_RU.UTF-8`), or a list of those (`ru:en`, `ru-RU,ru;q=0.9`).
    The locales `C` and `POSIX` also decide: they select `default`.
    """
    for candidate in candidates:
        for wish in _SEPARATOR.split(candidate or ""):
            code = re.split(r"[_.\-@;]", wish.strip().lower(), maxsplit=1)[0]
            if code in LANGUAGES:
                return code
            if code in _DEFAULT_LOCALES:
                return default
    return default
