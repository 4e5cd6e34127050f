"""The options of every bot. Imported even for `--help`, so it imports next to nothing."""

import argparse
from collections.abc import Mapping, Sequence

from besedka.bots.bot import Bot, in_language
from besedka.chat.names.forms import NameProblem, examine
from besedka.client.address import DEFAULT_ADDRESS, Address
from besedka.client.errors import BadAddress
from besedka.client.terminal.session.error_messages import explain_bad_address
from besedka.dialects.command_line import CommandLine, Option, find_language
from besedka.dialects.option_values import ValueReader, one_of
from besedka.dialects.words.languages import LANGUAGES, N_, Language
from besedka.records import record
from besedka.structured_log import LEVELS

__all__ = ["BotOptions", "read_options"]

_MAX_NAME = 256
"""Characters of a name; a server may allow fewer."""


@record
class BotOptions:
    """The user's choices; `given` has the values of the bot's own options as well."""

    words: Language
    address: Address
    name: str
    log_level: str
    given: argparse.Namespace


def _name(words: Language) -> ValueReader:
    def read(text: str) -> str:
        if isinstance(examine(text, _MAX_NAME), NameProblem):
            sentence = words.text("“{given}” cannot be a name in a chat.")
            raise argparse.ArgumentTypeError(sentence.format(given=text))
        return text

    return read


def read_options(bot: type[Bot], argv: Sequence[str], environ: Mapping[str, str], program: str) -> BotOptions:
    """Return the choices made by options, environment and defaults. Exits the program if any is invalid."""
    words = find_language(argv, environ)
    line = _command_line(bot, words, environ, program)
    bot.add_options(line)
    given = line.read(argv)
    try:
        address = Address.parse(given.address)
    except BadAddress as error:
        line.error(explain_bad_address(error, words))
    name = given.name or address.said("name") or bot.name
    return BotOptions(words, address, name, given.log_level, given)


def _command_line(bot: type[Bot], words: Language, environ: Mapping[str, str], program: str) -> CommandLine:
    text = words.text
    line = CommandLine(program, in_language(bot.about, words), words, environ)
    line.epilog = text(
        "The bot comes back by itself after a lost connection. Exit code: 0 after SIGINT or SIGTERM; "
        "2 for a mistake on the command line."
    )
    line.add_place(
        "address",
        text("HOST, HOST:PORT, ws://…, wss://… or the page’s address (default: %(default)s)"),
        default=DEFAULT_ADDRESS,
        metavar=text("ADDRESS"),
        variable="BESEDKA_URL",
    )
    name = text("the bot’s name in the chat (default: {name})").format(name=bot.name)
    line.add_option(
        Option("--name", name, N_("NAME"), None, _name, stem="BOT_NAME")
    )  # BESEDKA_NAME is a person's
    line.add_option(
        Option(
            "--lang",
            N_("the language of this help and of errors: en or ru (default: from the locale)"),
            N_("LANG"),
            None,
            one_of(*LANGUAGES),
        )
    )
    line.add_option(
        Option(
            "--log-level",
            N_("how much to log: debug, info, warning or error (default: %(default)s)"),
            N_("LEVEL"),
            "info",
            one_of(*LEVELS),
        )
    )
    return line
