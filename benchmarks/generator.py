"""The C programs, compiled on the spot, and the generator's reports."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.child import Child, ChildError

__all__ = ["Crowd", "compile_program", "compiler"]

_HERE = Path(__file__).resolve().parent
_LONGEST = 600.0
"""Seconds after which a run is given up."""

Report = dict[str, Any]


def compiler() -> str | None:
    """Return the system's C compiler, or None when there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compile_program(name: str, folder: Path) -> Path:
    """Compile `benchmarks/NAME.c` into `folder`, once; returns the program.

    Raises `ChildError` when that is not possible.
    """
    program, cc = folder / name, compiler()
    if program.exists():
        return program
    if cc is None or not sys.platform.startswith("linux"):
        raise ChildError("the benchmarks need Linux and a C compiler (cc)")
    flags = ("-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror")
    source = _HERE / f"{name}.c"
    done = subprocess.run(  # noqa: S603 - our own source
        [cc, *flags, "-o", str(program), str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ChildError(f"{name}.c does not compile: {done.stderr[:500]}")
    return program


@dataclass(frozen=True, slots=True)
class Crowd:
    """The generator, against one server."""

    program: Path
    child: Child
    protocol: str
    cpu: int
    at_once: int = 128
    """How many clients may be on their way in at a time."""

    def run(
        self, mode: str, *options: object, at_step: Callable[[Report, int], None] | None = None
    ) -> dict[str, Report]:
        """Run it in one mode to its end; returns its reports by event.

        `at_step` is called with each report of a step and the generator's process number, and the generator holds the
        step until it returns. Raises
        `ChildError` when a client was dropped, a message was lost, or the time is over.
        """
        command = self._command(mode, options)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                reports = self._listen(process, at_step)
                process.wait(_LONGEST)
            finally:
                process.terminate()  # `timeout` hands it on
        return _checked(reports)

    def _command(self, mode: str, options: Sequence[object]) -> list[str]:
        common = {
            "--protocol": self.protocol,
            "--port": self.child.port,
            "--pid": self.child.pid,
            "--cpu": self.cpu,
            "--at-once": self.at_once,
        }
        flags = (word for option in common.items() for word in option)
        # `timeout` ends it for certain, whatever becomes of us.
        return ["timeout", str(_LONGEST), str(self.program), mode, *map(str, (*flags, *options))]

    def _listen(
        self, process: "subprocess.Popen[str]", at_step: Callable[[Report, int], None] | None
    ) -> dict[str, Report]:
        reports: dict[str, Report] = {}
        if process.stdout is None or process.stdin is None:
            raise ChildError("the generator has no pipes")
        for line in process.stdout:
            report = json.loads(line)
            reports[report["event"]] = report
            if report["event"] == "step":
                if at_step is not None:
                    at_step(report, int(report["pid"]))
                process.stdin.write(os.linesep)
                process.stdin.flush()
        return reports


def _checked(reports: dict[str, Report]) -> dict[str, Report]:
    if "failed" in reports:
        raise ChildError(reports["failed"]["why"])
    result = reports.get("result")
    if result is None and "ready" not in reports:
        raise ChildError("the generator did not come to its end")
    if result and result.get("delivered", 0) != result.get("expected", 0):
        raise ChildError(f"{result['delivered']} deliveries of {result['expected']}")
    return reports
