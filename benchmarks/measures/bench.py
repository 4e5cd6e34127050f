"""The place to measure at: rounds over all peers in turn, each with a fresh server."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import Peer
from benchmarks.plan import Plan
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import MeasurementError, ServerProcess
from benchmarks.report.figures import Figures

__all__ = ["Act", "Bench"]

Act = Callable[[Peer, ServerProcess, LoadGenerator], dict[str, float]]
"""What a case does to a running server with the generator; returns its figures by metric."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The place to measure at: two cores, the compiled programs, and where the figures go.

    `say` is told what is being done.
    """

    plan: Plan
    folder: Path
    generator: Path
    server_cpu: int
    generator_cpu: int
    figures: Figures
    say: Callable[[str], None]

    def rounds(
        self,
        measure: str,
        case: str,
        act: Act,
        *only: str,
    ) -> None:
        """Do one case with a fresh server for each peer, and that as often as the plan says.

        The rounds go over all peers in turn, so that whatever disturbs the machine for a while disturbs all of them.
        A peer that fails has a reason in the place of its figure. `only` are the names of peers that can do this.
        """
        self.turns(measure, case, lambda peer: self._serve(peer, act), *only)

    def turns(self, measure: str, case: str, act: Callable[[Peer], dict[str, float]], *only: str) -> None:
        """Do the same, where `act` starts what it needs."""
        peers = [peer for peer in self.plan.peers if peer.available and (not only or peer.name in only)]
        for number in range(self.plan.rounds):
            for peer in peers:
                self._once(measure, case, peer, act, f"{measure} {case}, round {number + 1}: {peer.name}")

    def _serve(self, peer: Peer, act: Act) -> dict[str, float]:
        try:
            child = peer.start(self.server_cpu, self.folder)
            generator = LoadGenerator(self.generator, child, peer.protocol, self.generator_cpu, peer.at_once)
            return act(peer, child, generator)
        finally:
            peer.stop()

    def _once(
        self, measure: str, case: str, peer: Peer, act: Callable[[Peer], dict[str, float]], title: str
    ) -> None:
        found: dict[str, float | str]
        try:
            found = dict(act(peer))
        except MeasurementError as error:
            found = {"failure": str(error)}
        self.say(f"{title}: " + ", ".join(_short(name, value) for name, value in found.items()))
        for metric, value in found.items():
            self.figures.add(measure, case, peer.name, metric, value)


def _short(name: str, value: float | str) -> str:
    return f"{name} {value:.4g}" if isinstance(value, float) else f"{name}: {value}"
