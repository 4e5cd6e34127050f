"""The options of `python server_init.py`."""

import re
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from dataclasses import replace

from besedka.dialects import LANGUAGES, Language
from besedka.dialects.command_line import CommandLine, Option
from besedka.dialects.option_values import number, one_of, some_text, visible
from besedka.dialects.words.languages import N_
from besedka.server.net.origins import normal_origin
from besedka.server.net.same_address import share_an_address
from besedka.server.process.config import Config
from besedka.server.process.log import LEVELS

__all__ = ["read_options"]

_DEFAULT = Config()
_KIB = 1024

_SERVICE = re.compile(r"(tcp|udp|sctp)://")
"""Kubernetes and Docker links set a variable with this option's name to the address of a service called `besedka`."""

_HOST_AND_PORT = re.compile(
    r"(?:\[(?P<ipv6>[0-9a-f:.]+(?:%[\w.-]+)?)\]|(?P<name>[\w.-]+)):(?P<port>[0-9]{1,5})",
    re.ASCII | re.IGNORECASE,
)
_MAX_PORT = 65535

_OPTIONS = (
    Option(
        "--host",
        N_("the address to listen at; 0.0.0.0 or :: opens the chat to the network (default: %(default)s)"),
        N_("HOST"),
        _DEFAULT.host,
        lambda words: lambda given: _host(given, words),
    ),
    Option(
        "--port",
        N_("the port; 0 picks a free one (default: %(default)s)"),
        N_("PORT"),
        _DEFAULT.port,
        number(0, 65535),
        _SERVICE,
    ),
    Option(
        "--lang",
        N_("the language of the server, and of who chooses none: en or ru (default: from the locale)"),
        N_("LANG"),
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
            "KiB that may wait for somebody who reads too slowly, before the connection ends "
            "(default: 1024, or twice the longest message)"
        ),
        N_("KIB"),
        None,
        number(64, 1 << 20),
    ),
    Option(
        "--origin",
        N_("web pages from here may join as well; several with commas, * for all (default: only our own)"),
        N_("ORIGIN"),
        (),
        lambda words: lambda given: _origins(given, words),
    ),
    Option(
        "--history",
        N_("messages that are kept in memory for `history` and `search` (default: %(default)s)"),
        "N",
        _DEFAULT.history,
        number(0, 100_000),
    ),
    Option(
        "--history-mib",
        N_("MiB of text that these may have (default: %(default)s)"),
        N_("MIB"),
        _DEFAULT.history_mib,
        number(0, 1024),
    ),
    Option(
        "--journal",
        N_("keep everything in this file, so that it outlives the server (default: in memory only)"),
        N_("FILE"),
        None,
        some_text,
    ),
    Option(
        "--retention",
        N_("how many days the journal keeps what was said; older entries are deleted (default: none are)"),
        N_("DAYS"),
        None,
        number(1, 100_000),
    ),
    Option(
        "--retention-messages",
        N_("how many of the last messages the journal keeps (default: all)"),
        "N",
        None,
        number(1, 1_000_000_000),
    ),
    Option(
        "--late",
        N_(
            "with --journal: by how many minutes a delayed message may be late because the server was down; "
            "if it is later, it is not sent (default: %(default)s)"
        ),
        N_("MINUTES"),
        _DEFAULT.late,
        number(0, 100_000),
    ),
    Option(
        "--grace",
        N_(
            "how many seconds somebody whose connection is gone may take to come back; 0: nobody is waited for "
            "(default: %(default)s)"
        ),
        N_("SECONDS"),
        _DEFAULT.grace,
        number(0, 86_400),
    ),
    Option(
        "--max-away",
        N_(
            "how many people are waited for at a time; beyond that, people leave with their connection "
            "(default: %(default)s)"
        ),
        "N",
        _DEFAULT.max_away,
        number(0, 1_000_000),
    ),
    Option(
        "--max-away-network",
        N_("how many of them may be from one network address; this machine is exempt (default: %(default)s)"),
        "N",
        _DEFAULT.max_away_network,
        number(0, 1_000_000),
    ),
    Option(
        "--max-waiting",
        N_("how many private messages wait for each of them (default: %(default)s)"),
        "N",
        _DEFAULT.max_waiting,
        number(1, 100_000),
    ),
    Option(
        "--metrics",
        N_(
            "answer Prometheus here, without a password: at an address of this machine or of a private network "
            "(default: nowhere)"
        ),
        N_("HOST:PORT"),
        None,
        lambda words: lambda given: _host_and_port(given, words),
    ),
    Option(
        "--log-level",
        N_("how much to log: debug, info, warning or error (default: %(default)s)"),
        N_("LEVEL"),
        _DEFAULT.log_level,
        one_of(*LEVELS),
    ),
)


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str, words: Language) -> Config:
    """Return the configuration from options, environment and defaults; exit the program on an error."""
    line = CommandLine(program, words.text("Start a chat server."), words, environ)
    for option in _OPTIONS:
        line.add_option(option)
    found = line.read(argv)
    config = Config(
        host=found.host,
        port=found.port,
        language=found.lang or words.code,
        flood=found.flood,
        max_message=found.max_message,
        max_clients=found.max_clients,
        history=found.history,
        history_mib=found.history_mib,
        journal=found.journal,
        retention=found.retention,
        retention_messages=found.retention_messages,
        late=found.late,
        grace=found.grace,
        max_away=found.max_away,
        max_away_network=found.max_away_network,
        max_waiting=found.max_waiting,
        origins=found.origin,
        metrics=found.metrics,
        log_level=found.log_level,
    )
    _refuse_contradictions(config, line, words)
    least = -(-config.longest_event // _KIB)
    if found.outbox is not None and found.outbox < least:
        sentence = words.text(
            "--outbox {outbox} and --max-message {max_message} contradict each other: "
            "one message may take {least} KiB."
        )
        line.error(sentence.format(outbox=found.outbox, max_message=found.max_message, least=least))
    outbox = max(_DEFAULT.outbox, 2 * config.longest_event) if found.outbox is None else found.outbox * _KIB
    return replace(config, outbox=outbox, total_outbox=max(_DEFAULT.total_outbox, 4 * outbox))


def _refuse_contradictions(config: Config, line: CommandLine, words: Language) -> None:
    """Exit the program if options contradict each other."""
    if config.journal is None and (config.retention or config.retention_messages):
        line.error(words.text("--retention and --retention-messages need a --journal."))
    if _is_taken(config):
        line.error(
            words.text("The chat itself is at the address of --metrics; choose another port for one of them.")
        )


def _is_taken(config: Config) -> bool:
    """Whether the metrics would be where the chat is, which listens only after it has opened its journal."""
    host, port = config.metrics or ("", 0)
    return port == config.port != 0 and share_an_address(host, config.host)


def _host(given: str, words: Language) -> str:
    """Read a host; an IPv6 address may stand in brackets, as it does in `--metrics` and in an address of the chat."""
    host: str = some_text(words)(given)
    return host[1:-1] if host.startswith("[") and host.endswith("]") and ":" in host else host


def _host_and_port(given: str, words: Language) -> tuple[str, int]:
    """Parse an address with a port; an IPv6 address stands in brackets (RFC 3986, 3.2.2)."""
    found = _HOST_AND_PORT.fullmatch(given.strip())
    if found is None or int(found["port"]) > _MAX_PORT:
        sentence = words.text(
            "“{given}” is not an address with a port, such as 127.0.0.1:9165 or [::1]:9165."
        )
        raise ArgumentTypeError(sentence.format(given=visible(given)))
    return found["ipv6"] or found["name"], int(found["port"])


def _origins(given: str, words: Language) -> tuple[str, ...]:
    """Parse comma-separated origins; raise an error for one that no browser would ever send."""
    origins = []
    for wish in filter(None, map(str.strip, given.split(","))):
        origin = normal_origin(wish)
        if origin is None:
            sentence = words.text("“{given}” is not the origin of a web page, such as https://chat.example.")
            raise ArgumentTypeError(sentence.format(given=wish))
        origins.append(origin)
    return tuple(origins)
