"""A stand: its run, its profile and its table of services, made new or found again as another program raised it."""

import os
import re
import secrets
import stat
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.run_folder import LOGS, PROFILE
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.ledger import Ledger
from besedka.stage.running.ownership.processes import find
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.running.raising.addresses import check_addresses
from besedka.stage.running.raising.log_tail import tail
from besedka.stage.running.raising.programs import find_programs
from besedka.stage.running.raising.supervisor_client import SupervisorClient
from besedka.stage.table.configuration import check_paths, write_configuration
from besedka.stage.table.profile import Profile, as_ini, read_profile
from besedka.stage.table.service import Service
from besedka.stage.table.services import AUTHORITY, services, supervisor_socket

__all__ = ["Stand", "all_runs", "folder_gone", "found_again", "is_run", "made_new"]

_RUN: Final = re.compile(r"\d{8}-\d{6}-.+")
_TAIL: Final = 8
"""Lines of a log that are shown when something has failed."""


@dataclass(frozen=True)
class Stand:
    """What is needed to work at a stand, whoever raised it."""

    current: Current
    profile: Profile
    services: tuple[Service, ...]
    runtime: Runtime

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return Path(self.current.folder)

    @property
    def authority(self) -> Path:
        """The file of the certificate that signed nginx' own."""
        return self.folder / AUTHORITY

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of its processes."""
        return Ledger(self.runtime.ledger)

    @cached_property
    def supervisor(self) -> SupervisorClient:
        """Its supervisord."""
        return SupervisorClient(supervisor_socket(self.runtime.folder))

    def service(self, name: str) -> Service:
        """Return the service of this name. Raises `StageFailure`."""
        for service in self.services:
            if service.name == name:
                return service
        known = ", ".join(service.name for service in self.services)
        raise StageFailure(
            N_("There is no service “{name}”; there are: {known}."), code=2, name=name, known=known
        )

    def log(self, name: str) -> Path:
        """Return the file that a service's output is written to."""
        return self.folder / LOGS / f"{name}.log"

    def last_lines(self, name: str) -> list[str]:
        """Return the last lines of a service's log."""
        return tail(self.log(name), _TAIL)


def made_new(profile: Profile, runs: Path, runtime: Runtime) -> Stand:
    """Make a run's folder with all configurations, and write down that it is the current run. Nothing is started.

    Raises `ProfileError` for a path that the configurations cannot hold, and `StageFailure` if an address of the stand
    is taken, before anything is made; `OSError` for a folder that cannot be made.
    """
    check_paths(runs, runtime.folder)
    check_addresses(_table(profile, runs, runtime))
    folder = _new_folder(runs, profile.name)
    folder.joinpath(LOGS).mkdir()
    folder.joinpath(PROFILE).write_text(as_ini(profile), encoding="utf-8")
    own = find(os.getpid())
    mark = f"{folder.name}-{secrets.token_hex(8)}"
    current = Current(
        folder.name, str(folder), profile.name, mark, os.getpid(), own.start if own is not None else 0
    )
    stand = Stand(current, profile, _table(profile, folder, runtime), runtime)
    runtime.write(current)
    write_configuration(stand.services, profile, folder, runtime.folder)
    return stand


def found_again(current: Current, runtime: Runtime) -> Stand:
    """Return the stand that another program has raised. Raises `StageFailure` if its folder is gone."""
    folder = Path(current.folder)
    if not (folder / PROFILE).is_file():
        raise folder_gone(current)
    profile = read_profile(str(folder / PROFILE), ())
    return Stand(current, profile, _table(profile, folder, runtime), runtime)


def folder_gone(current: Current) -> StageFailure:
    """Return why nothing goes on with a run whose folder somebody has deleted."""
    return StageFailure(
        N_("The folder of run {run} is gone: {folder}"), run=current.run, folder=current.folder
    )


def all_runs(runs: Path) -> list[Path]:
    """Return the folders of the runs that may be read, the latest first. Raises `PermissionError` for `runs` itself."""
    try:
        found = [path for path in runs.iterdir() if _RUN.fullmatch(path.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(filter(_is_readable_run, found), key=lambda path: path.name, reverse=True)


def is_run(folder: Path) -> bool:
    """Return whether a folder is one of a run, whatever its name. Raises `PermissionError`."""
    try:
        return stat.S_ISREG((folder / PROFILE).stat().st_mode)
    except PermissionError:
        raise
    except (OSError, ValueError):  # A name that no file can have.
        return False


def _is_readable_run(folder: Path) -> bool:
    try:
        return is_run(folder)
    except PermissionError:
        return False


def _table(profile: Profile, folder: Path, runtime: Runtime) -> tuple[Service, ...]:
    programs = find_programs()
    return services(
        profile,
        folder,
        runtime.folder,
        python=programs.python,
        nginx=programs.nginx,
        prometheus=programs.prometheus,
        cpus=os.cpu_count() or 1,
    )


def _new_folder(runs: Path, profile: str) -> Path:
    name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{profile}"
    for number in range(1, 100):
        folder = runs.absolute() / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(name)
