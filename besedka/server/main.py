"""`python server_init.py`: the composition root of the server."""

import asyncio
import errno
import os
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TextIO

from besedka.descriptors import raise_file_limit
from besedka.dialects import Language, language
from besedka.dialects.command_line import find_language
from besedka.journal.errors import JournalError
from besedka.log_writer import LogWriter
from besedka.server.metrics.listener import MetricsAddressError
from besedka.server.net.addresses import address_on_the_network
from besedka.server.process.banner import banner, cannot_keep, cannot_listen
from besedka.server.process.config import Config
from besedka.server.process.event_loop import collect_garbage_rarely, new_event_loop, switch_threads_soon
from besedka.server.process.log import Log, log_failure, open_log
from besedka.server.process.options import read_options
from besedka.server.process.service_manager import ServiceManager
from besedka.server.reloading import Reloader
from besedka.server.server import Server
from besedka.standard_streams import complain
from besedka.system_errors import system_error

__all__ = ["main"]

_OPEN_FILES = 10_240
"""Open files to request if there is no hard limit; the most that macOS allows (its OPEN_MAX)."""
_RESERVED_FILES = 64
"""File descriptors not available to clients."""
_OUTPUT_TIMEOUT = 0.5
"""Seconds to wait at exit for the last output to be written."""


def main(argv: Sequence[str], *, program: str, client: str, client_elsewhere: str) -> int:
    """Run a server until it is told to stop; return the exit code.

    - 0 after SIGINT, SIGTERM or SIGHUP; under a service manager (NOTIFY_SOCKET), SIGHUP reads the page's files again.
    - 1 if the server cannot listen at the address or open its journal, if its journal did not answer at the end, if a
      signal cut the start or the shutdown short, or if the log or the screen could not be written for a reason other
      than lack of space or a closed reader.
    - A bad option exits with 2.

    `program` is the command that started the server, `client` the command that starts a client on this
    machine, and `client_elsewhere` the command for another machine.
    """
    config = read_options(argv, os.environ, program, find_language(argv, os.environ))
    words = language(config.language)
    config = _fit(config, raise_file_limit(_OPEN_FILES))

    # A failure of one output is reported on the other.
    def note(error: OSError) -> None:
        log.error("unwritten", why=system_error(error, language("en")))

    def tell(error: OSError) -> None:
        sentence = words.text("The log cannot be written: {reason}.")
        screen.write(sentence.format(reason=system_error(error, words)) + "\n")

    screen = LogWriter(1, _encoding(sys.stdout), on_trouble=note)
    errors = LogWriter(2, _encoding(sys.stderr), on_trouble=tell)
    log = open_log(config.log_level, errors)
    collect_garbage_rarely()
    switch_threads_soon()
    loop = new_event_loop()
    try:
        code = loop.run_until_complete(_serve(config, words, log, screen, (client, client_elsewhere)))
    finally:
        loop.close()
        errors.close(_OUTPUT_TIMEOUT)
        screen.close(_OUTPUT_TIMEOUT)
    return 1 if screen.failed or errors.failed else code


def _encoding(stream: TextIO | None) -> str:
    return (stream and stream.encoding) or "utf-8"


def _fit(config: Config, files: int) -> Config:
    """Limit clients to the available file descriptors; some are kept to tell people that the chat is full."""
    if not files:
        return config
    places = max(2, files - _RESERVED_FILES)
    anteroom = min(config.anteroom, places // 4)
    limit = places - anteroom
    return replace(config, max_clients=min(config.max_clients or limit, limit), anteroom=anteroom)


async def _serve(
    config: Config, words: Language, log: Log, screen: LogWriter, clients: tuple[str, str]
) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: _report(log, context))
    stop, hurry = asyncio.Event(), asyncio.Event()
    manager = ServiceManager(os.environ, log)
    reloader = Reloader(loop, manager, log)
    _on_signals(
        loop,
        lambda: (hurry if stop.is_set() else stop).set(),  # noqa: PLW0108 - which one is decided then
        reloader if manager.is_listening else None,
    )
    server = Server(config, log, secrets.token_hex(8))
    manager.starting("Starting")
    if not await _start(server, stop, hurry, config, words):
        manager.stopping()
        return 1
    elsewhere = address_on_the_network()
    lines = banner(
        words,
        config.host,
        server.port,
        *clients,
        journal=config.journal,
        forgets=bool(config.retention or config.retention_messages),
        elsewhere=elsewhere,
        metrics=server.metrics_address,
    )
    screen.write(lines + "\n")
    manager.ready("Ready")
    reloader.is_ready = True
    await stop.wait()
    reloader.is_ready = False
    manager.stopping()
    screen.write(words.text("Stopping; press Ctrl-C again to stop at once.") + "\n")
    settled = await server.stop(hurry)
    return 0 if settled and not hurry.is_set() else 1


async def _start(
    server: Server, stop: asyncio.Event, hurry: asyncio.Event, config: Config, words: Language
) -> bool:
    """Start the server; return False if it could not start, which is said on the standard error, or was told to stop.

    Then nothing of it is left. A journal on a full disk may keep the start waiting, and the end of it until `hurry`.
    """
    starting, stopping = asyncio.ensure_future(server.start(hurry)), asyncio.ensure_future(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
    if starting.cancelled():
        return False
    try:
        starting.result()
    except (OSError, UnicodeError) as error:
        complain(cannot_listen(words, config.host, config.port, error))
    except MetricsAddressError as error:
        host, port = config.metrics or ("", 0)
        complain(cannot_listen(words, host, port, error.reason, "--metrics"))
    except JournalError as error:
        complain(cannot_keep(words, config.journal or "", error))
    else:
        return True
    return False


def _on_signals(
    loop: asyncio.AbstractEventLoop, act: Callable[[], None], reload: Callable[[], None] | None = None
) -> None:
    """Let signals `act`; with `reload`, SIGHUP does that instead."""
    if sys.platform == "win32":  # On Windows, a plain signal handler has to wake the loop.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Under nohup, the server has to outlive the terminal.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            loop.add_signal_handler(number, reload if reload and number == signal.SIGHUP else act)


def _report(log: Log, context: dict[str, object]) -> None:
    """Log an error reported by asyncio as one line, never as a traceback on the screen."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        log.warning("refused", why="too many open files")
        return
    log_failure(log, str(context.get("message")), error if isinstance(error, BaseException) else None)
