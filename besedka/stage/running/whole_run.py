"""The two verbs that raise a stand: `run`, which ends it again whatever happens, and `up`, which keeps it."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language
from besedka.stage.options import RUNS, StageOptions
from besedka.stage.report.report import write_report
from besedka.stage.run_folder import REPORT
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.occupation import alone, make_way
from besedka.stage.running.ownership.ending import end_stand
from besedka.stage.running.ownership.interruption import Interrupted, Interruption
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.running.playing.play import play
from besedka.stage.running.playing.progress import Display
from besedka.stage.running.playing.traffic import load_options
from besedka.stage.running.raising.programs import find_programs
from besedka.stage.running.raising.stand import Stand, made_new
from besedka.stage.running.raising.starting import raise_stand
from besedka.stage.running.reporting import verdict_text
from besedka.stage.table.profile import read_profile
from besedka.stage.table.service import Service
from besedka.standard_streams import say

__all__ = ["raise_and_keep", "run_profile"]

_DEFAULT: Final = "smoke"


def run_profile(options: StageOptions, runtime: Runtime, interruption: Interruption, display: Display) -> int:
    """Raise the stand, play the profile, end the stand, write the page and print the verdict.

    Whatever happens, the stand is ended before this returns or raises. Return 0 if the verdict held, 1 if not. After a
    signal it raises `Interrupted`, even if one comes when the load is over.
    """
    words = options.words
    profile = read_profile(options.rest[0], options.overrides)
    chosen = load_options(profile, words, options.program)
    find_programs()
    with alone(runtime, options.program):
        make_way(runtime, display, words, options.program)
        with _ended_again(options, runtime, interruption, display):
            stand = made_new(profile, options.runs, runtime)

            async def work() -> None:
                supervisor = await raise_stand(stand, lambda service: _tell(service, display, words))
                display.note(_is_up(stand, words))
                await play(stand, supervisor, chosen, display, words)

            interruption.run(work())
    result = write_report(stand.folder, words)
    display.clear()
    say(verdict_text(result, words))
    say(str(stand.folder / REPORT))
    if interruption.count:
        raise Interrupted
    return 0 if result.held else 1


def raise_and_keep(
    options: StageOptions, runtime: Runtime, interruption: Interruption, display: Display
) -> int:
    """Raise the stand and leave it up; return 0. It is ended if it does not come up, or on an interruption."""
    words = options.words
    profile = read_profile(options.rest[0] if options.rest else _DEFAULT, options.overrides)
    find_programs()
    with alone(runtime, options.program):
        make_way(runtime, display, words, options.program)
        with _ended_again(options, runtime, interruption, display, unless_kept=True):
            stand = made_new(profile, options.runs, runtime)
            interruption.run(raise_stand(stand, lambda service: _tell(service, display, words)))
            runtime.write(replace(stand.current, kept=True))
    display.clear()
    say(_is_up(stand, words))
    say(words.text("`{program} down` ends it.").format(program=options.program))
    return 0


@contextmanager
def _ended_again(
    options: StageOptions,
    runtime: Runtime,
    interruption: Interruption,
    display: Display,
    *,
    unless_kept: bool = False,
) -> Iterator[None]:
    """End the stand behind the block, however it is left; with `unless_kept`, only if it is left by an exception.

    A second signal hurries the end, and none skips it. After an exception it is told where the run's folder is.
    """
    words = options.words
    try:
        yield
        if unless_kept:
            return
    except BaseException:
        current = _end(runtime, interruption, display, words)
        if current is not None and Path(current.folder).is_dir():
            display.note(_what_there_is(current, options))
        raise
    _end(runtime, interruption, display, words)


def _end(runtime: Runtime, interruption: Interruption, display: Display, words: Language) -> Current | None:
    """End the stand; return the run that it was raised for, None if it was not yet begun."""
    current = runtime.current()
    if current is not None:
        display.step(words.text("The stand is ended …"))
    if not end_stand(runtime, current, lambda: interruption.count > 1):
        run = current.run if current is not None else ""
        raise StageFailure(N_("Processes of run {run} cannot be ended."), run=run)
    display.clear()
    return current


def _what_there_is(current: Current, options: StageOptions) -> str:
    """Return where the folder of a run is that was cut short, and which command makes a page of it."""
    elsewhere = "" if options.runs == Path(RUNS) else f" --runs {shlex.quote(str(options.runs))}"
    sentence = options.words.text(
        "What there is of run {run} is in {folder}; `{command}` makes a page of it."
    )
    command = clean(f"{options.program} report{elsewhere}", newline=False)
    return sentence.format(run=current.run, folder=clean(current.folder, newline=False), command=command)


def _tell(service: Service, display: Display, words: Language) -> None:
    display.step(words.text("starting {name} …").format(name=service.name))


def _is_up(stand: Stand, words: Language) -> str:
    """Return where people come in, and where the run's folder is."""
    door = next(service for service in stand.services if service.role == "nginx")
    sentence = words.text("Run {run} is up: https://{address}:{port}/, folder {folder}")
    folder = clean(str(stand.folder), newline=False)
    return sentence.format(run=stand.current.run, address=door.address, port=door.port, folder=folder)
