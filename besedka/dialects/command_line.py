"""Options of our programs: argparse, in the user's language, with an environment variable behind each option."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from besedka.chat.nearest import nearest
from besedka.dialects.languages import LANGUAGES, Language, choose, language, locale_strings

__all__ = ["CommandLine", "choice", "find_language", "number"]

_PREFIX = "BESEDKA_"


class _BadValueError(argparse.ArgumentTypeError):
    """What is wrong with a value, as a sentence in the user's language."""


def find_language(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language to speak before the options are read: of `--lang`, BESEDKA_LANG, the locale, or English."""
    given = [environ.get(f"{_PREFIX}LANG", "")]
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        if word == "--lang":
            given.insert(0, following)
        elif word.startswith("--lang="):
            given.insert(0, word.partition("=")[2])
    known = [code for code in given if code in LANGUAGES]
    return language(known[0] if known else choose(locale_strings(environ)))


def number(words: Language, low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
            sentence = words.text("“{given}” is not a whole number from {low} to {high}.")
            raise _BadValueError(sentence.format(given=text, low=low, high=high))
        return int(text)

    return read


def choice(words: Language, *allowed: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in allowed:
            sentence = words.text("“{given}” is none of: {allowed}.")
            raise _BadValueError(sentence.format(given=text, allowed=", ".join(allowed)))
        return text

    return read


class CommandLine(argparse.ArgumentParser):
    """A parser whose every word for people is in the catalogue; a mistake ends the program with a sentence, and 2.

    An option that is not given is looked for in the environment (`--max-clients` in BESEDKA_MAX_CLIENTS).
    """

    def __init__(self, program: str, description: str, words: Language, environ: Mapping[str, str]) -> None:
        super().__init__(
            prog=program,
            description=description,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self._words = words
        self._environ = environ
        self._group = self.add_argument_group(words.text("options"))
        self._group.add_argument("-h", "--help", action="help", help=words.text("show this help and exit"))

    def option(
        self,
        flag: str,
        help: str,
        *,
        default: Any,
        type: Callable[[str], Any] = str,
        metavar: str,
    ) -> None:
        """Add an option with a value; `help` may name the default as `%(default)s`."""
        variable = _variable(flag)
        given = self._environ.get(variable)
        if given:
            default = self._read(variable, given, type)
        self._group.add_argument(
            flag, type=type, default=default, metavar=metavar, help=f"{help} [{variable}]"
        )

    def switch(self, flag: str, help: str) -> None:
        """Add an option without a value."""
        self._group.add_argument(flag, action="store_true", help=help)

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Parse; whatever is wrong ends the program."""
        try:
            found, unknown = self.parse_known_args(list(argv))
        except argparse.ArgumentError as error:
            self._explain(error)
        if unknown:
            self._complain_of_unknown(unknown[0])
        return found

    def format_usage(self) -> str:
        """The usage in the user's language."""
        return super().format_usage().replace("usage:", self._words.text("usage:"), 1)

    def format_help(self) -> str:
        """The whole help in the user's language."""
        return super().format_help().replace("usage:", self._words.text("usage:"), 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        hint = self._words.text("`{program} --help` shows the options.").format(program=self.prog)
        self.exit(2, f"{self.prog}: {message} {hint}\n")

    def _read(self, variable: str, given: str, type: Callable[[str], Any]) -> Any:
        try:
            return type(given)
        except argparse.ArgumentTypeError as error:
            self.error(f"{variable}: {error}")

    def _explain(self, error: argparse.ArgumentError) -> NoReturn:
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            self.error(f"{error.argument_name}: {error.__context__}")
        sentence = self._words.text("{option} needs a value.")
        self.error(sentence.format(option=error.argument_name))

    def _complain_of_unknown(self, word: str) -> NoReturn:
        sentence = self._words.text("there is no option “{word}”.").format(word=word)
        near = nearest(word.partition("=")[0], [flag for flag in self._option_string_actions if flag != "-h"])
        if near:
            sentence += " " + self._words.text("Did you mean “{nearest}”?").format(nearest=near)
        self.error(sentence)


def _variable(flag: str) -> str:
    return _PREFIX + flag.removeprefix("--").upper().replace("-", "_")
