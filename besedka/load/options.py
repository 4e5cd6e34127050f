"""The options of `python -m besedka load`. Imported even for `--help`, so it imports next to nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from besedka.dialects.command_line import CommandLine, Option, find_language
from besedka.dialects.option_values import file_name, number, one_of
from besedka.dialects.words.languages import LANGUAGES, N_, Language
from besedka.load.checks.conditions import DEFAULTS, Condition
from besedka.load.option_types import condition, mix, rate, seconds, share
from besedka.load.scenario.scenario import MIN_PAYLOAD, SMOKE, Scenario
from besedka.load.scenario_options import read_scenario

__all__ = ["LoadOptions", "read_options"]

_DEFAULT_ADDRESS: Final = "127.0.0.1:8765"
_MAX_USERS: Final = 100_000


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The user's choices. `json`, `html` and `compare` are file names, or empty."""

    words: Language
    scenario: Scenario
    address: str
    conditions: tuple[Condition, ...]
    json: str
    html: str
    compare: str
    smoke: bool
    allowed: bool
    server_pid: int


def _options(base: Scenario) -> tuple[Option, ...]:
    return (*_people_options(base), *_traffic_options(base), *_run_options(base), *_report_options())


def _people_options(base: Scenario) -> tuple[Option, ...]:
    return (
        Option(
            "--users",
            N_("people in the chat (default: %(default)s)"),
            "N",
            base.users,
            number(1, _MAX_USERS),
        ),
        Option(
            "--senders", N_("how many of them speak (default: a tenth)"), "N", None, number(1, _MAX_USERS)
        ),
        Option(
            "--rate",
            N_("actions a second, all users together, each when it is due (default: %(default)s)"),
            "N",
            f"{base.rate:g}",
            rate,
        ),
        Option(
            "--posters",
            N_("with --closed: how many post, each when all have its last post"),
            "N",
            base.posters,
            number(0, _MAX_USERS),
        ),
        Option(
            "--window",
            N_(
                "instead of --rate: how many actions are under way at a time; after each answer the "
                "next one begins"
            ),
            "N",
            base.window,
            number(0, 1_000_000),
        ),
    )


def _traffic_options(base: Scenario) -> tuple[Option, ...]:
    weights = ",".join(f"{kind}={weight}" for kind, weight in base.mix.items())
    return (
        Option(
            "--duration",
            N_("how long they speak (default: %(default)s s)"),
            N_("TIME"),
            f"{base.duration:g}",
            seconds,
        ),
        Option(
            "--ramp",
            N_("how long it takes until all have come in (default: %(default)s s)"),
            N_("TIME"),
            f"{base.ramp:g}",
            seconds,
        ),
        Option(
            "--payload",
            N_("characters in a message (default: %(default)s)"),
            "N",
            base.payload,
            number(MIN_PAYLOAD, 1_000_000),
        ),
        Option(
            "--mix",
            N_("what they do, with weights (default: %(default)s)"),
            N_("MIX"),
            weights,
            mix,
        ),
        Option(
            "--churn",
            N_("the share of the users that leave and return again and again (default: %(default)s)"),
            N_("SHARE"),
            f"{base.churn:g}",
            share,
        ),
    )


def _run_options(base: Scenario) -> tuple[Option, ...]:
    return (
        Option(
            "--processes",
            N_("generator processes (default: %(default)s)"),
            "N",
            base.processes,
            number(1, 256),
        ),
        Option(
            "--seed",
            N_("the same seed makes the same traffic (default: %(default)s)"),
            "N",
            base.seed,
            number(0, 10**11),
        ),
        Option(
            "--dialect",
            N_("json or plain (default: %(default)s)"),
            N_("DIALECT"),
            base.dialect,
            one_of("json", "plain"),
        ),
    )


def _report_options() -> tuple[Option, ...]:
    return (
        Option("--json", N_("write the report as JSON"), N_("FILE"), None, file_name),
        Option("--html", N_("write the report as a page with plots"), N_("FILE"), None, file_name),
        Option(
            "--compare",
            N_("show the change from an earlier run; FILE is what --json wrote of it"),
            N_("FILE"),
            None,
            file_name,
        ),
        Option(
            "--server-pid",
            N_(
                "the server's process, to watch its CPU and memory (default: the one that listens at the port, if here)"
            ),
            N_("PID"),
            0,
            number(0, 1 << 31),
        ),
        Option(
            "--lang",
            N_("the language of the report: en or ru (default: from the locale)"),
            N_("LANG"),
            None,
            one_of(*LANGUAGES),
        ),
    )


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str) -> LoadOptions:
    """Return the choices made by options, environment and defaults. Exits the program if any is invalid."""
    words = find_language(argv, environ)
    base = SMOKE if "--smoke" in argv else Scenario()
    line = _command_line(words, environ, program, base)
    given = line.read(argv)
    scenario = read_scenario(given, base, line, words)
    conditions = given.fail_if or [Condition.parse(text) for text in DEFAULTS]
    return LoadOptions(
        words,
        scenario,
        given.address,
        tuple(conditions),
        given.json or "",
        given.html or "",
        given.compare or "",
        given.smoke,
        given.i_may_load_this_host,
        given.server_pid,
    )


def _command_line(words: Language, environ: Mapping[str, str], program: str, base: Scenario) -> CommandLine:
    text = words.text
    line = CommandLine(
        program,
        text("Simulate the load of a real chat, and check that every message arrives."),
        words,
        environ,
    )
    line.add_place(
        "address",
        text("HOST, HOST:PORT, ws://…, wss://… or the page’s address (default: %(default)s)"),
        default=_DEFAULT_ADDRESS,
        metavar=text("ADDRESS"),
        variable="BESEDKA_LOAD_URL",
    )
    for option in _options(base):
        line.add_option(option)
    _add_switches(line, words)
    group = line.add_argument_group(text("conditions of failure"))
    defaults = ", ".join(DEFAULTS)
    group.add_argument(
        "--fail-if",
        action="append",
        type=condition(words),
        metavar=text("CONDITION"),
        help=text("p99>250ms, delivered<1000/s, … may be given several times (default: {conditions})").format(
            conditions=defaults
        ),
    )
    return line


def _add_switches(line: CommandLine, words: Language) -> None:
    text = words.text
    line.add_switch("--smoke", text("a standard scenario of ten seconds, on a server that is started for it"))
    line.add_switch("--closed", text("post and wait until all who are in have it (see --posters)"))
    line.add_switch(
        "--reconnect",
        text(
            "whoever loses the connection comes back as real clients do, anew if need be; how long that takes is told"
        ),
    )
    line.add_switch(
        "--i-may-load-this-host",
        text("allow an address that is neither this machine nor in a private network"),
    )
