"""Finds stands and runs for the verbs, with their errors as sentences."""

from pathlib import Path

from besedka.dialects.words.languages import N_
from besedka.stage.run_folder import PROFILE
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.running.raising.stand import Stand, found_again, latest_run

__all__ = ["folder_of", "given_run", "raised"]


def raised(runtime: Runtime) -> Stand:
    """Return the stand that is up. Raises `StageFailure` if none is."""
    current = runtime.current()
    if current is None:
        raise StageFailure(N_("No stand is up."))
    return found_again(current, runtime)


def folder_of(current: Current | None, runs: Path) -> Path:
    """Return the folder of the current run, or else of the latest one. Raises `StageFailure` if there is none."""
    folder = Path(current.folder) if current is not None else latest_run(runs)
    if folder is None:
        raise StageFailure(N_("There is no run in {runs}."), runs=runs)
    return folder.absolute()


def given_run(name: str, runs: Path) -> Path:
    """Return the folder of a run by its id or its path. Raises `StageFailure`."""
    for folder in (Path(name), runs / name):
        if (folder / PROFILE).is_file():
            return folder
    raise StageFailure(N_("There is no run {name} in {runs}."), code=2, name=name, runs=runs)
