"""Why a profile cannot be used, as a sentence for people."""

from collections.abc import Iterable, Mapping

from besedka.chat.language.text import clean
from besedka.dialects.guessing.typed_words import near_word
from besedka.dialects.words.languages import N_, Language, language
from besedka.system_errors import system_error

__all__ = ["ProfileError", "unknown"]

_NEAR = N_("Did you mean “{nearest}”?")


class ProfileError(ValueError):
    """A profile, or what was set on the command line, is not valid.

    `sentence` is marked for the catalogues, `fields` stand in it, errors of the system in words; `nearest` is what was
    probably meant, or empty.
    """

    def __init__(self, sentence: str, /, *, nearest: str = "", **fields: object) -> None:
        super().__init__(sentence.format(**_in_words(fields, language("en"))))
        self.sentence = sentence
        self.fields = fields
        self.nearest = nearest

    def in_words(self, words: Language) -> str:
        """Return the sentence in a language, with the near miss if there is one."""
        said = words.text(self.sentence).format(**_in_words(self.fields, words))
        return f"{said} {words.text(_NEAR).format(nearest=self.nearest)}" if self.nearest else said


def _in_words(fields: Mapping[str, object], words: Language) -> dict[str, object]:
    """Return the fields with the system's errors among them in words, and texts without control characters."""
    return {
        name: system_error(value, words) if isinstance(value, OSError) else _shown(value)
        for name, value in fields.items()
    }


def _shown(value: object) -> object:
    return clean(value, newline=False) if isinstance(value, str) else value


def unknown(sentence: str, given: str, known: Iterable[str], **fields: object) -> ProfileError:
    """Return the error for a word that is not one of those that are `known`, all of which the sentence may name."""
    allowed = tuple(known)
    near = near_word(given, allowed) or ""
    return ProfileError(
        sentence, nearest="" if near == given else near, given=given, allowed=", ".join(allowed), **fields
    )
