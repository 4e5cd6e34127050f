"""Everything that is generated from the table of services, written into the run's folder."""

import os
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.run_folder import COMPOSE, LOGS
from besedka.stage.table.formats import certificates
from besedka.stage.table.formats.compose import NGINX_IN_DOCKER, compose_file, in_docker
from besedka.stage.table.formats.nginx import nginx_configuration
from besedka.stage.table.formats.prometheus import prometheus_configuration
from besedka.stage.table.formats.supervisor import supervisor_configuration
from besedka.stage.table.profile import Profile, ProfileError
from besedka.stage.table.service import Service
from besedka.stage.table.services import NGINX, PROMETHEUS, root_of_package, supervisor_socket

__all__ = ["SUPERVISOR", "check_paths", "write_configuration"]

SUPERVISOR: Final = "supervisord.conf"
_FILES: Final = 8192
"""Files that a service may have open, as far as the system allows it: a thousand people through nginx are 2,000."""


def write_configuration(services: Sequence[Service], profile: Profile, folder: Path, runtime: Path) -> None:
    """Write the configurations of supervisor, nginx, Prometheus and Docker, and new certificates, into `folder`.

    The folder is there; private keys are readable by their owner alone. Raises `OSError`, and `ProfileError` for a
    path that the configurations cannot hold.
    """
    folder, runtime = folder.absolute(), runtime.absolute()
    check_paths(folder, runtime)
    front = next(service for service in services if service.role == "nginx")
    for name in (LOGS, "nginx"):
        (folder / name).mkdir(exist_ok=True)
    certificates.write(folder, [front.address, in_docker(front).address, "localhost", "127.0.0.1"])
    _write(
        folder / SUPERVISOR, supervisor_configuration(services, supervisor_socket(runtime), files=_files())
    )
    _write(folder / NGINX, nginx_configuration(services))
    _write(folder / PROMETHEUS, prometheus_configuration(services))
    _write(folder / NGINX_IN_DOCKER, nginx_configuration([in_docker(service) for service in services]))
    _write(folder / COMPOSE, compose_file(services, profile, folder, runtime, root_of_package()))


def check_paths(folder: Path, runtime: Path) -> None:
    """Raise `ProfileError` if the configurations cannot hold these paths, or that of our package."""
    for path in (folder.absolute(), runtime.absolute(), root_of_package()):
        _check_path(path)


def _check_path(path: Path) -> None:
    text = os.fspath(path)
    if not text.isprintable() or " ;" in text or " #" in text:
        raise ProfileError(
            N_(
                "The path “{path}” cannot be used for a stand: choose one without “ #”, “ ;” and control characters."
            ),
            path=text.encode("utf-8", "backslashreplace").decode(),
        )


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _files() -> int:
    """Return how many files may be open: supervisord does not start if that is more than the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
