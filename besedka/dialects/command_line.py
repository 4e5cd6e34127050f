"""Program options: argparse in the user's language, with an environment variable for each option."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NoReturn

from besedka import __version__
from besedka.chat.language.text import clean
from besedka.dialects.guessing.typed_words import DASHES, begins_with_dash, near_word
from besedka.dialects.option_values import ValueReader, plain_text, visible
from besedka.dialects.words.languages import LANGUAGES, Language, choose, language, locale_strings
from besedka.records import record
from besedka.standard_streams import complain, say

__all__ = ["CommandLine", "HelpFormatter", "Option", "find_language"]

_VARIABLE_PREFIX = "BESEDKA_"


@record
class Option:
    """An option with a value.

    `help` and `metavar` are marked for the catalogues; `help` may refer to the default as `%(default)s`.

    If the option is not given, its environment variable is used: BESEDKA_MAX_CLIENTS for `--max-clients`. A
    variable that is empty, or that `foreign` matches, is ignored as not meant for this program.
    """

    flag: str
    help: str
    metavar: str
    default: object = None
    reader: Callable[[Language], ValueReader] = plain_text
    foreign: re.Pattern[str] | None = None
    many: bool = False
    """Whether the option may be repeated. Its reader returns a tuple; the values are those of all, in order."""

    stem: str = ""
    """The variable's name after BESEDKA_, where the flag's would be that of another program's option."""

    @property
    def variable(self) -> str:
        """The environment variable of this option."""
        return _VARIABLE_PREFIX + (self.stem or self.flag.removeprefix("--").upper().replace("-", "_"))


def find_language(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language to use before the options are read: from `--lang`, BESEDKA_LANG, the locale, or English."""
    given = [environ.get(f"{_VARIABLE_PREFIX}LANG", "")]
    for word, following in zip_longest(argv, argv[1:], fillvalue=""):
        if word == "--lang":
            given.insert(0, following)
        elif word.startswith("--lang="):
            given.insert(0, word.partition("=")[2])
    known = [code for code in given if code in LANGUAGES]
    return language(known[0] if known else choose(locale_strings(environ)))


@dataclass(frozen=True, slots=True, eq=False)
class _Variable:
    """An environment variable in place of a default. It is validated only when it is used."""

    name: str
    given: str
    reader: ValueReader
    default: object

    def __str__(self) -> str:
        """Return what help shows."""
        try:
            self.reader(self.given)
        except argparse.ArgumentTypeError:
            return str(self.default)
        return self.given


class CommandLine(argparse.ArgumentParser):
    """A parser whose messages come from the catalogue; an error ends the program with a sentence and exit code 2."""

    def __init__(self, program: str, description: str, words: Language, environ: Mapping[str, str]) -> None:
        usage = words.text("usage")
        super().__init__(
            prog=program,
            description=description,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            formatter_class=lambda prog: HelpFormatter(prog, f"{usage}: "),
        )
        self._words = words
        self._environ = environ
        self._options = self.add_argument_group(words.text("options"))
        self._options.add_argument("-h", "--help", action="help", help=words.text("show this help and exit"))
        self._options.add_argument(
            "-V",
            "--version",
            action="version",
            version=f"besedka {__version__}",
            help=words.text("show the version and exit"),
        )

    def add_option(self, option: Option) -> None:
        """Add an option with a value; its environment variable overrides its default."""
        given, reader = self._environ.get(option.variable), option.reader(self._words)
        if given and option.foreign and option.foreign.match(given):
            given = None
        self._options.add_argument(
            option.flag,
            action=_Gather if option.many else "store",
            type=reader,
            default=_Variable(option.variable, given, reader, option.default) if given else option.default,
            metavar=self._words.text(option.metavar),
            help=f"{self._words.text(option.help)} [{option.variable}]",
        )

    def add_switch(self, flag: str, help: str, *, short: str = "") -> None:
        """Add an option without a value, which `short` is a letter for, as `-f`; False if not given."""
        self._options.add_argument(*filter(None, (short, flag)), action="store_true", help=help)

    def add_place(self, name: str, help: str, *, default: str, metavar: str, variable: str) -> None:
        """Add an optional positional argument; `variable` overrides its default."""
        given, reader = self._environ.get(variable), plain_text(self._words)
        self.add_argument_group(self._words.text("where to")).add_argument(
            name,
            nargs="?",
            type=reader,
            default=_Variable(variable, given, reader, default) if given else default,
            metavar=metavar,
            help=f"{help} [{variable}]",
        )

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Return the values of all options by name. Any error ends the program (`error`)."""
        for word in argv:
            if word[:1] not in ("", "-") and begins_with_dash(word) and self._near(word):
                self._complain_of(
                    word
                )  # If an editor replaced `--` with a dash, argparse would take it for a value.
        try:
            found, surplus = self.parse_known_args(list(argv))
        except argparse.ArgumentError as error:
            self._explain(error)
        if surplus:
            self._complain_of(surplus[0])
        for name, value in vars(found).items():
            if isinstance(value, _Variable):
                setattr(found, name, self._read(value))
        return found

    def _print_message(self, message: str, file: Any = None) -> None:
        """Replace argparse's own method, which ignores a failure to write."""
        if file is sys.stdout:
            say(message, end="")
        else:
            complain(message, end="")

    def error(self, message: str) -> NoReturn:
        """End the program with a sentence that points to the help, and exit code 2."""
        hint = self._words.text("`{program} --help` shows the options.").format(program=self.prog)
        self.exit(2, clean(visible(f"{message} {hint}"), newline=False) + "\n")

    def _read(self, variable: _Variable) -> Any:
        try:
            return variable.reader(variable.given)
        except argparse.ArgumentTypeError as error:
            self.error(f"{variable.name}: {error}")

    def _explain(self, error: argparse.ArgumentError) -> NoReturn:
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            self.error(f"{error.argument_name}: {error.__context__}")
        sentence = self._words.text("{option}: an option takes exactly one value, and a switch takes none.")
        self.error(sentence.format(option=error.argument_name))

    def _complain_of(self, argument: str) -> NoReturn:
        if not begins_with_dash(argument):
            sentence = self._words.text("“{argument}” is one word too many.").format(argument=argument)
            self.error(sentence)
        sentence = self._words.text("There is no option “{argument}”.").format(argument=argument)
        near = self._near(argument)
        if near:
            sentence += " " + self._words.text("Did you mean “{nearest}”?").format(nearest=near)
        self.error(sentence)

    def _near(self, argument: str) -> str | None:
        """Return the option that was probably meant."""
        flags = [flag for flag in self._option_string_actions if flag.startswith("--")]
        return near_word(f"--{argument.partition('=')[0].lstrip(DASHES)}", flags)


class _Gather(argparse.Action):
    """Appends a tuple of values to those given before; the first one replaces the default."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as it is called
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - as it is called
    ) -> None:
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, tuple(values) if before is self.default else (*before, *values))


class HelpFormatter(argparse.HelpFormatter):
    """Uses our own prefix for the usage line; argparse's would be translated by a catalogue that is not ours."""

    def __init__(self, prog: str, prefix: str) -> None:
        super().__init__(prog, max_help_position=28)
        self._prefix = prefix

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Called by argparse for the usage line."""
        super().add_usage(usage, actions, groups, self._prefix if prefix is None else prefix)
