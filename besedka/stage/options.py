"""The options of `python -m besedka stage`. Imported even for `--help`, so it imports next to nothing."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from besedka.chat.names.nearest import nearest
from besedka.dialects.command_line import CommandLine, HelpFormatter, Option, find_language
from besedka.dialects.option_values import ValueReader, file_name, number, one_of, plain_text
from besedka.dialects.words.languages import LANGUAGES, N_, Language
from besedka.stage.table.planned_faults import LASTING, VERBS

__all__ = ["RUNS", "StageOptions", "read_options"]

_LONGEST_FAULT: Final = 3600
RUNS: Final = "stage-runs"
"""The folder of the runs' folders, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class StageOptions:
    """The user's choices. `rest` is what stands behind the verb, as many words as the verb takes."""

    words: Language
    program: str
    verb: str
    rest: tuple[str, ...]
    runs: Path
    overrides: tuple[str, ...]
    html: str
    follow: bool
    lines: int


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb: how many words may follow it, how it is written, and what it does."""

    least: int
    most: int
    syntax: str
    help: str


_VERBS: Final[Mapping[str, _Verb]] = {
    "run": _Verb(1, 1, "run PROFILE", N_("raise the stand, play the profile, write the page, end the stand")),
    "up": _Verb(0, 1, "up [PROFILE]", N_("raise the stand and leave it up (default: smoke)")),
    "status": _Verb(0, 0, "status", N_("what runs, and where")),
    "logs": _Verb(0, 1, "logs [SERVICE]", N_("the last lines of the logs; -f follows them")),
    "load": _Verb(1, 1, "load PROFILE", N_("send the profile’s load into the stand that is up")),
    "fault": _Verb(2, 3, "fault VERB SERVICE [SECONDS]", N_("kill, freeze, restart, cut or slow a service")),
    "report": _Verb(0, 0, "report", N_("write the page of the current run, or of the last one")),
    "compare": _Verb(2, 2, "compare RUN RUN", N_("two runs side by side")),
    "down": _Verb(0, 0, "down", N_("end the stand, and what is left of an earlier one")),
}

_LANGUAGE: Final = Option(
    "--lang",
    N_("the language of the report: en or ru (default: from the locale)"),
    N_("LANG"),
    None,
    one_of(*LANGUAGES),
)

_SWITCHES: Final = ("-f", "--follow")

_BELONGS: Final[Mapping[str, tuple[str, ...]]] = {
    "--runs": ("run", "up", "logs", "report", "compare"),
    "--set": ("run", "up", "load"),
    "--html": ("compare",),
    "--lines": ("logs",),
    "--follow": ("logs",),
    "-f": ("logs",),
}
"""The verbs that an option means something to; one that is not here, to all. A variable may be set for all verbs."""


def read_options(argv: Sequence[str], environ: Mapping[str, str], program: str) -> StageOptions:
    """Return the choices made by options, environment and defaults. Exits the program if any is invalid."""
    words = find_language(argv, environ)
    line = _command_line(words, environ, program)
    plain, flags = _split(argv)
    given = line.read([*plain, *flags])
    verb, rest = given.verb, tuple(given.rest)
    if verb not in _VERBS:
        line.error(_no_such_verb(verb, words))
    known = _VERBS[verb]
    if not known.least <= len(rest) <= known.most:
        line.error(words.text("It is written so: {syntax}").format(syntax=f"{program} {known.syntax}"))
    _check_flags(line, verb, flags, words)
    if verb == "fault":
        _check_fault(line, rest, words)
    return StageOptions(
        words,
        program,
        verb,
        rest,
        Path(given.runs),
        tuple(given.set),
        given.html or "",
        given.follow,
        given.lines,
    )


def _check_flags(line: CommandLine, verb: str, flags: Sequence[str], words: Language) -> None:
    for flag in (word.partition("=")[0] for word in flags):
        if verb not in _BELONGS.get(flag, (verb,)):
            sentence = words.text("{verb} takes no {option}; it goes with: {verbs}.")
            line.error(sentence.format(verb=verb, option=flag, verbs=", ".join(_BELONGS[flag])))


def _check_fault(line: CommandLine, rest: Sequence[str], words: Language) -> None:
    if rest[0] not in VERBS:
        sentence = words.text("“{given}” is not one of: {allowed}.")
        near = nearest(rest[0], VERBS)
        hint = " " + words.text("Did you mean “{nearest}”?").format(nearest=near) if near else ""
        line.error(sentence.format(given=rest[0], allowed=", ".join(VERBS)) + hint)
    if len(rest) > 2:
        if rest[0] not in LASTING:
            sentence = words.text("{verb} takes no seconds: it is over when the service is ready again.")
            line.error(sentence.format(verb=rest[0]))
        try:
            number(1, _LONGEST_FAULT)(words)(rest[2])
        except argparse.ArgumentTypeError as error:
            line.error(str(error))


def _no_such_verb(verb: str, words: Language) -> str:
    if not verb:
        return words.text("Say what to do: {verbs}.").format(verbs=", ".join(_VERBS))
    near = nearest(verb, _VERBS)
    hint = " " + words.text("Did you mean “{nearest}”?").format(nearest=near) if near else ""
    return words.text("There is no command “{part}”.").format(part=verb) + hint


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words and the options, these with their values.

    The words are to be read first: argparse takes those that follow an option for surplus ones.
    """
    plain: list[str] = []
    options: list[str] = []
    rest = iter(argv)
    for word in rest:
        if word == "--":
            plain += rest
        elif not word.startswith("-"):
            plain.append(word)
        else:
            options.append(word)
            if word not in (*_SWITCHES, "-h", "--help", "-V", "--version") and "=" not in word:
                options += [following for following in [next(rest, None)] if following is not None]
    return plain, options


def _command_line(words: Language, environ: Mapping[str, str], program: str) -> CommandLine:
    text = words.text
    width = max(len(verb.syntax) for verb in _VERBS.values())
    rows = [f"  {verb.syntax:{width}}  {text(verb.help)}" for verb in _VERBS.values()]
    opening = text(
        "A staging stand on this machine: the server behind nginx, watched, loaded, and broken on purpose."
    )
    line = CommandLine(program, "\n".join([opening, "", *rows]), words, environ)
    prefix = text("usage")
    line.formatter_class = lambda prog: _HelpFormatter(prog, f"{prefix}: ")
    line.usage = text("{program} VERB … [options]").format(program=program)
    line.add_argument("verb", nargs="?", default="", help=argparse.SUPPRESS)
    line.add_argument("rest", nargs="*", type=plain_text(words), help=argparse.SUPPRESS)
    for option in _options():
        line.add_option(option)
    line.add_switch("--follow", text("with logs: go on as they grow"), short="-f")
    return line


def _options() -> tuple[Option, ...]:
    return (
        Option(
            "--runs",
            N_("where the folders of the runs are (default: %(default)s)"),
            N_("FOLDER"),
            RUNS,
            file_name,
            stem="STAGE_RUNS",
        ),
        Option(
            "--set",
            N_("change the profile: load.users=50, nodes=1, … may be given several times"),
            N_("KEY=VALUE"),
            (),
            _override,
            many=True,
            stem="STAGE_SET",
        ),
        Option(
            "--html",
            N_("with compare: write it as a page as well"),
            N_("FILE"),
            None,
            file_name,
            stem="STAGE_HTML",
        ),
        Option(
            "--lines",
            N_("with logs: how many (default: %(default)s)"),
            "N",
            20,
            number(0, 100_000),
            stem="STAGE_LINES",
        ),
        _LANGUAGE,
    )


def _override(words: Language) -> ValueReader:
    """Read one change of a profile; what the keys are is the profile's to know."""
    read = plain_text(words)

    def read_override(text: str) -> tuple[str, ...]:
        name, sign, _ = read(text).partition("=")
        if not name.strip() or not sign:
            sentence = words.text("“{given}” is not a change such as load.users=50.")
            raise argparse.ArgumentTypeError(sentence.format(given=text))
        return (text,)

    return read_override


class _HelpFormatter(HelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the verbs."""
