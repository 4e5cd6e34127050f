"""Running a bot as a program: by `run` in its own file, or by name as `python -m besedka bot NAME`."""

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from besedka.bots.bot import Bot, in_language
from besedka.bots.options import BotOptions, read_options
from besedka.chat.language.text import clean, excerpt
from besedka.chat.names.nearest import nearest
from besedka.dialects.command_line import find_language
from besedka.dialects.words.languages import Language
from besedka.invocation import find_invocation, install_command
from besedka.records import record
from besedka.standard_streams import OutputLost, complain, open_standard_streams, say
from besedka.structured_log import Log, log_failure, open_log
from besedka.system_errors import system_error

if TYPE_CHECKING:
    from besedka.bots.exit_deadline import ExitDeadline
    from besedka.bots.service import BotService
    from besedka.log_writer import LogWriter

__all__ = ["KnownBot", "main", "run"]

_EXIT_LIMIT: Final = 3.0
"""Seconds for the bot's own tasks and threads, after the service has ended."""

_OUTPUT_TIMEOUT: Final = 0.5
"""Seconds to wait at exit for the last lines of the log to be written."""


@record
class KnownBot:
    """A bot that can be run by its name.

    `load` imports and returns its class. It and `Bot.from_options` may raise `ModuleNotFoundError` when the `extra`
    that the bot needs is not installed.
    """

    load: Callable[[], type[Bot]]
    extra: str | None = None


def run(bot: type[Bot], argv: Sequence[str] | None = None) -> NoReturn:
    """Run the bot with the options of the command line, and exit the program with its exit code.

    0: ended by SIGINT or SIGTERM. 1: standard output failed. 2: invalid command line.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    open_standard_streams()
    try:
        code = _run(bot, words, find_invocation().program)
    except OutputLost as lost:
        language = find_language(words, os.environ)
        sentence = language.text("The output could not be written: {reason}.")
        complain(sentence.format(reason=system_error(lost.error, language)))
        code = 1
    sys.exit(code)


def main(argv: Sequence[str], known: Mapping[str, KnownBot], *, program: str) -> int:
    """Run the known bot that the first word names, or list them. Return the exit code, as `run` does.

    `program` is the command that started it, without the bot's name.
    """
    words = find_language(argv, os.environ)
    name = argv[0] if argv else ""
    if name in known:
        return _run_known(name, known[name], argv[1:], f"{program} {name}", words)
    listing = _listing(known, program, words)
    if name in ("", "-h", "--help") or (name.startswith("--lang") and len(argv) == 2 - ("=" in name)):
        say(listing)
        return 0
    complain(f"{_no_such_bot(name, known, words)}\n\n{listing}")
    return 2


def _run_known(name: str, bot: KnownBot, argv: Sequence[str], program: str, words: Language) -> int:
    try:
        return _run(bot.load(), argv, program)
    except ModuleNotFoundError as error:
        if bot.extra is None:
            raise
        complain(f"{name}: {_missing(error, bot.extra, words)}")
        return 2


def _run(bot: type[Bot], argv: Sequence[str], program: str) -> int:
    options = read_options(bot, argv, os.environ, program)
    try:
        made = bot.from_options(options.given)
    except OSError as error:
        if error.filename is None:
            raise
        words = find_language(argv, os.environ)
        sentence = words.text("{path} cannot be used: {reason}.")
        complain(sentence.format(path=clean(str(error.filename)), reason=system_error(error, words)))
        return 2
    import asyncio  # noqa: PLC0415 - `--help` needs none

    from besedka.log_writer import LogWriter  # noqa: PLC0415 - only a bot that runs

    lines = LogWriter(2, (sys.stderr and sys.stderr.encoding) or "utf-8")
    try:
        asyncio.run(_serve(made, options, lines))
    except KeyboardInterrupt:  # before the signal handlers were installed
        return 130
    finally:
        lines.close(_OUTPUT_TIMEOUT)
    return 0


async def _serve(bot: Bot, options: BotOptions, lines: "LogWriter") -> None:
    import asyncio  # noqa: PLC0415 - `--help` needs none

    from besedka.bots.exit_deadline import ExitDeadline  # noqa: PLC0415 - only a bot that runs
    from besedka.bots.service import BotService  # noqa: PLC0415 - `--help` needs no asyncio

    log = open_log(options.log_level, lines)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: _report(log, context))
    log.info("started", bot=type(bot).__name__, name=options.name, address=options.address, pid=os.getpid())
    service, deadline, code = BotService(bot, options.address, options.name, log), ExitDeadline(log, lines), 1
    _stop_on_signals(service, deadline)
    try:
        await service.run()
        code = 0
    finally:
        deadline.set(_EXIT_LIMIT, code)


def _report(log: Log, context: Mapping[str, object]) -> None:
    """Log an error that asyncio reports, such as that of a task that a handler has started, as one line."""
    error = context.get("exception")
    what = str(context.get("message")).partition("(")[0]  # behind it are a callback's arguments
    log_failure(log, what, error if isinstance(error, BaseException) else None)


def _stop_on_signals(service: "BotService", deadline: "ExitDeadline") -> None:
    import asyncio  # noqa: PLC0415 - `--help` needs none

    loop = asyncio.get_running_loop()

    def limit(*_: object) -> None:
        deadline.set(service.longest_stop)

    def stop_and_limit(*_: object) -> None:
        limit()
        loop.call_soon_threadsafe(service.stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":  # a plain handler must wake up the loop there
            signal.signal(number, stop_and_limit)
        else:
            loop.add_signal_handler(number, service.stop)
            # This replaces asyncio's empty handler; the loop itself hears of a signal by its wakeup descriptor. A
            # plain handler is called even while the loop is blocked.
            signal.signal(number, limit)


def _listing(known: Mapping[str, KnownBot], program: str, words: Language) -> str:
    width = max(map(len, known), default=0)
    usage = words.text("usage: {program} NAME [ADDRESS] [options]").format(program=program)
    hint = words.text("`{program} NAME --help` shows the options of a bot.").format(program=program)
    rows = [f"  {name:{width}}  {_about(bot, words)}" for name, bot in known.items()]
    return "\n".join([usage, "", *rows, "", hint])


def _about(bot: KnownBot, words: Language) -> str:
    try:
        return in_language(bot.load().about, words)
    except ModuleNotFoundError as error:
        if bot.extra is None:
            raise
        return _missing(error, bot.extra, words)


def _missing(error: ModuleNotFoundError, extra: str, words: Language) -> str:
    sentence = words.text(
        "This bot needs the extra besedka[{extra}] (there is no module {module}): {command}"
    )
    return sentence.format(extra=extra, module=error.name, command=install_command(extra))


def _no_such_bot(name: str, known: Mapping[str, KnownBot], words: Language) -> str:
    sentence = words.text("There is no bot “{name}”.").format(name=clean(excerpt(name), newline=False))
    near = nearest(name, known)
    return sentence + (" " + words.text("Did you mean “{nearest}”?").format(nearest=near) if near else "")
