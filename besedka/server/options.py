"""The options of `python server_init.py`."""

from collections.abc import Mapping, Sequence

from besedka.dialects import LANGUAGES, Language
from besedka.dialects.command_line import CommandLine, Option, number, one_of
from besedka.dialects.languages import N_
from besedka.server.config import Config
from besedka.server.log import LEVELS

__all__ = ["read_options"]

_DEFAULT = Config()
_KIB = 1024

_OPTIONS = (
    Option(
        "--host",
        N_("the address to listen at; 0.0.0.0 or :: opens the chat to the network (default: %(default)s)"),
        "HOST",
        _DEFAULT.host,
    ),
    Option(
        "--port",
        N_("the port; 0 picks a free one (default: %(default)s)"),
        "PORT",
        _DEFAULT.port,
        number(0, 65535),
    ),
    Option(
        "--lang",
        N_("the language of the server, and of who chooses none: en or ru (default: from the locale)"),
        "LANG",
        None,
        one_of(*LANGUAGES),
    ),
    Option(
        "--flood",
        N_(
            "messages a second from one session, with a burst of twice as many; 0: no limit (default: %(default)s)"
        ),
        "N",
        int(_DEFAULT.flood),
        number(0, 1_000_000),
    ),
    Option(
        "--max-message",
        N_("characters in a message (default: %(default)s)"),
        "N",
        _DEFAULT.max_message,
        number(1, 1_000_000),
    ),
    Option(
        "--max-clients",
        N_("people in the chat at a time; 0: as many as the system allows (default: %(default)s)"),
        "N",
        _DEFAULT.max_clients,
        number(0, 10_000_000),
    ),
    Option(
        "--outbox",
        N_(
            "KiB that may wait for somebody who reads too slowly, before the connection ends (default: %(default)s)"
        ),
        "KIB",
        _DEFAULT.outbox // _KIB,
        number(64, 1 << 20),
    ),
    Option(
        "--origin",
        N_("web pages from here may join as well; several with commas, * for all (default: only our own)"),
        "ORIGIN",
        "",
    ),
    Option(
        "--log-level",
        N_("how much to log: debug, info, warning or error (default: %(default)s)"),
        "LEVEL",
        _DEFAULT.log_level,
        one_of(*LEVELS),
    ),
)


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str, words: Language) -> Config:
    """Return what the options, the environment and the defaults make; ends the program when something is wrong."""
    line = CommandLine(program, words.text("Start a chat server."), words, environ)
    for option in _OPTIONS:
        line.add_option(option)
    found = line.read(argv)
    return Config(
        host=found.host,
        port=found.port,
        language=found.lang or words.code,
        flood=found.flood,
        max_message=found.max_message,
        max_clients=found.max_clients,
        outbox=found.outbox * _KIB,
        total_outbox=max(_DEFAULT.total_outbox, 4 * found.outbox * _KIB),
        origins=tuple(_origins(found.origin)),
        log_level=found.log_level,
    )


def _origins(given: str) -> list[str]:
    return [origin.strip().rstrip("/").lower() for origin in given.split(",") if origin.strip()]
