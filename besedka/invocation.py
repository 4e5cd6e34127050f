"""How this program was started, and so how its parts are: commands that work where the user stands."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["Invocation", "find_invocation"]

_SCRIPTS: Final = {"serve": "server_init.py", "chat": "client_init.py"}
_MODULE: Final = ("-m", "besedka")
_COMMON: Final = ("python3", "python")
"""What a Python is called on most machines."""


class Invocation:
    """The commands that start our parts, quoted for the user's shell.

    `here` is what a part's name is typed behind where the user stands, `elsewhere` on a machine of which
    nothing is known.
    """

    def __init__(self, here: Sequence[str], elsewhere: Sequence[str]) -> None:
        self._here = here
        self._elsewhere = elsewhere

    @property
    def program(self) -> str:
        """The command that a part's name is typed behind, for the user's shell."""
        return _quoted(*self._here)

    def part(self, name: str) -> str:
        """The command that starts a part, where the user stands."""
        return _quoted(*self._here, name)

    def part_elsewhere(self, name: str) -> str:
        """The command that starts it on another machine."""
        return _quoted(*self._elsewhere, name)


class _ByScript(Invocation):
    """A script stands for a part; the other one lies beside it."""

    def __init__(self, python: Sequence[str], elsewhere: Sequence[str], own: str) -> None:
        super().__init__(python, elsewhere)
        self._own = own

    def part(self, name: str) -> str:
        wanted, typed = _SCRIPTS[name], Path(sys.argv[0])
        if wanted != self._own:
            typed = typed.with_name(wanted)
            if not typed.exists():  # The script was started through a link.
                typed = Path(sys.argv[0]).resolve().with_name(wanted)
        return _quoted(*self._here, str(typed))

    def part_elsewhere(self, name: str) -> str:
        return _quoted(*self._elsewhere, _SCRIPTS[name])


def find_invocation(script: str | None = None) -> Invocation:
    """How this process was started; `script` is the name of the file that stands for a part, if that was it."""
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


def _python() -> str:
    """This Python: by the name that was typed where that leads to it, else by its path."""
    name = Path(sys.orig_argv[0]).name if sys.orig_argv else ""
    return name if _is_same(shutil.which(name), Path(sys.executable)) else sys.executable


def _is_same(found: str | None, wanted: Path) -> bool:
    """Whether it is the same file in the same folder: a virtual environment's Python is a link to another's."""
    try:
        return (
            found is not None and Path(found).samefile(wanted) and Path(found).parent.samefile(wanted.parent)
        )
    except OSError:
        return False


def _holds_us(archive: Path) -> bool:
    """Whether our code comes out of this file."""
    return archive.resolve() in Path(__file__).resolve().parents


def _quoted(*words: str) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
