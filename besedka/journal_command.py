"""`besedka journal`: looks into a journal file and copies it, also while a server has it."""

import os
import signal
import sqlite3
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from besedka.chat.language.text import clean
from besedka.damage import damaged_place
from besedka.dialects import Language
from besedka.dialects.command_line import CommandLine, Option, find_language
from besedka.dialects.option_values import one_of
from besedka.dialects.words.languages import LANGUAGES, N_
from besedka.dialects.words.timestamps import write_time
from besedka.journal.errors import (
    DamagedError,
    ForeignFileError,
    JournalError,
    NotCopiedError,
    OtherVersionError,
)
from besedka.journal.sqlite.inspection import back_up, check, export, stats
from besedka.standard_streams import complain, say
from besedka.system_errors import system_error

__all__ = ["main"]

_LINES_AT_ONCE = 1000

_LANGUAGE = Option(
    "--lang",
    N_("the language of this help and of errors: en or ru (default: from the locale)"),
    N_("LANG"),
    None,
    one_of(*LANGUAGES),
)
_PLACES = {
    "action": (
        N_("ACTION"),
        N_(
            "check: is all of it sound, and does a replay give what the snapshots say; stats: figures; "
            "export: each entry as a line of JSON; backup: a copy"
        ),
    ),
    "path": (N_("FILE"), N_("the journal")),
    "copy": (N_("COPY"), N_("for backup: the file to be created")),
}

_ERRORS: Mapping[type, str] = {
    DamagedError: N_(
        "{path} is damaged ({where}). What precedes the damage can be saved: `{program} export {path}`."
    ),
    ForeignFileError: N_("{path} is not a journal of Besedka."),
    OtherVersionError: N_("{path} was written by another version of Besedka; use that version."),
}


def main(argv: Sequence[str], *, program: str) -> int:
    """Run `check`, `stats`, `export` or `backup` on a journal; return the exit code.

    0: done, and the journal is sound as far as it was read. 1: it is not, or cannot be read. 2: a bad command line.
    """
    words = find_language(argv, os.environ)
    line = CommandLine(
        program, words.text("Look into a journal or copy it, even while a server uses it."), words, os.environ
    )
    line.add_option(_LANGUAGE)
    group = line.add_argument_group(words.text("what to do"))
    for name, (place, help_text) in _PLACES.items():
        group.add_argument(name, nargs="?", default="", metavar=words.text(place), help=words.text(help_text))
    found = line.read(argv)
    action = _ACTIONS.get(found.action)
    if action is None or not found.path or bool(found.copy) != (action is _back_up):
        sentence = words.text("Say what to do: check FILE, stats FILE, export FILE, or backup FILE COPY.")
        line.error(sentence)
    try:
        # Resolved: SQLite names the files beside a link after the file that it leads to.
        action(words, Path(os.path.realpath(found.path)), Path(found.copy))
    except (JournalError, OSError, sqlite3.Error) as error:
        complain(_explain(words, found, program, error))
        return 1
    return 0


def _explain(words: Language, found: Namespace, program: str, error: Exception) -> str:
    shown = clean(found.path, newline=False)
    sentence = _ERRORS.get(type(error))
    if found.action == "export" and isinstance(error, DamagedError):
        sentence = N_("{path} is damaged ({where}). What precedes the damage was exported.")
    if sentence is not None:
        where = damaged_place(error.where, words) if isinstance(error, DamagedError) else ""
        return words.text(sentence).format(path=shown, where=where, program=program)
    if isinstance(error, FileExistsError):
        there = clean(str(error), newline=False)
        return words.text("{path} is there already; a copy overwrites nothing.").format(path=there)
    if isinstance(error, NotCopiedError):
        copy, reason = clean(found.copy, newline=False), system_error(error.reason, words)
        return words.text("{path} cannot be written: {reason}.").format(path=copy, reason=reason)
    reason = system_error(error, words)
    return words.text("{path} cannot be read: {reason}.").format(path=shown, reason=reason)


def _check(words: Language, path: Path, _: Path) -> None:
    found = check(path)
    sentence = words.text(
        "The journal is sound: entries {first} to {last} without a gap; "
        "{confirmed} of {snapshots} snapshots are what a replay gives."
    )
    say(
        sentence.format(
            first=found.first, last=found.last, confirmed=found.confirmed, snapshots=found.snapshots
        )
    )


def _stats(words: Language, path: Path, _: Path) -> None:
    found = stats(path)
    rows = [
        (words.text("bytes"), found.size),
        (words.text("entries"), found.entries),
        (words.text("messages"), found.sends),
        (words.text("public messages"), found.messages),
        (words.text("indexed for searching"), found.indexed),
        (words.text("first"), "-" if found.begin is None else write_time(found.begin)),
        (words.text("last"), "-" if found.end is None else write_time(found.end)),
        (words.text("snapshots after"), ", ".join(map(str, found.snapshots)) or "-"),
    ]
    say("\n".join(f"{name}: {value}" for name, value in rows))


def _export(_words: Language, path: Path, _: Path) -> None:
    portion: list[str] = []
    try:
        for line in export(path):
            portion.append(line)
            if len(portion) == _LINES_AT_ONCE:
                say("\n".join(portion))
                portion = []
    finally:
        if portion:
            say("\n".join(portion))


class _Ended(BaseException):
    """A signal asks for the end."""


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Have SIGTERM and SIGHUP, as Ctrl-C, let everything be tidied up before they end the process."""
    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    # What is ignored (nohup) stays so.
    before = {number: signal.getsignal(number) for number in numbers if number is not None}
    before = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}

    def end(number: int, _frame: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise _Ended(number)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    except _Ended as ended:
        signal.signal(ended.args[0], signal.SIG_DFL)
        signal.raise_signal(ended.args[0])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _back_up(words: Language, path: Path, copy: Path) -> None:
    with _ended_in_order():
        back_up(path, copy)
    say(words.text("Copied to {path}.").format(path=clean(str(copy), newline=False)))


_ACTIONS: Mapping[str, Callable[[Language, Path, Path], None]] = {
    "check": _check,
    "stats": _stats,
    "export": _export,
    "backup": _back_up,
}
