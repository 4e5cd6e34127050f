"""The options of `python server_init.py`."""

from collections.abc import Mapping, Sequence

from besedka.dialects import LANGUAGES, Language
from besedka.dialects.command_line import CommandLine, choice, number
from besedka.server.config import Config
from besedka.server.log import LEVELS

__all__ = ["read_options"]

_DEFAULT = Config()


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str, words: Language) -> Config:
    """Return what the options, the environment and the defaults make; ends the program when something is wrong."""
    line = CommandLine(program, words.text("Start a chat server."), words, environ)
    line.option(
        "--host",
        words.text(
            "the address to listen at; 0.0.0.0 or :: opens the chat to the network (default: %(default)s)"
        ),
        default=_DEFAULT.host,
        metavar="HOST",
    )
    line.option(
        "--port",
        words.text("the port; 0 picks a free one (default: %(default)s)"),
        default=_DEFAULT.port,
        type=number(words, 0, 65535),
        metavar="PORT",
    )
    line.option(
        "--lang",
        words.text("the language of the server and of who chooses none: en or ru (default: from the locale)"),
        default=words.code,
        type=choice(words, *LANGUAGES),
        metavar="LANG",
    )
    _add_limits(line, words)
    line.option(
        "--origin",
        words.text(
            "web pages from here may join as well; several with commas, * for all (default: only our own)"
        ),
        default="",
        metavar="ORIGIN",
    )
    line.option(
        "--log-level",
        words.text("how much to log: debug, info, warning or error (default: %(default)s)"),
        default=_DEFAULT.log_level,
        type=choice(words, *LEVELS),
        metavar="LEVEL",
    )
    found = line.read(argv)
    return Config(
        host=found.host,
        port=found.port,
        language=found.lang,
        flood=found.flood,
        max_message=found.max_message,
        max_clients=found.max_clients,
        origins=tuple(
            origin.strip().rstrip("/").lower() for origin in found.origin.split(",") if origin.strip()
        ),
        log_level=found.log_level,
    )


def _add_limits(line: CommandLine, words: Language) -> None:
    line.option(
        "--flood",
        words.text(
            "messages a second that one session may send, with a burst of twice as many; 0: no limit "
            "(default: %(default)s)"
        ),
        default=int(_DEFAULT.flood),
        type=number(words, 0, 1_000_000),
        metavar="N",
    )
    line.option(
        "--max-message",
        words.text("characters in a message (default: %(default)s)"),
        default=_DEFAULT.max_message,
        type=number(words, 1, 1_000_000),
        metavar="N",
    )
    line.option(
        "--max-clients",
        words.text("people in the chat at a time; 0: as many as the system allows (default: %(default)s)"),
        default=_DEFAULT.max_clients,
        type=number(words, 0, 10_000_000),
        metavar="N",
    )
