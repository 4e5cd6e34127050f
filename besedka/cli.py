"""The command line: runs the requested subcommand and imports only its modules."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from besedka import __version__
from besedka.invocation import Invocation, find_invocation
from besedka.standard_streams import OutputLost, complain, open_standard_streams, say

__all__ = ["main"]

_PARTS = ("serve", "chat", "load", "stage", "bot", "journal")
_NICENESS = 10
"""By how much a server on the same machine comes before whoever looks into its journal: what `nice` adds by itself."""

_INTERRUPTED = 130
"""The exit code that shells report for a program ended by Ctrl-C."""


def main(argv: Sequence[str] | None = None, *, script: str | None = None) -> NoReturn:
    """Run `besedka serve`, `chat`, `load`, `stage`, `bot` or `journal` with its options, and exit with its exit code.

    `script` is the file name of the start script, if the program was started by one.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    open_standard_streams()
    try:
        code = _run(words, find_invocation(script))
    except OutputLost as lost:
        code = _tell(lost, words)
    except KeyboardInterrupt:  # before the subcommand had installed its signal handlers
        code = _INTERRUPTED
    sys.exit(code)  # Here, because the `__main__` that `zipapp` writes ignores a returned code.


def _run(words: Sequence[str], invocation: Invocation) -> int:
    part, options = (words[0], words[1:]) if words else ("", [])
    if part == "serve":
        from besedka.server.main import main as serve  # noqa: PLC0415 - only the requested part

        client, elsewhere = invocation.part("chat"), invocation.part_elsewhere("chat")
        return serve(options, program=invocation.part(part), client=client, client_elsewhere=elsewhere)
    if part == "load":
        from besedka.load.main import main as load  # noqa: PLC0415 - only the requested part

        return load(options, program=invocation.part(part))
    if part == "stage":
        from besedka.stage.main import main as stage  # noqa: PLC0415 - only the requested part

        return stage(options, program=invocation.part(part))
    if part == "bot":
        from besedka.bots.main import main as bot  # noqa: PLC0415 - only the requested part
        from besedka.known_bots import KNOWN_BOTS  # noqa: PLC0415 - only the requested part

        return bot(options, KNOWN_BOTS, program=invocation.part(part))
    if part == "chat":
        from besedka.client.terminal.main import main as chat  # noqa: PLC0415 - only the requested part

        return chat(options, program=invocation.part(part), server=invocation.part("serve"))
    if part == "journal":
        return _look_into_journal(words, options, invocation.part(part))
    if part in ("-V", "--version"):
        say(f"besedka {__version__}")
        return 0
    return _explain(part, words, invocation.program)


def _look_into_journal(words: Sequence[str], options: Sequence[str], program: str) -> int:
    try:
        from besedka.journal_command import main as journal  # noqa: PLC0415 - only the requested part
    except ImportError as error:  # Python can be built without it.
        if error.name not in ("sqlite3", "_sqlite3"):
            raise
        return _miss_sqlite(words)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    return journal(options, program=program)


def _miss_sqlite(words: Sequence[str]) -> int:
    from besedka.dialects.command_line import find_language  # noqa: PLC0415 - only when it is needed

    complain(
        find_language(words, os.environ).text(
            "This Python has no sqlite3, without which no journal can be read."
        )
    )
    return 1


def _tell(lost: OutputLost, words: Sequence[str]) -> int:
    from besedka.dialects.command_line import find_language  # noqa: PLC0415 - only when it is needed
    from besedka.system_errors import system_error  # noqa: PLC0415 - only when it is needed

    language = find_language(words, os.environ)
    sentence = language.text("The output could not be written: {reason}.")
    complain(sentence.format(reason=system_error(lost.error, language)))
    return 1


def _explain(part: str, words: Sequence[str], program: str) -> int:
    """Print the usage: to standard output if it was requested, otherwise to standard error, with exit code 2."""
    from besedka.dialects.command_line import find_language  # noqa: PLC0415 - only when it is needed

    text = find_language(words, os.environ).text
    lines = [
        text("usage: {program} serve | chat | load | stage | bot | journal [options]").format(
            program=program
        ),
        "",
        text("  serve   start a chat server"),
        text("  chat    join a chat"),
        text("  load    simulate many users and measure how the server copes"),
        text("  stage   raise a staging stand, load it, break it, and read one page"),
        text("  bot     run a program that is asked in the chat and answers there"),
        text("  journal check, measure, export or copy what a server keeps in a file"),
        "",
        text("`{program} serve --help` shows the options; the same goes for the others.").format(
            program=program
        ),
    ]
    if part in ("-h", "--help"):
        say("\n".join(lines))
        return 0
    if part:
        lines = [_no_such_part(part, text), "", *lines]
    complain("\n".join(lines))
    return 2


def _no_such_part(part: str, text: Callable[[str], str]) -> str:
    from besedka.chat.language.text import clean  # noqa: PLC0415 - only when it is needed
    from besedka.chat.names.nearest import nearest  # noqa: PLC0415 - only when it is needed

    sentence = text("There is no command “{part}”.").format(part=clean(part[:64], newline=False))
    near = nearest(part, _PARTS)
    return sentence + (" " + text("Did you mean “{nearest}”?").format(nearest=near) if near else "")
