"""Why a profile cannot be used, as a sentence for people."""

from collections.abc import Iterable

from besedka.dialects.guessing.typed_words import near_word
from besedka.dialects.words.languages import N_, Language

__all__ = ["ProfileError", "unknown"]

_NEAR = N_("Did you mean “{nearest}”?")


class ProfileError(ValueError):
    """A profile, or what was set on the command line, is not valid.

    `sentence` is marked for the catalogues, `fields` stand in it; `nearest` is what was probably meant, or empty.
    """

    def __init__(self, sentence: str, /, *, nearest: str = "", **fields: object) -> None:
        super().__init__(sentence.format(**fields))
        self.sentence = sentence
        self.fields = fields
        self.nearest = nearest

    def in_words(self, words: Language) -> str:
        """Return the sentence in a language, with the near miss if there is one."""
        said = words.text(self.sentence).format(**self.fields)
        return f"{said} {words.text(_NEAR).format(nearest=self.nearest)}" if self.nearest else said


def unknown(sentence: str, given: str, known: Iterable[str], **fields: object) -> ProfileError:
    """Return the error for a word that is not one of those that are `known`, all of which the sentence may name."""
    allowed = tuple(known)
    near = near_word(given, allowed) or ""
    return ProfileError(
        sentence, nearest="" if near == given else near, given=given, allowed=", ".join(allowed), **fields
    )
