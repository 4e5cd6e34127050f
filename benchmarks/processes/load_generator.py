"""The load generator (`programs/generator.c`) against one server, and what it reports."""

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes.server_process import MeasurementError, ServerProcess

__all__ = ["LoadGenerator"]

_LONGEST = 600.0
"""Seconds after which a run is given up."""

_FLOWS = ("window", "wait", "posters", "rate", "private")
"""The modes whose results are of deliveries."""

GeneratorReport = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LoadGenerator:
    """The generator, against one server."""

    program: Path
    child: ServerProcess
    protocol: str
    cpu: int
    at_once: int = 128
    """How many clients may be on their way in at a time."""

    def run(
        self, mode: str, *options: object, at_step: Callable[[GeneratorReport, int], None] | None = None
    ) -> dict[str, GeneratorReport]:
        """Run it in one mode to its end; returns its reports by event.

        `at_step` is called with each report of a step and the generator's process number, and the generator holds the
        step until it returns. Raises `MeasurementError` when a client was dropped, a message was lost, nothing was
        delivered where that is measured, or the time is over.
        """
        command = self._command(mode, options)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                reports = self._listen(process, at_step)
                process.wait(_LONGEST)
            finally:
                process.terminate()  # `timeout` hands it on
        return _checked(reports, flows=mode in _FLOWS)

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
        self, process: "subprocess.Popen[str]", at_step: Callable[[GeneratorReport, int], None] | None
    ) -> dict[str, GeneratorReport]:
        reports: dict[str, GeneratorReport] = {}
        if process.stdout is None or process.stdin is None:
            raise MeasurementError("the generator has no pipes")
        for line in process.stdout:
            report = json.loads(line)
            reports[report["event"]] = report
            if report["event"] == "step":
                if at_step is not None:
                    at_step(report, int(report["pid"]))
                process.stdin.write(os.linesep)
                process.stdin.flush()
        return reports


def _checked(reports: dict[str, GeneratorReport], *, flows: bool) -> dict[str, GeneratorReport]:
    if "failed" in reports:
        raise MeasurementError(reports["failed"]["why"])
    result = reports.get("result")
    if result is None and "ready" not in reports:
        raise MeasurementError("the generator did not come to its end")
    if result and result.get("delivered", 0) != result.get("expected", 0):
        raise MeasurementError(f"{result['delivered']} deliveries of {result['expected']}")
    if result and flows and not result["deliveries_per_second"]:
        raise MeasurementError("nothing was delivered while it was measured: give it more seconds")
    return reports
