"""How this program was started, and the commands that start its parts from the user's current directory."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["Invocation", "find_invocation", "install_command"]

_SCRIPTS: Final = {"serve": "server_init.py", "chat": "client_init.py"}
_MODULE: Final = ("-m", "besedka")
_COMMON: Final = ("python3", "python")
"""Names of the Python command on most machines."""


class Invocation:
    """The commands that start the program's parts, quoted for the user's shell.

    `here` is the command, without the part's name, in the user's current directory; `elsewhere` is the
    command on a machine about which nothing is known.
    """

    def __init__(self, here: Sequence[str], elsewhere: Sequence[str]) -> None:
        self._here = here
        self._elsewhere = elsewhere

    @property
    def program(self) -> str:
        """The command without a part's name, for the user's shell."""
        return _quoted(*self._here)

    def part(self, name: str) -> str:
        """Return the command that starts a part from the user's current directory."""
        return _quoted(*self._here, name)

    def part_elsewhere(self, name: str) -> str:
        """Return the command that starts a part on another machine."""
        return _quoted(*self._elsewhere, name)


class _ByScript(Invocation):
    """Each part has its own script; the other part's script is in the same directory."""

    def __init__(self, python: Sequence[str], elsewhere: Sequence[str], own: str) -> None:
        super().__init__(python, elsewhere)
        self._own = own

    def part(self, name: str) -> str:
        wanted, typed = _SCRIPTS[name], Path(sys.argv[0])
        if wanted != self._own:
            typed = typed.with_name(wanted)
            if not typed.exists():  # The script was started through a symbolic link.
                typed = Path(sys.argv[0]).resolve().with_name(wanted)
        return _quoted(*self._here, str(typed))

    def part_elsewhere(self, name: str) -> str:
        return _quoted(*self._elsewhere, _SCRIPTS[name])


def find_invocation(script: str | None = None) -> Invocation:
    """Return how this process was started; `script` is the name of the start script, if it was one."""
    python = _python()
    common = python if python in _COMMON else _COMMON[0]
    if script is not None:
        return _ByScript([python], [common], script)
    started = Path(sys.argv[0])
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    if (spec is not None and spec.name == "besedka.__main__") or not started.is_file():
        return Invocation([python, *_MODULE], [common, *_MODULE])
    if _is_same(shutil.which(started.name), started):
        return Invocation([started.name], [started.name])
    if os.access(started, os.X_OK) and not _holds_us(started):
        return Invocation([sys.argv[0]], [started.name])
    return Invocation([python, sys.argv[0]], [common, started.name])


def install_command(extra: str) -> str:
    """Return the command that installs an extra for this Python, for the user's shell in the current directory.

    It names the copy of the repository that runs, or the package where that is installed. For an archive it is the
    command in the folder of the repository: a name that is not installed would be looked up in a registry.
    """
    root = Path(__file__).resolve().parents[1]
    what = "."
    if (root / "pyproject.toml").is_file():
        what = "." if root == Path.cwd() else str(root)
    elif any(root.glob("besedka-*.dist-info")):
        what = "besedka"
    return _quoted(_python(), "-m", "pip", "install", f"{what}[{extra}]")


def _python() -> str:
    """Return this Python's command: the name that was typed if it resolves to it, otherwise its path, if it has one."""
    name = Path(sys.orig_argv[0]).name if sys.orig_argv else ""
    return name if _is_same(shutil.which(name), Path(sys.executable)) else sys.executable or _COMMON[0]


def _is_same(found: str | None, wanted: Path) -> bool:
    """Return whether it is the same file in the same folder (a virtual environment's Python is a link to another)."""
    try:
        return (
            found is not None and Path(found).samefile(wanted) and Path(found).parent.samefile(wanted.parent)
        )
    except OSError:
        return False


def _holds_us(archive: Path) -> bool:
    """Return whether this module was loaded from this archive."""
    return archive.resolve() in Path(__file__).resolve().parents


def _quoted(*words: str) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
