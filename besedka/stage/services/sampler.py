"""`python -m besedka.stage.services.sampler FILE [--supervisor SOCKET] [NAME=PID | NAME=http://…/metrics]...`

Appends a `Sample` for each service to FILE at every whole second. Services are those that the supervisor at the Unix
socket runs, and those that are named. SIGTERM and SIGINT end it.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from besedka.stage.run_folder import Sample
from besedka.stage.services.line_file import LineFile
from besedka.stage.services.sampling.http_exchange import ExchangeError, get
from besedka.stage.services.sampling.metrics_text import MetricsError, read_metrics
from besedka.stage.services.sampling.node_metrics import NodeFigures, NodeMetrics
from besedka.stage.services.sampling.process_group import GroupUsage, ProcessGroup
from besedka.stage.services.sampling.supervised import supervised
from besedka.stage.services.whole_seconds import whole_seconds

__all__ = ["Sampler", "main"]

_PATIENCE: Final = 0.8
"""Seconds for a node, and for the supervisor, to answer."""

_logger = logging.getLogger("besedka.stage.sampler")


class Sampler:
    """Takes samples of services: processes by their ids, or as the supervisor says; metrics from their addresses."""

    def __init__(self, supervisor: Path | None, pids: Mapping[str, int], metrics: Mapping[str, str]) -> None:
        self._supervisor = supervisor
        self._known: dict[str, int | None] = {**dict.fromkeys(metrics, None), **pids}
        self._metrics = {name: (url, NodeMetrics()) for name, url in metrics.items()}
        self._groups: dict[str, ProcessGroup] = {}
        self._silent: set[str] = set()

    async def take(self, at: float) -> list[Sample]:
        """Return a sample of each service, in the order of their names, within a second.

        Whoever does not answer in time has None for what it did not say, and delays nobody else. While the supervisor
        does not answer, services have the processes that it named last.
        """
        figures, processes = await asyncio.gather(self._figures(), self._processes())
        return [
            _sample(at, name, pid, used, figures.get(name, NodeFigures()))
            for name, (pid, used) in sorted(processes.items())
        ]

    async def _processes(self) -> Mapping[str, tuple[int | None, GroupUsage | None]]:
        if self._supervisor is not None:
            try:
                self._known.update(await supervised(self._supervisor, _PATIENCE))
                self._heard("supervisor")
            except ExchangeError as error:
                self._unheard("supervisor", error)
        now = asyncio.get_running_loop().time()
        return {
            name: (pid, self._groups.setdefault(name, ProcessGroup()).read(pid, now))
            for name, pid in self._known.items()
        }

    async def _figures(self) -> Mapping[str, NodeFigures]:
        answers = await asyncio.gather(*map(self._node, self._metrics))
        return dict(zip(self._metrics, answers, strict=True))

    async def _node(self, name: str) -> NodeFigures:
        url, metrics = self._metrics[name]
        try:
            found = metrics.read(read_metrics(await get(url, _PATIENCE)))
        except (ExchangeError, MetricsError) as error:
            self._unheard(name, error)
            return NodeFigures()
        self._heard(name)
        return found

    def _heard(self, name: str) -> None:
        if name in self._silent:
            self._silent.discard(name)
            _logger.info("%s answers again", name)

    def _unheard(self, name: str, error: Exception) -> None:
        if name not in self._silent:
            self._silent.add(name)
            _logger.warning("%s does not answer: %s", name, error)


def _sample(at: float, name: str, pid: int | None, used: GroupUsage | None, node: NodeFigures) -> Sample:
    return Sample(
        at=at,
        service=name,
        pid=None if used is None else pid,
        cpu=None if used is None else used.cpu,
        memory=None if used is None else used.memory,
        lag=node.lag,
        outbox=node.outbox,
        connections=node.connections,
        deliveries=node.deliveries,
    )


async def _run(sampler: Sampler, file: LineFile) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async for moment in whole_seconds(stopped):
        file.write(*await sampler.take(moment))


def _named(words: Sequence[str]) -> tuple[dict[str, int], dict[str, str]]:
    pids: dict[str, int] = {}
    metrics: dict[str, str] = {}
    for word in words:
        name, _, what = word.partition("=")
        if name and what.isascii() and what.isdigit() and int(what) > 0:
            pids[name] = int(what)
        elif name and _is_address(what):
            metrics[name] = what
        else:
            raise ValueError(f"{word!r} is neither NAME=PID nor NAME=http://…")
    return pids, metrics


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def main(argv: Sequence[str]) -> int:
    """Sample until SIGTERM; return the exit code: 0, 1 if a file cannot be used, or 2 for a wrong command line."""
    parser = argparse.ArgumentParser("python -m besedka.stage.services.sampler")
    parser.add_argument("file", type=Path)
    parser.add_argument("services", nargs="*", metavar="NAME=PID | NAME=http://…")
    parser.add_argument("--supervisor", type=Path, metavar="SOCKET")
    options = parser.parse_intermixed_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        pids, metrics = _named(options.services)
        with LineFile(options.file) as file:
            asyncio.run(_run(Sampler(options.supervisor, pids, metrics), file))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"the sampler cannot run: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
