"""The client's options. Imported even for `--help`, so it imports next to nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from besedka.client.address import DEFAULT_ADDRESS
from besedka.dialects.command_line import CommandLine, Option, find_language
from besedka.dialects.option_values import one_of
from besedka.dialects.words.languages import LANGUAGES, N_

__all__ = ["ClientOptions", "read_options"]

_OPTIONS = (
    Option(
        "--name",
        N_("the name to enter under; without one, the chat gives you a guest's"),
        N_("NAME"),
    ),
    Option(
        "--lang",
        N_("your language: en or ru (default: from the locale)"),
        N_("LANG"),
        None,
        one_of(*LANGUAGES),
    ),
)


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """The user's choices."""

    address: str
    name: str | None
    code: str
    plain: bool
    json: bool
    spoken: bool = field(default=False, compare=False)
    """Whether the language was requested explicitly rather than derived from the locale."""


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str) -> ClientOptions:
    """Return the choices made by options, environment and defaults. Exits the program if any is invalid."""
    words = find_language(argv, environ)
    text = words.text
    line = CommandLine(
        program, text("Enter a chat, in the terminal. Lines are commands; `help` lists them."), words, environ
    )
    line.epilog = text(
        "Exit code: 0 after leaving the chat; 1 when the chat cannot be reached or is lost for good, "
        "or a script's command is refused; 2 for a mistake on the command line; 128 plus the "
        "signal's number when a signal ended it."
    )
    line.add_place(
        "address",
        text("HOST, HOST:PORT, ws://…, wss://… or the page’s address (default: %(default)s)"),
        default=DEFAULT_ADDRESS,
        metavar=words.text("ADDRESS"),
        variable="BESEDKA_URL",
    )
    for option in _OPTIONS:
        line.add_option(option)
    line.add_switch(
        "--plain", text("line by line, no colours, nothing redrawn: for screen readers and simple terminals")
    )
    line.add_switch("--json", text("print every event as one line of JSON"))
    given = line.read(argv)
    code, spoken = given.lang or words.code, given.lang is not None
    return ClientOptions(given.address, given.name or None, code, given.plain, given.json, spoken)
