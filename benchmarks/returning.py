"""A restart from which all come back together: `python -m benchmarks.returning [--clients 1000] [--rounds 3]`.

Clients whose sessions can be resumed are in; two of them talk to each other in private all the time. Then the server,
which has a journal, is killed (SIGKILL) or told to stop (SIGTERM), and started again at once. Clients come back as
docs/protocol.md says: at once, then after pauses that double from half a second, of which a random half is left out.

- *Back* is the time from the moment when the new server accepts connections until a client has read `resumed`.
- *Talk* is the time that a private message needs from one of the two to the other, while the others come back: the
  two come back first, as they try every ten milliseconds. *Before* is the same while nobody comes.

Server and clients have a core each, as everywhere in these benchmarks; the two who talk share that of the clients.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.option_values import client_count, round_count
from benchmarks.peers.besedka import Besedka
from benchmarks.processes import machine
from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port, pinned
from benchmarks.report.markdown import head, row

__all__ = ["main"]

_SETTLING = 1.0
"""Seconds in which what the arrival of all has left behind is done."""

_CALM = 2.0
"""Seconds of talk before the restart, with nobody on the way."""

_CLIENTS = "benchmarks.processes.returning_clients"

Figures = dict[str, float]


def main(argv: Sequence[str]) -> int:
    """Measure, and print a table; returns the exit code: 0, or 1 when it could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.returning", description=__doc__)
    parser.add_argument("--clients", type=client_count, default=1000)
    parser.add_argument("--rounds", type=round_count, default=3)
    options = parser.parse_args(argv)
    print(*head(("restart", "figure", "median", "least … greatest")), sep="\n")
    try:
        for how in ("kill", "stop"):
            rounds = [_measure(how, options.clients) for _ in range(options.rounds)]
            for name in rounds[0]:
                found = [figures[name] for figures in rounds]
                cells = (f"{1e3 * value:.4g} ms" for value in (median(found), min(found), max(found)))
                middle, least, most = cells
                print(row((how, name, middle, f"{least} … {most}")), flush=True)
    except MeasurementError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _measure(how: str, clients: int) -> Figures:
    server_cpu, cpu = machine.cores()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="besedka-returning-") as folder:
        peer = Besedka()
        command = [*peer.command(port, Path(folder)), "--journal", str(Path(folder, "chat.db"))]
        server = _start(peer, command, port, server_cpu, Path(folder))
        crowd, pair = _Crowd(cpu, port, clients, "return"), _Crowd(cpu, port, 2, "talk")
        try:
            crowd.await_report("in")
            pair.await_report("in")
            time.sleep(_SETTLING)
            settled = time.monotonic()
            time.sleep(_CALM)
            lost = time.monotonic()
            server.kill() if how == "kill" else server.stop()
            server = _start(peer, command, port, server_cpu, Path(folder))
            there = time.monotonic()
            back = crowd.await_report("back")["back"]
            times = pair.finish()["times"]
        finally:
            for one in (crowd, pair):
                one.end()
            server.stop()
    return _figures(back, times, (settled, lost, there))


def _start(peer: Besedka, command: Sequence[str], port: int, cpu: int, folder: Path) -> ServerProcess:
    return ServerProcess(command, port, cpu, folder=folder, environment=peer.environment())


def _figures(
    back: Sequence[float], times: Sequence[Sequence[float]], moments: tuple[float, float, float]
) -> Figures:
    settled, lost, there = moments
    calm = [late for at, late in times if settled < at and at + late < lost]
    busy = [late for at, late in times if there < at < max(back)]
    return {
        "down": there - lost,
        **_summary("back", [at - there for at in back]),
        **_summary("talk before", calm),
        **_summary("talk", busy),
    }


def _summary(name: str, values: Sequence[float]) -> Figures:
    if len(values) < 2:
        raise MeasurementError(f"{name}: nothing was measured")
    cuts = quantiles(values, n=100, method="inclusive")
    return {f"{name}, p50": cuts[49], f"{name}, p99": cuts[98], f"{name}, max": max(values)}


class _Crowd:
    """Clients in a process of their own (`_CLIENTS`), and what it reports."""

    def __init__(self, cpu: int, port: int, clients: int, what: str) -> None:
        with pinned(cpu):
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", _CLIENTS, what, str(port), str(clients)],
                cwd=Besedka.root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def await_report(self, event: str) -> Mapping[str, list[float]]:
        """Return the next report, which must be of that event."""
        assert self._process.stdout is not None  # noqa: S101 - as it was asked for
        line = self._process.stdout.readline()
        report: dict[str, list[float]] = json.loads(line) if line else {}
        if event not in report:
            raise MeasurementError(f"the clients have not come to {event!r}")
        return report

    def finish(self) -> Mapping[str, list[list[float]]]:
        """Ask for what was found; returns it."""
        assert self._process.stdin is not None  # noqa: S101 - as it was asked for
        self._process.stdin.close()
        return self.await_report("times")  # type: ignore[return-value]

    def end(self) -> None:
        """End it. Idempotent."""
        with self._process:
            self._process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
