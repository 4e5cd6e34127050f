"""Compiles the C programs of this folder on the spot."""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError

__all__ = ["compile_program", "compiler"]

_HERE = Path(__file__).resolve().parent


def compiler() -> str | None:
    """Return the system's C compiler, or None when there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compile_program(name: str, folder: Path) -> Path:
    """Compile `benchmarks/programs/NAME.c` into `folder`, once; returns the program.

    Raises `MeasurementError` when that is not possible.
    """
    program, cc = folder / name, compiler()
    if program.exists():
        return program
    if cc is None or not sys.platform.startswith("linux"):
        raise MeasurementError("the benchmarks need Linux and a C compiler (cc)")
    flags = ("-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror")
    source = _HERE / f"{name}.c"
    done = subprocess.run(  # noqa: S603 - our own source
        [cc, *flags, "-o", str(program), str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MeasurementError(f"{name}.c does not compile: {done.stderr[:500]}")
    return program
