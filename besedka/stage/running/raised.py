"""Finds stands and runs for the verbs, with their errors as sentences."""

from pathlib import Path
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.running.raising.stand import Stand, all_runs, found_again, is_run

__all__ = ["folder_of", "given_run", "raised"]

_SHOWN: Final = 8
"""Runs that are named at most, the latest ones."""


def raised(runtime: Runtime) -> Stand:
    """Return the stand that is up. Raises `StageFailure` if none is."""
    current = runtime.current()
    if current is None:
        raise StageFailure(N_("No stand is up."))
    return found_again(current, runtime)


def folder_of(current: Current | None, runs: Path) -> Path:
    """Return the folder of the current run, or else of the latest one. Raises `StageFailure` if there is none."""
    if current is not None:
        folder = Path(current.folder)
        if not is_run(folder):
            raise _no_such_run(current.run, folder.parent)
        return folder.absolute()
    found = all_runs(runs)
    if not found:
        raise StageFailure(N_("There is no run in {runs}."), runs=runs)
    return found[0].absolute()


def given_run(name: str, runs: Path) -> Path:
    """Return the folder of a run by its id or its path. Raises `StageFailure`."""
    for folder in (Path(name), runs / name):
        if is_run(folder):
            return folder
    raise _no_such_run(name, runs)


def _no_such_run(name: str, runs: Path) -> StageFailure:
    known = [path.name for path in all_runs(runs)]
    if not known:
        sentence = N_("There is no run “{name}”; in {runs} is none.")
        return StageFailure(sentence, code=2, name=name, runs=runs)
    shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    sentence = N_("There is no run “{name}”; in {runs} are: {known}.")
    return StageFailure(sentence, code=2, name=name, runs=runs, known=shown)
