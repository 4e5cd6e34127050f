"""Why the stand cannot do what was asked: one sentence for people, in their language."""

from collections.abc import Sequence
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language
from besedka.system_errors import system_error

__all__ = ["StageFailure"]

_EMPTY: Final = N_("(its log is empty, as it is where the disk is full)")


class StageFailure(Exception):  # noqa: N818 - ends the program, with a sentence for the user
    """The program ends with this sentence and exit code: 1, or 2 where what was asked for is not possible.

    `sentence` is marked for the catalogues, `fields` are what stands in it, errors of the system in words, `lines`
    what is shown behind it: the end of a log. Where that is empty, it is said.
    """

    def __init__(
        self, sentence: str, /, *, code: int = 1, lines: Sequence[str] | None = None, **fields: object
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.fields = fields
        self.lines = None if lines is None else tuple(lines)

    def text(self, words: Language) -> str:
        """Return the sentence, and the lines behind it, in the language."""
        fields = {name: clean(_in_words(value, words), newline=False) for name, value in self.fields.items()}
        lines = () if self.lines is None else self.lines or (words.text(_EMPTY),)
        shown = [f"  {clean(line, newline=False)}" for line in lines]
        return "\n".join([words.text(self.sentence).format(**fields), *shown])


def _in_words(value: object, words: Language) -> str:
    return system_error(value, words) if isinstance(value, OSError) else str(value)
