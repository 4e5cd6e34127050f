"""The verbs of the stand: each does its work and returns the program's exit code."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_
from besedka.load.report.comparing.figures_of_run import BadReport
from besedka.load.report.text_report import text_report
from besedka.stage.options import StageOptions
from besedka.stage.report.report import compare, write_comparison, write_report
from besedka.stage.run_folder import CANARY, LOGS, REPORT
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.logs import show_logs
from besedka.stage.running.occupation import alone, in_place_of_others, left_behind
from besedka.stage.running.ownership import ledger
from besedka.stage.running.ownership.ending import end_stand
from besedka.stage.running.ownership.interruption import Interrupted, Interruption
from besedka.stage.running.ownership.runtime import ForeignFolder, Runtime, runtime_folder
from besedka.stage.running.playing.play import watch
from besedka.stage.running.playing.progress import CanaryCount, Display
from besedka.stage.running.playing.together import together
from besedka.stage.running.playing.traffic import conditions_of_stand, load_options, play_load
from besedka.stage.running.raised import folder_of, given_run, raised
from besedka.stage.running.raising.faults import inflict
from besedka.stage.running.raising.supervisor_client import SupervisorSilent
from besedka.stage.running.reporting import verdict_text
from besedka.stage.running.status import recorded_states, show_status
from besedka.stage.running.whole_run import raise_and_keep, run_profile
from besedka.stage.table.profile import ProfileError, read_profile
from besedka.standard_streams import complain, say
from besedka.system_errors import system_error

__all__ = ["execute"]

_INTERRUPTED: Final = 130


def execute(options: StageOptions) -> int:
    """Do what the verb says; return the exit code (`besedka.stage.main.main` lists them)."""
    interruption = Interruption()
    interruption.listen()
    display = Display(sys.stderr, options.words)
    try:
        runtime = Runtime(runtime_folder(os.environ))
        return _ACTIONS[options.verb](options, runtime, interruption, display)
    except Interrupted:
        sentence, code = _interrupted(interruption, options), _INTERRUPTED
    except StageFailure as failure:
        sentence, code = failure.text(options.words), failure.code
    except ProfileError as error:
        sentence, code = clean(error.in_words(options.words), newline=False), 2
    except ForeignFolder as error:
        sentence, code = options.words.text("{path} is not a folder of yours alone."), 1
        sentence = sentence.format(path=clean(str(error.path), newline=False))
    except OSError as error:
        sentence, code = _of_the_system(error, options), 1
    display.clear()
    complain(sentence)
    return code


def _interrupted(interruption: Interruption, options: StageOptions) -> str:
    """Return the sentence about the signal that ended the work, which is another program's if nobody pressed Ctrl-C."""
    if interruption.first != signal.SIGTERM:
        return options.words.text("Interrupted.")
    sentence = options.words.text("Ended by SIGTERM, which `{program} down` sends.")
    return sentence.format(program=options.program)


def _of_the_system(error: OSError, options: StageOptions) -> str:
    """Return the sentence for an error of the system: one of writing, such as that of a full disk, names no file."""
    reason = system_error(error, options.words)
    if error.filename is None:
        return options.words.text("A file could not be written: {reason}.").format(reason=reason)
    path = clean(str(error.filename), newline=False)
    return options.words.text("{path} cannot be used: {reason}.").format(path=path, reason=reason)


def _status(options: StageOptions, runtime: Runtime, interruption: Interruption, _: Display) -> int:
    stand = raised(runtime)
    try:
        say(show_status(stand, interruption.run(stand.supervisor.states()), options.words))
    except SupervisorSilent:
        say(show_status(stand, recorded_states(stand), options.words))
        if runtime.holder() is None:  # Else somebody raises or ends it in this moment.
            sentence = N_("supervisord does not answer; `{program} down` ends what is left.")
            raise StageFailure(sentence, program=options.program) from None
    return 0


def _logs(options: StageOptions, runtime: Runtime, interruption: Interruption, _: Display) -> int:
    folder = folder_of(runtime.current(), options.runs) / LOGS
    files = sorted(folder.glob("*.log"))
    if options.rest:
        known = ", ".join(file.stem for file in files)
        files = [file for file in files if file.stem == options.rest[0]]
        if not files:
            sentence = N_("There is no service “{name}”; there are: {known}.")
            raise StageFailure(sentence, code=2, name=options.rest[0], known=known)
    show_logs(files, options.lines, follow=options.follow, ended=lambda: interruption.count > 0)
    return _INTERRUPTED if interruption.count else 0


def _load(options: StageOptions, runtime: Runtime, interruption: Interruption, display: Display) -> int:
    profile = read_profile(options.rest[0], options.overrides)
    chosen = load_options(profile, options.words, options.program)
    with alone(runtime, options.program):
        try:
            stand = raised(runtime)
            canary = CanaryCount(stand.folder / CANARY)
            load = play_load(stand, profile, chosen, lambda snapshot: display.load(snapshot, canary))
            report = interruption.run(together(load, watch(stand, None)))
        finally:
            if runtime.current() is None:
                runtime.remove()
    display.clear()
    say(text_report(report, options.words))
    if left := conditions_of_stand(profile):
        sentence = options.words.text("Not judged, since a load alone does not tell: {conditions}.")
        say(sentence.format(conditions=", ".join(left)))
    return 0 if report.held else 1


def _fault(options: StageOptions, runtime: Runtime, interruption: Interruption, _: Display) -> int:
    stand = raised(runtime)
    verb, service, *rest = options.rest
    record = interruption.run(inflict(stand, verb, service, float(rest[0]) if rest else None))
    sentence = options.words.text("{verb} {service}: over after {seconds} seconds")
    lasted = (record["ended"] or record["at"]) - record["at"]
    say(sentence.format(verb=verb, service=service, seconds=f"{lasted:.2f}"))
    return 0


def _report(options: StageOptions, runtime: Runtime, _interruption: Interruption, _: Display) -> int:
    folder = folder_of(runtime.current(), options.runs)
    result = write_report(folder, options.words)
    say(verdict_text(result, options.words))
    say(str(folder / REPORT))
    return 0 if result.held else 1


def _compare(options: StageOptions, _runtime: Runtime, _interruption: Interruption, _: Display) -> int:
    first, second = (given_run(name, options.runs) for name in options.rest)
    try:
        if options.html:
            text = write_comparison(first, second, Path(options.html), options.words)
        else:
            text = compare(first, second, options.words)
    except BadReport as error:
        sentence = N_("{folder} has no finished load, so it cannot be compared.")
        raise StageFailure(sentence, code=2, folder=error) from None
    say(text)
    return 0


def _down(options: StageOptions, runtime: Runtime, interruption: Interruption, display: Display) -> int:
    current = runtime.current()
    if current is None and runtime.holder() is None:
        say(options.words.text("No stand is up."))
        return 0
    with in_place_of_others(runtime, lambda: interruption.count > 0):
        left = runtime.current()
        if left is not None and not (left.kept and ledger.supervisor(runtime.ledger)):
            display.note(left_behind(left, options.words))
        if not end_stand(runtime, left, lambda: interruption.count > 1):
            run = left.run if left is not None else ""
            raise StageFailure(N_("Processes of run {run} cannot be ended."), run=run)
    current = left or current
    if current is None:  # The other program had not begun to raise one.
        say(options.words.text("No stand is up."))
        return 0
    if Path(current.folder).is_dir():
        sentence = options.words.text("Run {run} is over. Its folder is {folder}")
    else:
        sentence = options.words.text("Run {run} is over. Its folder is gone: {folder}")
    say(sentence.format(run=current.run, folder=clean(current.folder, newline=False)))
    return _INTERRUPTED if interruption.count else 0


Action = Callable[[StageOptions, Runtime, Interruption, Display], int]

_ACTIONS: Final[Mapping[str, Action]] = {
    "run": run_profile,
    "up": raise_and_keep,
    "status": _status,
    "logs": _logs,
    "load": _load,
    "fault": _fault,
    "report": _report,
    "compare": _compare,
    "down": _down,
}
