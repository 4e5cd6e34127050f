"""Executes the load command: finds or starts the server, makes the run, prints and writes the report."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from besedka.chat.language.text import clean
from besedka.client.address import Address
from besedka.client.errors import BadAddress
from besedka.load.options import LoadOptions
from besedka.load.report.comparing.comparison import Comparison, compare_runs
from besedka.load.report.comparing.comparison_report import comparison_json, comparison_text
from besedka.load.report.comparing.figures_of_run import (
    BadReport,
    RunFigures,
    from_load_json,
    read_run,
    read_text,
)
from besedka.load.report.environment import describe_environment
from besedka.load.report.html_report import html_report
from besedka.load.report.load_report import LoadReport
from besedka.load.report.text_report import text_report
from besedka.load.run.child_processes import NoServer, running_server
from besedka.load.run.process_usage import ProcessUsage, find_server
from besedka.load.run.progress import progress
from besedka.load.run.runner import LoadRun, RunResult, WorkerLost
from besedka.load.scenario.target import Target, find_target, is_near
from besedka.standard_streams import complain, say
from besedka.system_errors import system_error

__all__ = ["execute"]

_INTERRUPTED: Final = 130
_PROBE_TIMEOUT: Final = 5.0


class _Refused(Exception):  # noqa: N818 - ends the program, with a sentence for the user
    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


def execute(options: LoadOptions) -> int:
    """Check the files, find or start the server, make the run, print and write its report; return the exit code."""
    try:
        _check_files(options)
        base = _read_base(options)
        with ExitStack() as stack:
            given, pid = options.address, options.server_pid
            if options.smoke:
                started = stack.enter_context(running_server())
                given, pid = f"127.0.0.1:{started.port}", started.pid
            return _execute(options, _find(options, given), pid, base)
    except NoServer:
        return _complain(options.words.text("The server for the smoke test did not start."), 1)
    except WorkerLost as error:
        sentence = options.words.text("A generator process was lost: {why}.")
        return _complain(sentence.format(why=error), 1)
    except _Refused as error:
        return _complain(str(error), error.code)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return _INTERRUPTED


def _execute(options: LoadOptions, target: Target, pid: int, base: RunFigures | None) -> int:
    found = pid or (find_server(target.address.port) if _is_here(target.ip) else None)
    environment = describe_environment()
    run = LoadRun(
        options.scenario,
        target,
        server=ProcessUsage(found) if found else None,
        on_progress=progress(sys.stderr, options.words),
    )
    outcome = asyncio.run(_until_interrupted(run))
    if sys.stderr.isatty():
        complain("\r\x1b[K", end="")
    report = LoadReport(options.scenario, str(target.address), environment, outcome, options.conditions)
    compared = compare_runs(base, from_load_json(report.as_json())) if base else None
    try:
        if compared:
            say("\n" + comparison_text(compared, options.words))
        say(text_report(report, options.words))
    finally:
        unwritten = _write(options, report, compared)
    return 1 if unwritten or not report.held else _INTERRUPTED if outcome.stopped else 0


async def _until_interrupted(run: LoadRun) -> RunResult:
    """Run to the end. The first signal cuts the run short, the second cancels it."""
    task = asyncio.ensure_future(run.run())
    stopping = False

    def interrupt() -> None:
        nonlocal stopping
        if stopping:
            task.cancel()
        stopping = True
        run.stop()

    _on_signals(interrupt)
    return await task


def _on_signals(act: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":  # a plain handler must wake up the loop there
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))
        else:
            loop.add_signal_handler(number, act)


def _find(options: LoadOptions, given: str) -> Target:
    """Return the target after checking that it is valid, may be loaded, and answers."""
    text = options.words.text
    try:
        address = Address.parse(given)
    except BadAddress as error:
        raise _Refused(
            text("Not an address of a chat: {address}").format(address=ascii(error.address)), 2
        ) from None
    try:
        target = find_target(address)
        if not is_near(target.ip) and not options.allowed:
            sentence = text(
                "{address} is neither this machine nor in a private network. "
                "If you may load it, say so with --i-may-load-this-host."
            )
            raise _Refused(sentence.format(address=address), 2)
        socket.create_connection((target.ip, address.port), _PROBE_TIMEOUT).close()
    except OSError as error:
        sentence = text("Nobody answers at {address} ({why}). Is the address right, and the server running?")
        raise _Refused(sentence.format(address=address, why=system_error(error, options.words)), 1) from None
    return target


def _is_here(ip: str) -> bool:
    """Return whether `ip` is an address of this machine: whether it can be bound to."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((ip, 0))
    except OSError:
        return False
    return True


def _check_files(options: LoadOptions) -> None:
    """Check that the output files can be written, so that a long run does not fail at its end."""
    try:
        for name in filter(None, (options.json, options.html)):
            Path(name).open("a", encoding="utf-8").close()
    except OSError as error:
        sentence = options.words.text("{file} cannot be written: {why}.")
        raise _Refused(
            sentence.format(file=error.filename, why=system_error(error, options.words)), 2
        ) from None


def _read_base(options: LoadOptions) -> RunFigures | None:
    """Return the run to compare with, before a new one is made."""
    if not options.compare:
        return None
    text = options.words.text
    name = clean(options.compare, newline=False)
    try:
        return read_run(read_text(Path(options.compare)))
    except OSError as error:
        sentence = text("{file} cannot be read: {why}.")
        raise _Refused(sentence.format(file=name, why=system_error(error, options.words)), 2) from None
    except BadReport:
        sentence = text("{file} is not the JSON report of a load simulation, which --json writes.")
        raise _Refused(sentence.format(file=name), 2) from None


def _write(options: LoadOptions, report: LoadReport, compared: Comparison | None) -> int:
    """Write the requested files, as many as possible; return the exit code."""
    pages: tuple[tuple[str, Callable[[], str]], ...] = (
        (options.json, lambda: _as_json(report, compared)),
        (options.html, lambda: html_report(report, options.words, comparison=compared)),
    )
    return max(_write_file(options, name, page) for name, page in pages)


def _as_json(report: LoadReport, compared: Comparison | None) -> str:
    fields = report.as_json()
    if compared:
        fields["comparison"] = comparison_json(compared)
    return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"


def _write_file(options: LoadOptions, name: str, page: Callable[[], str]) -> int:
    try:
        if name:
            Path(name).write_text(page(), encoding="utf-8")
    except OSError as error:
        sentence = options.words.text("{file} cannot be written: {why}.")
        return _complain(sentence.format(file=name, why=system_error(error, options.words)), 1)
    return 0


def _complain(sentence: str, code: int) -> int:
    complain(sentence)
    return code
