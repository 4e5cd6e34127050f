"""The client's command line. Imported for `--help` alone, so it imports next to nothing."""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from besedka.chat.nearest import nearest
from besedka.dialects.languages import LANGUAGES, Language, choose, language, locale_strings

__all__ = ["Options", "parse", "program", "repository"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for."""

    address: str
    name: str | None
    code: str
    plain: bool
    json: bool


def repository() -> Path | None:
    """The folder of a clone that we run in; None when installed."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "server_init.py").exists() else None


def program() -> str:
    """What was typed to start us, for the usage line."""
    script = Path(sys.argv[0]).name
    if script == "client_init.py":
        return f"python {script}"
    return "python -m besedka chat" if script == "__main__.py" else "besedka chat"


def parse(argv: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options:
    """Read the command line, with the environment for what it leaves out.

    Exits with 0 after `--help`, with 2 and one sentence when it makes no sense. The sentence is in the
    language that was asked for, even when that stands behind the mistake.
    """
    words = language(choose([_asked_language(argv), environ.get("BESEDKA_LANG"), *locale_strings(environ)]))
    parser = _Parser(words)
    _declare(parser, words, environ)
    try:
        given, surplus = parser.parse_known_args(argv)
    except argparse.ArgumentError as error:
        parser.fail(
            words.text("{option} takes exactly one value, and a switch takes none."),
            option=error.argument_name,
        )
    if surplus:
        parser.fail_at(surplus[0])
    code = choose([given.lang], default="")
    if given.lang is not None and code not in LANGUAGES:
        parser.fail(
            words.text("{given} is no language that is spoken here: {known}."),
            given=given.lang,
            known=", ".join(LANGUAGES),
        )
    return Options(given.address, given.name or None, code or words.code, given.plain, given.json)


def _asked_language(argv: Sequence[str]) -> str | None:
    for index, argument in enumerate(argv):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
    return None


def _declare(parser: "_Parser", words: Language, environ: Mapping[str, str]) -> None:
    text = words.text
    address = environ.get("BESEDKA_URL") or "127.0.0.1:8765"
    places = parser.add_argument_group(text("where to"))
    places.add_argument(
        "address",
        nargs="?",
        default=address,
        metavar=text("ADDRESS"),
        help=text("HOST, HOST:PORT, ws://… or wss://… (now {address}; BESEDKA_URL)")
        .format(address=address)
        .replace("%", "%%"),
    )
    group = parser.add_argument_group(text("options"))
    group.add_argument(
        "--name",
        default=environ.get("BESEDKA_NAME"),
        metavar=text("NAME"),
        help=text("the name to enter under; without one, the chat gives you a guest's (BESEDKA_NAME)"),
    )
    group.add_argument(
        "--lang",
        metavar="|".join(LANGUAGES),
        help=text("the language to be spoken with (from the locale; BESEDKA_LANG)"),
    )
    group.add_argument(
        "--plain",
        action="store_true",
        help=text("line by line, no colours, nothing redrawn: for screen readers and simple terminals"),
    )
    group.add_argument("--json", action="store_true", help=text("print every event as one line of JSON"))
    group.add_argument("-h", "--help", action="help", help=text("show this and exit"))


class _Formatter(argparse.HelpFormatter):
    """argparse's own words go through its own catalogue, which has none of ours."""

    def __init__(self, prog: str, heading: str) -> None:
        super().__init__(prog)
        self._heading_of_usage = heading

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, f"{self._heading_of_usage}: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, in the user's language."""

    def __init__(self, words: Language) -> None:
        super().__init__(
            prog=program(),
            description=words.text("Enter a chat, in the terminal. Lines are commands; `help` lists them."),
            formatter_class=lambda prog: _Formatter(prog, words.text("usage")),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self._words = words

    def fail(self, sentence: str, **values: object) -> NoReturn:
        """End with the sentence and code 2."""
        hint = self._words.text("`{program} --help` tells more.").format(program=self.prog)
        self.exit(2, f"{sentence.format(**values)} {hint}\n")

    def fail_at(self, argument: str) -> NoReturn:
        """End because of an argument that nobody expects; with the nearest option, when it is like one."""
        if not argument.startswith("-"):
            self.fail(self._words.text("There is one address too many: {argument}."), argument=argument)
        known = ("--name", "--lang", "--plain", "--json", "--help")
        near = nearest(argument.partition("=")[0], known)
        if near is None:
            self.fail(self._words.text("There is no option {argument}."), argument=argument)
        self.fail(
            self._words.text("There is no option {argument}; did you mean {near}?"),
            argument=argument,
            near=near,
        )
