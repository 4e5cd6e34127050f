"""The command line: picks the part that was asked for, and imports only that."""

import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path

from besedka import __version__

__all__ = ["main"]

_PARTS = ("serve", "chat", "load")
_INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C has ended."""


def main(argv: Sequence[str] | None = None, *, script: str | None = None) -> int:
    """Run `besedka serve`, `chat` or `load` with the options that follow; returns the exit code.

    `script` is the name of the file that stands for one of them, so that messages say what the user typed.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # An old terminal shows what it can, and stops nobody.
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(words, script)
    except KeyboardInterrupt:  # before whatever was asked for had begun to listen to signals
        return _INTERRUPTED


def _run(words: Sequence[str], script: str | None) -> int:
    part, options = (words[0], words[1:]) if words else ("", [])
    if part == "serve":
        from besedka.server.main import main as serve  # noqa: PLC0415 - only what was asked for

        client = "python client_init.py" if script else f"{_program()} chat"
        return serve(options, program=_called(script, part), client=client)
    if part == "load":
        from besedka.load.main import main as load  # noqa: PLC0415 - only what was asked for

        return load(options, program=_called(script, part))
    if part == "chat":
        from besedka.client.terminal.main import main as chat  # noqa: PLC0415 - only what was asked for

        server = "python server_init.py" if script else f"{_program()} serve"
        return chat(options, program=_called(script, part), server=server)
    if part in ("-V", "--version"):
        print(f"besedka {__version__}")
        return 0
    return _explain(part, words)


def _program() -> str:
    return "besedka" if Path(sys.argv[0]).stem == "besedka" else "python -m besedka"


def _called(script: str | None, part: str) -> str:
    return f"python {script}" if script else f"{_program()} {part}"


def _explain(part: str, words: Sequence[str]) -> int:
    """Say which parts there are: to who asked, as an answer; to who named none of them, as an error."""
    from besedka.dialects.command_line import find_language  # noqa: PLC0415 - only when it is needed

    text = find_language(words, os.environ).text
    lines = [
        text("usage: {program} serve | chat | load [options]").format(program=_program()),
        "",
        text("  serve   start a chat server"),
        text("  chat    join a chat"),
        text("  load    simulate many users and measure how the server copes"),
        "",
        text("`{program} serve --help` shows the options; the same goes for chat and load.").format(
            program=_program()
        ),
    ]
    if part in ("-h", "--help"):
        print("\n".join(lines))
        return 0
    if part:
        lines = [_no_such_part(part, text), "", *lines]
    print("\n".join(lines), file=sys.stderr)
    return 2


def _no_such_part(part: str, text: Callable[[str], str]) -> str:
    from besedka.chat.nearest import nearest  # noqa: PLC0415 - only when it is needed
    from besedka.chat.text import clean  # noqa: PLC0415 - only when it is needed

    sentence = text("There is no command “{part}”.").format(part=clean(part[:64], newline=False))
    near = nearest(part, _PARTS)
    return sentence + (" " + text("Did you mean “{nearest}”?").format(nearest=near) if near else "")


if __name__ == "__main__":
    sys.exit(main())
